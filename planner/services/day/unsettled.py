"""What came in about events and waits for somebody: columns of one question about them all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    ScalarSelect,
    Select,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from planner.core.diets import Allergen
from planner.core.enums import BatchKind, EventState, MailState
from planner.core.local_time import day_of
from planner.core.logistics.waiting import LogisticsWait
from planner.core.own_messages import HeldReason, MessageState
from planner.core.small_cells import ToldCount
from planner.core.unsettled import (
    BETWEEN,
    AllergyGap,
    Behind,
    SeenMatter,
    Unsettled,
    allergy_gap,
    words_mark,
)
from planner.services.answer.standing import is_counted
from planner.services.day.errands import CARRIED
from planner.services.day.logistics_wait import LOGISTICS_WAIT
from planner.services.helpers.helpers_wait import HELPERS_WAIT
from planner.services.messages.calls import LAST_TOLD, calls_left, offers_left
from planner.services.plan.menus import dish_of
from planner.services.residents.waiting import RESIDENTS_WAIT, residents_wait
from planner.store.models import (
    Answer,
    Batch,
    Errand,
    ErrandLine,
    Event,
    EventDish,
    EventMessage,
    GateNote,
    Intermediary,
    IntermediaryRequest,
    Invitation,
    OutboxMail,
    SaidPicture,
    Scan,
    SeenMark,
)

IN_HOUSEHOLD = "\x1e"
"""Between what must get better, what helps them to come in, and what they are proud of."""


def _of_event(
    what: Any,
    *which: ColumnElement[bool],
    value: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None,
) -> ScalarSelect[Any]:
    """Count what belongs to an event, or take one value of it."""
    wanted = func.count() if value is None else value
    return (
        select(wanted).select_from(what).where(what.event_id == Event.id, *which).scalar_subquery()
    )


def _open_requests(value: ColumnElement[Any]) -> Select[tuple[Any]]:
    """Ask for one value of what who hands cards out of an event still asks for."""
    return (
        select(value)
        .select_from(IntermediaryRequest)
        .join(Batch, Batch.id == IntermediaryRequest.batch_id)
        .outerjoin(Intermediary, Intermediary.id == Batch.intermediary_id)
        .where(Batch.event_id == Event.id, IntermediaryRequest.done_at.is_(None))
    )


def _cards_out(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    """Count cards on paper that somebody handed out, by stack or one by one."""
    return (
        select(func.count(Invitation.id))
        .join(Batch, Batch.id == Invitation.batch_id)
        .where(
            Invitation.event_id == Event.id,
            Batch.kind == BatchKind.CARDS,
            is_counted(),
            or_(Batch.handed_out_at.is_not(None), Invitation.handed_out_at.is_not(None)),
            *which,
        )
        .scalar_subquery()
    )


def _mark(matter: SeenMatter) -> ScalarSelect[Any]:
    return _of_event(SeenMark, SeenMark.matter == matter, value=SeenMark.mark)


_CAN_BE_READ = or_(
    Answer.remark_read != "", Answer.access_words_read != "", Answer.proud_read != ""
)
# Nothing follows where nobody is proud: what was seen before that was asked stays seen.
_PROUD = case((Answer.proud_read != "", literal(IN_HOUSEHOLD) + Answer.proud_read), else_="")
_WRITTEN = func.aggregate_strings(
    Answer.remark_read + literal(IN_HOUSEHOLD) + Answer.access_words_read + _PROUD, BETWEEN
)
_SILENT = ~exists().where(Answer.invitation_id == Invitation.id).correlate(Invitation)
UNSETTLED: tuple[Label[Any], ...] = (
    _open_requests(func.count()).scalar_subquery().label("asked"),
    _open_requests(func.coalesce(Intermediary.name, Batch.name))
    .order_by(IntermediaryRequest.id)
    .limit(1)
    .scalar_subquery()
    .label("asked_by"),
    _of_event(Answer, _CAN_BE_READ).label("words"),
    _of_event(Answer, _CAN_BE_READ, value=_WRITTEN).label("written"),
    _of_event(SaidPicture, value=SaidPicture.cells).label("cells"),
    _of_event(OutboxMail, OutboxMail.state == MailState.FAILED).label("given_up"),
    _of_event(
        EventMessage,
        EventMessage.state == MessageState.HELD,
        # Who called it off knows why nothing leaves.
        Event.state != EventState.CANCELLED,
        EventMessage.held_reason != HeldReason.CALLED_OFF,
    ).label("held"),
    calls_left().label("calls"),
    LAST_TOLD.label("calls_notice_id"),
    offers_left().label("offers"),
    _of_event(
        Errand,
        Errand.going_at.is_(None),
        Errand.here_at.is_(None),
        exists().where(
            ErrandLine.errand_id == Errand.id,
            ErrandLine.is_needed.is_(True),
            ErrandLine.kind.in_(CARRIED),
        ),
    ).label("errands"),
    _of_event(GateNote, GateNote.read_at.is_(None)).label("notes"),
    _cards_out().label("handed_out"),
    _cards_out(_SILENT).label("unanswered"),
    *HELPERS_WAIT,
    *LOGISTICS_WAIT,
    *RESIDENTS_WAIT,
    exists().where(Scan.event_id == Event.id).correlate(Event).label("has_scans"),
    *(_mark(matter).label(f"saw_{matter.value}") for matter in SeenMatter),
)
"""Columns of a question about events that takes `now`; `unsettled_of` reads them."""


def unsettled_of(
    event: Event,
    row: Any,
    gap: AllergyGap,
    *,
    conflicts: int,
    over_budget_cents: int,
    behind: Behind | None,
    helpers_missing: int,
    logistics: LogisticsWait,
) -> Unsettled:
    """Return what waits, without what somebody has seen.

    Args:
        event: about which.
        row: the columns of `UNSETTLED`.
        gap: what the menu leaves open.
        conflicts: cards with more people inside than they were for.
        over_budget_cents: how much more the shopping costs than there is.
        behind: fewer answers than usual, seen or not.
        helpers_missing: in shifts that are not over.
        logistics: tasks, permits, things, deliveries and weather.
    """
    is_gap_seen = row.saw_allergies == gap.mark
    written = words_mark(row.written or "")
    closes = event.answers_close_at
    return Unsettled(
        asked=row.asked,
        asked_by=row.asked_by or "",
        words=0 if row.saw_words == written else row.words,
        packs_unseen=0 if is_gap_seen else gap.packs_unseen,
        nothing_for=0 if is_gap_seen else len(gap.nothing_for),
        given_up=row.given_up,
        held=row.held,
        calls=row.calls,
        calls_notice_id=row.calls_notice_id,
        offers=row.offers,
        errands=row.errands,
        conflicts=conflicts,
        has_scans=bool(row.has_scans),
        notes=row.notes,
        unanswered=0 if row.saw_unanswered == day_mark(event) else row.unanswered,
        handed_out=row.handed_out,
        answers_close_on=day_of(closes, event.zone) if closes else None,
        over_budget_cents=over_budget_cents,
        helpers_missing=helpers_missing,
        helpers_aside=row.helpers_aside,
        residents=residents_wait(row),
        logistics=logistics,
        behind=behind if behind and row.saw_path != behind.path.how_far else None,
        marks={
            SeenMatter.WORDS: written,
            SeenMatter.ALLERGIES: gap.mark,
            SeenMatter.UNANSWERED: day_mark(event),
            SeenMatter.PATH: behind.path.how_far.value if behind else "",
        },
    )


def day_mark(event: Event) -> str:
    """Return the mark of having seen how many cards have no answer: on another day it is news."""
    return day_of(event.starts_at, event.zone).isoformat()


def gaps_of(
    session: Session, events: Sequence[Event], rows: Mapping[int, Any]
) -> dict[int, AllergyGap]:
    """Say what menus leave open for guests with an allergy; one question at most.

    From the picture alone: of fewer than five households nothing is told but to the kitchen.
    """
    named = {event.id: _named(rows[event.id].cells) for event in events}
    asked = [event_id for event_id, allergens in named.items() if allergens]
    menus: dict[int, list[EventDish]] = {}
    if asked:
        dishes = session.scalars(
            select(EventDish)
            .where(EventDish.event_id.in_(asked))
            .order_by(EventDish.event_id, EventDish.position)
        )
        for dish in dishes:
            menus.setdefault(dish.event_id, []).append(dish)
    return {
        event.id: allergy_gap(named[event.id], [dish_of(row) for row in menus.get(event.id, ())])
        for event in events
    }


def has_conflicts_to_find(event: Event, row: Any, *, now: datetime) -> bool:
    """Say whether the scans of an event have to be gone through, by whether it `has_scans`."""
    return bool(row.has_scans) and event.starts_at <= now and event.state is not EventState.CLOSED


def _named(cells: Mapping[str, Mapping[str, int | str]] | None) -> frozenset[Allergen]:
    told = (cells or {}).get("allergies", {})
    return frozenset(Allergen(name) for name, kept in told.items() if ToldCount.read(kept))
