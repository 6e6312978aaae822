"""A draft is published once, and is a draft again only while nobody can have relied on it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from planner.core.assurances import Assurance
from planner.core.enums import EventState, MailKind, Reply
from planner.core.messages import Rule
from planner.services.answer import answering
from planner.services.messages import notices, rules
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.plan import listing, planning, publishing
from planner.services.plan.publishing import KnownBy
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, Invitation
from tests.support.cards import MADE_AT, SATURDAY, World, make_world

LATER = MADE_AT + timedelta(days=1)


@pytest.fixture
def draft(store: Store, settings: Settings) -> World:
    """A barbecue that nobody but its organisers knows of, with two cards on the shelf."""
    world = make_world(store, settings)
    world.change(state=EventState.DRAFT, published_at=None, promised={})
    world.cards(2)
    return world


def publish(world: World) -> bool:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        return publishing.publish(session, event, {Assurance.FREE: True}, now=LATER)


def withdraw(world: World) -> KnownBy | None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        return publishing.withdraw(session, event, now=LATER)


def answer(world: World) -> bool:
    with world.store.transaction() as session:
        card = session.query(Invitation).order_by(Invitation.id).first()
        assert card is not None
        return answering.give_reply(session, card, Reply.YES, now=LATER).is_kept


def hand_out(world: World) -> None:
    with world.store.transaction() as session:
        session.execute(update(Batch).values(handed_out_at=LATER))


def mail(world: World, kind: MailKind) -> None:
    letter = Letter(
        kind=kind, to="jan@feest.nl", language="nl", subject="Feest", text="", html="",
        key=f"{kind}", event_id=world.event_id,
    )  # fmt: skip
    with world.store.transaction() as session:
        posting.queue(session, [letter], now=LATER)


def state(world: World) -> tuple[EventState, bool]:
    """Return the state, and whether everybody can find it."""
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        return event.state, listing.public_event(session, event.slug) is not None


def test_a_draft_takes_no_answer_and_is_published_once(draft: World) -> None:
    assert not answer(draft)
    assert publish(draft)
    assert not publish(draft)
    assert state(draft) == (EventState.PUBLISHED, True)
    assert answer(draft)
    assert withdraw(draft) is KnownBy.ANSWER
    assert state(draft) == (EventState.PUBLISHED, True)


def test_who_saw_a_draft_that_a_colleague_publishes_meanwhile_wipes_nothing(draft: World) -> None:
    with draft.store.reading() as before:
        seen = before.get_one(Event, draft.event_id)
        assert publish(draft)
        with draft.store.transaction() as session:
            promised = {Assurance.FREE: False}
            assert not publishing.publish(session, seen, promised, now=LATER)
    with draft.store.reading() as session:
        assert session.get_one(Event, draft.event_id).promised == {Assurance.FREE: True}


def test_it_goes_back_while_nobody_was_told(draft: World) -> None:
    publish(draft)
    mail(draft, MailKind.TEST)
    assert withdraw(draft) is None
    assert state(draft) == (EventState.DRAFT, False)
    publish(draft)
    hand_out(draft)
    assert withdraw(draft) is KnownBy.CARD
    mail(draft, MailKind.CANCELLATION)
    assert withdraw(draft) is KnownBy.MAIL


def test_a_draft_that_is_called_off_stays_hidden_and_tells_nobody(draft: World) -> None:
    with draft.store.transaction() as session:
        event = session.get_one(Event, draft.event_id)
        planning.cancel_event(session, event, reason="Toch niet", now=LATER)
        assert notices.pending_of(session, event.id) is None
    assert state(draft) == (EventState.CANCELLED, False)
    with draft.store.transaction() as session:
        event = session.get_one(Event, draft.event_id)
        planning.resume_event(session, event, now=LATER)
    assert state(draft) == (EventState.DRAFT, False)


def test_no_reminder_goes_out_whose_moment_was_before_it_was_public(draft: World) -> None:
    a_week_before = SATURDAY.replace(hour=8) - timedelta(days=7)  # 10:00, as the rule has it
    draft.change(state=EventState.PUBLISHED)

    def due(published_at: object) -> list[Rule]:
        draft.change(published_at=published_at)
        with draft.store.reading() as session:
            found = rules.due_now(session, now=a_week_before + timedelta(minutes=30))
            return [one.rule for one in found]

    assert due(a_week_before + timedelta(minutes=10)) == []
    assert due(a_week_before - timedelta(minutes=10)) == [Rule.ASK_AGAIN]
