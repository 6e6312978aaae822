"""What the purge erases, kind by kind, and how many rows of each went."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from planner.store.base import Base
from planner.store.models import PurgeRecord

EventOf = SQLColumnExpression[int] | SQLColumnExpression[int | None] | None


@dataclass(frozen=True)
class Purged:
    """How many rows went, or would go."""

    answers: int = 0
    """With what they eat: how many told that is not counted."""
    changes: int = 0
    connections: int = 0
    """Over which connection an answer without a card came, and with which form."""
    submissions: int = 0
    """When answers without a card came, and which were set aside."""
    waits: int = 0
    """Households in the line for a place."""
    dealt: int = 0
    """Notes that a scan which did not fit its card was looked at."""
    scans: int = 0
    phones: int = 0
    """Enrolled at gates."""
    gate_notes: int = 0
    """What volunteers wrote down for the organiser."""
    remarks: int = 0
    """What residents said, of whom nobody knows which."""
    receipts: int = 0
    """That phones' remarks had arrived."""
    helped: int = 0
    """In which shifts somebody was."""
    helpers: int = 0
    """Neighbours who helped."""
    errands: int = 0
    """Who went to fetch what, when food ran short."""
    named: int = 0
    """Rows of run sheets, tasks, permits, things, deliveries and costs that named somebody."""
    suppliers: int = 0
    """Private people who delivered to events."""
    links: int = 0
    """From batches to who handed them out."""
    stacks: int = 0
    """Names of stacks of cards, and of gates: organisers call them as they like."""
    gate_words: int = 0
    """What guests with the cards of a stack were told at the entrance."""
    intermediaries: int = 0
    resting: int = 0
    """Addresses from which mail came back."""
    accesses: int = 0
    """Private links of who handed cards out; their sign-ins go with them."""
    requests: int = 0
    """What they asked of the organiser."""
    names: int = 0
    """Of guests, with their phone numbers and addresses."""
    addresses: int = 0
    """That guests left on their own pages."""
    households: int = 0
    """Who told something with a card: hashes of their word and of their browsers' cookies."""
    told: int = 0
    """Ticks that a household was told of a change."""
    merges: int = 0
    """What was decided about cards that look alike."""
    reasons: int = 0
    """Why an event was off, and what organisers said of a change, in their own words."""
    seen: int = 0
    """Notes that somebody saw what guests wrote, or what a menu leaves open."""
    contacts: int = 0
    """Names and numbers that guests could call about an event."""
    letters: int = 0
    """Of mail that was given up: to whom, and what it said."""
    mails: int = 0
    """That they were sent, and who wanted no more."""
    incoming: int = 0
    """That a message came in, and what became of it."""
    followers: int = 0
    """Addresses that wanted to hear what became of what residents said."""
    account_links: int = 0
    """Mailed to begin an account or set a password, and too old to work."""
    sent_forms: int = 0
    """How forms were answered that made something, in case they are sent again."""
    deleted: int = 0
    """What was deleted and could be put back for a month."""
    uploads: int = 0
    """What was read from calendar files and not taken over."""
    calendar_keys: int = 0
    """Addresses of private calendars that were stopped."""
    sign_ins: int = 0
    accounts: int = 0
    """Of organisers, closed some time ago."""
    audits: int = 0
    """Notes of who did what."""
    throttles: int = 0

    def __add__(self, other: "Purged") -> "Purged":
        """Add up what went at two times."""
        return Purged(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )

    @property
    def total(self) -> int:
        """All rows together."""
        return sum(getattr(self, field.name) for field in fields(self))


class Tally:
    """Erases rows and remembers how many of each kind went, for each event."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._counts: Counter[tuple[int | None, str]] = Counter()

    def erase(
        self,
        kind: str,
        table: type[Base],
        condition: ColumnElement[bool],
        *,
        event: EventOf = None,
    ) -> None:
        """Delete rows of one kind.

        Args:
            kind: a field of `Purged`.
            table: where they are.
            condition: which ones.
            event: the event of a row, as a column or a scalar subquery; None where there is none.
        """
        self.count(kind, table, condition, event=event)
        self._session.execute(
            delete(table).where(condition).execution_options(synchronize_session=False)
        )

    def count(
        self,
        kind: str,
        table: type[Base],
        condition: ColumnElement[bool],
        *,
        event: EventOf = None,
    ) -> int:
        """Remember how many rows are about to go, and return it."""
        of_event = event if event is not None else literal(None)
        found = select(of_event.label("event_id")).select_from(table).where(condition).subquery()
        total = 0
        for event_id, rows in self._session.execute(
            select(found.c.event_id, func.count()).group_by(found.c.event_id)
        ):
            self._counts[event_id, kind] += rows
            total += rows
        return total

    def add(self, kind: str, rows: int) -> None:
        """Remember rows that somebody else erased."""
        if rows:
            self._counts[None, kind] += rows

    def write_down(self, *, now: datetime) -> Purged:
        """Keep the counts where organisers can read them, and return them."""
        rows = [
            {"purged_at": now, "event_id": event_id, "kind": kind, "rows": count}
            for (event_id, kind), count in self._counts.items()
        ]
        if rows:
            self._session.execute(insert(PurgeRecord), rows)
        return Purged(**dict(self._by_kind()))

    def _by_kind(self) -> Iterator[tuple[str, int]]:
        for kind in {kind for _event, kind in self._counts}:
            yield kind, sum(rows for (_, one), rows in self._counts.items() if one == kind)
