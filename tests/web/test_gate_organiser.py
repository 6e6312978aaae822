"""The organiser's page of the gates: open one, pass its link on, see who is inside."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.enums import UnknownCards
from planner.store.base import Store
from planner.store.models import Account, Event, Gate
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, Evening, entry, make_evening, make_event
from tests.support.pages import Page, PageClient, enrolled_phone, page_client
from tests.support.queries import count_queries


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def desk(app: Flask, evening: Evening, organiser: Account) -> PageClient:
    """Signed in on the day itself."""
    return signed_in(app, organiser.email)


def gates_url(evening: Evening, rest: str = "") -> str:
    return f"/events/{evening.event_id}/gates{rest}"


def link_on(page: Page) -> str:
    found = re.search(r"http://feest\.example(/gate/[0-9A-Z]{26})", page.text)
    assert found is not None
    return found.group(1)


def test_a_gate_opens_with_a_name_that_is_filled_in(desk: PageClient, store: Store) -> None:
    with store.transaction() as session:
        event = make_event(session, "Castle evening")
    page = desk.page(f"/events/{event.id}/gates", headers={"Accept-Language": "en"})
    assert 'value="Entrance"' in page.text
    answer = desk.send(f"/events/{event.id}/gates", {"name": "Ingang"})
    assert (answer.status_code, answer.location) == (303, f"/events/{event.id}/gates")
    page = desk.page(answer.location)
    assert "Ingang" in page.words
    assert link_on(page)


def test_looking_at_the_gates_opens_none(desk: PageClient, store: Store) -> None:
    with store.transaction() as session:
        event = make_event(session, "Castle evening")
    desk.page(f"/events/{event.id}/gates")
    with store.reading() as session:
        assert session.query(Gate).filter_by(event_id=event.id).count() == 0


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "entrance"])
def test_a_gate_needs_a_name_of_its_own(desk: PageClient, evening: Evening, name: str) -> None:
    token = desk.page(gates_url(evening)).token()
    answer = desk.post(gates_url(evening), data={"name": name, "csrf_token": token})
    assert answer.status_code == 422
    assert Page(answer).errors()


def test_the_link_on_the_page_enrols_a_phone(
    app: Flask, desk: PageClient, evening: Evening
) -> None:
    page = desk.page(gates_url(evening))
    phone = page_client(app)
    assert phone.send(link_on(page)).status_code == 303
    assert phone.page("/gate").status == 200
    words = desk.page(gates_url(evening), headers={"Accept-Language": "en"}).words
    assert "2 phones work here" in words


def test_a_new_link_stops_the_old_one(
    desk: PageClient, client: PageClient, evening: Evening
) -> None:
    old = link_on(desk.page(gates_url(evening)))
    desk.send(gates_url(evening, f"/{evening.gate_id}/renew"), form_on=gates_url(evening))
    new = link_on(desk.page(gates_url(evening)))
    assert old != new
    client.page(old, status=404)
    client.page(new)


def test_a_closed_gate_shows_no_link_and_can_be_opened_again(
    app: Flask, desk: PageClient, client: PageClient, evening: Evening
) -> None:
    link = link_on(desk.page(gates_url(evening)))
    desk.send(gates_url(evening, f"/{evening.gate_id}/close"), form_on=gates_url(evening))
    assert "/gate/" not in desk.page(gates_url(evening)).text.replace("/gates", "")
    client.page(link, status=404)
    sign = desk.get(gates_url(evening, f"/{evening.gate_id}/sign"))
    assert sign.status_code == 404
    desk.send(gates_url(evening, f"/{evening.gate_id}/renew"), form_on=gates_url(evening))
    client.page(link_on(desk.page(gates_url(evening))))


def test_a_phone_is_signed_out(app: Flask, desk: PageClient, evening: Evening) -> None:
    phone = enrolled_phone(app, evening.token)
    phone.page("/gate")
    url = gates_url(evening, f"/phones/{evening.phone.id}/revoke")
    assert desk.send(url, form_on=gates_url(evening)).status_code == 303
    assert phone.page("/gate", status=403).heading
    assert "0 phones" in desk.page(gates_url(evening), headers={"Accept-Language": "en"}).words


def test_the_page_says_who_is_inside_and_where_they_came_in(
    desk: PageClient, evening: Evening
) -> None:
    garden = evening.second_phone("Garden gate")
    evening.scan(entry(evening.codes[0], 2, children=3), entry(None, 1))
    evening.scan(entry(evening.codes[1], 2), phone=garden)
    words = desk.page(gates_url(evening), headers={"Accept-Language": "en"}).words
    assert "Inside now 8" in words
    assert "8came in all" in words.replace("8 came", "8came")
    assert "Entrance6" in words.replace("Entrance 6", "Entrance6")
    assert "Card 1" in words


def test_a_card_used_at_two_gates_without_network_is_shown(
    desk: PageClient, evening: Evening, clock: FixedClock
) -> None:
    garden = evening.second_phone("Garden gate")
    clock.forward(hours=1)
    at = STARTS + timedelta(minutes=9)
    evening.one(entry(evening.codes[0], 5), now=clock.now)
    evening.one(entry(evening.codes[0], 4, phone_at=at, offline=True), phone=garden, now=clock.now)
    words = desk.page(gates_url(evening), headers={"Accept-Language": "en"}).words
    assert "Card 1 was used at 17:00 at Entrance, and again at 17:09 at Garden gate" in words
    assert "4 people more" in words


def test_the_sign_shows_the_code_and_the_address(desk: PageClient, evening: Evening) -> None:
    page = desk.page(gates_url(evening, f"/{evening.gate_id}/sign"))
    assert page.all("svg") or "<svg" in page.text
    assert link_on(page) == link_on(desk.page(gates_url(evening)))


def test_the_pages_name_neither_batch_nor_code(desk: PageClient, evening: Evening) -> None:
    evening.scan(entry(evening.codes[0], 2))
    page = desk.page(gates_url(evening))
    assert "garage" not in page.text.lower()
    assert evening.codes[0] not in page.text


@pytest.mark.parametrize(
    "rest", ["/99/renew", "/99/close", "/phones/99/revoke"],
)  # fmt: skip
def test_what_is_not_there_is_a_404(desk: PageClient, evening: Evening, rest: str) -> None:
    assert desk.send(gates_url(evening, rest), form_on=gates_url(evening)).status_code == 404


def test_a_gate_is_not_found_under_another_event(
    desk: PageClient, evening: Evening, store: Store
) -> None:
    with store.transaction() as session:
        other = make_event(session, "Castle evening")
    for rest in (f"{evening.gate_id}/close", f"phones/{evening.phone.id}/revoke"):
        answer = desk.send(f"/events/{other.id}/gates/{rest}", form_on=gates_url(evening))
        assert answer.status_code == 404
    assert desk.get(f"/events/{other.id}/gates/{evening.gate_id}/sign").status_code == 404


def test_the_page_asks_the_same_however_many_scans_there_are(
    desk: PageClient, evening: Evening
) -> None:
    desk.page(gates_url(evening))
    first, *others = evening.codes
    evening.scan(entry(first, 1))
    with count_queries(evening.store) as before:
        desk.page(gates_url(evening))
    for code in others:
        evening.scan(entry(code, 1), entry(None, 2))
    with count_queries(evening.store) as after:
        desk.page(gates_url(evening))
    assert len(after) == len(before) <= 12


def test_a_gate_can_have_more_phones_after_it_opened(
    app: Flask, desk: PageClient, evening: Evening, store: Store
) -> None:
    link = link_on(desk.page(gates_url(evening)))
    where = gates_url(evening, f"/{evening.gate_id}/phones")
    desk.send(where, {"most_phones": "1"}, form_on=gates_url(evening))
    assert page_client(app).send(link).status_code == 409
    desk.send(where, {"most_phones": "2"}, form_on=gates_url(evening))
    assert page_client(app).send(link).status_code == 303


@pytest.mark.parametrize("typed", ["", "0", "51", "-1", "many", "٣", "1" * 300])
def test_a_number_of_phones_that_can_not_be_changes_nothing(
    desk: PageClient, evening: Evening, store: Store, typed: str
) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    where = gates_url(evening, f"/{evening.gate_id}/phones")
    desk.send(where, {"most_phones": typed}, form_on=gates_url(evening))
    words = desk.page(gates_url(evening)).words
    assert "Write a number from 1 to 50." in words
    with store.reading() as session:
        assert session.get_one(Gate, evening.gate_id).most_devices == 12


def test_the_organiser_says_what_to_do_with_a_card_that_nobody_knows(
    desk: PageClient, evening: Evening, store: Store
) -> None:
    def chosen() -> UnknownCards:
        with store.reading() as session:
            return session.get_one(Event, evening.event_id).unknown_cards

    address = gates_url(evening, "/unknown-cards")
    sent = desk.send(address, {"unknown_cards": "ask"}, form_on=gates_url(evening))
    assert (sent.status_code, chosen()) == (303, UnknownCards.ASK)
    assert 'value="ask" checked' in desk.page(gates_url(evening)).text
    desk.send(address, {"unknown_cards": "refuse"}, form_on=gates_url(evening))
    assert chosen() is UnknownCards.ASK


def test_the_doors_are_not_open_days_before(
    app: Flask, organiser: Account, evening: Evening, clock: FixedClock
) -> None:
    """The page never says that everybody counts where everything is practice."""
    url = f"/events/{evening.event_id}/gates"
    clock.now = STARTS - timedelta(days=9)
    desk = signed_in(app, organiser.email)
    assert "The doors open now" not in desk.page(f"{url}?l=en").words
    assert desk.send(f"{url}/doors", form_on=url).status_code == 303
    words = desk.page(f"{url}?l=en").words
    assert "It is too early." in words
    assert "everything at the gates is practice" in words
    clock.now = STARTS - timedelta(hours=20)
    desk = signed_in(app, organiser.email)
    assert "The doors open now" in desk.page(f"{url}?l=en").words
    assert desk.send(f"{url}/doors", form_on=url).status_code == 303
    words = desk.page(f"{url}?l=en").words
    assert "From now on everybody counts." in words
    assert "everything at the gates is practice" not in words
