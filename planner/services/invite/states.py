"""How far cards are: made, handed out, answered, come, or worth nothing any more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from planner.core.enums import InvitationState, Reply, ScanKind
from planner.services.answer.standing import is_set_aside
from planner.services.invite.untold import is_told
from planner.store.hints import WithoutIndex
from planner.store.models import Answer, Invitation, Scan


class CardState(StrEnum):
    """How far one card is. That somebody opened it is not noted: reading changes nothing."""

    MADE = "made"
    HANDED_OUT = "handed_out"
    ANSWERED = "answered"
    COME = "come"
    REVOKED = "revoked"
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class CardTotals:
    """How many cards of a batch are how far; a card that came was also answered or handed out.

    Attributes:
        made: cards that are worth something, but those that are set aside.
        handed_out: of these, ticked by who hands them out, or answered, or come.
        answered: of these, with any answer.
        come: of these, scanned at a gate.
        told: of these, used by somebody: their code is not for handing out any more.
        revoked: worth nothing any more.
        replaced: worth nothing any more, with another card instead.
        set_aside: nobody has looked at their answers yet, so these count nowhere.
    """

    made: int = 0
    handed_out: int = 0
    answered: int = 0
    come: int = 0
    told: int = 0
    revoked: int = 0
    replaced: int = 0
    set_aside: int = 0


def state_of(
    state: InvitationState, *, handed_out_at: datetime | None, reply: Reply | None, has_come: bool
) -> CardState:
    """Say how far a card is: the last thing that happened to it."""
    if state is not InvitationState.ISSUED:
        return CardState(state.value)
    if has_come:
        return CardState.COME
    if reply is not None:
        return CardState.ANSWERED
    return CardState.HANDED_OUT if handed_out_at else CardState.MADE


def count_cards(session: Session, event_id: int) -> Mapping[int, CardTotals]:
    """Count the cards of an event by batch, in one question and without anybody's answer."""
    cards = (
        select(
            Invitation.batch_id,
            Invitation.state,
            Invitation.handed_out_at.is_not(None).label("is_handed_out"),
            is_set_aside().label("is_aside"),
            Answer.reply,
            has_come().label("has_come"),
            is_told().label("is_told"),
        )
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.event_id == event_id)
        .subquery()
    )
    number = func.count().label("number")
    counts: dict[int, Counter[str]] = {}
    for row in session.execute(
        select(*cards.c, number).group_by(*cards.c).order_by(cards.c.batch_id)
    ):
        counted = counts.setdefault(row.batch_id, Counter())
        if row.state is not InvitationState.ISSUED:
            counted[row.state.value] += row.number
            continue
        if row.is_aside:
            counted["set_aside"] += row.number
            continue
        counted["made"] += row.number
        counted["handed_out"] += row.number * bool(row.is_handed_out or row.reply or row.has_come)
        counted["answered"] += row.number * (row.reply is not None)
        counted["come"] += row.number * bool(row.has_come)
        counted["told"] += row.number * bool(row.is_told)
    return {batch_id: CardTotals(**counted) for batch_id, counted in counts.items()}


def has_come() -> ColumnElement[bool]:
    """Match invitations that were scanned at a gate, scans that were undone left out."""
    undone = aliased(Scan)
    return exists().where(
        Scan.kind == ScanKind.ENTRY,
        or_(Scan.invitation_id == Invitation.id, Scan.unknown_code_hash == Invitation.code_hash),
        # Or SQLite reads all scans of the event for each card, and all of the gate for each scan,
        # instead of the few of that card and the one with that nonce.
        WithoutIndex(Scan.event_id) == Invitation.event_id,
        ~exists().where(
            undone.kind == ScanKind.VOID,
            WithoutIndex(undone.gate_id) == Scan.gate_id,
            undone.voids_nonce == Scan.nonce,
        ),
    )
