"""Lists that had no end: each shows some, and leads to all of them."""

import pytest
from sqlalchemy import select

from planner.services.day.event_listing import MOST_PARENTS, possible_parents
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, CardMerge, Event, IntermediaryRequest, Invitation
from planner.web.organiser.cards.invitations import REQUESTS_SHOWN
from planner.web.organiser.guests.duplicates import MERGED_ROWS
from tests.support.busy_evening import NOW
from tests.support.cards import MADE_AT, World, make_world
from tests.support.many_events import fill_years
from tests.support.pages import PageClient
from tests.web.test_guests import url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def test_the_oldest_wishes_for_cards_come_first_and_the_next_one_comes_up(
    store: Store, desk: PageClient, world: World
) -> None:
    world.cards(intermediary_name="Karin")
    with store.transaction() as session:
        batch = session.scalars(select(Batch)).one()
        for number in range(1, REQUESTS_SHOWN + 3):
            words = f"Wish {number};"
            wish = IntermediaryRequest(batch_id=batch.id, words=words, created_at=MADE_AT)
            session.add(wish)
    cards = f"/events/{world.event_id}/invitations"
    page = desk.page(f"{cards}?l=en")
    assert f"Wish {REQUESTS_SHOWN};" in page.words
    assert f"Wish {REQUESTS_SHOWN + 1};" not in page.words
    assert "and 2 more" in page.words
    with store.reading() as session:
        oldest = session.scalars(select(IntermediaryRequest.id).order_by(IntermediaryRequest.id))
        done = f"{cards}/requests/{oldest.first()}/done"
    desk.send(done, {}, form_on=cards)
    page = desk.page(f"{cards}?l=en")
    assert "Wish 1;" not in page.words
    assert f"Wish {REQUESTS_SHOWN + 1};" in page.words
    assert "and 1 more" in page.words


def test_merged_cards_come_a_page_at_a_time(store: Store, desk: PageClient, world: World) -> None:
    world.cards(count=MERGED_ROWS + 2)
    with store.transaction() as session:
        kept, *others = session.scalars(select(Invitation).order_by(Invitation.number)).all()
        for card in others:
            session.add(
                CardMerge(
                    invitation_id=card.id,
                    event_id=world.event_id,
                    kept_id=kept.id,
                    merged_at=MADE_AT,
                )
            )
    first = desk.page(url(world, "/doubles?l=en"))
    assert first.words.count("Card 1 counts.") == MERGED_ROWS
    last = desk.page(url(world, "/doubles?page=2"))
    assert last.words.count("Card 1 counts.") == 1


def test_a_form_offers_the_larger_events_around_an_event(store: Store) -> None:
    fill_years(store, MOST_PARENTS + 100)
    with store.reading() as session:
        events = session.scalars(
            select(Event).where(Event.starts_at > NOW).order_by(Event.starts_at, Event.id)
        ).all()
        soon = possible_parents(session, None, now=NOW)
        assert [key for key, _title in soon] == [event.id for event in events[:MOST_PARENTS]]
        last = events[-1]
        around = possible_parents(session, last, now=NOW)
        assert events[-2].id in {key for key, _title in around[:60]}
        assert len(around) == MOST_PARENTS
