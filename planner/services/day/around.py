"""What stands around events in numbers: dishes, gates, stacks of cards, and what waits."""

from collections.abc import Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    bindparam,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session

from planner.core.enums import AsideState, BatchKind
from planner.core.next_steps import BatchFacts
from planner.services.answer.standing import is_counted
from planner.services.day.unsettled import UNSETTLED
from planner.services.messages.notices import UNTOLD
from planner.store.models import (
    Batch,
    Event,
    EventDish,
    Gate,
    Intermediary,
    Invitation,
    PlacedOrder,
    SetAside,
    Submission,
    TeamMember,
)
from planner.store.scoping import KEPT


def _number_of(
    what: type[EventDish | Gate | SetAside], *which: ColumnElement[bool]
) -> ScalarSelect[int]:
    """Count what belongs to an event, inside a question about events."""
    return select(func.count()).where(what.event_id == Event.id, *which).scalar_subquery()


# Built once: to build them takes longer than to ask them.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_BATCH = (
    Batch.event_id,
    Batch.id,
    Batch.name,
    Batch.kind,
    Intermediary.name,
    Batch.printed_at,
    Batch.handed_out_at,
)
_BATCHES = (
    select(*_BATCH, func.sum(case((is_counted(), 1), else_=0)))
    .select_from(Batch)
    .join(Invitation, Invitation.batch_id == Batch.id)
    .outerjoin(Intermediary, Intermediary.id == Batch.intermediary_id)
    # Both, or SQLite would begin with all cards of the organisation.
    .where(Batch.event_id.in_(_IDS), Invitation.event_id == Batch.event_id)
    .group_by(*_BATCH)
    .order_by(Batch.id)
    .execution_options(**KEPT)
)
AROUND = (
    select(
        Event.id,
        _number_of(EventDish).label("dishes"),
        _number_of(EventDish, EventDish.bought_at.is_not(None)).label("bought"),
        exists().where(PlacedOrder.event_id == Event.id).label("is_ordered"),
        _number_of(Gate, Gate.revoked_at.is_(None), Gate.only_listens.is_(False)).label("gates"),
        UNTOLD.label("untold"),
        _number_of(
            SetAside,
            SetAside.state == AsideState.OPEN,
            exists().where(Submission.aside_id == SetAside.id),
        ).label("set_aside"),
        select(TeamMember.role)
        .where(TeamMember.event_id == Event.id, TeamMember.account_id == bindparam("member_id"))
        .scalar_subquery()
        .label("team_role"),
        *UNSETTLED,
    )
    .where(Event.id.in_(_IDS))
    .execution_options(**KEPT)
)
"""A question about the events `ids` at the moment `now`, for the account `member_id`."""


def batches_of(session: Session, ids: Sequence[int]) -> dict[int, list[BatchFacts]]:
    """List the stacks of cards of each event; one question."""
    rows = session.execute(_BATCHES, {"ids": ids})
    found: dict[int, list[BatchFacts]] = {}
    for event_id, batch_id, name, kind, giver, printed_at, handed_out_at, cards in rows:
        facts = BatchFacts(
            batch_id=batch_id,
            name=name,
            giver=giver or "",
            cards=cards,
            is_printed=printed_at is not None,
            is_handed_out=handed_out_at is not None,
            is_on_paper=kind is BatchKind.CARDS,
        )
        found.setdefault(event_id, []).append(facts)
    return found
