"""What an organiser does with somebody in a shift: move them, let count, note a certificate."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from sqlalchemy.orm import Session

from planner.core.helpers.ages import AgeVerdict, judge_age
from planner.core.helpers.shifts import EntryState
from planner.services.answer.locking import lock_answers
from planner.services.helpers.settling import changed, settle, take_in
from planner.services.helpers.shift_rows import find_shift, places_open, span
from planner.services.helpers.signing_up import find_clash, find_entry
from planner.store.models import Helper, Shift, ShiftEntry


class EntryMove(Enum):
    """What became of moving somebody."""

    MOVED = "moved"
    FULL = "full"
    ALREADY_THERE = "already there"
    GONE = "gone"
    """The shift or the entry is not there any more."""


@dataclass(frozen=True, slots=True)
class MovedEntry:
    """What became of it, and what an organiser may want to know.

    Attributes:
        entry: where they are now; None where nothing changed.
        clash: another shift of theirs at the same time.
    """

    move: EntryMove
    entry: ShiftEntry | None = None
    clash: Shift | None = None
    verdict: AgeVerdict | None = None


def move_entry(
    session: Session, event_id: int, entry_id: int, to_shift_id: int, *, now: datetime
) -> MovedEntry:
    """Move somebody to another shift of the event, in its turn; what stands against it is said.

    Their calendar shows the same entry at the new time: the sum of sequences rises, whatever that
    of the other shift is.
    """
    event = lock_answers(session, event_id)
    settle(session, event, now=now)
    entry = find_entry(session, event_id, entry_id)
    to = find_shift(session, event_id, to_shift_id)
    if entry is None or to is None or to.removed_at is not None:
        return MovedEntry(EntryMove.GONE)
    if entry.state not in (EntryState.STANDING, EntryState.WAITING):
        return MovedEntry(EntryMove.GONE)
    there = next((one for one in to.entries if one.helper_id == entry.helper_id), None)
    if there is not None and there.state in (EntryState.STANDING, EntryState.WAITING):
        return MovedEntry(EntryMove.ALREADY_THERE)
    if entry.heads > places_open(to, now=now):
        return MovedEntry(EntryMove.FULL)
    moved = _revive(entry, there, now=now) if there is not None else _carry(entry, to, now=now)
    session.flush()
    settle(session, event, now=now)
    verdict = judge_entry(moved)
    return MovedEntry(EntryMove.MOVED, moved, find_clash(session, moved.helper_id, to), verdict)


def judge_entry(entry: ShiftEntry) -> AgeVerdict:
    """Hold the shift of an entry against the rules for the helper's age."""
    shift = entry.shift
    return judge_age(
        entry.helper.age,
        span(shift),
        least_age=shift.least_age,
        zone=shift.event.zone,
        is_holiday=shift.event.is_holiday,
    )


def accept(session: Session, event_id: int, entry_id: int, *, now: datetime) -> ShiftEntry | None:
    """Let an entry count that was set aside; None where it is not, or somebody looked before.

    In a free place, else at the end of the line.
    """
    event = lock_answers(session, event_id)
    entry = find_entry(session, event_id, entry_id)
    if entry is None or entry.set_aside_until is None:
        return None
    take_in(entry.shift, entry, now=now)
    settle(session, event, now=now)
    return entry


def note_certificate(helper: Helper, *, account_id: int, on: date | None) -> None:
    """Note on which day somebody saw a certificate of conduct, and who; None for not seen.

    No copy is kept, and there is nothing to keep one in.
    """
    helper.certificate_seen_on = on
    helper.certificate_seen_by_id = account_id if on is not None else None


def _carry(entry: ShiftEntry, to: Shift, *, now: datetime) -> ShiftEntry:
    if _has_helped(entry, now=now):
        return _go_on(entry, to, now=now)
    behind = entry.shift.sequence - to.sequence
    entry.shift = to
    _stand(entry)
    entry.came_at = entry.here_at = entry.undone_at = entry.left_at = None
    changed(entry, now=now)
    entry.sequence += max(0, behind)
    entry.told_sequence = to.sequence - 1  # they did not move themselves, and have to be told
    return entry


def _has_helped(entry: ShiftEntry, *, now: datetime) -> bool:
    """Say whether they came and it has begun: what they did there stays."""
    return entry.came_at is not None and span(entry.shift).starts_at <= now


def _go_on(entry: ShiftEntry, to: Shift, *, now: datetime) -> ShiftEntry:
    """Let somebody who is there go on in another shift; the hours until now stay."""
    entry.left_at = entry.left_at or now
    going_on = ShiftEntry(
        helper=entry.helper,
        heads=entry.heads,
        state=EntryState.STANDING,
        eats=entry.eats,
        is_counted_elsewhere=entry.is_counted_elsewhere,
        told_sequence=to.sequence - 1,
        changed_at=now,
    )
    to.entries.append(going_on)
    return going_on


def _revive(entry: ShiftEntry, there: ShiftEntry, *, now: datetime) -> ShiftEntry:
    """Put them back where they were before; calendars know that entry as called off."""
    there.heads, there.eats = entry.heads, entry.eats
    there.is_counted_elsewhere = entry.is_counted_elsewhere
    _stand(there)
    changed(there, now=now)
    there.told_sequence = there.shift.sequence - 1
    if _has_helped(entry, now=now):
        entry.left_at = entry.left_at or now
        return there
    entry.state, entry.line, entry.offered_until = EntryState.TAKEN_OUT, None, None
    entry.set_aside_until = None
    changed(entry, now=now)
    entry.told_sequence = entry.shift.sequence - 1
    return there


def _stand(entry: ShiftEntry) -> None:
    entry.state, entry.line, entry.offered_until = EntryState.STANDING, None, None
    entry.set_aside_until = entry.outcome = entry.state_before = None
