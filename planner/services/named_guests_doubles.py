"""Guests who may have got two cards: noticed here, decided by the organiser, and taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from planner.core.words import InvitationState, Reply
from planner.services.guest_list import is_ours
from planner.store.models import Answer, Batch, CardMerge, Invitation, NamedGuest

MOST_SHOWN = 50


class Likeness(StrEnum):
    """What two guests have in common."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of two cards; `heads` is None without an answer that says yes or maybe."""

    number: int
    name: str
    reply: Reply | None
    heads: int | None


@dataclass(frozen=True, slots=True)
class Double:
    """Two cards that may be of the same people, who answered first before the other."""

    first: Candidate
    later: Candidate
    likenesses: Sequence[Likeness]


@dataclass(frozen=True, slots=True)
class Merged:
    """A card that was merged into another one."""

    number: int
    kept: int
    name: str


def find_doubles(session: Session, event_id: int) -> list[Double]:
    """List pairs of guests with the same name, phone or address; the first pairs by number.

    Cards that stopped working are left out, and guests of whom the organiser said that they are
    somebody else.
    """
    rows = session.execute(
        select(
            Invitation.number,
            NamedGuest.name,
            NamedGuest.name_key,
            NamedGuest.phone,
            NamedGuest.email,
            NamedGuest.is_somebody_else,
            Answer.reply,
            Answer.adults,
            Answer.children,
            Answer.created_at,
        )
        .join(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(
            NamedGuest.event_id == event_id,
            Invitation.state == InvitationState.ISSUED,
            Invitation.batch_id.in_(select(Batch.id).where(Batch.event_id == event_id, is_ours())),
        )
        .order_by(Answer.created_at.is_(None), Answer.created_at, Invitation.number)
    ).all()
    pairs: dict[tuple[int, int], list[Likeness]] = {}
    for likeness, column in (
        (Likeness.NAME, "name_key"),
        (Likeness.PHONE, "phone"),
        (Likeness.EMAIL, "email"),
    ):
        for first, later in _alike(rows, column):
            pairs.setdefault((first.number, later.number), []).append(likeness)
    by_number = {row.number: row for row in rows}
    return [
        Double(_candidate(by_number[first]), _candidate(by_number[later]), likenesses)
        for (first, later), likenesses in sorted(pairs.items())[:MOST_SHOWN]
    ]


def merge(session: Session, event_id: int, *, keep: int, drop: int, now: datetime) -> bool:
    """Let one card go up in another: it stops working and its answer no longer counts.

    Both answers stay where they are, so that `take_apart` gives back what was. False when it can't
    be: not two named cards of this event that both work, or somebody else was quicker.
    """
    found = session.execute(
        select(Invitation.number, Invitation.id)
        .join(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(
            Invitation.event_id == event_id,
            Invitation.number.in_([keep, drop]),
            Invitation.state == InvitationState.ISSUED,
            Invitation.batch_id.in_(select(Batch.id).where(Batch.event_id == event_id, is_ours())),
        )
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
    )
    ids = {row.number: row.id for row in found}
    if keep == drop or len(ids) < 2:
        return False
    session.execute(
        update(Invitation)
        .where(Invitation.id == ids[drop])
        .values(state=InvitationState.REPLACED, replaced_by=keep)
        .execution_options(synchronize_session=False)
    )
    session.add(
        CardMerge(invitation_id=ids[drop], event_id=event_id, kept_id=ids[keep], merged_at=now)
    )
    session.flush()
    return True


def take_apart(session: Session, event_id: int, number: int) -> bool:
    """Let a card that was merged work again, with its answer; False when it was not merged."""
    card = select(Invitation.id).where(Invitation.event_id == event_id, Invitation.number == number)
    gone = session.scalars(
        delete(CardMerge)
        .where(CardMerge.invitation_id.in_(card))
        .returning(CardMerge.invitation_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if gone is None:
        return False
    session.execute(
        update(Invitation)
        .where(Invitation.id == gone)
        .values(state=InvitationState.ISSUED, replaced_by=None)
        .execution_options(synchronize_session=False)
    )
    return True


def mark_different(session: Session, event_id: int, numbers: Iterable[int]) -> bool:
    """Note that these guests only look alike; False when one of them is no named guest here."""
    cards = sorted(set(numbers))
    ids = select(Invitation.id).where(Invitation.event_id == event_id, Invitation.number.in_(cards))
    changed = session.scalars(
        update(NamedGuest)
        .where(NamedGuest.invitation_id.in_(ids))
        .values(is_somebody_else=True)
        .returning(NamedGuest.invitation_id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all()) == len(cards)


def list_merged(session: Session, event_id: int) -> list[Merged]:
    """List the cards that were merged, the latest first."""
    kept = aliased(Invitation)
    rows = session.execute(
        select(Invitation.number, kept.number, NamedGuest.name)
        .select_from(CardMerge)
        .join(Invitation, Invitation.id == CardMerge.invitation_id)
        .join(kept, kept.id == CardMerge.kept_id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == CardMerge.invitation_id)
        .where(CardMerge.event_id == event_id)
        .order_by(CardMerge.merged_at.desc(), Invitation.number)
    )
    return [Merged(number, into, name or "") for number, into, name in rows]


def _alike(rows: Sequence[Any], column: str) -> Iterable[tuple[Any, Any]]:
    """Pair the first guest with a value with each other guest with it."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        if value := getattr(row, column):
            groups.setdefault(value, []).append(row)
    for first, *others in groups.values():
        for other in others:
            if not (first.is_somebody_else and other.is_somebody_else):
                yield first, other


def _candidate(row: Any) -> Candidate:
    is_coming = row.reply is not None and row.reply is not Reply.NO
    heads = row.adults + row.children if is_coming else None
    return Candidate(row.number, row.name, row.reply, heads)
