"""From draft to what guests read, through the pages of the organiser and of the guest."""

import pytest
from flask import Flask

from planner.core.assurances import Assurance
from planner.core.enums import EventState
from planner.services.plan import planning
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import World
from tests.support.clock import FixedClock
from tests.support.organiser import event_of
from tests.support.pages import Page, PageClient
from tests.support.publishing import publish, ticked
from tests.web.test_events import BARBECUE, make


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tested with the services, on both databases."""
    return sqlite_url


def english(*clients: PageClient) -> None:
    for client in clients:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def test_an_event_with_only_a_name_promises_nothing_and_is_not_there(
    desk: PageClient, client: PageClient, store: Store, settings: Settings
) -> None:
    english(desk, client)
    event_id = make(desk, venue_name="", expected="")
    slug, url = event_of(store, event_id).slug, f"/events/{event_id}"
    assert client.get(f"/e/{slug}").status_code == 404
    assert BARBECUE["title"] not in client.page("/").words
    assert BARBECUE["title"] not in client.get("/calendar.ics").get_data(as_text=True)
    card = World(store, settings, event_id).cards()[0].code
    held = client.page(f"/{card}").words
    assert "This is not certain yet. You can't answer yet." in held
    assert "Free" not in held
    assert "Saturday" not in held
    assert client.post(f"/{card}", data={"answer": "yes"}).location.endswith(f"/{card}")
    assert client.get(f"/{card}/calendar.ics").status_code == 303
    assert "Yes" not in client.page(f"/{card}").words
    head = desk.page(url)
    assert "Draft" in head.words
    assert "Look at what guests will read" in head.words
    assert "This is a draft: no message leaves." in desk.page(f"{url}/messages").words
    assert "hand no card out yet" in desk.page(f"{url}/invitations").words
    step = desk.page(f"{url}/publish")
    assert "It can't be published yet. There is no place yet." in step.words
    assert desk.post(f"{url}/publish", data=ticked(step)).status_code == 422
    assert event_of(store, event_id).state is EventState.DRAFT


def test_guests_read_what_was_ticked_and_nothing_more(
    desk: PageClient, client: PageClient, store: Store
) -> None:
    english(desk, client)
    event_id = make(desk)
    slug, url = event_of(store, event_id).slug, f"/events/{event_id}"
    step = desk.page(f"{url}/publish")
    for words in (
        "12 June 2027 from 15:00 to 19:00", "Speelveld", "You need no card. Just come.",
        "It costs nothing", "Free food", "Also halal", "Also without meat", "with a wheelchair",
        "Nothing says what happens there",
    ):  # fmt: skip
        assert words in step.words, words
    assert f"{url}/as-guests" in step.links()
    shown = desk.get(f"{url}/as-guests?in=de")
    assert "Essen und Trinken kostenlos" in Page(shown).words
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert event_of(store, event_id).state is EventState.DRAFT

    refused = desk.post(f"{url}/publish", data=ticked(step, leave={"free"}))
    assert refused.status_code == 422
    assert "Tick it when it is right." in Page(refused).words
    assert Page(refused).words.count("It costs nothing · Tick it when it is right.") == 1
    assert "Error: Publish it" in (Page(refused).all("title")[0].text or "")
    sent = ticked(step, leave={"halal", "accessible"})
    assert desk.send(f"{url}/edit", {**BARBECUE, "starts": "16:00"}).status_code == 303
    again = desk.post(f"{url}/publish", data=sent)
    assert again.status_code == 422, "a colleague put it an hour later meanwhile"
    assert "from 16:00 to 19:00 · This changed meanwhile." in Page(again).words
    publish(desk, event_id, leave={"halal", "accessible"})
    page = client.page(f"/e/{slug}").words
    assert "Free food and drinks Also without meat" in page
    assert "wheelchair" not in page
    assert BARBECUE["title"] in client.page("/").words

    assert "Draft" not in desk.page(url).words
    publish(desk, event_id)  # what guests may count on can be changed afterwards
    page = client.page(f"/e/{slug}").words
    assert "Also halal and without meat" in page
    assert "You can get in with a wheelchair or a pram" in page
    assert desk.send(f"{url}/back-to-draft", form_on=url).status_code == 303
    assert client.get(f"/e/{slug}").status_code == 404


def test_a_menu_that_changes_says_nothing_new_before_it_is_decided(
    desk: PageClient, client: PageClient, store: Store
) -> None:
    english(desk, client)
    event_id = make(desk, menu_preset="none")
    slug, url = event_of(store, event_id).slug, f"/events/{event_id}"
    publish(desk, event_id)
    changed = {**BARBECUE, "menu_preset": "barbecue"}
    assert desk.send(f"{url}/edit", changed).status_code == 303
    assert "It costs nothing" in client.page(f"/e/{slug}").words
    assert (
        "Do you promise what is on the menu? Free food, Free drinks, Also halal"
        in desk.page(url).words
    )
    publish(desk, event_id)
    assert "Free food and drinks" in client.page(f"/e/{slug}").words
    assert "Do you promise" not in desk.page(url).words
    desk.send(f"{url}/edit", {**BARBECUE, "menu_preset": "none"})
    assert "It costs nothing" in client.page(f"/e/{slug}").words
    assert "Guests were promised what is not on the menu: Free food" in desk.page(url).words


def test_an_event_by_invitation_shows_the_card_in_the_language_of_its_reader(
    desk: PageClient, store: Store
) -> None:
    english(desk)
    event_id = make(desk, is_public="")
    url = f"/events/{event_id}"
    step = desk.page(f"{url}/publish")
    assert "Ready to invite" in step.words
    assert "There are no cards yet" in step.words
    seen = desk.get(f"{url}/as-guests?in=ar")
    assert "هل" in Page(seen).words
    assert "form-action 'none'" in seen.headers["Content-Security-Policy"]
    publish(desk, event_id)
    assert "It is ready to invite" in desk.page(url).words


def test_a_copy_is_a_draft_and_a_series_is_published_at_once_or_by_day(
    desk: PageClient, client: PageClient, store: Store
) -> None:
    english(desk, client)
    event_id = make(desk)
    publish(desk, event_id)
    copied = desk.post(
        f"/events/{event_id}/copy", data=desk.page(f"/events/{event_id}/copy").sends()
    )
    copy_id = int(copied.location.rpartition("/")[2])
    copy = event_of(store, copy_id)
    assert (copy.state, copy.promised) == (EventState.DRAFT, {})
    assert copy.series_id is not None
    series = f"/series/{copy.series_id}"
    assert "Publish 1 draft" in desk.page(series).words
    step = desk.page(f"{series}/publish")
    nothing = desk.post(f"{series}/publish", data={**ticked(step), "event": []})
    assert "Tick at least one day." in Page(nothing).words
    assert desk.post(f"{series}/publish", data=ticked(step)).status_code == 303
    assert event_of(store, copy_id).state is EventState.PUBLISHED
    assert "There is no draft in this series." in desk.page(f"{series}/publish").words


def test_an_event_that_is_off_looks_so_and_says_what_is_left_to_do(
    app: Flask, desk: PageClient, store: Store, settings: Settings, clock: FixedClock
) -> None:
    english(desk)
    event_id = make(desk)
    publish(desk, event_id)
    url = f"/events/{event_id}"
    World(store, settings, event_id).cards(3)
    assert desk.send(f"{url}/order", form_on=url).status_code == 303
    dish = event_of(store, event_id).dishes[0].id
    desk.send(f"{url}/dishes/{dish}/bought", {"bought": "yes"}, form_on=url)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        planning.cancel_event(session, event, reason="Storm", now=clock.now)
    page = desk.page(url)
    for words in (
        "Cancelled: Storm", "What is left to do", "Tell your guests that it is off",
        "Call off the order", "Hand 3 cards out no more", "What was bought",
    ):  # fmt: skip
        assert words in page.words, words
    for words in ("How many people will come?", "How amply do you buy?", "Shopping for", "to go"):
        assert words not in page.words, words
    assert not [one for one in page.all("button") if one.get("class") == "tick"]
    assert 'class="notice notice-bad"' in desk.get(url).get_data(as_text=True)
    assert desk.send(f"{url}/order/withdraw", form_on=url).status_code == 303
    assert "Call off the order" not in desk.page(url).words
    assert Assurance.FREE in (event_of(store, event_id).promised or {})
