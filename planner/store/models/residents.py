"""What residents said, without any of them, and what was promised in response.

No row here refers to an invitation, an answer or a device, and a remark holds the day and no
moment: no join, no equal moment and no order of rows leads from a remark to who said it. Its number
is drawn at random for the same reason. Source: docs/decisions/0045-promises.md.
"""

import secrets
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.residents.changes import PartnerMail
from planner.core.residents.questions import (
    MOST_STREET,
    MOST_SUMMARY,
    MOST_WORDS,
    Area,
    HeardBy,
    RemarkState,
    ResidentQuestion,
)
from planner.core.residents.undertakings import (
    MOST_UPDATE,
    MOST_WHAT,
    PartnerKind,
    PromiseKind,
    PromiseState,
    ToldWay,
)
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event, ProgrammeItem
from planner.store.models.invitations import Intermediary
from planner.store.models.organisations import Organisation
from planner.store.models.places import Neighbourhood
from planner.store.owners import OWN, owned_through
from planner.store.personal_data import (
    FOLLOWER,
    GIVER,
    PARTNER_ADDRESS,
    PROMISE_BY,
    REMARK_HEARD,
    REMARK_NONCE,
)
from planner.store.register import IN_CALENDAR, PLAIN

# On SQLite an INTEGER key is the order of the rows, so they lie in the order of chance as well.
RANDOM_KEY = BigInteger().with_variant(Integer(), "sqlite")
_BITS = 52


def random_key() -> int:
    """Draw a key that says nothing of when its row was made; a browser can count so far."""
    return secrets.randbits(_BITS) + 1


class Theme(Base):
    """Remarks that say the same, put together."""

    __tablename__ = "theme"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80), info=PLAIN)
    area: Mapped[Area | None] = mapped_column(word_column(Area), info=PLAIN)
    """Which of the programme's five themes it is a part of; None for none of them."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Remark(Base):
    """What somebody said to one of the two questions; never who."""

    __tablename__ = "remark"
    __owner__ = OWN
    __table_args__ = (
        CheckConstraint("heads > 0", name="heads_positive"),
        Index("ix_remark_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[int] = mapped_column(
        RANDOM_KEY, primary_key=True, autoincrement=False, default=random_key
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey(Event.id, ondelete="SET NULL"), index=True
    )
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey(Neighbourhood.id, ondelete="SET NULL"), index=True
    )
    stop_id: Mapped[int | None] = mapped_column(
        ForeignKey(ProgrammeItem.id, ondelete="SET NULL"), index=True
    )
    """Where on a walk it was said."""
    question: Mapped[ResidentQuestion] = mapped_column(word_column(ResidentQuestion), info=PLAIN)
    words: Mapped[str] = mapped_column(String(MOST_WORDS), info=REMARK_HEARD)
    language: Mapped[str] = mapped_column(String(8), default="", info=PLAIN)
    """In which the words are; empty for the organisation's own."""
    summary: Mapped[str] = mapped_column(String(MOST_SUMMARY), default="", info=REMARK_HEARD)
    """What residents read in place of the words."""
    street: Mapped[str] = mapped_column(String(MOST_STREET), default="", info=PLAIN)
    """Without a number."""
    heads: Mapped[int] = mapped_column(default=1, info=PLAIN)
    """How many said it."""
    heard_by: Mapped[HeardBy] = mapped_column(word_column(HeardBy), info=PLAIN)
    heard_on: Mapped[date] = mapped_column(Date, info=PLAIN)
    state: Mapped[RemarkState] = mapped_column(
        word_column(RemarkState), default=RemarkState.NEW, info=PLAIN
    )
    theme_id: Mapped[int | None] = mapped_column(
        ForeignKey(Theme.id, ondelete="SET NULL"), index=True
    )
    why_not: Mapped[str] = mapped_column(String(MOST_UPDATE), default="", info=PLAIN)
    """The answer where nothing can be promised."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event | None] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    stop: Mapped[ProgrammeItem | None] = relationship()
    theme: Mapped[Theme | None] = relationship()


class RemarkReceipt(Base):
    """That a phone's note has arrived, so that the same one is not kept twice; not which it is."""

    __tablename__ = "remark_receipt"
    __owner__ = owned_through("event_id")

    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), primary_key=True
    )
    nonce: Mapped[str] = mapped_column(String(40), primary_key=True, info=REMARK_NONCE)
    received_on: Mapped[date] = mapped_column(Date, index=True, info=REMARK_NONCE)


class Partner(Base):
    """An organisation of the alliance that can promise."""

    __tablename__ = "partner"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120), info=PLAIN | IN_CALENDAR)
    kind: Mapped[PartnerKind] = mapped_column(word_column(PartnerKind), info=PLAIN)
    contact: Mapped[str] = mapped_column(String(120), default="", info=PARTNER_ADDRESS)
    """Who answers there."""
    address: Mapped[str] = mapped_column(String(254), default="", info=PARTNER_ADDRESS)
    """To which mail with the link goes."""
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    """Keyed hash of the secret in the link; None before there is one."""
    secret_seed: Mapped[bytes | None] = mapped_column(LargeBinary(16), info=PLAIN)
    """From which, with our key alone, the secret is made again for the next mail."""
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When the link was stopped; it answers that it is gone."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Promise(Base):
    """What is undertaken in response to remarks, with who does it and by when."""

    __tablename__ = "promise"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(info=PLAIN)
    """By which people call it: the seventh of the organisation."""
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey(Event.id, ondelete="SET NULL"), index=True
    )
    """At which it came up."""
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey(Neighbourhood.id, ondelete="SET NULL"), index=True
    )
    street: Mapped[str] = mapped_column(String(MOST_STREET), default="", info=PLAIN)
    intermediary_id: Mapped[int | None] = mapped_column(
        ForeignKey(Intermediary.id, ondelete="SET NULL"), index=True, info=GIVER
    )
    """For whose initiative; it is shown on that person's own page."""
    what: Mapped[str] = mapped_column(String(MOST_WHAT), info=PLAIN | IN_CALENDAR)
    kind: Mapped[PromiseKind] = mapped_column(word_column(PromiseKind), info=PLAIN)
    partner_id: Mapped[int | None] = mapped_column(
        ForeignKey(Partner.id, ondelete="SET NULL"), index=True
    )
    agreed_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """When the partner said yes to a promise in its name."""
    made_on: Mapped[date] = mapped_column(Date, info=PLAIN)
    first_due_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """The day that was named first; it stays visible for ever."""
    due_on: Mapped[date | None] = mapped_column(Date, index=True, info=PLAIN | IN_CALENDAR)
    state: Mapped[PromiseState] = mapped_column(
        word_column(PromiseState), default=PromiseState.OPEN, info=PLAIN | IN_CALENDAR
    )
    settled_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    is_public: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    mailed: Mapped[PartnerMail | None] = mapped_column(word_column(PartnerMail), info=PLAIN)
    """The last mail that was written to its partner about it."""
    mailed_for: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """The day that was due then: for another one it begins anew."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN | IN_CALENDAR)
    """Raised by each change, so that of two at once one is kept and the other sees it."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event | None] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    intermediary: Mapped[Intermediary | None] = relationship()
    partner: Mapped[Partner | None] = relationship()
    updates: Mapped[list["PromiseUpdate"]] = relationship(
        back_populates="promise", cascade="all, delete-orphan", order_by="PromiseUpdate.id"
    )


class PromiseRemark(Base):
    """Which remarks a promise answers."""

    __tablename__ = "promise_remark"
    __owner__ = owned_through("promise_id")

    promise_id: Mapped[int] = mapped_column(
        ForeignKey(Promise.id, ondelete="CASCADE"), primary_key=True
    )
    remark_id: Mapped[int] = mapped_column(
        ForeignKey(Remark.id, ondelete="CASCADE"), primary_key=True, index=True
    )


class PromiseUpdate(Base):
    """What became of a promise: a line that stays, with its day and who said it."""

    __tablename__ = "promise_update"
    __owner__ = owned_through("promise_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey(Promise.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    state: Mapped[PromiseState] = mapped_column(word_column(PromiseState), info=PLAIN)
    words: Mapped[str] = mapped_column(String(MOST_UPDATE), default="", info=PLAIN)
    due_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """Until when from here on; with the words, the reason why it was moved."""
    partner_id: Mapped[int | None] = mapped_column(
        ForeignKey(Partner.id, ondelete="SET NULL"), index=True
    )
    """Who has it from here on."""
    is_by_partner: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether the partner said so with the own link; else one of us did."""
    is_looked_at: Mapped[bool] = mapped_column(default=True, info=PLAIN)
    """Whether one of us read it: until then residents do not read a partner's words."""
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=PROMISE_BY
    )

    promise: Mapped[Promise] = relationship(back_populates="updates")
    partner: Mapped[Partner | None] = relationship()


class PromiseTold(Base):
    """That residents were told of a promise, on which day and how."""

    __tablename__ = "promise_told"
    __owner__ = owned_through("promise_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey(Promise.id, ondelete="CASCADE"), index=True)
    update_id: Mapped[int | None] = mapped_column(
        ForeignKey(PromiseUpdate.id, ondelete="SET NULL"), index=True
    )
    """What was the last of it by then; None before there was any."""
    way: Mapped[ToldWay] = mapped_column(word_column(ToldWay), info=PLAIN)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey(Event.id, ondelete="SET NULL"), index=True
    )
    """At which event, or on whose cards."""
    told_on: Mapped[date] = mapped_column(Date, info=PLAIN)
    heads: Mapped[int | None] = mapped_column(info=PLAIN)
    """To how many addresses, for mail."""


class PromiseVotes(Base):
    """How many residents said that it is better now, or not yet: totals, of nobody."""

    __tablename__ = "promise_votes"
    __owner__ = owned_through("promise_id")
    __table_args__ = (CheckConstraint("better >= 0 AND not_yet >= 0", name="not_negative"),)

    promise_id: Mapped[int] = mapped_column(
        ForeignKey(Promise.id, ondelete="CASCADE"), primary_key=True
    )
    better: Mapped[int] = mapped_column(default=0, info=PLAIN)
    not_yet: Mapped[int] = mapped_column(default=0, info=PLAIN)
    not_yet_seen: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """How many of them there were when an organiser last looked again."""


class PromiseFollower(Base):
    """An address that wants to hear what becomes of what was said in a neighbourhood.

    It is kept apart from cards and answers: nothing says who of their guests it is.
    """

    __tablename__ = "promise_follower"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "neighbourhood_id", "address"),)

    id: Mapped[int] = mapped_column(
        RANDOM_KEY, primary_key=True, autoincrement=False, default=random_key
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey(Neighbourhood.id, ondelete="CASCADE"), index=True
    )
    address: Mapped[str] = mapped_column(String(254), info=FOLLOWER)
    language: Mapped[str] = mapped_column(String(8), info=FOLLOWER)
    agreed_on: Mapped[date] = mapped_column(Date, info=FOLLOWER)
    confirmed_on: Mapped[date | None] = mapped_column(Date, info=FOLLOWER)
    """When the link in the first mail was pressed; until then nothing else is sent there."""
    wording: Mapped[str] = mapped_column(String(10), info=FOLLOWER)
    """To which words they said yes."""
    ends_on: Mapped[date] = mapped_column(Date, index=True, info=FOLLOWER)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=FOLLOWER)
    """Keyed hash of the secret with which one stops it."""

    neighbourhood: Mapped[Neighbourhood] = relationship()
