"""The cards of an event, one by one: searched, filtered, sorted, a page at a time.

Only cards that the organiser hands out are listed. Of those that somebody else hands out there are
totals alone: that is the agreement with who knows the families.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import InvitationState, MailState, MailTrouble, Reply
from planner.core.guest_names import search_key
from planner.core.mail_rules import OF_ADDRESS
from planner.services.answer.standing import is_counted, is_set_aside, works
from planner.services.guests.list_values import (
    GuestListFilter,
    GuestPage,
    GuestRow,
    GuestState,
    Outside,
    SortOrder,
    Stack,
)
from planner.services.guests.name_order import in_order_of_names
from planner.services.invite.states import has_come
from planner.services.outbox import came_back
from planner.store.models import (
    Answer,
    Batch,
    IntermediaryLink,
    Invitation,
    NamedGuest,
    OutboxMail,
    Scan,
    Waiting,
)


def is_ours() -> ColumnElement[bool]:
    """Match batches that nobody but the organiser hands out."""
    return Batch.intermediary_id.is_(None) & ~exists().where(IntermediaryLink.batch_id == Batch.id)


def _joined(question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        question.select_from(Invitation)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .outerjoin(Waiting, Waiting.invitation_id == Invitation.id)
    )


def _is_anything_scanned() -> ColumnElement[bool]:
    """Say whether anybody came yet: as long as nobody did, nothing is asked about single cards."""
    scans = select(Scan.id).where(Scan.event_id == bindparam("event_id"))
    return scans.correlate(None).exists()


def _is_anything_lost() -> ColumnElement[bool]:
    """Say whether any mail came back, for the same reason."""
    lost = select(OutboxMail.id).where(
        OutboxMail.event_id == bindparam("event_id"),
        OutboxMail.state == MailState.FAILED,
        OutboxMail.trouble.in_(OF_ADDRESS),
    )
    return lost.correlate(None).exists()


def _columns() -> Select[*tuple[Any, ...]]:
    columns: Select[*tuple[Any, ...]] = select(
        Invitation.id,
        Invitation.number,
        Invitation.batch_id,
        Invitation.state,
        is_set_aside().label("is_aside"),
        Invitation.handed_out_at,
        NamedGuest.name,
        NamedGuest.language,
        Answer.reply,
        Answer.adults,
        Answer.children,
        Answer.answered_by,
        Waiting.heads.label("waiting"),
        _is_anything_scanned().label("is_anything_scanned"),
        _is_anything_lost().label("is_anything_lost"),
    )
    return _joined(columns)


# Built once: to build them takes longer than to ask them.
_COME = select(Invitation.id).where(Invitation.id.in_(bindparam("ids", expanding=True)), has_come())
_STACKS = (
    select(Batch.id, Batch.name, is_ours(), Batch.handed_out_at)
    .where(Batch.event_id == bindparam("event_id"))
    .order_by(Batch.name, Batch.id)
)


_ROWS = _columns()
_HOW_MANY = select(func.count(Invitation.id))
_HOW_MANY_JOINED = _joined(_HOW_MANY)


def list_guests(session: Session, event_id: int, wanted: GuestListFilter) -> GuestPage:
    """List cards of an event, in five questions at most however many there are."""
    stacks = list_stacks(session, event_id)
    ours = {stack.batch_id: stack for stack in stacks if stack.is_ours}
    conditions = _conditions(event_id, ours, wanted)
    asked = _ROWS.where(*conditions).order_by(*_order(wanted.order))
    asked = asked.offset(wanted.offset).limit(wanted.limit)
    found = session.execute(asked, {"event_id": event_id}).all()
    has_begun = any(row.is_anything_scanned for row in found[:1])
    come = _come_among(session, [row.id for row in found]) if has_begun else set()
    is_lost = any(row.is_anything_lost for row in found[:1])
    lost = came_back.troubles_of(session, [row.id for row in found]) if is_lost else {}
    return GuestPage(
        rows=[_row(row, ours, come, lost) for row in found],
        found=_how_many(session, conditions, wanted, len(found)),
        stacks=stacks,
        outside=_outside(session, event_id, stacks),
    )


def _how_many(
    session: Session, conditions: Sequence[ColumnElement[bool]], wanted: GuestListFilter, given: int
) -> int:
    """Count what is found; asks only where the page that was given leaves it open.

    To have the rows themselves say it takes four times as long: all would be looked up for it.
    """
    is_behind_the_last = wanted.offset > 0 and not given
    if not is_behind_the_last and (wanted.limit is None or given < wanted.limit):
        return wanted.offset + given
    question = _HOW_MANY if wanted.state is None else _HOW_MANY_JOINED
    return session.scalar(question.where(*conditions)) or 0


def list_stacks(session: Session, event_id: int) -> list[Stack]:
    """List the batches of an event, by name."""
    rows = session.execute(_STACKS, {"event_id": event_id})
    return [Stack(key, name, bool(own), at is not None) for key, name, own, at in rows]


def _conditions(
    event_id: int, ours: Mapping[int, Stack], wanted: GuestListFilter
) -> list[ColumnElement[bool]]:
    batches = set(ours) & ({wanted.batch_id} if wanted.batch_id is not None else set(ours))
    conditions = [Invitation.event_id == event_id, Invitation.batch_id.in_(sorted(batches))]
    if words := search_key(wanted.words).split():
        conditions.append(_search(event_id, words))
    if wanted.language:
        reads = select(NamedGuest.invitation_id).where(
            NamedGuest.event_id == event_id, NamedGuest.language == wanted.language
        )
        conditions.append(Invitation.id.in_(reads))
    if wanted.state is not None:
        handed_out = [key for key, stack in ours.items() if stack.is_handed_out]
        conditions += _in_state(wanted.state, handed_out)
    return conditions


def _search(event_id: int, words: Sequence[str]) -> ColumnElement[bool]:
    named = select(NamedGuest.invitation_id).where(
        NamedGuest.event_id == event_id,
        *(NamedGuest.name_key.contains(word, autoescape=True) for word in words),
    )
    digits = words[0].removeprefix("#")
    if len(words) == 1 and digits.isdecimal() and len(digits) < 8:
        return or_(Invitation.number == int(digits), Invitation.id.in_(named))
    return Invitation.id.in_(named)


def _in_state(state: GuestState, handed_out: Sequence[int]) -> list[ColumnElement[bool]]:
    if state in {GuestState.REVOKED, GuestState.REPLACED}:
        return [Invitation.state == InvitationState(state.value)]
    if state is GuestState.COME:
        return [works(), has_come()]
    if state is GuestState.SET_ASIDE:
        return [is_set_aside(), ~has_come()]
    waits = Waiting.invitation_id.is_not(None)
    if state is GuestState.WAITING:
        return [is_counted(), waits, ~has_come()]
    if state in {GuestState.YES, GuestState.MAYBE, GuestState.NO}:
        return [is_counted(), Answer.reply == Reply(state.value), ~waits, ~has_come()]
    given = or_(Invitation.handed_out_at.is_not(None), Invitation.batch_id.in_(handed_out))
    silent = [is_counted(), Answer.reply.is_(None), ~waits, ~has_come()]
    return [*silent, given if state is GuestState.HANDED_OUT else ~given]


def _order(order: SortOrder) -> list[ColumnElement[Any]]:
    by: dict[SortOrder, list[ColumnElement[Any]]] = {
        SortOrder.NUMBER: [],
        SortOrder.NAME: [NamedGuest.name_key.is_(None), *in_order_of_names()],
        SortOrder.STACK: [Invitation.batch_id.asc()],
        SortOrder.PARTY: [
            func.coalesce(
                case((Answer.reply != Reply.NO, Answer.adults + Answer.children), else_=0), 0
            ).desc()
        ],
        SortOrder.ANSWERED: [Answer.updated_at.is_(None), Answer.updated_at.desc()],
    }
    return [*by[order], Invitation.number.asc()]


def _row(
    row: Any, ours: Mapping[int, Stack], come: set[int], lost: Mapping[int, MailTrouble]
) -> GuestRow:
    is_coming = row.reply is not None and row.reply is not Reply.NO
    adults, children = (row.adults, row.children) if is_coming else (None, None)
    if row.waiting is not None:
        adults, children = row.waiting, 0
    return GuestRow(
        number=row.number,
        batch_id=row.batch_id,
        state=_state_of(row, row.id in come, is_given=ours[row.batch_id].is_handed_out),
        name=row.name or "",
        adults=adults,
        children=children,
        answered_by=row.answered_by,
        language=row.language or "",
        mail_trouble=lost.get(row.id),
    )


def _state_of(row: Any, has_come: bool, *, is_given: bool) -> GuestState:
    if row.state is not InvitationState.ISSUED:
        return GuestState(row.state.value)
    if has_come:
        return GuestState.COME
    if row.is_aside:
        return GuestState.SET_ASIDE
    if row.waiting is not None:
        return GuestState.WAITING
    if row.reply is not None:
        return GuestState(row.reply.value)
    return GuestState.HANDED_OUT if is_given or row.handed_out_at else GuestState.MADE


def _come_among(session: Session, ids: Sequence[int]) -> set[int]:
    return set(session.scalars(_COME, {"ids": ids}))


def _outside(session: Session, event_id: int, stacks: Sequence[Stack]) -> list[Outside]:
    names = {stack.batch_id: stack.name for stack in stacks if not stack.is_ours}
    if not names:
        return []
    said = [func.sum(case((Answer.reply == reply, 1), else_=0)) for reply in Reply]
    heads = func.sum(case((Answer.reply == Reply.YES, Answer.adults + Answer.children), else_=0))
    rows = session.execute(
        select(Invitation.batch_id, func.count(), *said, heads)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(
            Invitation.event_id == event_id,
            Invitation.batch_id.in_(names),
            is_counted(),
        )
        .group_by(Invitation.batch_id)
    )
    totals = {key: Outside(names[key], *map(int, counts)) for key, *counts in rows}
    return [totals[key] for key in names if key in totals]
