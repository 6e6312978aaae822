"""Which letters belong to what happened: the texts, the receivers and the key of each occasion.

A key names what a letter is about. The outbox takes each key once, so pressing a button twice, two
servers that wake at the same moment, or a second run after a crash send nothing twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.enums import EventState, IncomingOutcome, MailKind, Reply
from planner.core.letter_keys import LetterKey, Occasion
from planner.core.messages import Rule, occasion
from planner.core.notices import NoticeKind
from planner.services.messages.entries import RemovalReason
from planner.services.messages.recipients import Recipient, RecipientGroup, last_known_of
from planner.services.outbox.posting import Letter
from planner.services.outbox.traces import CANCEL, REQUEST, number_there
from planner.services.plan.closing import turnout_of
from planner.store.models import Answer, Event, EventNotice, Invitation, Waiting
from planner.web import mail_texts
from planner.web.mail_calendar import cancelled_in, invited_to
from planner.web.mail_letters import Post, letters_for
from planner.web.mail_ways import can_mail

AUDIENCES = {
    Rule.ASK_AGAIN: RecipientGroup.UNDECIDED,
    Rule.SEE_YOU: RecipientGroup.COMING,
    Rule.THANKS: RecipientGroup.COMING,
}


def invitation(session: Session, event: Event, *, now: datetime) -> Post:
    """Invite guests by name; to one card never twice."""
    return Post(
        kind=MailKind.INVITATION,
        event=event,
        texts=lambda: mail_texts.invitation(event),
        key=_key(Occasion.INVITATION, event, ""),
        calendar=invited_to(session, event, now=now),
        calendar_method=REQUEST,
    )


def change(session: Session, event: Event, notice: EventNotice, *, now: datetime) -> Post:
    """Tell of a change; of each change once."""
    if notice.kind is NoticeKind.CANCELLED:
        return Post(
            kind=MailKind.CANCELLATION,
            event=event,
            texts=lambda: mail_texts.cancellation(event, notice),
            key=_key(Occasion.CANCELLATION, event, notice.id),
            calendar=cancelled_in(session, event, now=now),
            calendar_method=CANCEL,
        )
    return Post(
        kind=MailKind.CHANGE,
        event=event,
        texts=lambda: mail_texts.change(event, notice),
        key=_key(Occasion.CHANGE, event, notice.id),
        calendar=invited_to(session, event, now=now),
        calendar_method=REQUEST,
    )


def timed(session: Session, event: Event, rule: Rule) -> Post:
    """Remind or thank; once for the day that the event is on."""
    if rule is Rule.THANKS:
        turnout = turnout_of(session, event.id)
        came = turnout.came if turnout else None
        return Post(
            kind=MailKind.THANKS,
            event=event,
            texts=lambda: mail_texts.thanks(event, came=came),
            key=_key(Occasion.THANKS, event, ""),
        )
    texts = mail_texts.see_you if rule is Rule.SEE_YOU else mail_texts.ask_again
    on = occasion(event.starts_at, event.zone).isoformat()
    return Post(
        kind=MailKind.REMINDER,
        event=event,
        texts=lambda: texts(event),
        key=_key(Occasion(rule.value), event, on),
    )


def confirmation(session: Session, answer: Answer, *, now: datetime) -> Post:
    """Say an answer back; each answer once, with what it changes in their calendar."""
    event, at = answer.invitation.event, int(answer.updated_at.timestamp())
    is_no = answer.reply is Reply.NO
    is_there = number_there(session, answer.invitation_id) is not None
    goes_out = is_no and is_there
    part, method = None, ""
    # Who says maybe is not asked again by their calendar, where they have it in there.
    if answer.reply is Reply.YES or (is_there and not is_no):
        part, method = invited_to(session, event, now=now), REQUEST
    elif goes_out:
        part, method = cancelled_in(session, event, now=now), CANCEL
    return Post(
        kind=MailKind.CONFIRMATION,
        event=event,
        texts=lambda: mail_texts.confirmation(event, answer, goes_out=goes_out),
        key=_key(Occasion.CONFIRMATION, event, at),
        calendar=part,
        calendar_method=method,
    )


def answer_again(
    session: Session, event: Event, why: IncomingOutcome, on: str, *, puts_in: bool, now: datetime
) -> Post:
    """Tell that an answer by calendar does not count, with how things stand; once a day for each.

    So two programs that answer each other by themselves come to an end. Who said no before has it
    in no calendar, and it stays out.

    Args:
        session: reads.
        event: what was answered.
        why: it does not count.
        on: the day of the answer (ISO).
        puts_in: whether it goes into their calendar as it stands now.
        now: the moment.
    """
    return Post(
        kind=MailKind.CONFIRMATION,
        event=event,
        texts=lambda: mail_texts.answer_again(event, why),
        key=_key(Occasion.ANSWER_AGAIN, event, f"{why.value}:{on}"),
        calendar=invited_to(session, event, now=now) if puts_in else None,
        calendar_method=REQUEST if puts_in else "",
    )


def put_back(session: Session, answer: Answer, about: str, *, now: datetime) -> Post:
    """Put an event back in the calendar of who comes after all; once for each time it went out."""
    post = confirmation(session, answer, now=now)
    return replace(post, key=_key(Occasion.BACK, post.event, about))


def withdrawal(
    session: Session, event: Event, why: RemovalReason, about: str, *, now: datetime
) -> Post:
    """Take an event out of the calendar that a mail of ours put it in; each of these once."""
    occasion = Occasion.FAREWELL if why is RemovalReason.ERASED else Occasion.WITHDRAWAL
    return Post(
        kind=MailKind.WITHDRAWAL,
        event=event,
        texts=lambda: mail_texts.withdrawal(event, why),
        key=_key(occasion, event, about),
        calendar=cancelled_in(session, event, now=now),
        calendar_method=CANCEL,
    )


def offer(event: Event, row: Waiting) -> Post:
    """Offer a place; each offer once."""
    offered_at, until = row.offered_at, row.offered_until
    if offered_at is None or until is None:
        raise ValueError("nothing was offered")
    at = int(offered_at.timestamp())
    return Post(
        kind=MailKind.OFFER,
        event=event,
        texts=lambda: mail_texts.offer(event, until=until),
        key=_key(Occasion.OFFER, event, at),
    )


def farewell(session: Session, invitation: Invitation, *, now: datetime) -> Sequence[Letter]:
    """Write the last letter to a household before it is erased: it empties their calendar.

    Nothing where we never put the event there. Written before the erasing, queued after it: erasing
    stops whatever waits for them.
    """
    event = invitation.event
    is_to_come = event.state is EventState.PUBLISHED and event.starts_at > now
    number = number_there(session, invitation.id) if is_to_come and can_mail() else None
    to = last_known_of(session, invitation.id) if number is not None else None
    if number is None or to is None:
        return ()
    post = withdrawal(session, event, RemovalReason.ERASED, str(number), now=now)
    return letters_for([to], post)


def _key(occasion: Occasion, event: Event, about: object) -> Callable[[Recipient], str]:
    """Return what one letter is, by its receiver."""
    return lambda to: str(LetterKey(occasion, event.id, to.invitation_id, str(about)))
