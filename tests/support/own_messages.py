"""A message in an organiser's own words, for tests that need one."""

from sqlalchemy.orm import Session

from planner.core.own_messages import MessageGroup
from planner.services.messages import own_messages
from planner.services.messages.own_messages import MessagePlan
from tests.support.cards import MADE_AT


def add_own_message(session: Session, event_id: int) -> int:
    """Write to guests of an event, with its programme; it waits to be sent. Return its number."""
    plan = MessagePlan(
        audience=MessageGroup.COMING,
        subject="A chair",
        text="Bring a chair.",
        words_in={"de": {"subject": "Ein Stuhl", "text": "Bring einen Stuhl mit."}},
        has_programme=True,
    )
    return own_messages.write(session, event_id, plan, account_id=None, now=MADE_AT).id
