"""Answers added up by the database: as they are now, and as they were at earlier moments.

A forecast compares like with like: with 38 people who said yes nine days beforehand belongs how
many had said yes nine days before each earlier event, not how many did in the end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from planner.core.turnout import Answers
from planner.core.words import InvitationState, Reply
from planner.store.base import UtcDateTime
from planner.store.models import Answer, AnswerChange, Invitation


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


def counts_now(session: Session, event_ids: Iterable[int]) -> dict[int, AnswerCounts]:
    """Add up the answers of each event, in one query; events without answers are left out."""
    heads = Answer.adults + Answer.children
    rows: Iterable[Any] = session.execute(
        select(Answer.event_id, *_sums(Answer.reply, heads))
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .where(
            Answer.event_id.in_(sorted(set(event_ids))),
            Invitation.state == InvitationState.ISSUED,
        )
        .group_by(Answer.event_id)
    )
    return {row[0]: AnswerCounts(*row[1:]) for row in rows}


def counts_at(
    session: Session, moments: Mapping[int, Iterable[datetime]]
) -> dict[tuple[int, datetime], AnswerCounts]:
    """Add up the answers of events as they were at moments, in one query.

    Args:
        session: reads.
        moments: event ids, with the moments that are wanted of each.

    Returns:
        counts by event and moment, for every event of which any change is still known.
    """
    wanted = [(event_id, at) for event_id, many in moments.items() for at in set(many)]
    if not wanted:
        return {}
    rows = session.execute(_counts_at(wanted))
    return {(row[0], row[1]): AnswerCounts(*row[2:]) for row in rows}


def _counts_at(wanted: list[tuple[int, datetime]]) -> Select[Any]:
    """Each change holds until the next one of the same invitation: count those in force."""
    states = (
        select(
            AnswerChange.event_id,
            AnswerChange.reply,
            AnswerChange.heads,
            AnswerChange.changed_at,
            func.lead(AnswerChange.changed_at)
            .over(
                partition_by=AnswerChange.invitation_id,
                order_by=(AnswerChange.changed_at, AnswerChange.id),
            )
            .label("until"),
        )
        .join(Invitation, Invitation.id == AnswerChange.invitation_id)
        .where(
            AnswerChange.event_id.in_(sorted({event_id for event_id, _ in wanted})),
            Invitation.state == InvitationState.ISSUED,
        )
        .cte("states")
    )
    asked = union_all(
        *(
            select(
                literal(event_id, Integer).label("event_id"), literal(at, UtcDateTime).label("at")
            )
            for event_id, at in wanted
        )
    ).cte("asked")
    in_force = and_(
        states.c.changed_at <= asked.c.at,
        or_(states.c.until.is_(None), states.c.until > asked.c.at),
    )
    return (
        select(
            asked.c.event_id,
            asked.c.at,
            *_sums(case((in_force, states.c.reply)), states.c.heads),
        )
        .join(states, states.c.event_id == asked.c.event_id)
        .group_by(asked.c.event_id, asked.c.at)
    )


def _sums(reply: SQLColumnExpression[Reply], heads: ColumnElement[int]) -> list[ColumnElement[int]]:
    """The columns of `AnswerCounts`, in its order."""
    said = {word: reply == word for word in Reply}
    likely = or_(said[Reply.YES], said[Reply.MAYBE])
    return [
        *(_total(heads, said[word]) for word in (Reply.YES, Reply.MAYBE, Reply.NO)),
        *(_total(literal(1), said[word]) for word in (Reply.YES, Reply.MAYBE, Reply.NO)),
        _total(heads * heads, likely),
    ]


def _total(amount: SQLColumnExpression[int], where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((where, amount), else_=0)), 0)
