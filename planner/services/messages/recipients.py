"""Who gets a message: households with an address, and by which other ways the rest is reached."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import BatchKind, BatchSender, InvitationState, MailKind, MailState, Reply
from planner.core.mail_rules import OF_ADDRESS
from planner.core.messages import QUIET_AFTER_INVITING
from planner.services.answer.standing import is_counted, works
from planner.services.guests.guest_list import is_ours
from planner.services.guests.name_order import in_order_of_names
from planner.services.outbox.came_back import mail_comes_back
from planner.store.hints import WithoutIndex
from planner.store.models import (
    Answer,
    Batch,
    EventNotice,
    GuestContact,
    Intermediary,
    Invitation,
    NamedGuest,
    NoticeTold,
    OutboxMail,
)


class RecipientGroup(StrEnum):
    """Which households."""

    EVERYONE = "everyone"
    """All that did not say no."""
    COMING = "coming"
    """Who said yes."""
    UNDECIDED = "undecided"
    """Who did not say yes or no."""
    TO_INVITE = "to_invite"
    """Guests by name who have an address, no answer and no invitation by mail yet."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A household to write to.

    Attributes:
        number: of its card.
        seed: of its card; with the code key it gives the code.
        language: in which it answered, else the one that the organiser knows of, or the first one
            on its card; empty for the town's.
        reply: what it answered; None for nothing yet.
        sender: whose name stands on its card, and `sender_name` which partner's.
        name: as the organiser wrote it down; empty where the address is another than theirs: who
            holds the code may have left it, and needs not hear whose card it is.
        calendar_turn: how often it took the address in its calendar back.
    """

    invitation_id: int
    number: int
    seed: bytes
    email: str
    language: str
    reply: Reply | None = None
    sender: BatchSender = BatchSender.ORGANISER
    sender_name: str = ""
    name: str = ""
    calendar_turn: int = 0


@dataclass(frozen=True)
class ChannelCounts:
    """By which way how many households hear of a change.

    Attributes:
        mail: with an address.
        phone: guests by name without an address, but with a phone number.
        handed: cards without an address that somebody hands out, by the name of who does.
        nameless: cards and answers of ours without an address or a phone number.
    """

    mail: int = 0
    phone: int = 0
    handed: dict[str, int] = field(default_factory=dict)
    nameless: int = 0


@dataclass(frozen=True)
class Unreached:
    """A household of ours that got no mail.

    Attributes:
        name: where the organiser's own list has one; so has `phone`.
        reply: what it answered; None for nothing yet.
        told_at: when the organiser told them.
        mail_failed: whether a mail was tried in vain, or none of late arrived.
    """

    invitation_id: int
    number: int
    name: str
    phone: str
    reply: Reply | None
    told_at: datetime | None
    mail_failed: bool


ADDRESS = func.coalesce(func.nullif(GuestContact.email, ""), NamedGuest.email, "")
LANGUAGE = func.coalesce(
    func.nullif(GuestContact.language, ""),
    func.nullif(NamedGuest.language, ""),
    Batch.languages,
    "",
)
NAME = case(
    (func.coalesce(NamedGuest.email, "") == ADDRESS, func.coalesce(NamedGuest.name, "")), else_=""
)
COLUMNS = (
    Invitation.id,
    Invitation.number,
    Invitation.seed,
    ADDRESS,
    LANGUAGE,
    Answer.reply,
    Batch.sender,
    Batch.sender_name,
    NAME,
    Invitation.calendar_turn,
)
_HAS_NAME = func.coalesce(NamedGuest.name, "") != ""
WAYS = ("mail", "phone", "nameless")


def recipients_of(
    session: Session, event_id: int, audience: RecipientGroup, *, now: datetime
) -> list[Recipient]:
    """List who gets a message at an address, by card number; one question."""
    rows = session.execute(
        with_addresses(select(*COLUMNS))
        .where(Invitation.event_id == event_id, ADDRESS != "", *_among(audience, now))
        .order_by(Invitation.number)
    )
    return [recipient_in(*row) for row in rows]


def recipient_of(session: Session, invitation_id: int) -> Recipient | None:
    """Return one household to write to; None without an address."""
    row = session.execute(
        with_addresses(select(*COLUMNS)).where(
            Invitation.id == invitation_id,
            Invitation.state == InvitationState.ISSUED,
            ADDRESS != "",
        )
    ).first()
    return recipient_in(*row) if row else None


def last_known_of(session: Session, invitation_id: int) -> Recipient | None:
    """Return whom to write to of a card, also when it has ended; None without an address.

    The name and address of a guest by name go along to the card that came instead.
    """
    row = session.execute(
        with_addresses(select(*COLUMNS)).where(Invitation.id == invitation_id)
    ).first()
    if row is None or row[3]:
        return recipient_in(*row) if row else None
    old = select(Invitation.event_id, Invitation.replaced_by).where(Invitation.id == invitation_id)
    event_id, number = session.execute(old).one()
    new = session.scalar(
        select(Invitation.id).where(Invitation.event_id == event_id, Invitation.number == number)
    )
    found = last_known_of(session, new) if number and new else None
    return replace(found, invitation_id=invitation_id) if found else None


def addresses_of(
    session: Session, event_ids: Collection[int], audience: RecipientGroup, *, now: datetime
) -> dict[int, list[str]]:
    """List where a message about each of several events goes; one question.

    An address that several cards have is there as often. Who wants no more mail is among them.
    """
    rows = session.execute(
        with_addresses(select(Invitation.event_id, ADDRESS))
        .where(Invitation.event_id.in_(event_ids), ADDRESS != "", *_among(audience, now))
        .order_by(Invitation.event_id, Invitation.number)
    )
    found: dict[int, list[str]] = {}
    for event_id, address in rows:
        found.setdefault(event_id, []).append(address)
    return found


def ways_of(
    session: Session, event_id: int, *, resting: Collection[str] = (), now: datetime
) -> ChannelCounts:
    """Count by which way each household that did not say no hears of a change; one question.

    Args:
        session: reads.
        event_id: whose households.
        resting: addresses from which mail comes back: whoever has one is reached otherwise.
        now: the moment.
    """
    way = case(
        (and_(ADDRESS != "", ADDRESS.not_in(resting)), "mail"),
        (func.coalesce(NamedGuest.phone, "") != "", "phone"),
        (~is_ours(), "handed"),
        else_="nameless",
    )
    giver = case((way == "handed", func.coalesce(Intermediary.name, Batch.name)), else_="")
    rows = session.execute(
        with_addresses(select(way, giver, func.count(Invitation.id)))
        .outerjoin(Intermediary, Intermediary.id == Batch.intermediary_id)
        .where(Invitation.event_id == event_id, *_among(RecipientGroup.EVERYONE, now))
        .group_by(way, giver)
    ).all()
    totals = {name: sum(count for one, _giver, count in rows if one == name) for name in WAYS}
    return ChannelCounts(
        mail=totals["mail"],
        phone=totals["phone"],
        handed={giver: count for one, giver, count in rows if one == "handed"},
        nameless=totals["nameless"],
    )


def unreached_of(
    session: Session, event_id: int, notice: EventNotice, *, has_mail: bool, limit: int
) -> Sequence[Unreached]:
    """List households of ours that a change did not reach by mail: those with a name come first.

    Of cards that somebody else hands out nothing is listed, whatever became of them. Of ours
    without a name only those that say yes or maybe: nobody waits for the others.

    Args:
        session: reads.
        event_id: whose households.
        notice: the change; who is ticked as told of it comes last, with the moment.
        has_mail: whether a mail server is set; without one nobody was reached by mail.
        limit: how many to list at most.
    """
    failed = or_(mail_failed(notice.mailing_id), mail_comes_back())
    by_name = case((_HAS_NAME, 0), else_=1), *in_order_of_names()
    told = and_(NoticeTold.invitation_id == Invitation.id, NoticeTold.notice_id == notice.id)
    rows = session.execute(
        with_addresses(
            select(
                Invitation.id,
                Invitation.number,
                func.coalesce(NamedGuest.name, ""),
                func.coalesce(NamedGuest.phone, ""),
                Answer.reply,
                NoticeTold.told_at,
                failed,
            )
        )
        .outerjoin(NoticeTold, told)
        .where(
            Invitation.event_id == event_id,
            *has_to_hear(),
            *([or_(ADDRESS == "", failed)] if has_mail else []),
        )
        # Who still has to be called first, so that a long list moves on while it is ticked off.
        .order_by(NoticeTold.told_at.is_not(None), *by_name, Invitation.number)
        .limit(limit)
    ).all()
    return [
        Unreached(key, number, name, phone, reply, told_at, bool(has_failed))
        for key, number, name, phone, reply, told_at, has_failed in rows
    ]


def mail_failed(mailing_id: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """Match households to whom a mail of a mailing did not come."""
    state = WithoutIndex(OutboxMail.state)
    return exists().where(
        # Else SQLite may read all mails that failed for each card: which of the indexes it takes
        # follows the order in which they were made.
        WithoutIndex(OutboxMail.mailing_id) == mailing_id,
        OutboxMail.invitation_id == Invitation.id,
        or_(
            state == MailState.FAILED,
            # Somebody let the letter be; its household did not read it for all that.
            and_(state == MailState.STOPPED, OutboxMail.trouble.in_(OF_ADDRESS)),
        ),
    )


def has_to_hear() -> tuple[ColumnElement[bool], ...]:
    """Match households of ours to whom somebody says that something changed."""
    says_so = Answer.reply.in_([Reply.YES, Reply.MAYBE])
    return works(), is_ours(), _not_no(), or_(_HAS_NAME, says_so)


def with_addresses(question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Add to a question about cards what they answered, and where to write to."""
    return (
        question.select_from(Invitation)
        .join(Batch, Batch.id == Invitation.batch_id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .outerjoin(GuestContact, GuestContact.invitation_id == Invitation.id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
    )


def _among(audience: RecipientGroup, now: datetime) -> Collection[ColumnElement[bool]]:
    # Whose answer nobody has looked at yet hears when something changes, and nothing else: whoever
    # makes answers up may have left the addresses of others with them.
    if audience is RecipientGroup.COMING:
        return is_counted(), Answer.reply == Reply.YES
    undecided = or_(Answer.reply.is_(None), Answer.reply == Reply.MAYBE)
    if audience is RecipientGroup.UNDECIDED:
        return is_counted(), undecided, ~_was_invited(now - QUIET_AFTER_INVITING)
    if audience is RecipientGroup.TO_INVITE:
        is_named = func.coalesce(NamedGuest.email, "") != ""
        by_card = Batch.kind == BatchKind.CARDS
        return is_counted(), by_card, is_named, Answer.reply.is_(None), ~_was_invited(None)
    return works(), _not_no()


def _was_invited(since: datetime | None) -> ColumnElement[bool]:
    invited = exists().where(
        OutboxMail.invitation_id == Invitation.id, OutboxMail.kind == MailKind.INVITATION
    )
    return invited.where(OutboxMail.created_at > since) if since is not None else invited


def _not_no() -> ColumnElement[bool]:
    return or_(Answer.reply.is_(None), Answer.reply != Reply.NO)


def recipient_in(
    invitation_id: int,
    number: int,
    seed: bytes,
    email: str,
    languages: str,
    reply: Reply | None,
    sender: BatchSender,
    sender_name: str,
    name: str,
    calendar_turn: int,
) -> Recipient:
    """Return the household of a row of `COLUMNS`."""
    return Recipient(
        invitation_id=invitation_id,
        number=number,
        seed=seed,
        email=email,
        language=languages.partition(",")[0],
        reply=reply,
        sender=sender,
        sender_name=sender_name,
        name=name,
        calendar_turn=calendar_turn,
    )
