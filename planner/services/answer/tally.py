"""Add the answers to an event up, in two questions to the database and without a guest's name.

With how many people come is counted as it is now. What they said besides is told as the last
picture of it has it: exact totals are the kitchen's alone, in `services/shop/kitchen_totals.py`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from planner.core.enums import BatchKind, InvitationState, Reply
from planner.core.next_steps import BatchFacts
from planner.core.small_cells import NOTHING_SAID, Said
from planner.services.answer.counts import AnswerCounts
from planner.services.answer.standing import is_set_aside
from planner.store.models import Answer, Batch, Intermediary, Invitation, SaidPicture
from planner.store.said_pictures import said_of


@dataclass(frozen=True, kw_only=True)
class BatchTally:
    """How the cards of a batch were answered, in cards; `yes_heads` in people.

    Of `cards` those that are revoked or set aside are left out.
    """

    intermediary_id: int | None = None
    cards: int = 0
    yes: int = 0
    maybe: int = 0
    no: int = 0
    revoked: int = 0
    set_aside: int = 0
    yes_heads: int = 0

    @property
    def not_yet(self) -> int:
        """Cards without an answer."""
        return self.cards - self.yes - self.maybe - self.no


@dataclass(frozen=True, kw_only=True)
class AnswerTally:
    """The answers to one event; revoked cards do not count, with or without an answer.

    Neither do cards whose answers are set aside: of these there is only how many there are.

    Attributes:
        not_yet: cards without an answer.
        set_aside: cards whose answers nobody has looked at; `set_aside_heads` people say by them
            that they come, or may.
        yes_toddlers: how many of the children are under 4.
        said: what they eat and what else they said, as it may be told.
        by_batch: by the batch's id.
        household_sizes: parties that said yes or maybe, by how many people they are. The forecast
            takes the spread of a head count from it.
        batches: how far each stack of cards is, the first one first.
    """

    yes_households: int = 0
    yes_heads: int = 0
    yes_adults: int = 0
    yes_children: int = 0
    yes_toddlers: int = 0
    maybe_households: int = 0
    maybe_heads: int = 0
    no_households: int = 0
    no_heads: int = 0
    not_yet: int = 0
    set_aside: int = 0
    set_aside_heads: int = 0
    said: Said
    by_batch: Mapping[int, BatchTally]
    household_sizes: Mapping[int, int]
    batches: tuple[BatchFacts, ...]

    @property
    def counts(self) -> AnswerCounts | None:
        """The same as a forecast reads it; None while nobody has answered."""
        if not self.yes_households + self.maybe_households + self.no_households:
            return None
        return AnswerCounts(
            yes_heads=self.yes_heads,
            maybe_heads=self.maybe_heads,
            no_heads=self.no_heads,
            yes_cards=self.yes_households,
            maybe_cards=self.maybe_households,
            no_cards=self.no_households,
            squares=sum(size * size * cards for size, cards in self.household_sizes.items()),
        )

    @property
    def by_intermediary(self) -> Mapping[int | None, BatchTally]:
        """The same for each intermediary's id; None for cards that the organiser hands out."""
        found: dict[int | None, Counter[str]] = {}
        for batch in self.by_batch.values():
            found.setdefault(batch.intermediary_id, Counter()).update(_counts(batch))
        return {one: BatchTally(intermediary_id=one, **counts) for one, counts in found.items()}


# Built once: to build them takes longer than to ask them.
_ALIKE = (
    Invitation.event_id,
    Invitation.batch_id,
    Invitation.state,
    is_set_aside().label("is_aside"),
    Answer.reply,
    Answer.adults,
    Answer.children,
)
# Counted before anything is said of their stacks: thousands are sorted by what tells them apart.
_COUNTED = (
    select(
        *_ALIKE,
        func.count().label("number"),
        func.coalesce(func.sum(Answer.toddlers), 0).label("toddlers"),
    )
    .select_from(Invitation)
    .outerjoin(Answer, Answer.invitation_id == Invitation.id)
    .where(Invitation.event_id.in_(bindparam("event_ids", expanding=True)))
    .group_by(*_ALIKE)
    .subquery("counted")
)
_CARDS = (
    select(
        _COUNTED,
        Batch.intermediary_id,
        Batch.name,
        Batch.kind,
        Batch.printed_at,
        Batch.handed_out_at,
        Intermediary.name.label("giver"),
    )
    .join(Batch, Batch.id == _COUNTED.c.batch_id)
    .outerjoin(Intermediary, Intermediary.id == Batch.intermediary_id)
    .order_by(Batch.id)
)
_PICTURES = select(SaidPicture).where(
    SaidPicture.event_id.in_(bindparam("event_ids", expanding=True))
)


def tally(session: Session, event_id: int) -> AnswerTally:
    """Add the answers to an event up; an event without cards gives zeros."""
    return tallies(session, [event_id])[event_id]


def tallies(session: Session, event_ids: Collection[int]) -> dict[int, AnswerTally]:
    """Add the answers to several events up, in as many questions as those to one."""
    rows: dict[int, list[Any]] = {event_id: [] for event_id in event_ids}
    for row in session.execute(_CARDS, {"event_ids": sorted(event_ids)}):
        rows[row.event_id].append(row)
    said = said_of_each(session, event_ids)
    return {event_id: _add_up(found, said[event_id]) for event_id, found in rows.items()}


def _add_up(rows: Iterable[Any], said: Said) -> AnswerTally:
    totals: Counter[str] = Counter()
    sizes: Counter[int] = Counter()
    batches: dict[int, Counter[str]] = {}
    of_batch: dict[int, Any] = {}
    for row in rows:
        reply, adults, children, number = row.reply, row.adults, row.children, row.number
        of_batch[row.batch_id] = row
        batch = batches.setdefault(row.batch_id, Counter())
        if row.state is not InvitationState.ISSUED:
            batch["revoked"] += number
            continue
        if row.is_aside:
            batch["set_aside"] += number
            totals["set_aside"] += number
            if reply is not None and reply is not Reply.NO:
                totals["set_aside_heads"] += number * (adults + children)
            continue
        batch["cards"] += number
        if reply is None:
            totals["not_yet"] += number
            continue
        heads = adults + children
        batch[reply.value] += number
        totals[f"{reply.value}_households"] += number
        totals[f"{reply.value}_heads"] += number * heads
        if reply is Reply.YES:
            batch["yes_heads"] += number * heads
            totals["yes_adults"] += number * adults
            totals["yes_children"] += number * children
            totals["yes_toddlers"] += int(row.toddlers)
        if reply is not Reply.NO:
            sizes[heads] += number
    return AnswerTally(
        **totals,
        said=said,
        by_batch={
            batch_id: BatchTally(intermediary_id=of_batch[batch_id].intermediary_id, **counts)
            for batch_id, counts in batches.items()
        },
        household_sizes=dict(sorted(sizes.items())),
        batches=tuple(_facts(row, batches[row.batch_id]["cards"]) for row in of_batch.values()),
    )


def _facts(row: Any, cards: int) -> BatchFacts:
    return BatchFacts(
        batch_id=row.batch_id,
        name=row.name,
        giver=row.giver or "",
        cards=cards,
        is_printed=row.printed_at is not None,
        is_handed_out=row.handed_out_at is not None,
        is_on_paper=row.kind is BatchKind.CARDS,
    )


def said_at(session: Session, event_id: int) -> Said:
    """Return what the households of an event said, as it may be told; one question."""
    return said_of_each(session, [event_id])[event_id]


def said_of_each(session: Session, event_ids: Collection[int]) -> dict[int, Said]:
    """Return what the households of each event said, as it may be told; one question."""
    pictures = session.scalars(
        _PICTURES,
        {"event_ids": sorted(event_ids)},
        execution_options={"populate_existing": True},
    )
    told = {row.event_id: said_of(row) for row in pictures}
    return {event_id: told.get(event_id, NOTHING_SAID) for event_id in event_ids}


def _counts(batch: BatchTally) -> dict[str, int]:
    return {
        "cards": batch.cards,
        "yes": batch.yes,
        "maybe": batch.maybe,
        "no": batch.no,
        "revoked": batch.revoked,
        "set_aside": batch.set_aside,
        "yes_heads": batch.yes_heads,
    }
