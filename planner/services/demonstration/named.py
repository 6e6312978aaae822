"""Made-up guests by name, and a change of time that nobody was told of yet."""

from dataclasses import replace
from datetime import timedelta

from planner.core.enums import Reply
from planner.services.answer import answering
from planner.services.demonstration.maker import Maker
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite import issuing
from planner.services.plan import planning
from planner.services.plan.event_plan import plan_of
from planner.store.models import Event

STACK = "Op naam"
GUESTS = (
    ("Huisarts Heksenberg", "praktijk@gast.example", "045 000 00 01", "", None),
    ("Fatma Yilmaz", "fatma@gast.example", "06 00 00 00 01", "tr", Reply.YES),
    ("Piotr Nowak", "piotr@gast.example", "", "pl", Reply.YES),
    ("Oma Mien", "", "045 000 00 02", "nl", Reply.YES),
)
"""Name, e-mail address, phone number, the language that they read where it is known, and what they
answered; the first one did not yet."""
LATER = timedelta(minutes=30)


def add_named_guests(maker: Maker, event: Event) -> None:
    """Invite some guests by name, and let most of them answer within the last hours."""
    session, invited_at = maker.session, maker.days_ago(4)
    numbers = named_guests.add_guests(
        session,
        event,
        [
            NewGuest(GuestDetails(name=name, email=email, phone=phone, language=language), 2)
            for name, email, phone, language, _reply in GUESTS
        ],
        stack=STACK,
        code_key=maker.code_key,
        now=invited_at,
    )
    for number, (_name, _email, _phone, _language, reply) in zip(numbers, GUESTS, strict=True):
        invitation = issuing.find_by_number(session, event.id, number)
        if invitation is not None and reply is not None:
            answered_at = maker.now - timedelta(hours=number % 5 + 1)
            answering.give_reply(session, invitation, reply, now=answered_at)


def begin_later(maker: Maker, event: Event) -> None:
    """Let an event begin half an hour later than its cards say."""
    wish = plan_of(event)
    moved = replace(wish, starts_at=wish.starts_at + LATER, ends_at=wish.ends_at + LATER)
    planning.change_event(maker.session, event, moved, now=maker.now - timedelta(minutes=10))
