"""Shifts of an event, and the neighbours who help: without an account, and a name if they like.

No row here refers to an invitation or an answer. Helpers and their entries have numbers drawn at
random and hold no moment at which they signed up, so no join, no equal moment and no order of rows
leads from a card to a name. Source: docs/decisions/0046-helpers.md.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.anchors import EventAnchor
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import (
    MOST_HELPER_NAME,
    MOST_SHIFT_NOTE,
    MOST_SHIFT_PLACE,
    MOST_TASK,
    EntryState,
    ShiftOutcome,
)
from planner.core.helpers.starting_sets import TaskKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event, ProgrammeItem
from planner.store.models.organisations import Organisation
from planner.store.models.residents import RANDOM_KEY, random_key
from planner.store.owners import OWN, owned_through
from planner.store.personal_data import (
    HELPER,
    HELPER_CERTIFICATE,
    HELPER_LINK,
    HELPER_SEEN_BY,
    HELPER_SHIFT,
)
from planner.store.register import PLAIN


def _uid() -> str:
    return str(uuid.uuid4())


class Shift(Base):
    """A task at an event for some hours, with how many are needed."""

    __tablename__ = "shift"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        CheckConstraint("length > 0", name="length_positive"),
        CheckConstraint("needed > 0", name="needed_positive"),
        CheckConstraint("most >= needed", name="most_enough"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    task: Mapped[str] = mapped_column(String(MOST_TASK), info=PLAIN)
    """In the organisation's words."""
    kind: Mapped[TaskKind | None] = mapped_column(word_column(TaskKind), info=PLAIN)
    """Of the starting set, while its words are untouched: pages have it in every language."""
    anchor: Mapped[EventAnchor] = mapped_column(word_column(EventAnchor), info=PLAIN)
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey(ProgrammeItem.id, ondelete="SET NULL"), index=True
    )
    """The part of the programme it is counted from."""
    minutes: Mapped[int] = mapped_column(info=PLAIN)
    """After the anchor, by what clocks show."""
    length: Mapped[int] = mapped_column(info=PLAIN)
    """In real minutes."""
    needed: Mapped[int] = mapped_column(info=PLAIN)
    most: Mapped[int] = mapped_column(info=PLAIN)
    """More than so many have nothing to do."""
    place: Mapped[str] = mapped_column(String(MOST_SHIFT_PLACE), default="", info=PLAIN)
    note: Mapped[str] = mapped_column(String(MOST_SHIFT_NOTE), default="", info=PLAIN)
    least_age: Mapped[int] = mapped_column(default=13, info=PLAIN)
    asks_certificate: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether a certificate of conduct has to have been seen."""
    is_open: Mapped[bool] = mapped_column(default=True, info=PLAIN)
    """Whether people can take it by themselves; else only who an organiser adds is in it."""
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """Raised by another time, place or task; calendars add that of event and entry."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When it was called off: who was in it still reads so, and their calendars too."""

    event: Mapped[Event] = relationship()
    item: Mapped[ProgrammeItem | None] = relationship()
    entries: Mapped[list["ShiftEntry"]] = relationship(
        back_populates="shift",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="ShiftEntry.id",
    )


class Helper(Base):
    """A neighbour who takes shifts; known by the secret in their link alone."""

    __tablename__ = "helper"
    __owner__ = OWN

    id: Mapped[int] = mapped_column(
        RANDOM_KEY, primary_key=True, autoincrement=False, default=random_key
    )
    """From which, with our key alone, both secrets are made again."""
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(MOST_HELPER_NAME), default="", info=HELPER)
    phone: Mapped[str] = mapped_column(String(40), default="", info=HELPER)
    address: Mapped[str] = mapped_column(String(254), default="", info=HELPER)
    """For mail."""
    language: Mapped[str] = mapped_column(String(8), default="", info=HELPER)
    age: Mapped[HelperAge] = mapped_column(
        word_column(HelperAge), default=HelperAge.ADULT, info=HELPER
    )
    grown_up_phone: Mapped[str] = mapped_column(String(40), default="", info=HELPER)
    """Of who agreed that somebody under 16 helps."""
    is_first_time: Mapped[bool] = mapped_column(default=False, info=HELPER)
    """Said to the crew, so that somebody goes along with them."""
    ask_again_until: Mapped[date | None] = mapped_column(Date, info=HELPER)
    """Until when they want to hear of the next one, counted from the event; None for not at all."""
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("series.id", ondelete="SET NULL"), index=True
    )
    """Of the next one of which they want to hear: it is known when where they helped is not."""
    certificate_seen_on: Mapped[date | None] = mapped_column(Date, info=HELPER_CERTIFICATE)
    """Of conduct; no copy is kept."""
    certificate_seen_by_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=HELPER_SEEN_BY
    )
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=HELPER_LINK)
    """Keyed hash of the secret in the own link."""
    feed_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=HELPER_LINK)
    """Keyed hash of the secret in the address of the own calendar, which can change nothing."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    certificate_seen_by: Mapped[Account | None] = relationship()
    entries: Mapped[list["ShiftEntry"]] = relationship(
        back_populates="helper",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="ShiftEntry.id",
    )


class ShiftEntry(Base):
    """A helper in a shift: in it, in the line for it, or not any more."""

    __tablename__ = "shift_entry"
    __owner__ = owned_through("shift_id")
    __table_args__ = (
        UniqueConstraint("shift_id", "helper_id"),
        CheckConstraint("heads > 0", name="heads_positive"),
        Index("ix_shift_entry_state_changed_at", "state", "changed_at"),
    )

    id: Mapped[int] = mapped_column(
        RANDOM_KEY, primary_key=True, autoincrement=False, default=random_key
    )
    shift_id: Mapped[int] = mapped_column(ForeignKey(Shift.id, ondelete="CASCADE"), index=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey(Helper.id, ondelete="CASCADE"), index=True)
    heads: Mapped[int] = mapped_column(default=1, info=HELPER_SHIFT)
    """Two for who brings somebody."""
    state: Mapped[EntryState] = mapped_column(word_column(EntryState), info=HELPER_SHIFT)
    line: Mapped[int | None] = mapped_column(info=HELPER_SHIFT)
    """The place in the line, also of who left it; None for who has or had a place."""
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=HELPER_SHIFT)
    """Until when a place is kept for who waits; past, it was missed."""
    eats: Mapped[bool] = mapped_column(default=True, info=HELPER_SHIFT)
    is_counted_elsewhere: Mapped[bool] = mapped_column(default=False, info=HELPER_SHIFT)
    """Whether they said that the number on their household's card holds them; not which card."""
    set_aside_until: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, info=HELPER_SHIFT
    )
    """Too many came at once: until somebody looks, or until then, it takes no place."""
    came_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=HELPER_SHIFT)
    here_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=HELPER_SHIFT)
    """When somebody last said that they are there: phones tell it late, and in any order."""
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=HELPER_SHIFT)
    """When somebody last took that back."""
    state_before: Mapped[EntryState | None] = mapped_column(
        word_column(EntryState), info=HELPER_SHIFT
    )
    """Of who came though they waited or had stepped back: how they are again if it was a slip."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=HELPER_SHIFT)
    outcome: Mapped[ShiftOutcome | None] = mapped_column(
        word_column(ShiftOutcome), info=HELPER_SHIFT
    )
    """Of who did not come; it is shown at this event only."""
    told_sequence: Mapped[int | None] = mapped_column(default=0, info=PLAIN)
    """That of the shift when they took it, or were last told of it: a higher one they do not know.
    None for who was told that they were taken out."""
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=_uid, info=HELPER_LINK)
    """Its name in calendars."""
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When it last changed after it was made; None until then, for its first moment says who."""

    shift: Mapped[Shift] = relationship(back_populates="entries")
    helper: Mapped[Helper] = relationship(back_populates="entries")


class ShiftTotal(Base):
    """What became of one task of an event: numbers that stay when the helpers are forgotten."""

    __tablename__ = "shift_total"
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    task: Mapped[str] = mapped_column(String(MOST_TASK), info=PLAIN)
    kind: Mapped[TaskKind | None] = mapped_column(word_column(TaskKind), info=PLAIN)
    needed: Mapped[int] = mapped_column(info=PLAIN)
    signed: Mapped[int] = mapped_column(info=PLAIN)
    """People in it when it began."""
    came: Mapped[int | None] = mapped_column(info=PLAIN)
    """None where nobody noted who came."""
    minutes: Mapped[int | None] = mapped_column(info=PLAIN)
    """That they helped, all together; None as well."""
    is_final: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether somebody of it was forgotten since: then it can't be counted again."""
