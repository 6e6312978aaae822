"""The run sheet of an event, and tasks before and after it.

Source: docs/decisions/0047-logistics.md.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.anchors import EventAnchor
from planner.core.logistics.runsheet import MOST_PLACE, MOST_TITLE, MOST_WHO
from planner.core.logistics.tasks import MOST_OWNER, MOST_TASK_NOTE, MOST_TASK_TITLE
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event, ProgrammeItem
from planner.store.models.gates import GateDevice
from planner.store.models.residents import Partner
from planner.store.owners import owned_through
from planner.store.personal_data import HAS_TASK, MAKER, NAMED_BEHIND, NAMED_ON_SHEET, ON_DUTY
from planner.store.register import IN_CALENDAR, PLAIN


def _uid() -> str:
    return str(uuid.uuid4())


class RunLine(Base):
    """Something that happens at an event, with who does it."""

    __tablename__ = "run_line"
    __owner__ = owned_through("event_id")
    __table_args__ = (CheckConstraint("length >= 0", name="length_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    anchor: Mapped[EventAnchor] = mapped_column(word_column(EventAnchor), info=PLAIN | IN_CALENDAR)
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey(ProgrammeItem.id, ondelete="SET NULL"), index=True, info=IN_CALENDAR
    )
    """The part of the programme it is counted from."""
    minutes: Mapped[int] = mapped_column(info=PLAIN | IN_CALENDAR)
    """After the anchor, by what clocks show."""
    length: Mapped[int] = mapped_column(default=0, info=PLAIN | IN_CALENDAR)
    """In real minutes; 0 for a moment."""
    title: Mapped[str] = mapped_column(String(MOST_TITLE), info=PLAIN | IN_CALENDAR)
    place: Mapped[str] = mapped_column(String(MOST_PLACE), default="", info=PLAIN | IN_CALENDAR)
    who: Mapped[str] = mapped_column(String(MOST_WHO), default="", info=NAMED_ON_SHEET)
    """Who does it, in words; an account stands beside it or alone."""
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=ON_DUTY | IN_CALENDAR
    )
    """Whose own calendar shows it."""
    is_fixed: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether it stays when others move."""
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    """The moment of what is fixed or done, whatever its anchor does; None for what moves along."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    ticked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When somebody last said that it is done: phones tell it late, and in any order."""
    unticked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When somebody last took that back."""
    done_by_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=ON_DUTY
    )
    done_on_id: Mapped[int | None] = mapped_column(
        ForeignKey(GateDevice.id, ondelete="SET NULL"), index=True
    )
    """The phone on which it was ticked."""
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=_uid, info=PLAIN)
    """Its name in calendars."""
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """Raised by another time, place or title; calendars add that of the event."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    """When it was taken out, or given to somebody else: calendars that held it hear so."""

    event: Mapped[Event] = relationship()
    item: Mapped[ProgrammeItem | None] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=account_id)
    done_by: Mapped[Account | None] = relationship(foreign_keys=done_by_id)


class EventTask(Base):
    """Something to be done before or after an event, with an owner and a day."""

    __tablename__ = "event_task"
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(MOST_TASK_TITLE), info=PLAIN | IN_CALENDAR)
    days: Mapped[int] = mapped_column(default=0, info=PLAIN | IN_CALENDAR)
    """After the day of the event; negative for before."""
    fixed_on: Mapped[date | None] = mapped_column(Date, info=PLAIN | IN_CALENDAR)
    """A day that stays, whatever the event does; None for one that moves along."""
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=HAS_TASK | IN_CALENDAR
    )
    partner_id: Mapped[int | None] = mapped_column(
        ForeignKey(Partner.id, ondelete="SET NULL"), index=True
    )
    owner: Mapped[str] = mapped_column(String(MOST_OWNER), default="", info=NAMED_BEHIND)
    """Whose it is, in words, where that is nobody with an account and no partner."""
    phone: Mapped[str] = mapped_column(String(40), default="", info=NAMED_BEHIND)
    """Where they are called: no mail goes to who has no account."""
    note: Mapped[str] = mapped_column(String(MOST_TASK_NOTE), default="", info=NAMED_BEHIND)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    done_by_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=MAKER
    )
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=_uid, info=PLAIN)
    """Its name in calendars."""
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)

    event: Mapped[Event] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=account_id)
    partner: Mapped[Partner | None] = relationship()
    done_by: Mapped[Account | None] = relationship(foreign_keys=done_by_id)
