"""Guests who may have got two cards: noticed here, decided by the organiser, and taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session, aliased

from planner.core.enums import BatchKind, InvitationState, Reply
from planner.exports.phones import clean_phone
from planner.services.guests.guest_list import is_ours
from planner.store.models import (
    Answer,
    Batch,
    CardMerge,
    Invitation,
    NamedGuest,
    ToldApart,
)

MOST_SHOWN = 50
WITHIN = timedelta(minutes=5)


class Likeness(StrEnum):
    """What two guests have in common."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    PARTY = "party"
    """As many people eating the same, who answered without a card within minutes."""


_COLUMNS = {Likeness.NAME: "name_key", Likeness.PHONE: "phone", Likeness.EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of two cards; `heads` is None without an answer that says yes or maybe."""

    number: int
    name: str
    reply: Reply | None
    heads: int | None


@dataclass(frozen=True, slots=True)
class Duplicate:
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


def find_duplicates(session: Session, event_id: int) -> list[Duplicate]:
    """List pairs of cards that look like those of the same people; the first pairs by number.

    Guests by name look alike with the same name, phone or address. Answers without a card do when
    the same people, eating the same, answered within minutes: no network address is kept to go by.
    Cards that stopped working are left out, and those that the organiser told apart.
    """
    named = session.execute(_asked(event_id).where(NamedGuest.name.is_not(None))).all()
    pairs: dict[tuple[int, int], list[Likeness]] = {}
    for likeness, column in _COLUMNS.items():
        for first, later in _alike(named, column):
            pairs.setdefault((first.number, later.number), []).append(likeness)
    loose = session.execute(
        _asked(event_id).where(Batch.kind == BatchKind.WITHOUT_CARD, Answer.is_detailed)
    ).all()
    for first, later in _at_the_same_time(loose):
        pairs.setdefault((first.number, later.number), []).append(Likeness.PARTY)
    by_number = {row.number: row for row in (*named, *loose)}
    return [
        Duplicate(_candidate(by_number[first]), _candidate(by_number[later]), likenesses)
        for (first, later), likenesses in sorted(pairs.items())[:MOST_SHOWN]
    ]


def merge(session: Session, event_id: int, *, keep: int, drop: int, now: datetime) -> bool:
    """Let one card go up in another: it stops working and its answer no longer counts.

    Both answers stay where they are, so that `take_apart` gives back what was. False when it can't
    be: not two cards of ours that both work, or somebody else was quicker.
    """
    found = session.execute(
        select(Invitation.number, Invitation.id)
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
    """Note that these cards only look alike; False when one of them is no card of ours here."""
    cards = sorted(set(numbers))
    ids = session.scalars(
        select(Invitation.id)
        .join(Batch, Batch.id == Invitation.batch_id)
        .where(Invitation.event_id == event_id, Invitation.number.in_(cards), is_ours())
    ).all()
    for invitation_id in ids:
        session.merge(ToldApart(invitation_id=invitation_id, event_id=event_id))
    session.flush()
    return len(ids) == len(cards)


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


def _asked(event_id: int) -> Select[*tuple[Any, ...]]:
    """Ask for the working cards of ours, who answered first before the others."""
    asked: Select[*tuple[Any, ...]] = (
        select(
            Invitation.id,
            Invitation.number,
            NamedGuest.name,
            NamedGuest.name_key,
            NamedGuest.phone,
            NamedGuest.email,
            ToldApart.invitation_id.label("told_apart"),
            Answer.reply,
            Answer.adults,
            Answer.children,
            Answer.created_at,
        )
        .select_from(Invitation)
        .join(Batch, Batch.id == Invitation.batch_id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .outerjoin(ToldApart, ToldApart.invitation_id == Invitation.id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(
            Invitation.event_id == event_id,
            Invitation.state == InvitationState.ISSUED,
            is_ours(),
        )
        .order_by(Answer.created_at.is_(None), Answer.created_at, Invitation.number)
    )
    return asked


def _alike(rows: Sequence[Any], column: str) -> Iterable[tuple[Any, Any]]:
    """Pair the first guest with a value with each other guest with it."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        value = getattr(row, column)
        if column == "phone":
            # What came in before numbers were compared across countries is not clean yet.
            value = clean_phone(value) or value
        if value:
            groups.setdefault(value, []).append(row)
    for first, *others in groups.values():
        yield from ((first, other) for other in others if not _are_told_apart(first, other))


def _at_the_same_time(rows: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    """Pair each answer with the next one of such a party, when it came within minutes.

    What they eat plays no part: that two cards are listed, or not, would tell it.
    """
    last: dict[object, Any] = {}
    for row in rows:
        party = (row.reply, row.adults, row.children)
        before = last.get(party)
        is_soon = before is not None and row.created_at - before.created_at <= WITHIN
        if is_soon and not _are_told_apart(before, row):
            yield before, row
        last[party] = row


def _are_told_apart(one: Any, other: Any) -> bool:
    return one.told_apart is not None and other.told_apart is not None


def _candidate(row: Any) -> Candidate:
    is_coming = row.reply is not None and row.reply is not Reply.NO
    heads = row.adults + row.children if is_coming else None
    return Candidate(row.number, row.name or "", row.reply, heads)
