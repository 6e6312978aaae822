"""To whom a message in one's own words goes at this moment, and who is not reached by it.

One mail goes to an address, however many cards name it: the card with the lowest number speaks for
it. Source: docs/decisions/0059-own-messages.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import Reply
from planner.core.mail_address import can_be_written_to
from planner.core.own_messages import MessageGroup
from planner.core.small_cells import ToldCount, cell_of
from planner.services.answer.standing import is_counted, takes_places, works
from planner.services.gate.event_scans import read_event
from planner.services.guests.guest_list import is_ours
from planner.services.messages.recipients import (
    COLUMNS,
    Recipient,
    recipient_in,
    with_addresses,
)
from planner.services.outbox.resting import resting
from planner.services.outbox.unsubscribing import hash_address, unsubscribed
from planner.store.models import (
    Answer,
    Batch,
    Event,
    Invitation,
    NamedGuest,
    Waiting,
)


@dataclass(frozen=True, slots=True)
class HouseholdToCall:
    """A household of the organiser's own list that no mail reaches, with its number."""

    number: int
    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class MessageReach:
    """Who gets a message to guests, and who does not get it; counts of cards.

    Attributes:
        to: one card for each address that is written to.
        doubles: cards whose address another card has too.
        no_more: with an address whose reader wants no more of this mail.
        resting: with an address from which mail came back.
        handed: without an address or a number, which somebody else hands out.
        nameless: the others without either.
        to_call: with a phone number, of those without an address or with one that rests.
    """

    to: Sequence[Recipient] = field(default=())
    doubles: int = 0
    no_more: int = 0
    resting: int = 0
    handed: int = 0
    nameless: int = 0
    to_call: Sequence[HouseholdToCall] = field(default=())
    cards: int = 0
    """All in the group."""


@dataclass(frozen=True, slots=True)
class _InGroup:
    to: Recipient
    name: str
    phone: str
    is_ours: bool


def reach_of(
    session: Session,
    event: Event,
    group: MessageGroup,
    *,
    batch_id: int | None = None,
    code_key: str,
    now: datetime,
) -> MessageReach:
    """Return who of an event's guests a message reaches at this moment, in four questions.

    Args:
        session: reads.
        event: whose guests.
        group: which of them; one of guests.
        batch_id: of which batch, for STACK.
        code_key: the key of this installation, by which wishes for no more mail are kept.
        now: the moment.
    """
    found = _in_group(session, event, group, batch_id, now)
    written = {
        one.to.invitation_id: hash_address(one.to.email, code_key=code_key)
        for one in found
        if one.to.email
    }
    refused = {
        mark
        for mark, about in unsubscribed(session, written.values(), event_ids=[event.id])
        if about in (event.id, None)
    }
    at_rest = resting(session, set(written.values()), now=now)
    to: dict[bytes, Recipient] = {}
    counts = dict.fromkeys(("doubles", "no_more", "resting", "handed", "nameless"), 0)
    to_call = []
    for one in found:
        mark = written.get(one.to.invitation_id)
        rests = mark in at_rest or (mark is not None and not can_be_written_to(one.to.email))
        if one.phone and (mark is None or rests):
            to_call.append(HouseholdToCall(one.to.number, one.name, one.phone))
        if mark is None:
            if not one.phone:
                counts["nameless" if one.is_ours else "handed"] += 1
        elif mark in refused:
            counts["no_more"] += 1
        elif rests:
            counts["resting"] += 1
        elif mark in to:
            counts["doubles"] += 1
        else:
            to[mark] = one.to
    return MessageReach(to=list(to.values()), to_call=to_call, cards=len(found), **counts)


def told_reach(reach: MessageReach) -> ToldCount:
    """Say what may be told of how many of somebody else's cards left an address.

    Who hands few cards out knows who has them, and we say that nobody else does: neither a small
    number, nor one that leaves a small number over.
    """
    many = len(reach.to)
    return cell_of(many, households=many, others=reach.cards - many)


def handed_out_among(session: Session, batch_ids: Collection[int | None]) -> set[int]:
    """Return of which of these batches somebody else hands the cards out."""
    wanted = sorted(one for one in batch_ids if one is not None)
    if not wanted:
        return set()
    return set(session.scalars(select(Batch.id).where(Batch.id.in_(wanted), ~is_ours())))


def _in_group(
    session: Session, event: Event, group: MessageGroup, batch_id: int | None, now: datetime
) -> list[_InGroup]:
    inside = _inside(session, event) if group is MessageGroup.INSIDE else None
    rows = session.execute(
        with_addresses(
            select(
                *COLUMNS,
                func.coalesce(NamedGuest.name, ""),
                func.coalesce(NamedGuest.phone, ""),
                is_ours(),
            )
        )
        .where(Invitation.event_id == event.id, *_among(group, batch_id))
        .order_by(Invitation.number)
    )
    return [
        _InGroup(recipient_in(*row[: len(COLUMNS)]), *row[len(COLUMNS) :])
        for row in rows
        if inside is None or row[0] in inside
    ]


def _among(group: MessageGroup, batch_id: int | None) -> Collection[ColumnElement[bool]]:
    # Who makes answers up may have left the addresses of others with them: so nothing goes where
    # nobody has looked yet, but to people who came in person.
    match group:
        case MessageGroup.COMING:
            return is_counted(), Answer.reply == Reply.YES
        case MessageGroup.MAYBE:
            return is_counted(), Answer.reply == Reply.MAYBE
        case MessageGroup.SILENT:
            return is_counted(), Answer.reply.is_(None), ~_waits()
        case MessageGroup.IN_LINE:
            return takes_places(), is_counted(), _waits()
        case MessageGroup.INSIDE:
            return (works(),)
        case MessageGroup.STACK:
            not_no = or_(Answer.reply.is_(None), Answer.reply != Reply.NO)
            return is_counted(), not_no, Invitation.batch_id == batch_id
        case _:
            raise ValueError("no group of guests")


def _waits() -> ColumnElement[bool]:
    return exists().where(Waiting.invitation_id == Invitation.id, Waiting.offered_until.is_(None))


def _inside(session: Session, event: Event) -> set[int]:
    """Return the cards of whom somebody is inside now, as the gates have it."""
    return set(read_event(session, event.id).inside_by_card())
