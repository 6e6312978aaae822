"""The address of somebody's calendar on the organiser's page: proposed, accepted or put away."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from planner.cli import calendar_worker
from planner.services.calendars import fetching
from planner.services.plan import publishing
from planner.store.base import Store
from planner.store.models import Account, AuditEntry, Event, WatchedCalendar
from tests.support.application import signed_in
from tests.support.calendar_files import calendar, entry
from tests.support.calendar_server import CalendarServer, calendar_server
from tests.support.clock import FixedClock
from tests.support.gate import make_cards
from tests.support.pages import Page, PageClient
from tests.support.partners import add_partner

ADD = "/events/import/address"
SOURCE = "De Kern"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CalendarServer]:
    with calendar_server() as served:
        served.content = calendar(entry(), entry("2", SUMMARY="Soep", DTEND=""))
        monkeypatch.setattr(fetching, "PUBLIC", served.network)
        yield served


def add(desk: PageClient, server: CalendarServer, **fields: str) -> str:
    answer = desk.send(ADD, {"address": server.address, "source": SOURCE, **fields})
    assert answer.status_code == 303, answer.text
    return answer.location or ""


def boxes(page: Page, name: str = "take") -> list[str]:
    return [
        one.get("value") or ""
        for one in page.all("input")
        if one.get("name") == name and (name == "remove" or one.get("checked") is not None)
    ]


def titles(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.scalars(select(Event.title)))


def look_tomorrow(store: Store, clock: FixedClock) -> None:
    with store.transaction() as session:
        session.execute(update(WatchedCalendar).values(next_look_at=clock() + timedelta(hours=1)))
    later = clock() + timedelta(hours=2)
    assert calendar_worker.look(store, zone="Europe/Amsterdam", clock=lambda: later) == 1


def test_an_address_is_looked_at_and_nothing_is_planned_before_somebody_says_so(
    desk: PageClient, store: Store, server: CalendarServer
) -> None:
    url = add(desk, server)
    page = desk.page(url)
    assert titles(store) == []
    assert {"Lentefeest", "Soep"} <= set(page.words.split())
    assert "Hoe lang duren" in page.words
    assert "key=geheim" not in page.text, "the address may be a secret"
    assert "agenda.example/…" in page.words
    answer = desk.send(url, {"take": boxes(page), "do": "take", "hours": "3"})
    assert answer.status_code == 303
    assert "2 concepten zijn gemaakt." in desk.page(url).words
    assert titles(store) == ["Lentefeest", "Soep"]
    assert SOURCE in desk.page("/events/import").words


def test_what_changed_waits_until_it_is_settled(
    desk: PageClient, store: Store, server: CalendarServer, clock: FixedClock
) -> None:
    url = add(desk, server)
    desk.send(url, {"take": boxes(desk.page(url)), "do": "take", "hours": "2"})
    assert "Bekijk 1 agenda" not in desk.page("/waiting").words
    server.content = calendar(entry(SUMMARY="Zomerfeest", SEQUENCE="1"))
    look_tomorrow(store, clock)
    assert "Bekijk 1 agenda" in desk.page("/waiting").words
    page = desk.page(url)
    assert "Anders: naam." in page.words
    (mark,) = boxes(page)
    (gone,) = boxes(page, "remove")
    desk.send(url, {"take": [mark], "do": "take", "hours": "2"})
    assert titles(store) == ["Soep", "Zomerfeest"]
    desk.send(url, {"remove": [gone], "do": "away", "hours": "2"})
    page = desk.page(url)
    assert "1 voorstel is weggelegd." in page.words
    assert boxes(page, "remove") == []
    assert "Bekijk 1 agenda" not in desk.page("/waiting").words
    assert titles(store) == ["Soep", "Zomerfeest"]


def test_an_event_that_is_cancelled_there_is_cancelled_here_on_its_own_page(
    desk: PageClient, store: Store, server: CalendarServer, clock: FixedClock
) -> None:
    url = add(desk, server)
    desk.send(url, {"take": boxes(desk.page(url)), "do": "take", "hours": "2"})
    with store.transaction() as session:
        event = session.scalars(select(Event).where(Event.title == "Lentefeest")).one()
        publishing.publish(session, event, {}, now=clock())
        event_id = event.id
    server.content = calendar(
        entry(STATUS="CANCELLED", SEQUENCE="1"), entry("2", SUMMARY="Soep", DTEND="")
    )
    look_tomorrow(store, clock)
    page = desk.page(url)
    assert "Daar is het afgelast." in page.words
    assert f"/events/{event_id}/cancel" in {one.get("href") for one in page.all("a")}
    (button,) = [one for one in page.all("button") if one.get("name") == "away"]
    (form,) = [one for one in page.all("form") if one.get("id") == button.get("form")]
    assert form.get("method") == "post", "who presses Enter elsewhere puts nothing away"
    desk.send(url, {"away": button.get("value") or "", "hours": "2"})
    assert "Daar is het afgelast." not in desk.page(url).words


def test_who_takes_a_change_that_guests_do_not_know_hears_that_they_do_not(
    desk: PageClient, store: Store, server: CalendarServer, clock: FixedClock
) -> None:
    url = add(desk, server)
    desk.send(url, {"take": boxes(desk.page(url)), "do": "take", "hours": "2"})
    with store.transaction() as session:
        for event in session.scalars(select(Event).where(Event.title == "Lentefeest")):
            publishing.publish(session, event, {}, now=clock())
            make_cards(session, event)
    moved = clock() + timedelta(days=30)
    server.content = calendar(
        entry(DTSTART=f"{moved:%Y%m%dT%H%M%SZ}", DTEND="", SEQUENCE="1"),
        entry("2", SUMMARY="Soep", DTEND=""),
    )
    look_tomorrow(store, clock)
    page = desk.page(url)
    assert "Daar veranderd. Gasten zien dit evenement al." in page.words
    assert boxes(page) == [], "what guests see is ticked by nobody but a person"
    (box,) = [one.get("value") for one in page.all("input") if one.get("name") == "take"]
    desk.send(url, {"take": box or "", "do": "take", "hours": "2"})
    said = desk.page(url).words
    assert "1 evenement is veranderd." in said
    assert "De gasten van 1 evenement weten het nog niet." in said


def test_what_was_put_away_by_mistake_is_proposed_again(
    desk: PageClient, server: CalendarServer
) -> None:
    url = add(desk, server)
    desk.send(url, {"take": boxes(desk.page(url)), "do": "away", "hours": "2"})
    page = desk.page(url)
    assert boxes(page) == []
    assert "Bekijk 1 agenda" not in desk.page("/waiting").words
    assert "Stel ze weer voor" in page.words
    desk.send(url, {"do": "again"})
    again = desk.page(url)
    assert len(boxes(again)) == 2
    assert "Stel ze weer voor" not in again.words
    assert "Bekijk 1 agenda" in desk.page("/waiting").words


def test_a_mark_of_somebody_elses_making_does_nothing(
    desk: PageClient, store: Store, server: CalendarServer
) -> None:
    url = add(desk, server)
    answer = desk.send(url, {"take": ["0", "x" * 5000, ""], "do": "take", "hours": "2"})
    assert answer.status_code == 303
    assert "Er is niets overgenomen." in desk.page(url).words
    desk.send(url, {"away": "0", "hours": "2"})
    assert len(boxes(desk.page(url))) == 2
    assert titles(store) == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Vul het adres in."),
        ("agenda van de buren", "geen adres van een agenda"),
        ("http://127.0.0.1/agenda.ics", "niet op het open internet"),
        ("https://u:geheim@agenda.example/", "geen adres van een agenda"),
        ("https://agenda.example/" + "x" * 2000, "Te lang"),
    ],
)
def test_an_address_that_is_none_is_refused_beside_its_field(
    desk: PageClient, address: str, sentence: str
) -> None:
    answer = desk.send(ADD, {"address": address, "source": SOURCE})
    assert answer.status_code == 422
    assert sentence.lower() in " ".join(Page(answer).errors()).lower()
    assert f'value="{SOURCE}"' in answer.text


@pytest.mark.parametrize(("status", "sentence"), [(404, "niets meer"), (403, "wachtwoord")])
def test_what_can_not_be_read_is_said_before_it_is_kept(
    desk: PageClient, store: Store, server: CalendarServer, status: int, sentence: str
) -> None:
    server.status = status
    answer = desk.send(ADD, {"address": server.address, "source": SOURCE})
    assert answer.status_code == 422
    assert sentence in " ".join(Page(answer).errors())
    with store.reading() as session:
        assert session.scalar(select(func.count(WatchedCalendar.id))) == 0


def test_one_name_is_one_calendar(desk: PageClient, server: CalendarServer) -> None:
    add(desk, server)
    answer = desk.send(ADD, {"address": server.address, "source": SOURCE})
    assert answer.status_code == 422
    assert "al naar een agenda met deze naam" in " ".join(Page(answer).errors())


def test_looking_stops_and_what_came_from_it_stays(
    desk: PageClient, store: Store, server: CalendarServer
) -> None:
    url = add(desk, server)
    desk.send(url, {"take": boxes(desk.page(url)), "do": "take", "hours": "2"})
    assert desk.send(f"{url}/forget", {}, form_on=url).status_code == 303
    assert desk.get(url).status_code == 404
    assert titles(store) == ["Lentefeest", "Soep"]


def test_one_may_look_now_and_not_every_second(
    desk: PageClient, server: CalendarServer, clock: FixedClock
) -> None:
    url = add(desk, server)
    desk.send(f"{url}/look", {}, form_on=url)
    assert len(server.asked) == 1
    assert "zojuist" in desk.page(url).words
    clock.forward(minutes=2)
    server.status = 500
    desk.send(f"{url}/look", {}, form_on=url)
    assert len(server.asked) == 2
    assert "geen agenda" in desk.page(url).words


def test_a_calendar_of_another_organisation_is_not_there(
    app: Flask, desk: PageClient, store: Store, server: CalendarServer, clock: FixedClock
) -> None:
    url = add(desk, server)
    other = signed_in(app, add_partner(store, now=clock()).email)
    assert other.get(url).status_code == 404
    for what, fields in (("", {"do": "take", "hours": "2"}), ("/look", {}), ("/forget", {})):
        assert other.send(f"{url}{what}", fields, form_on=ADD).status_code == 404
    assert SOURCE not in other.page("/events/import").words
    assert add(other, server) != url, "each may watch it"


@pytest.mark.usefixtures("server")
def test_nothing_that_is_kept_of_what_was_done_holds_the_address(
    desk: PageClient, store: Store, server: CalendarServer, organiser: Account
) -> None:
    add(desk, server)
    with store.reading() as session:
        entries = [str(vars(one)) for one in session.scalars(select(AuditEntry))]
    assert entries
    assert not any("geheim" in one or "agenda.example" in one for one in entries)


def test_two_colleagues_settle_the_same_thing_once(
    app: Flask, desk: PageClient, store: Store, server: CalendarServer, other_organiser: Account
) -> None:
    url = add(desk, server)
    second = signed_in(app, other_organiser.email)
    marks = boxes(desk.page(url))
    desk.send(url, {"take": marks, "do": "take", "hours": "2"})
    second.send(url, {"take": marks, "do": "take", "hours": "2"})
    assert titles(store) == ["Lentefeest", "Soep"]
