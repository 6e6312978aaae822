"""What the organiser should look at, put together by card and cause, and what is dealt with."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zlib import crc32

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from planner.core.admission import Key, Reason
from planner.services.gate.journal import Conflict, list_conflicts
from planner.store.models import Account, DealtConflict, Scan

_READ_DEALT = (
    select(
        Scan.event_id,
        Scan.device_id,
        Scan.nonce,
        DealtConflict.heads,
        DealtConflict.dealt_at,
        Account.name.label("dealt_by"),
    )
    .join(Scan, Scan.id == DealtConflict.scan_id)
    .outerjoin(Account, Account.id == DealtConflict.dealt_by_id)
    .where(Scan.event_id.in_(bindparam("event_ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class DealtWith:
    """When somebody dealt with a scan, and who.

    Args:
        heads: people too many as they saw them.
        at: when it was.
        by: the name of who did; None when the account is gone.
    """

    heads: int
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class ConflictCase:
    """All that happened with one card for one reason; without a card each scan is its own case.

    Args:
        lines: by time.
        dealt: the last time that somebody dealt with it; None while it is open.
    """

    lines: tuple[Conflict, ...]
    dealt: DealtWith | None

    @property
    def reason(self) -> Reason:
        """Why the card had no place for them."""
        return self.lines[0].reason

    @property
    def heads(self) -> int:
        """People who came in."""
        return sum(line.heads for line in self.lines)

    @property
    def marks(self) -> frozenset[str]:
        """Short names of what stands there, people included: what is seen is what is dealt with."""
        return frozenset(map(_mark, self.lines))


@dataclass(frozen=True, slots=True)
class ConflictBook:
    """The cases of an event, by their last line.

    Args:
        open: nobody has dealt with them, or they grew since.
        dealt: the others.
    """

    open: tuple[ConflictCase, ...] = ()
    dealt: tuple[ConflictCase, ...] = ()


def read_book(session: Session, event_id: int, conflicts: Sequence[Conflict]) -> ConflictBook:
    """Sort what was found by what is dealt with; one question, and none where nothing was found."""
    dealt = read_dealt(session, [event_id]) if conflicts else {}
    return sort_cases(conflicts, dealt.get(event_id, {}))


def sort_cases(conflicts: Sequence[Conflict], dealt: Mapping[Key, DealtWith]) -> ConflictBook:
    """Put lines together by card and reason, and say which of them are dealt with.

    A card that is used once more after somebody dealt with it is open again with all its lines:
    what was looked at before belongs to the same story.
    """
    cases = [ConflictCase(tuple(lines), _dealt_with(lines, dealt)) for lines in _by_card(conflicts)]
    cases.sort(key=lambda case: case.lines[-1].at)
    return ConflictBook(
        open=tuple(case for case in cases if case.dealt is None),
        dealt=tuple(case for case in cases if case.dealt is not None),
    )


def arrivals_in(cases: Iterable[ConflictCase]) -> int:
    """Count how often people came in so: what is said of several cases is said of these."""
    return sum(len(case.lines) for case in cases)


def by_reason(cases: Iterable[ConflictCase]) -> list[tuple[ConflictCase, ...]]:
    """Put cases with the same reason together, most people first."""
    grouped: dict[Reason, list[ConflictCase]] = {}
    for case in cases:
        grouped.setdefault(case.reason, []).append(case)
    groups = [tuple(group) for group in grouped.values()]
    return sorted(groups, key=lambda group: -sum(case.heads for case in group))


def deal_with(
    session: Session,
    event_id: int,
    marks: Collection[str],
    *,
    account_id: int,
    now: datetime,
) -> int:
    """Note that somebody dealt with what they saw; return how many scans it was.

    What came in since they looked has another mark and stays open. Twice is as good as once.
    """
    seen = _seen(session, event_id, marks)
    scans = _scans(session, event_id, seen)
    _forget(session, scans)
    if scans:
        rows = [{"scan_id": scan_id, "heads": seen[key]} for scan_id, key in scans.items()]
        made = insert(DealtConflict).values(dealt_at=now, dealt_by_id=account_id)
        session.execute(made, rows)
    return len(scans)


def take_back(session: Session, event_id: int, marks: Collection[str]) -> int:
    """Open again what somebody had dealt with; return how many scans it was."""
    ids = list(_scans(session, event_id, _seen(session, event_id, marks)))
    _forget(session, ids)
    return len(ids)


def _seen(session: Session, event_id: int, marks: Collection[str]) -> dict[Key, int]:
    """The scans that somebody saw, with the people too many as they saw them."""
    return {
        conflict.key: conflict.heads
        for conflict in list_conflicts(session, event_id)
        if _mark(conflict) in marks
    }


def _forget(session: Session, scan_ids: Collection[int]) -> None:
    session.execute(
        delete(DealtConflict)
        .where(DealtConflict.scan_id.in_(scan_ids))
        .execution_options(synchronize_session=False)
    )


def _mark(conflict: Conflict) -> str:
    device_id, nonce = conflict.key
    return f"{crc32(f'{device_id}:{nonce}:{conflict.heads}'.encode()):08x}"


def _by_card(conflicts: Sequence[Conflict]) -> Iterable[list[Conflict]]:
    def card(line: Conflict) -> tuple[str, str, int, Key]:
        alone = line.key if line.card_number is None else (0, "")
        return line.reason.value, line.part or "", line.card_number or 0, alone

    for _card, lines in groupby(sorted(conflicts, key=card), key=card):
        yield sorted(lines, key=lambda line: (line.at, line.key))


def _dealt_with(lines: Sequence[Conflict], dealt: Mapping[Key, DealtWith]) -> DealtWith | None:
    last: DealtWith | None = None
    for line in lines:
        found = dealt.get(line.key)
        if found is None or found.heads < line.heads:
            return None
        if last is None or found.at > last.at:
            last = found
    return last


def read_dealt(session: Session, event_ids: Collection[int]) -> dict[int, dict[Key, DealtWith]]:
    """Return what somebody dealt with, by event; one question."""
    found: dict[int, dict[Key, DealtWith]] = {}
    for row in session.execute(_READ_DEALT, {"event_ids": sorted(event_ids)}):
        dealt = DealtWith(row.heads, row.dealt_at, row.dealt_by)
        found.setdefault(row.event_id, {})[row.device_id, row.nonce] = dealt
    return found


def _scans(session: Session, event_id: int, keys: Collection[Key]) -> dict[int, Key]:
    """The numbers of scans, with the phone and nonce that name them."""
    rows = session.execute(
        select(Scan.id, Scan.device_id, Scan.nonce).where(
            Scan.event_id == event_id, Scan.nonce.in_({nonce for _phone, nonce in keys})
        )
    )
    named = {row.id: (row.device_id, row.nonce) for row in rows}
    return {scan_id: key for scan_id, key in named.items() if key in keys}
