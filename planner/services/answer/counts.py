"""Answers added up: as they are now, and as they were at earlier moments.

A forecast compares like with like: with 38 people who said yes nine days beforehand belongs how
many had said yes nine days before each earlier event, not how many did in the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import Reply
from planner.core.turnout import Answers
from planner.services.answer.standing import is_counted
from planner.store.models import Answer, AnswerChange, AnswerTotal, Batch, Invitation

Change = tuple[datetime, int, Reply, int]
"""When, the id of the invitation, what it said, and for how many people."""


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """People and cards by what they said.

    Attributes:
        yes_heads: people; so are the next two.
        yes_cards: answers, one for each household; so are the next two.
        squares: sum of the squared sizes of the households that said yes or maybe.
    """

    yes_heads: int = 0
    maybe_heads: int = 0
    no_heads: int = 0
    yes_cards: int = 0
    maybe_cards: int = 0
    no_cards: int = 0
    squares: int = 0

    @property
    def answers(self) -> Answers:
        """The same, as the forecast reads it."""
        heads = self.yes_heads + self.maybe_heads
        return Answers(
            yes_heads=self.yes_heads,
            maybe_heads=self.maybe_heads,
            no_heads=self.no_heads,
            household_size_ratio=max(1.0, self.squares / heads) if heads else None,
        )


NO_ANSWERS = AnswerCounts()


def _total(amount: ColumnElement[int], where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((where, amount), else_=0)), 0)


def _totals() -> Select[*tuple[int, ...]]:
    heads = Answer.adults + Answer.children
    said = {word: Answer.reply == word for word in Reply}
    order = (Reply.YES, Reply.MAYBE, Reply.NO)
    return (
        select(
            Answer.event_id,
            *(_total(heads, said[word]) for word in order),
            *(_total(literal(1), said[word]) for word in order),
            _total(heads * heads, or_(said[Reply.YES], said[Reply.MAYBE])),
        )
        .where(
            Answer.event_id.in_(bindparam("event_ids", expanding=True)),
            _is_of_counted_card(Answer),
        )
        .group_by(Answer.event_id)
    )


def _is_of_counted_card(rows: type[Answer | AnswerChange]) -> ColumnElement[bool]:
    """Look at the card of each row: joined, SQLite would begin with all of the organisation's."""
    return exists().where(Invitation.id == rows.invitation_id, is_counted())


# Built once: to build them takes longer than to ask them.
_TOTALS = _totals()
_CHANGES = (
    select(
        AnswerChange.event_id,
        AnswerChange.changed_at,
        AnswerChange.invitation_id,
        AnswerChange.reply,
        AnswerChange.heads,
    )
    .where(
        AnswerChange.event_id.in_(bindparam("event_ids", expanding=True)),
        _is_of_counted_card(AnswerChange),
    )
    .order_by(AnswerChange.changed_at, AnswerChange.id)
)
_KEPT = (
    select(
        AnswerTotal.event_id,
        AnswerTotal.at,
        *(getattr(AnswerTotal, field.name) for field in fields(AnswerCounts)),
    )
    .where(AnswerTotal.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(AnswerTotal.event_id, AnswerTotal.at)
)


def counts_now(session: Session, event_ids: Iterable[int]) -> dict[int, AnswerCounts]:
    """Add up the answers of each event, in one query; events without answers are left out."""
    rows: Iterable[Any] = session.execute(_TOTALS, {"event_ids": sorted(set(event_ids))})
    return {row[0]: AnswerCounts(*row[1:]) for row in rows}


def cards_handed_out(session: Session, event_ids: Iterable[int]) -> dict[int, int]:
    """Count the cards of each event that somebody handed out, by stack or one by one."""
    rows = session.execute(
        select(Invitation.event_id, func.count())
        .join(Batch, Batch.id == Invitation.batch_id)
        .where(
            Invitation.event_id.in_(sorted(set(event_ids))),
            is_counted(),
            or_(Batch.handed_out_at.is_not(None), Invitation.handed_out_at.is_not(None)),
        )
        .group_by(Invitation.event_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class CardsOut:
    """Cards of one event, and how many people they are for at the most."""

    cards: int
    people: int


def cards_out(session: Session, event_ids: Iterable[int]) -> dict[int, CardsOut]:
    """Count the cards of each event that work, in one query; events without cards are left out."""
    rows = session.execute(
        select(Invitation.event_id, func.count(), func.sum(Invitation.largest_party))
        .where(Invitation.event_id.in_(sorted(set(event_ids))), is_counted())
        .group_by(Invitation.event_id)
    )
    return {row[0]: CardsOut(row[1], int(row[2])) for row in rows}


def counts_at(
    session: Session, moments: Mapping[int, Iterable[datetime]]
) -> dict[tuple[int, datetime], AnswerCounts]:
    """Add up the answers of events as they were at moments, in one query.

    The changes are read and gone through once: adding them up in the database, for each moment
    anew, took twice as long.

    It looks at the last whole hour before each moment: so much is kept, as totals, when the
    answers themselves are erased, and erasing them must change no forecast.

    Args:
        session: reads.
        moments: event ids, with the moments that are wanted of each.

    Returns:
        counts by event and moment, for every event of which any change is or was known.
    """
    if not moments:
        return {}
    changes = changes_of(session, moments)
    found = {}
    for event_id, of_event in changes.items():
        wanted = sorted(set(moments[event_id]))
        hours = [whole_hour(at) for at in wanted]
        for at, (_hour, counts) in zip(wanted, replay(of_event, hours), strict=True):
            found[event_id, at] = counts
    if changes.keys() != moments.keys():
        erased = {key: moments[key] for key in moments if key not in changes}
        found |= _kept_at(session, erased)
    return found


def whole_hour(at: datetime) -> datetime:
    """Return the last whole hour at or before a moment."""
    return at.replace(minute=0, second=0, microsecond=0)


def changes_of(session: Session, event_ids: Iterable[int]) -> dict[int, list[Change]]:
    """List every answer of each event as it was given, by time, of cards that still count."""
    rows = session.execute(_CHANGES, {"event_ids": sorted(event_ids)})
    changes: dict[int, list[Change]] = {}
    for event_id, changed_at, invitation_id, reply, heads in rows:
        changes.setdefault(event_id, []).append((changed_at, invitation_id, reply, heads))
    return changes


def replay(
    changes: Sequence[Change], moments: Sequence[datetime]
) -> Iterable[tuple[datetime, AnswerCounts]]:
    """Go through changes by time, and add up what holds at each moment."""
    in_force: dict[int, tuple[Reply, int]] = {}
    place = 0
    for at in moments:
        while place < len(changes) and changes[place][0] <= at:
            _, invitation_id, reply, heads = changes[place]
            in_force[invitation_id] = (reply, heads)
            place += 1
        yield at, _add_up(in_force.values())


def kept_last(session: Session, event_id: int) -> AnswerCounts | None:
    """Return what all answers to an event came to, when they are erased; None when none are."""
    rows = _kept_rows(session, [event_id]).get(event_id, ())
    return rows[-1][1] if rows else None


def _kept_at(
    session: Session, moments: Mapping[int, Iterable[datetime]]
) -> dict[tuple[int, datetime], AnswerCounts]:
    found = {}
    for event_id, rows in _kept_rows(session, moments).items():
        for at in moments[event_id]:
            known = [counts for hour, counts in rows if hour <= whole_hour(at)]
            found[event_id, at] = known[-1] if known else NO_ANSWERS
    return found


def _kept_rows(
    session: Session, event_ids: Iterable[int]
) -> dict[int, list[tuple[datetime, AnswerCounts]]]:
    rows: Iterable[Any] = session.execute(_KEPT, {"event_ids": sorted(event_ids)})
    found: dict[int, list[tuple[datetime, AnswerCounts]]] = {}
    for event_id, at, *counts in rows:
        found.setdefault(event_id, []).append((at, AnswerCounts(*counts)))
    return found


def _add_up(answers: Iterable[tuple[Reply, int]]) -> AnswerCounts:
    heads, cards, squares = dict.fromkeys(Reply, 0), dict.fromkeys(Reply, 0), 0
    for reply, size in answers:
        heads[reply] += size
        cards[reply] += 1
        if reply is not Reply.NO:
            squares += size * size
    return AnswerCounts(
        yes_heads=heads[Reply.YES],
        maybe_heads=heads[Reply.MAYBE],
        no_heads=heads[Reply.NO],
        yes_cards=cards[Reply.YES],
        maybe_cards=cards[Reply.MAYBE],
        no_cards=cards[Reply.NO],
        squares=squares,
    )
