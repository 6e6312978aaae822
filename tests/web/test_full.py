"""With four places and a forecast of many: organisers are told what follows, guests read it."""

import re
from datetime import timedelta

import pytest

from planner.core.enums import BatchKind, Reply
from planner.core.turnout import EventKind
from planner.services.invite import batches
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch
from planner.translations.reading import guest_languages
from planner.web.card_texts import card_texts, letter_texts, poster_texts
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, event_of
from tests.support.pages import PageClient

SLUG = "/e/buurt-bbq-passart"
NEVER = {
    "en": ("Just come", "You can still come", "need no card", "Come along"),
    "nl": ("Kom gewoon", "Je kunt nog komen", "geen kaart nodig", "Kom erbij"),
    "de": ("Kommen Sie einfach", "keine Karte"),
    "pl": ("Po prostu przyjdź", "Nie trzeba mieć karty"),
    "uk": ("Просто приходьте", "Картка не потрібна"),
    "tr": ("Yine de gelin", "Buyurun, gelin", "Kart gerekmez"),
    "ar": ("تفضلوا بالمجيء", "لا تحتاجون إلى بطاقة"),
}
"""What nobody reads who may find no place."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def test_more_people_than_places_is_said_at_once_with_what_follows(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, expected=45, kind=EventKind.OPEN, staff_eating=2)
    page = f"/events/{event_id}?l=en"
    edit = f"/events/{event_id}/edit"
    before = desk.page(page).words
    assert "There is room" not in before
    form = desk.page(f"{edit}?l=en").sends()
    typed = {name: values[-1] for name, values in form.items() if values}
    assert desk.send(edit, {**typed, "capacity": "4"}).status_code == 303
    words = desk.page(page).words
    told = re.search(
        r"There is room for 4 people\. About (\d+) people want to come: about (\d+)", words
    )
    assert told, words
    assert int(told[1]) - 4 == int(told[2])
    assert words.count(told[0]) == 2, "right after saving, and in the forecast"
    assert "The shopping is for no more than fit." in words
    assert "whoever just comes may find it full" in words
    assert f"Make room: about {told[2]} people too many want to come" in words
    assert "Shopping for 4 people" in words
    assert "There is room for 4 people, so this is for no more." in words
    assert "And 2 other people who eat too." in words
    assert "Will it be busier than" not in words
    assert "Cook for 6 people" in desk.page(f"/events/{event_id}/kitchen?l=en").words
    assert f"Make room: about {told[2]} people too many" in desk.page("/events?l=en").words
    quiet = add_event(store, expected=45, kind=EventKind.OPEN, capacity=60)
    assert "On a busy day about" in desk.page(f"/events/{quiet}?l=en").words
    assert "Make room" not in desk.page(f"/events/{quiet}?l=en").words


def test_an_order_for_more_people_than_fit_is_said(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=45, kind=EventKind.OPEN, staff_eating=2)
    page = f"/events/{event_id}"
    assert desk.send(f"{page}/order", form_on=page).status_code == 303
    ordered = re.search(r"for ([\d,]+) people", desk.page(f"{page}?l=en").words)
    form = desk.page(f"{page}/edit?l=en").sends()
    typed = {name: values[-1] for name, values in form.items() if values}
    assert desk.send(f"{page}/edit", {**typed, "capacity": "4"}).status_code == 303
    words = desk.page(f"{page}?l=en").words
    assert ordered
    assert f"You ordered {ordered[0]} already." in words
    assert "no more than fit" not in words
    assert "as many as fit" not in words


def test_a_page_that_says_it_is_full_never_says_that_one_can_just_come(
    client: PageClient, store: Store, settings: Settings, clock: FixedClock
) -> None:
    world = make_world(store, settings)
    world.change(kind=EventKind.OPEN, capacity=4)
    card, revoked = world.cards(2)
    with store.transaction() as session:
        batches.revoke_card(session, world.event_id, revoked.number)
    assert "Just come" not in client.page(f"/{revoked.code}?l=en", status=410).words
    said = {"en": "You need no card. Say here that you are coming. Then there is a place for you."}
    for language in guest_languages():
        words = client.page(f"{SLUG}?l={language}").words
        assert said.get(language, "") in words
        assert not any(one in words for one in NEVER[language][:1])
    add_answers(store, world.event_id, Said(Reply.YES, 4))
    moments = (clock(), SATURDAY - timedelta(hours=2), SATURDAY + timedelta(minutes=5))
    world.change(answers_close_at=SATURDAY - timedelta(days=1))
    full = {"en": "It is full now.", "nl": "Het is nu vol."}
    for moment in moments:
        clock.now = moment
        for language in guest_languages() if moment is moments[0] else ("en", "nl"):
            pages = [f"{SLUG}?l={language}"]
            if moment is not moments[0]:
                pages += [f"/{card.code}?l={language}", f"/{card.code}/aloud?l={language}"]
            for path in pages:
                words = client.page(path).words
                assert full.get(language, "") in words
                assert not [one for one in NEVER[language] if one in words], path


def test_an_organiser_sees_what_a_card_opens_as_guests_do(
    desk: PageClient, store: Store, settings: Settings, clock: FixedClock
) -> None:
    """Full, too late to answer, over: not the question that guests are asked no more."""
    world = make_world(store, settings)
    world.change(is_public=False, capacity=4, answers_close_at=SATURDAY - timedelta(days=1))
    seen, said = f"/events/{world.event_id}/as-guests?in=en", "It is full now."
    assert said not in desk.page(seen).words
    add_answers(store, world.event_id, Said(Reply.YES, 4))
    assert said in desk.page(seen).words
    yesterday = clock() - timedelta(days=1)
    world.change(capacity=None, answers_close_at=yesterday)
    assert "You can't answer here any more. You can still come." in desk.page(seen).words
    world.change(starts_at=yesterday, ends_at=yesterday + timedelta(hours=4))
    assert "It is over. Thank you to everybody who came." in desk.page(seen).words


def test_paper_for_an_event_with_few_places_tells_nobody_to_just_come(
    client: PageClient, world_with_places: World
) -> None:
    languages = tuple(guest_languages())
    with client.application.test_request_context():
        event = event_of(world_with_places.store, world_with_places.event_id)
        batch = Batch(
            event=event,
            name="A",
            largest_party=4,
            languages=",".join(languages),
            kind=BatchKind.CARDS,
        )
        papers = [
            *card_texts(event, batch),
            *letter_texts(event, batch),
            *poster_texts(event, languages),
        ]
    for paper in papers:
        words = str(vars(paper))
        assert not [one for one in NEVER[paper.language] if one in words], paper.language


@pytest.fixture
def world_with_places(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    world.change(kind=EventKind.OPEN, capacity=4)
    return world
