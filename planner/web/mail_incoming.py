"""Take in one message that came to an address of ours, and write back where it does not count.

What was answered is confirmed like any other answer, by what comes due of itself.
"""

import logging
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from planner.core.enums import Reply
from planner.core.messages import occasion
from planner.core.return_addresses import ReturnAddresses
from planner.services.incoming.receiving import TakenIn, receive
from planner.services.incoming.sorting import CardMail, LetterMail, sort_message
from planner.services.messages.recipients import recipient_of
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Invitation
from planner.web import mail_posts
from planner.web.mail_letters import letters_for
from planner.web.mail_ways import can_mail

log = logging.getLogger("planner")


def take_in(app: Flask, raw: bytes, *, now: datetime, to: str = "") -> bool:
    """Do what a message asks; False when it is not for us, and people should read it.

    Args:
        app: whose database, settings and texts.
        raw: the whole message.
        now: the moment.
        to: whom the mail server got it for, where it says so.
    """
    store: Store = app.extensions["store"]
    settings: Settings = app.extensions["settings"]
    mail = _sorted(raw, settings.return_addresses, to)
    if mail is None:
        return False
    # Addresses in letters are those of a request to the public address.
    with app.test_request_context(base_url=settings.base_url), store.transaction() as session:
        received = receive(session, mail, now=now)
        if received is not None and received.is_to_be_told:
            posting.queue(session, _told(session, received, now=now), now=now)
    outcome = received.outcome.value if received else "was here before"
    log.info("a message came in: %s", outcome)
    return True


def _sorted(raw: bytes, addresses: ReturnAddresses | None, to: str) -> CardMail | LetterMail | None:
    return sort_message(raw, addresses, to=to) if addresses is not None else None


def _told(session: Session, received: TakenIn, *, now: datetime) -> list[Letter]:
    recipient = recipient_of(session, received.invitation_id) if received.invitation_id else None
    if recipient is None or not can_mail():
        return []
    event = session.get_one(Invitation, recipient.invitation_id).event
    says_no = recipient.reply is Reply.NO
    on = occasion(now, event.zone).isoformat()
    post = mail_posts.answer_again(
        session, event, received.outcome, on, puts_in=not says_no, now=now
    )
    return letters_for([recipient], post)
