"""Things that come back, who supplies what, and what an event costs.

Source: docs/decisions/0047-logistics.md.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.logistics.money import MOST_COST_WORDS, CostCategory
from planner.core.logistics.suppliers import (
    MOST_DELIVERED,
    MOST_SUPPLIER_NAME,
    MOST_SUPPLIER_NOTE,
    MOST_WRONG,
    DeliveryState,
)
from planner.core.logistics.things import (
    MOST_KEPT_AT,
    MOST_THING_NAME,
    CountedFrom,
    ThingSource,
)
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event
from planner.store.models.organisations import Organisation
from planner.store.models.residents import Partner
from planner.store.owners import OWN, owned_through
from planner.store.personal_data import MAKER, NAMED_BEHIND, SUPPLIER
from planner.store.register import PLAIN


class Supplier(Base):
    """Who delivers to an organisation's events."""

    __tablename__ = "supplier"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(MOST_SUPPLIER_NAME), info=SUPPLIER)
    """As dishes name where they are bought."""
    phone: Mapped[str] = mapped_column(String(40), default="", info=SUPPLIER)
    note: Mapped[str] = mapped_column(String(MOST_SUPPLIER_NOTE), default="", info=SUPPLIER)
    is_person: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether it is a private person, who is forgotten after the last event they deliver to."""
    unused_since: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """Since when the purge finds a private person without any event; None for who has one."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class SupplierDelivery(Base):
    """What a supplier brings to an event, when, and until when more can be called off."""

    __tablename__ = "supplier_delivery"
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(
        ForeignKey(Supplier.id, ondelete="SET NULL"), index=True
    )
    """None once a private person was forgotten: what came, and what it cost, stays."""
    is_food: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether it was of the menu, where nobody knows any more who brought it."""
    what: Mapped[str] = mapped_column(String(MOST_DELIVERED), default="", info=PLAIN)
    arrives_minutes: Mapped[int | None] = mapped_column(info=PLAIN)
    """After the beginning, by what clocks show; negative for before; None where nobody agreed."""
    call_minutes: Mapped[int | None] = mapped_column(info=PLAIN)
    """Until so long after the beginning more can be called off; None where it can't."""
    state: Mapped[DeliveryState] = mapped_column(
        word_column(DeliveryState), default=DeliveryState.PLANNED, info=PLAIN
    )
    called_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    came_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    wrong: Mapped[str] = mapped_column(String(MOST_WRONG), default="", info=NAMED_BEHIND)
    """What is not as ordered."""
    planned_cents: Mapped[int | None] = mapped_column(info=PLAIN)
    """Of what is no dish: dishes are reckoned from the menu."""
    paid_cents: Mapped[int | None] = mapped_column(info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)

    event: Mapped[Event] = relationship()
    supplier: Mapped[Supplier | None] = relationship()


class Thing(Base):
    """Something that an organisation owns and lends to its events."""

    __tablename__ = "thing"
    __owner__ = OWN
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint("owned >= 0", name="owned_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(MOST_THING_NAME), info=PLAIN)
    owned: Mapped[int] = mapped_column(default=0, info=PLAIN)
    kept_at: Mapped[str] = mapped_column(String(MOST_KEPT_AT), default="", info=PLAIN)
    """Where it lies."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class ThingUse(Base):
    """What an event needs of a thing, from whom it comes, and what came back."""

    __tablename__ = "thing_use"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        UniqueConstraint("event_id", "name"),
        CheckConstraint("per > 0", name="per_positive"),
        CheckConstraint("count >= 0", name="count_not_negative"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("back >= 0", name="back_not_negative"),
        CheckConstraint("broken >= 0", name="broken_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    thing_id: Mapped[int | None] = mapped_column(
        ForeignKey(Thing.id, ondelete="SET NULL"), index=True
    )
    """None for what the organisation owns nothing of."""
    name: Mapped[str] = mapped_column(String(MOST_THING_NAME), info=PLAIN)
    counted_from: Mapped[CountedFrom] = mapped_column(
        word_column(CountedFrom), default=CountedFrom.NOTHING, info=PLAIN
    )
    per: Mapped[int | None] = mapped_column(info=PLAIN)
    """People to one of them."""
    count: Mapped[int | None] = mapped_column(info=PLAIN)
    """As typed; None follows the people."""
    source: Mapped[ThingSource] = mapped_column(
        word_column(ThingSource), default=ThingSource.OWN, info=PLAIN
    )
    supplier_id: Mapped[int | None] = mapped_column(
        ForeignKey(Supplier.id, ondelete="SET NULL"), index=True
    )
    from_whom: Mapped[str] = mapped_column(
        String(MOST_SUPPLIER_NAME), default="", info=NAMED_BEHIND
    )
    """Of whom it is borrowed or hired, in words."""
    phone: Mapped[str] = mapped_column(String(40), default="", info=NAMED_BEHIND)
    out_minutes: Mapped[int] = mapped_column(default=180, info=PLAIN)
    """So long before the beginning it is taken out."""
    back_minutes: Mapped[int] = mapped_column(default=120, info=PLAIN)
    """So long after the end it is back."""
    turn: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """Its place in the line for the thing: who asks for more goes to the end of it."""
    taken: Mapped[int | None] = mapped_column(info=PLAIN)
    back: Mapped[int | None] = mapped_column(info=PLAIN)
    """None until somebody noted what came back."""
    broken: Mapped[int] = mapped_column(default=0, info=PLAIN)
    is_settled: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether what is missing or broken was found, or taken off what is owned."""
    gone: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """How many were taken off what is owned, to be put back where that was a mistake."""
    planned_cents: Mapped[int | None] = mapped_column(info=PLAIN)
    """Of what is hired or bought."""
    paid_cents: Mapped[int | None] = mapped_column(info=PLAIN)
    note: Mapped[str] = mapped_column(String(MOST_SUPPLIER_NOTE), default="", info=NAMED_BEHIND)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)

    event: Mapped[Event] = relationship()
    thing: Mapped[Thing | None] = relationship()
    supplier: Mapped[Supplier | None] = relationship()


class CostLine(Base):
    """An amount of money: planned, paid, or a receipt."""

    __tablename__ = "cost_line"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        CheckConstraint("planned_cents >= 0", name="planned_not_negative"),
        CheckConstraint("share_cents >= 0", name="share_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    category: Mapped[CostCategory] = mapped_column(word_column(CostCategory), info=PLAIN)
    words: Mapped[str] = mapped_column(String(MOST_COST_WORDS), default="", info=NAMED_BEHIND)
    planned_cents: Mapped[int | None] = mapped_column(info=PLAIN)
    paid_cents: Mapped[int | None] = mapped_column(info=PLAIN)
    """Negative for money that came back, such as a deposit."""
    paid_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    partner_id: Mapped[int | None] = mapped_column(
        ForeignKey(Partner.id, ondelete="SET NULL"), index=True
    )
    """Who pays a part of it."""
    share_cents: Mapped[int | None] = mapped_column(info=PLAIN)
    """That part."""
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=MAKER
    )
    """Who typed the receipt."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)

    event: Mapped[Event] = relationship()
    partner: Mapped[Partner | None] = relationship()
    account: Mapped[Account | None] = relationship()
