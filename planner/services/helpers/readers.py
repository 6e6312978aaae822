"""Helpers as who is told something: where to write, whom to call, and what nobody has told them."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.helpers.messages import HelperGroup
from planner.core.helpers.shifts import EntryState, ShiftOutcome
from planner.services.helpers.shift_rows import facts_of
from planner.services.outbox.resting import resting_addresses
from planner.services.outbox.unsubscribing import hash_address, unsubscribe_url, unsubscribed
from planner.store.models import Event, Helper, Shift, ShiftEntry

IN_OR_IN_LINE = (EntryState.STANDING, EntryState.WAITING)


@dataclass(frozen=True, slots=True)
class Readers:
    """Who is told something, by way; in the order of chance in which their rows lie.

    Attributes:
        by_mail: with an address.
        to_call: without one, with a number.
        unreached: without either: they read it on their own page.
    """

    by_mail: Sequence[Helper] = ()
    to_call: Sequence[Helper] = ()
    unreached: Sequence[Helper] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.everyone)

    @property
    def everyone(self) -> Sequence[Helper]:
        """All of them."""
        return (*self.by_mail, *self.to_call, *self.unreached)

    @property
    def without_mail(self) -> Sequence[Helper]:
        """Who has to be told by somebody."""
        return (*self.to_call, *self.unreached)


def readers_among(helpers: Iterable[Helper]) -> Readers:
    """Part helpers by the way in which they are told; each of them once."""
    each = sorted({one.id: one for one in helpers}.values(), key=lambda one: one.id)
    return Readers(
        by_mail=[one for one in each if one.address],
        to_call=[one for one in each if not one.address and one.phone],
        unreached=[one for one in each if not one.address and not one.phone],
    )


def without_resting(session: Session, readers: Readers, *, code_key: str, now: datetime) -> Readers:
    """Return the same people, where mail comes back from among those whom somebody has to tell."""
    rests = resting_addresses(
        session, (one.address for one in readers.by_mail), code_key=code_key, now=now
    )
    if not rests:
        return readers
    lost = [one for one in readers.by_mail if one.address in rests]
    return Readers(
        by_mail=[one for one in readers.by_mail if one.address not in rests],
        to_call=[*readers.to_call, *(one for one in lost if one.phone)],
        unreached=[*readers.unreached, *(one for one in lost if not one.phone)],
    )


def readers_of(
    shifts: Sequence[Shift], group: HelperGroup, *, shift_id: int | None = None, now: datetime
) -> Readers:
    """Return who of an event's helpers a message goes to.

    Args:
        shifts: of the event, with entries and helpers, without those that were removed.
        group: which of them.
        shift_id: of one shift only; None for all.
        now: the moment.
    """
    return readers_among(
        entry.helper
        for shift in shifts
        if shift_id in (None, shift.id)
        for entry in shift.entries
        if _is_in(entry, group, now=now)
    )


def shifts_by_helper(shifts: Iterable[Shift]) -> dict[int, list[Shift]]:
    """Return in which shifts each helper is or waits; those that were removed are left out."""
    found: dict[int, list[Shift]] = {}
    for shift in shifts:
        if shift.removed_at is None:
            for entry in shift.entries:
                if entry.state in IN_OR_IN_LINE:
                    found.setdefault(entry.helper_id, []).append(shift)
    return found


def who_helped(shifts: Sequence[Shift]) -> Readers:
    """Return who is thanked: who was in a shift, unless somebody noted that they did not come."""
    return readers_among(
        entry.helper
        for shift in shifts
        for entry in shift.entries
        if entry.state is EntryState.STANDING and entry.outcome is not ShiftOutcome.ABSENT
    )


def touched_in(shift: Shift) -> list[ShiftEntry]:
    """List the entries of a shift whose helpers do not know yet what changed.

    Of a shift that was removed those who were in it or in its line; who was taken out of it; and
    whoever took it before its time, place or task was another one.
    """
    told = (*IN_OR_IN_LINE, EntryState.TAKEN_OUT)
    return [
        entry
        for entry in shift.entries
        if entry.state in told
        and entry.told_sequence is not None
        and entry.told_sequence < shift.sequence
    ]


def whom_to_ask(session: Session, event: Event, *, today: date) -> Readers:
    """Return who helped at an event of the series and wants to be asked for the next one.

    Whether somebody came then is not asked here: nobody is left out for a day that did not suit.
    """
    if event.series_id is None:
        return Readers()
    here = select(ShiftEntry.helper_id).join(Shift).where(Shift.event_id == event.id)
    then = (
        select(ShiftEntry.helper_id)
        .join(Shift, Shift.id == ShiftEntry.shift_id)
        .join(Event, Event.id == Shift.event_id)
        .where(
            Event.series_id == event.series_id,
            Event.id != event.id,
            Event.ends_at < event.starts_at,
            Event.state != EventState.CANCELLED,
            ShiftEntry.state == EntryState.STANDING,
            Shift.removed_at.is_(None),
        )
    )
    found = session.scalars(
        select(Helper)
        .where(
            Helper.organisation_id == event.organisation_id,
            Helper.ask_again_until > today,
            # Where they helped is forgotten sooner than that they want to be asked.
            or_(Helper.series_id == event.series_id, Helper.id.in_(then)),
            Helper.id.not_in(here),
        )
        .order_by(Helper.id)
    )
    return readers_among(found)


def letter_key(what: str, event_id: int, *about: object, code_key: str) -> str:
    """Return what one letter is: the same for who is told the same twice.

    Who reads it without our key finds no helper by it.

    Args:
        what: such as 'reminder'.
        event_id: what it is about.
        about: whose it is, and of which occasion.
        code_key: the key of this installation.
    """
    text = ":".join(["helper-letter", what, str(event_id), *map(str, about)])
    made = hmac.new(code_key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
    return f"helper-{what}:{event_id}:{made}"


def stop_mail_url(address: str, *, event_id: int, base_url: str, code_key: str) -> str:
    """Return the page on which a helper says: no more mail about this event.

    Made so that it has no hash in common with mail to the same address about a card.
    """
    return unsubscribe_url(
        _as_helper(address), event_id=event_id, base_url=base_url, code_key=code_key
    )


def without_no_more(
    session: Session, helpers: Sequence[Helper], *, event_id: int, code_key: str
) -> list[Helper]:
    """Leave out who said on that page that they want no more."""
    marks = {
        one.id: hash_address(_as_helper(one.address), code_key=code_key)
        for one in helpers
        if one.address
    }
    no_more = unsubscribed(session, marks.values())
    about = (event_id, None)
    return [one for one in helpers if not {(marks.get(one.id), each) for each in about} & no_more]


def _as_helper(address: str) -> str:
    return f"helper {address}"


def _is_in(entry: ShiftEntry, group: HelperGroup, *, now: datetime) -> bool:
    is_aside = entry.set_aside_until is not None
    if group is HelperGroup.EVERYONE:
        return entry.state in IN_OR_IN_LINE
    if group is HelperGroup.NOT_CONFIRMED:
        is_aside = is_aside and entry.state in IN_OR_IN_LINE
        return is_aside or facts_of(entry).is_offered(now=now)
    state = EntryState.WAITING if group is HelperGroup.WAITING else EntryState.STANDING
    return entry.state is state and not is_aside
