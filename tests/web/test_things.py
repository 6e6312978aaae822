"""Things on the organiser's pages: counted from people, reserved, out, back, missing and mended."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.core.logistics.things import CountedFrom, ThingSource
from planner.core.roles import TeamRole
from planner.services.logistics import uses
from planner.services.logistics.uses import UsePlan
from planner.store.base import Store
from planner.store.models import Account, Event, Thing, ThingUse
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.lent import in_english, need, of_another_organisation, own
from tests.support.members import add_member
from tests.support.organiser import add_event
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.shifts import WEEK_BEFORE

TABLES = {
    "name": "Tafels",
    "counted_from": "nothing",
    "count": "6",
    "source": "own",
    "out_hours": "3",
    "back_hours": "2",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; who takes the last one is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, series="Zomer", expected=60)


@pytest.fixture
def url(event_id: int) -> str:
    return f"/events/{event_id}/things"


@pytest.fixture
def organiser_client(app: Flask, organiser: Account) -> PageClient:
    """The browser of an organiser who reads English."""
    return in_english(app, organiser)


def use_in(store: Store, use_id: int) -> ThingUse:
    with store.reading() as session:
        return session.get_one(ThingUse, use_id)


def press(client: PageClient, url: str, use_id: int, what: str, **data: str) -> TestResponse:
    sent = client.send(f"{url}/{use_id}/{what}", data, form_on=url)
    assert sent.status_code == 303
    return sent


@pytest.fixture
def on_the_day(app: Flask, organiser: Account, clock: FixedClock) -> PageClient:
    clock.now = SATURDAY - timedelta(hours=2)
    return in_english(app, organiser)


def test_the_usual_things_are_on_the_list_in_one_press(
    store: Store, organiser_client: PageClient, url: str
) -> None:
    own(store, "Tables", 20)
    page = organiser_client.page(url)
    made = organiser_client.post(f"{url}/make", data={**page.sends(), "like": ""})
    assert made.status_code == 303
    shown = organiser_client.page(url)
    assert "8 things are on the list." in shown.words
    headings = ["".join(one.itertext()) for one in shown.all("h2")]
    assert headings == ["Garage", "Not on the list of what we own"]
    assert re.search(r"\d+ Tables One for 8 who eat\.", shown.words)
    chairs = TABLES | {"name": "Chairs", "counted_from": "portions", "count": "", "per": "1"}
    organiser_client.send(f"{url}/new", chairs, form_on=f"{url}/new")
    assert "Chairs One for each who eats." in organiser_client.page(url).words


def test_the_next_event_needs_what_the_last_one_did(
    store: Store, organiser_client: PageClient, event_id: int
) -> None:
    need(store, event_id, "Een spandoek", 1)
    later = add_event(store, series="Zomer", days=7)
    page = organiser_client.page(f"/events/{later}/things")
    assert "Een spandoek" in page.words
    organiser_client.post(f"/events/{later}/things/make", data=page.sends())
    with store.reading() as session:
        copied = session.scalars(select(ThingUse).where(ThingUse.event_id == later)).one()
        assert (copied.name, copied.count, copied.taken) == ("Een spandoek", 1, None)


def test_tables_follow_the_planned_portions_and_a_typed_number_stays(
    store: Store, organiser_client: PageClient, event_id: int, url: str
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.staff_eating = 8
    follows = {**TABLES, "counted_from": "portions", "per": "8", "count": ""}
    assert organiser_client.send(f"{url}/new", follows).status_code == 303
    page = organiser_client.page(url)
    said = re.search(r"Reckoned for (\d+) who eat", page.words)
    assert said
    tables = -(-int(said[1]) // 8)
    assert f"{tables} Tafels One for 8 who eat." in page.words
    shopping = organiser_client.page(f"/events/{event_id}").words
    assert f"Shopping for {int(said[1]) - 8} people" in shopping, "the same as on the shopping list"
    with store.reading() as session:
        use_id = session.scalars(select(ThingUse.id)).one()
    typed = organiser_client.page(f"{url}/{use_id}").sends() | {"count": ["3"]}
    organiser_client.post(f"{url}/{use_id}", data=typed)
    page = organiser_client.page(url)
    assert f"3 Tafels You wrote this; the people would need {tables}." in page.words


def test_while_nobody_knows_who_comes_no_number_is_made_up(
    store: Store, organiser_client: PageClient
) -> None:
    event_id = add_event(store, title="Onbekend")
    with store.transaction() as session:
        plan = UsePlan(name="Tafels", counted_from=CountedFrom.PORTIONS, per=8)
        uses.keep_use(session, event_id, plan)
    page = organiser_client.page(f"/events/{event_id}/things")
    if "Reckoned for" not in page.words:
        assert "? Tafels" in page.words
        assert "Nobody knows yet how many come" in page.words


def test_the_second_event_is_short_and_names_the_first(
    store: Store, organiser_client: PageClient, event_id: int, url: str
) -> None:
    own(store)
    other = add_event(store, title="Ander feest")
    need(store, other)
    need(store, event_id)
    page = organiser_client.page(url)
    assert "2 short: 6 of our 10 are at Ander feest then." in page.words
    assert "short" not in organiser_client.page(f"/events/{other}/things").words


def test_whoever_moves_to_another_day_stands_behind_those_who_were_there(
    store: Store, organiser_client: PageClient, event_id: int
) -> None:
    own(store)
    first = add_event(store, title="Eerst", days=-7)
    need(store, first)
    need(store, event_id)
    form = organiser_client.page(f"/events/{first}/edit").sends() | {"held_on": ["2027-06-12"]}
    assert organiser_client.post(f"/events/{first}/edit", data=form).status_code == 303
    assert "2 short" in organiser_client.page(f"/events/{first}/things").words
    assert "short" not in organiser_client.page(f"/events/{event_id}/things").words


def test_what_is_written_down_first_and_owned_later_is_reserved_too(
    store: Store, organiser_client: PageClient, event_id: int, url: str
) -> None:
    need(store, event_id)
    assert "Not on the list of what we own" in organiser_client.page(url).words
    data = {"name": "tafels", "owned": "4", "kept_at": "Schuur"}
    assert organiser_client.send("/things/new", data).status_code == 303
    assert "2 short: we have 4." in organiser_client.page(url).words
    with store.reading() as session:
        thing_id = session.scalars(select(Thing.id)).one()
    form = organiser_client.page(f"/things/{thing_id}").sends() | {"name": ["Lange tafels"]}
    organiser_client.post(f"/things/{thing_id}", data=form)
    assert "Lange tafels" in organiser_client.page(url).words
    again = organiser_client.send("/things/new", {**data, "name": "LANGE  tafels"})
    assert again.status_code == 422


def test_out_and_back_is_one_press_each_and_what_is_missing_is_said(
    store: Store, on_the_day: PageClient, event_id: int, url: str
) -> None:
    thing_id = own(store)
    use_id = need(store, event_id)
    client = on_the_day
    press(client, url, use_id, "taken", press="6")
    assert "6 were taken along" in client.page(url).words
    press(client, url, use_id, "back", press="5-0")
    assert "6 were taken along · 5 came back whole · 1 is missing" in client.page(url).words
    listed = client.page("/things")
    assert "9 Tafels" in listed.words
    assert "1 of 10: missing or broken" in listed.words
    assert "1 is missing or broken" in client.page(f"/things/{thing_id}").words
    press(client, url, use_id, "settle", how="gone")
    assert "1 was taken off what we own." in client.page(url).words
    assert "9 Tafels" in client.page("/things").words
    press(client, url, use_id, "settle", how="undo")
    press(client, url, use_id, "settle", how="found")
    assert "There again, or mended." in client.page(url).words
    assert "10 Tafels" in client.page("/things").words
    press(client, url, use_id, "back", press="undo")
    assert use_in(store, use_id).back == 5, "what was settled is opened first"
    assert "Somebody noted something else meanwhile." in client.page(url).words


def test_a_week_before_it_is_a_plan_without_presses(
    store: Store, organiser_client: PageClient, event_id: int, url: str
) -> None:
    need(store, event_id)
    assert "Went out" not in organiser_client.page(url).words


def test_everything_goes_out_at_once_and_the_rest_comes_back(
    store: Store, on_the_day: PageClient, event_id: int, url: str
) -> None:
    own(store, count=4)
    tables, banner = need(store, event_id), need(store, event_id, "Spandoek", 1)
    client = on_the_day
    client.send(f"{url}/all", {"press": "out"}, form_on=url)
    assert [use_in(store, one).taken for one in (tables, banner)] == [4, 1], "as many as there are"
    press(client, url, banner, "back", press="0-1")
    client.send(f"{url}/all", {"press": "back"}, form_on=url)
    found = [(one.back, one.broken) for one in (use_in(store, tables), use_in(store, banner))]
    assert found == [(4, 0), (0, 1)]


def test_other_numbers_are_typed_and_more_back_than_out_is_asked_about(
    store: Store, on_the_day: PageClient, event_id: int, url: str
) -> None:
    use_id = need(store, event_id)
    client = on_the_day
    form = client.page(f"{url}/{use_id}/back").sends()
    assert form["taken"] == ["6"], "it is filled with what is needed"
    page = client.post(f"{url}/{use_id}/back", data=form | {"taken": "6", "back": "7"})
    assert page.status_code == 422
    assert "More came back than went out." in page.get_data(as_text=True)
    sent = client.post(
        f"{url}/{use_id}/back", data=form | {"taken": "8", "back": "5", "broken": "2"}
    )
    assert sent.status_code == 303
    assert (
        "8 were taken along · 5 came back whole · 2 are broken · 1 is missing"
        in client.page(url).words
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Write what is needed, such as: tables."),
        ("count", "", "Write how many are needed."),
        ("count", "-1", "Write a number from 0 to 100,000."),
        ("out_hours", "400", "Write a number of hours, at most two weeks."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    organiser_client: PageClient, url: str, field: str, value: str, sentence: str
) -> None:
    sent = organiser_client.send(f"{url}/new", TABLES | {field: value})
    assert sent.status_code == 422
    assert sentence in sent.get_data(as_text=True)


def test_a_second_thing_of_one_name_is_refused(
    store: Store, organiser_client: PageClient, event_id: int, url: str
) -> None:
    need(store, event_id)
    sent = organiser_client.send(f"{url}/new", TABLES | {"name": "TAFELS"})
    assert sent.status_code == 422
    assert "This is on the list already." in sent.get_data(as_text=True)


def test_another_organisation_sees_nothing_of_it(
    app: Flask,
    store: Store,
    clock: FixedClock,
    organiser: Account,
    other_organiser: Account,
    event_id: int,
    url: str,
) -> None:
    stranger_client = of_another_organisation(app, store, other_organiser, clock)
    thing_id, use_id = own(store), need(store, event_id)
    assert stranger_client.get(url).status_code == 404
    assert stranger_client.get(f"{url}/{use_id}").status_code == 404
    assert stranger_client.get(f"/things/{thing_id}").status_code == 404
    assert "Tafels" not in stranger_client.page("/things").words


def test_crew_and_kitchen_see_no_things_and_a_lead_does(
    app: Flask, store: Store, event_id: int, url: str, organiser: Account
) -> None:
    for role, status in ((TeamRole.CREW, 403), (TeamRole.KITCHEN, 403), (TeamRole.LEAD, 200)):
        client = add_member(app, store, {event_id: role}, now=WEEK_BEFORE, name=role.value)
        assert client.get(url).status_code == status


def test_two_hundred_things_ask_no_more_than_two(
    store: Store, organiser_client: PageClient, event_id: int, url: str
) -> None:
    other = add_event(store, title="Ander feest")
    asked = []
    for names in (range(2), range(2, 200)):
        for name in names:
            own(store, f"Ding {name}", 3, f"Plank {name % 9}")
        for each in (event_id, other):
            with store.transaction() as session:
                for name in names:
                    plan = UsePlan(name=f"Ding {name}", count=2, source=ThingSource.OWN)
                    uses.keep_use(session, each, plan)
        for address in (url, "/things"):
            organiser_client.page(address)
            with count_queries(store) as seen:
                page = organiser_client.page(address)
            asked.append(len(seen))
    assert "Ding 199" in page.words
    assert asked[:2] == asked[2:]
    assert asked[0] <= 21
