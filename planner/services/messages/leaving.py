"""What is true now of whom a letter is for: asked the moment before it leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import EventState, MailKind, MailTrouble
from planner.core.helpers.messages import HelperMessageKind
from planner.core.letter_keys import LetterKey, Occasion, read_key
from planner.core.local_time import day_of
from planner.core.mail_rules import NOT_NECESSARY
from planner.core.messages import TIMED
from planner.core.notices import NoticeKind
from planner.core.overtaking import LetterFacts, overtaken_by
from planner.services.answer.standing import is_counted, works
from planner.services.messages.entries import comes_otherwise
from planner.services.messages.recipients import (
    ADDRESS,
    LANGUAGE,
    last_known_of,
    with_addresses,
)
from planner.services.outbox.queue import DueMail
from planner.services.outbox.traces import REQUEST, may_be_there
from planner.services.outbox.unsubscribing import hash_address, hash_in
from planner.store.base import UtcDateTime
from planner.store.models import (
    Answer,
    CalendarTrace,
    Event,
    EventNotice,
    Invitation,
    MessageRule,
    RestingAddress,
    Unsubscription,
    Waiting,
)

AWAITED = frozenset({MailKind.PASSWORD, MailKind.COLLEAGUE, MailKind.TEST})
"""Somebody sits and waits for these: they are tried whatever came back before."""
TO_WHO_HAS_GONE = (Occasion.WITHDRAWAL, Occasion.CANCELLATION)
"""These go to the last known address also where the card has ended."""
_TO_HELPERS = tuple(
    f"helper-{kind.value}:"
    for kind in (HelperMessageKind.MESSAGE, HelperMessageKind.CHANGED, HelperMessageKind.ASK_AGAIN)
)
"""How keys of letters begin that helpers need no more when it is off; that it is, they are told."""
_RULES = {Occasion(rule.value): rule for rule in TIMED}


@dataclass(frozen=True, slots=True)
class LeavingFacts:
    """What is true now of one mail.

    Attributes:
        letter: what it is; None for mail that is not about a household and an event.
        household: None where the card is gone.
        is_off: whether the event of another mail was called off.
        no_more: whether its reader wants no more of what is not necessary.
        rests: whether its address is left alone.
        is_switched_off: whether its organiser wants no such message to go out by itself any more.
    """

    letter: LetterKey | None
    household: LetterFacts | None
    is_off: bool
    no_more: bool
    rests: bool
    is_switched_off: bool = False


def facts_of(session: Session, mail: DueMail, *, code_key: str, now: datetime) -> LeavingFacts:
    """Return what is true now of a mail; two or three questions, each by a key."""
    letter, household, to = read_key(mail.key), None, mail.content.to_address
    is_off = False
    if letter is not None:
        household = _household(session, letter)
        if household is not None:
            to = household.address or household.last_address or to
    elif mail.event_id is not None and _is_about_what_is_on(mail):
        is_off = _was_called_off(session, mail)
    no_more, rests = _refuses(session, mail, to, code_key=code_key, now=now)
    is_switched_off = letter is not None and _is_switched_off(session, letter)
    return LeavingFacts(letter, household, is_off, no_more, rests, is_switched_off)


def verdict_on(mail: DueMail, facts: LeavingFacts, *, now: datetime) -> MailTrouble | None:
    """Say what keeps a mail from leaving; None for nothing."""
    overtaken = _overtaken(mail, facts, now=now)
    if overtaken is None and facts.no_more and mail.kind in NOT_NECESSARY:
        overtaken = MailTrouble.NO_MORE
    if overtaken is None and facts.rests and mail.kind not in AWAITED:
        return MailTrouble.RESTS
    return overtaken


def _overtaken(mail: DueMail, facts: LeavingFacts, *, now: datetime) -> MailTrouble | None:
    if facts.letter is None:
        return MailTrouble.CALLED_OFF if facts.is_off else None
    if facts.household is None:
        takes_back = facts.letter.occasion in (*TO_WHO_HAS_GONE, Occasion.FAREWELL)
        return None if takes_back else MailTrouble.NO_READER
    return overtaken_by(facts.letter, facts.household, written_at=mail.created_at, now=now)


def _is_about_what_is_on(mail: DueMail) -> bool:
    """Match what helpers and colleagues have nothing to do with once an event is called off."""
    return mail.kind is MailKind.SHORTAGE or mail.key.startswith(_TO_HELPERS)


def _was_called_off(session: Session, mail: DueMail) -> bool:
    """Say whether an event is off; what helpers are told of one that was off already, they are."""
    row = session.execute(
        select(Event.state, Event.cancelled_at).where(Event.id == mail.event_id)
    ).first()
    if row is None or row.state is not EventState.CANCELLED:
        return False
    since = row.cancelled_at
    return mail.kind is MailKind.SHORTAGE or since is None or since > mail.created_at


def _is_switched_off(session: Session, letter: LetterKey) -> bool:
    """Say whether a message that goes out at a time was switched off while its letters wait."""
    rule = _RULES.get(letter.occasion)
    if rule is None:
        return False
    is_on = select(MessageRule.is_on).where(
        MessageRule.event_id == letter.event_id, MessageRule.rule == rule
    )
    return session.scalar(is_on) is False


def _household(session: Session, letter: LetterKey) -> LetterFacts | None:
    """Return what is true of a household and its event; None where the card is gone."""
    row = session.execute(_QUESTION, {"card": letter.invitation_id}).first()
    if row is None:
        return None
    address, last_address = row.address, row.address
    if not address and letter.occasion in TO_WHO_HAS_GONE:
        found = last_known_of(session, letter.invitation_id)
        last_address = found.email if found is not None else ""
    return LetterFacts(
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        held_on=day_of(row.starts_at, row.zone),
        changed_at=row.changed_at,
        cancelled_at=row.cancelled_at,
        notice_id=row.notice_id or 0,
        cancelled_notice_id=row.cancelled_notice_id or 0,
        works=row.works,
        is_counted=row.is_counted,
        comes_otherwise=row.comes_otherwise,
        address=address,
        last_address=last_address,
        language=row.language,
        reply=row.reply,
        answered_at=row.answered_at,
        offered_at=row.offered_at,
        offered_until=row.offered_until,
        may_be_in=bool(row.may_be_in),
        is_surely_in=bool(row.is_surely_in),
    )


def _last_told(*kinds: NoticeKind) -> Any:
    told = select(func.max(EventNotice.id)).where(
        EventNotice.event_id == Event.id, EventNotice.told_at.is_not(None)
    )
    return told.where(EventNotice.kind.in_(kinds)) if kinds else told


_QUESTION = (
    with_addresses(
        select(
            Event.state,
            Event.starts_at,
            Event.ends_at,
            Event.zone,
            Event.updated_at.label("changed_at"),
            Event.cancelled_at,
            _last_told().correlate(Event).scalar_subquery().label("notice_id"),
            _last_told(NoticeKind.CANCELLED)
            .correlate(Event)
            .scalar_subquery()
            .label("cancelled_notice_id"),
            works().label("works"),
            is_counted().label("is_counted"),
            comes_otherwise().label("comes_otherwise"),
            ADDRESS.label("address"),
            LANGUAGE.label("language"),
            Answer.reply,
            Answer.updated_at.label("answered_at"),
            Waiting.offered_at,
            Waiting.offered_until,
            may_be_there().label("may_be_in"),
            ((CalendarTrace.method == REQUEST) & CalendarTrace.is_sure).label("is_surely_in"),
        )
    )
    .join(Event, Event.id == Invitation.event_id)
    .outerjoin(Waiting, Waiting.invitation_id == Invitation.id)
    .outerjoin(CalendarTrace, CalendarTrace.invitation_id == Invitation.id)
    .where(Invitation.id == bindparam("card"))
)

_REFUSALS = select(
    exists().where(
        Unsubscription.address_hash == bindparam("asked"),
        or_(Unsubscription.event_id.is_(None), Unsubscription.event_id == bindparam("event")),
    ),
    exists().where(
        RestingAddress.address_hash == bindparam("hashed"),
        or_(
            RestingAddress.until.is_(None),
            RestingAddress.until > bindparam("now", type_=UtcDateTime),
        ),
    ),
)


def _refuses(
    session: Session, mail: DueMail, to: str, *, code_key: str, now: datetime
) -> tuple[bool, bool]:
    """Say whether who reads mail there wants no more of it, and whether none is sent there now."""
    hashed = hash_address(to, code_key=code_key)
    # Helpers say no by another hash of the same address, which stands in their letters.
    in_letter = hash_in(mail.content.unsubscribe_url)
    asked = in_letter if in_letter is not None and to == mail.content.to_address else hashed
    given = {"asked": asked, "hashed": hashed, "event": mail.event_id, "now": now}
    no_more, rests = session.execute(_REFUSALS, given).one()
    return no_more, rests
