"""Each letter the moment before it leaves: whether it is still true, and what it says by now.

A letter that had to wait is written anew from its key and from what is true now: the event as it
stands, the reader's address and language, the button, the calendar part. Source:
docs/decisions/0055-letters-leaving.md.
"""

import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import IncomingOutcome, MailKind, MailTrouble, Reply
from planner.core.letter_keys import LetterKey, Occasion
from planner.core.messages import Rule
from planner.services.helpers.holding import holds
from planner.services.messages import leaving
from planner.services.messages.entries import RemovalReason
from planner.services.messages.leaving import TO_WHO_HAS_GONE, LeavingFacts
from planner.services.messages.notices import notice_of
from planner.services.messages.recipients import last_known_of, recipient_of
from planner.services.outbox.content import MailContent
from planner.services.outbox.posting import content_of
from planner.services.outbox.queue import DueMail, LetterDecision
from planner.settings import Settings
from planner.store.locks import DATABASE_TROUBLE
from planner.store.models import Event, EventMessage, Invitation, MailAttachment, Waiting
from planner.web import mail_posts
from planner.web.mail_letters import Post, letters_for
from planner.web.own_messages import letters_to_guests

log = logging.getLogger("planner")


@dataclass(frozen=True, slots=True)
class FactsNow:
    """What a mail is judged by."""

    of_letter: LeavingFacts
    holds: bool
    """Whether what it says to a helper does."""


class Renewal:
    """Looks at each mail before it leaves, and writes it anew where it says something else now."""

    def __init__(self, app: Flask) -> None:
        """Take the settings and the templates from the application."""
        self._app = app
        self._settings: Settings = app.extensions["settings"]

    def facts(self, session: Session, mail: DueMail, *, now: datetime) -> FactsNow:
        """Return what is true now."""
        code_key, is_held = self._settings.code_key, True
        if mail.kind is MailKind.HELPER and mail.event_id is not None:
            is_held = holds(session, mail.key, mail.event_id, code_key=code_key, now=now)
        return FactsNow(leaving.facts_of(session, mail, code_key=code_key, now=now), is_held)

    def decide(
        self, session: Session, mail: DueMail, facts: Hashable, *, now: datetime
    ) -> LetterDecision:
        """Say whether it leaves, and what it says now."""
        if not isinstance(facts, FactsNow):
            raise TypeError("these are not our facts")
        trouble = leaving.verdict_on(mail, facts.of_letter, now=now)
        if trouble is None and not facts.holds:
            trouble = MailTrouble.NEWER
        if trouble is not None:
            return LetterDecision(mail.content, trouble, leaves=False)
        if facts.of_letter.is_switched_off:
            return LetterDecision(mail.content, leaves=False)
        content, letter = mail.content, facts.of_letter.letter
        if letter is not None:
            content = self._written_anew(session, mail, letter, now=now) or mail.content
        # Its words were wiped when it was lost, and nobody can write it any more.
        if not content.text:
            return LetterDecision(content, MailTrouble.NO_READER, leaves=False)
        return LetterDecision(content)

    def _written_anew(
        self, session: Session, mail: DueMail, letter: LetterKey, *, now: datetime
    ) -> MailContent | None:
        """Write a letter from what is true now; None where it stays as it is."""
        try:
            # Addresses in letters are those of a request to the public address.
            with self._app.test_request_context(base_url=self._settings.base_url):
                return _write(session, mail, letter, now=now)
        except DATABASE_TROUBLE:
            raise  # as it was written it may say what is true no longer
        except Exception:
            # True it is, and one letter that can't be written must not hold up all others.
            log.exception("mail %s could not be written anew", letter.occasion)
            return None


def _write(
    session: Session, mail: DueMail, letter: LetterKey, *, now: datetime
) -> MailContent | None:
    if letter.occasion is Occasion.MESSAGE:
        return _own_message(session, mail, letter)
    find = last_known_of if letter.occasion in TO_WHO_HAS_GONE else recipient_of
    invitation = session.get(Invitation, letter.invitation_id)
    to = find(session, letter.invitation_id)
    post_of = _POSTS.get(letter.occasion)
    if invitation is None or to is None or post_of is None:
        return None
    post = post_of(session, letter, invitation, now)
    if post is None:
        return None
    (written,) = letters_for([to], post)
    return content_of(written)


def _own_message(session: Session, mail: DueMail, letter: LetterKey) -> MailContent | None:
    """Write a message in an organiser's own words: the hour and the place in it may be others."""
    to = recipient_of(session, letter.invitation_id)
    message = session.get(EventMessage, int(letter.about)) if letter.about.isdecimal() else None
    if to is None or message is None:
        is_there = to is not None and to.email == mail.content.to_address
        # Nobody can write it for another address any more.
        return None if is_there else replace(mail.content, text="")
    (written,) = letters_to_guests(message.event, message, [to])
    paper = select(MailAttachment.id).where(
        MailAttachment.message_id == message.id, MailAttachment.language == written.language
    )
    return replace(content_of(written), attachment_id=session.scalar(paper))


PostOf = Callable[[Session, LetterKey, Invitation, datetime], Post | None]


def _invitation(
    session: Session, letter: LetterKey, invitation: Invitation, now: datetime
) -> Post | None:
    return mail_posts.invitation(session, invitation.event, now=now)


def _confirmation(
    session: Session, letter: LetterKey, invitation: Invitation, now: datetime
) -> Post | None:
    answer = invitation.answer
    return mail_posts.confirmation(session, answer, now=now) if answer is not None else None


def _answer_again(
    session: Session, letter: LetterKey, invitation: Invitation, now: datetime
) -> Post | None:
    why, _mark, on = letter.about.partition(":")
    answer = invitation.answer
    return mail_posts.answer_again(
        session,
        invitation.event,
        IncomingOutcome(why),
        on,
        puts_in=answer is None or answer.reply is not Reply.NO,
        now=now,
    )


def _withdrawal(
    session: Session, letter: LetterKey, invitation: Invitation, now: datetime
) -> Post | None:
    works = recipient_of(session, invitation.id) is not None
    why = RemovalReason.SAID_NO if works else RemovalReason.CARD_ENDED
    return mail_posts.withdrawal(session, invitation.event, why, letter.about, now=now)


def _change(
    session: Session, letter: LetterKey, invitation: Invitation, now: datetime
) -> Post | None:
    notice = notice_of(session, letter.event_id, int(letter.about))
    if notice is None:
        return None
    return mail_posts.change(session, invitation.event, notice, now=now)


def _offer(
    session: Session, letter: LetterKey, invitation: Invitation, now: datetime
) -> Post | None:
    row = session.get(Waiting, invitation.id)
    return mail_posts.offer(invitation.event, row) if row is not None else None


def _timed(rule: Rule) -> PostOf:
    def post(
        session: Session, letter: LetterKey, invitation: Invitation, now: datetime
    ) -> Post | None:
        event: Event = invitation.event
        return mail_posts.timed(session, event, rule)

    return post


_POSTS: Mapping[Occasion, PostOf] = {
    Occasion.INVITATION: _invitation,
    Occasion.CONFIRMATION: _confirmation,
    Occasion.BACK: _confirmation,
    Occasion.ANSWER_AGAIN: _answer_again,
    Occasion.WITHDRAWAL: _withdrawal,
    Occasion.CHANGE: _change,
    Occasion.CANCELLATION: _change,
    Occasion.OFFER: _offer,
    Occasion.SEE_YOU: _timed(Rule.SEE_YOU),
    Occasion.ASK_AGAIN: _timed(Rule.ASK_AGAIN),
    Occasion.THANKS: _timed(Rule.THANKS),
}
"""The last letter before an erasing leaves as it is."""
