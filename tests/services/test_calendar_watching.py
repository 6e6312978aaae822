"""A calendar at an address: looked at each day, and what changed there is proposed, never done."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event as Flag

import pytest
from flask import Flask
from sqlalchemy import select, update

from planner.cli import calendar_worker
from planner.core.enums import CalendarTrouble, EventState
from planner.services.calendars import fetching, watching
from planner.services.calendars.imports import USUAL_LENGTH, Taken
from planner.services.calendars.watching import CalendarNews, CalendarVisit
from planner.services.plan import publishing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, WatchedCalendar
from planner.store.scoping import Scope, narrow
from tests.support.calendar_files import calendar, entry
from tests.support.calendar_server import CalendarServer, calendar_server
from tests.support.cards import MADE_AT

ZONE = "Europe/Amsterdam"
SOURCE = "Buurthuis De Kern"
DAY = timedelta(days=1)
FEAST, SOUP = entry(), entry("2", SUMMARY="Soep")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CalendarServer]:
    with calendar_server() as served:
        served.content = calendar(FEAST, SOUP)
        monkeypatch.setattr(fetching, "PUBLIC", served.network)
        yield served


@pytest.fixture
def watched(server: CalendarServer, store: Store, organiser: Account) -> int:
    return watch(store, server, organiser)


def watch(store: Store, server: CalendarServer, account: Account) -> int:
    look = watching.look_up(CalendarVisit(None, server.address), zone=ZONE, now=MADE_AT)
    assert look.reading is not None
    with store.transaction() as session:
        narrow(session, Scope(account.organisation_id))
        row = watching.watch(
            session,
            look,
            source=SOURCE,
            address=server.address,
            organisation_id=account.organisation_id,
            zone=ZONE,
            now=MADE_AT,
        )
        return row.id


def row_of(store: Store, calendar_id: int) -> WatchedCalendar:
    with store.reading() as session:
        return session.get_one(WatchedCalendar, calendar_id)


def news(store: Store, calendar_id: int, now: datetime = MADE_AT) -> CalendarNews:
    with store.reading() as session:
        row = session.get_one(WatchedCalendar, calendar_id)
        narrow(session, Scope(row.organisation_id))
        return watching.news_of(session, row, zone=ZONE, now=now)


def titles(found: CalendarNews) -> list[str]:
    return [one.entry.title for _mark, one in found.proposals]


def take_all(store: Store, calendar_id: int, account: Account, now: datetime = MADE_AT) -> Taken:
    marks = news(store, calendar_id, now).marks
    with store.transaction() as session:
        narrow(session, Scope(account.organisation_id))
        row = session.get_one(WatchedCalendar, calendar_id)
        return watching.take(
            session, row, marks, length=USUAL_LENGTH, zone=ZONE, account_id=account.id, now=now
        )


def away(store: Store, calendar_id: int, now: datetime = MADE_AT) -> int:
    marks = news(store, calendar_id, now).marks
    with store.transaction() as session:
        row = session.get_one(WatchedCalendar, calendar_id)
        narrow(session, Scope(row.organisation_id))
        return watching.put_away(session, row, marks, zone=ZONE, now=now)


def look(store: Store, now: datetime) -> int:
    return calendar_worker.look(store, zone=ZONE, clock=lambda: now)


def events(store: Store) -> list[tuple[str, EventState]]:
    with store.reading() as session:
        found = session.execute(select(Event.title, Event.state).order_by(Event.id))
        return [(one.title, one.state) for one in found]


def test_what_is_there_is_proposed_and_taken_only_when_somebody_says_so(
    store: Store, watched: int, organiser: Account
) -> None:
    assert titles(news(store, watched)) == ["Lentefeest", "Soep"]
    assert row_of(store, watched).has_news
    assert events(store) == []
    assert take_all(store, watched, organiser) == Taken(made=2)
    assert {state for _title, state in events(store)} == {EventState.DRAFT}
    assert not news(store, watched).marks
    assert not row_of(store, watched).has_news


def test_each_day_what_changed_there_is_proposed_and_never_done(
    store: Store, watched: int, organiser: Account, server: CalendarServer
) -> None:
    take_all(store, watched, organiser)
    with store.transaction() as session:
        for event in session.scalars(select(Event).order_by(Event.id)):
            publishing.publish(session, event, {}, now=MADE_AT)
    server.content = calendar(
        entry(DTSTART="20270612T150000Z", DTEND="20270612T190000Z", SEQUENCE="1"),
        entry("3", SUMMARY="Taart"),
    )
    assert look(store, MADE_AT + timedelta(hours=20)) == 0, "not due yet"
    before = events(store)
    assert look(store, MADE_AT + timedelta(hours=27)) == 1
    found = news(store, watched)
    assert titles(found) == ["Taart", "Lentefeest"]
    assert [one.title for _mark, one in found.missing] == ["Soep"]
    assert row_of(store, watched).has_news
    assert events(store) == before
    server.content = calendar(entry(STATUS="CANCELLED", SEQUENCE="2"), SOUP)
    assert look(store, MADE_AT + timedelta(hours=60)) == 1
    (off,) = news(store, watched).missing
    assert (off[1].title, off[1].is_called_off, off[1].may_go) == ("Lentefeest", True, False)
    assert events(store) == before


def test_what_is_put_away_comes_back_only_when_it_changes(
    store: Store, watched: int, server: CalendarServer
) -> None:
    assert away(store, watched) == 2
    assert not row_of(store, watched).has_news
    look(store, MADE_AT + 2 * DAY)
    assert not row_of(store, watched).has_news
    server.content = calendar(entry(SUMMARY="Zomerfeest", SEQUENCE="1"), SOUP)
    look(store, MADE_AT + 4 * DAY)
    assert titles(news(store, watched)) == ["Zomerfeest"]
    assert len(row_of(store, watched).put_away) == 1, "marks of what is not there are dropped"


def test_what_changed_since_it_was_shown_is_left_alone(
    store: Store, watched: int, organiser: Account, server: CalendarServer
) -> None:
    shown = news(store, watched).marks
    server.content = calendar(entry(SUMMARY="Zomerfeest", SEQUENCE="1"), SOUP)
    look(store, MADE_AT + 2 * DAY)
    with store.transaction() as session:
        narrow(session, Scope(organiser.organisation_id))
        row = session.get_one(WatchedCalendar, watched)
        taken = watching.take(
            session, row, shown, length=USUAL_LENGTH, zone=ZONE, account_id=organiser.id,
            now=MADE_AT,
        )  # fmt: skip
    assert taken == Taken(made=1)
    assert [title for title, _state in events(store)] == ["Soep"]


def test_a_calendar_that_did_not_change_is_not_sent_again(
    store: Store, server: CalendarServer, organiser: Account
) -> None:
    server.etag = '"eerste"'
    watched = watch(store, server, organiser)
    for number in range(1, 9):
        look(store, MADE_AT + number * (DAY + timedelta(hours=3)))
    asked = [one.get("if-none-match") for one in server.asked[1:]]
    assert len(asked) == 8
    assert asked.count(None) in {1, 2}, "once a week the whole, for time goes on"
    assert len(row_of(store, watched).found) == 2


def test_a_server_that_fails_is_asked_less_and_less_and_then_no_more(
    store: Store, watched: int, server: CalendarServer
) -> None:
    server.status = 500
    looks, at, last = 0, MADE_AT + timedelta(hours=26), MADE_AT
    gaps: list[timedelta] = []
    while at < MADE_AT + timedelta(days=30):
        if look(store, at):
            looks, last, gaps = looks + 1, at, [*gaps, at - last]
        at += timedelta(minutes=30)
    assert gaps[1] <= timedelta(hours=2)
    assert gaps[-1] >= timedelta(hours=24)
    row = row_of(store, watched)
    assert row.trouble is CalendarTrouble.NO_ANSWER
    assert row.next_look_at is None
    assert row.found == []
    assert timedelta(days=15) <= last - MADE_AT <= timedelta(days=17)
    assert looks < 30
    with store.reading() as session:
        assert watching.count_waiting(session) == 1, "that it is not looked at is said"


def test_a_server_that_comes_back_is_looked_at_as_before(
    store: Store, watched: int, server: CalendarServer
) -> None:
    server.status = 404
    assert look(store, MADE_AT + 2 * DAY) == 1
    row = row_of(store, watched)
    assert (row.trouble, row.failures) == (CalendarTrouble.NOT_FOUND, 1)
    assert titles(news(store, watched)) == ["Lentefeest", "Soep"], "what was read stays"
    server.status = 200
    assert look(store, MADE_AT + 3 * DAY) == 1
    row = row_of(store, watched)
    assert (row.trouble, row.failures, row.failing_since) == (None, 0, None)


@pytest.mark.parametrize("content", [b"<html>Log in</html>", b"", b"BEGIN:VCALENDAR\r\n" * 3])
def test_what_is_no_calendar_is_said_and_changes_nothing(
    store: Store, watched: int, server: CalendarServer, content: bytes
) -> None:
    server.content = content
    look(store, MADE_AT + 2 * DAY)
    assert row_of(store, watched).trouble is CalendarTrouble.NO_CALENDAR
    assert len(news(store, watched).marks) == 2


def test_what_is_private_there_is_shown_to_nobody(
    store: Store, server: CalendarServer, organiser: Account
) -> None:
    server.content = calendar(entry(CLASS="PRIVATE", SUMMARY="Tandarts"), SOUP)
    watched = watch(store, server, organiser)
    assert titles(news(store, watched)) == ["Soep"]
    assert "Tandarts" not in str(row_of(store, watched).found)
    assert len(news(store, watched).left_out) == 1


def test_what_is_over_is_not_proposed_though_its_file_did_not_change(
    store: Store, watched: int
) -> None:
    assert not news(store, watched, now=MADE_AT + 300 * DAY).marks


def test_two_servers_that_look_at_once_ask_once(store: Store, watched: int) -> None:
    with store.transaction() as session:
        assert len(watching.claim_due(session, now=MADE_AT + 2 * DAY)) == 1
    with store.transaction() as session:
        assert watching.claim_due(session, now=MADE_AT + 2 * DAY) == []
        later = MADE_AT + 2 * DAY + watching.CLAIMED_FOR
        assert len(watching.claim_due(session, now=later)) == 1, "who took it on may have died"


@pytest.mark.usefixtures("watched")
def test_a_calendar_that_was_forgotten_meanwhile_stays_forgotten(
    store: Store, server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., object] = watching.look_up

    def forgotten_meanwhile(*given: object, **named: object) -> object:
        with store.transaction() as session:
            for row in session.scalars(select(WatchedCalendar).order_by(WatchedCalendar.id)):
                watching.forget(session, row)
        return real(*given, **named)

    monkeypatch.setattr(watching, "look_up", forgotten_meanwhile)
    assert look(store, MADE_AT + 2 * DAY) == 1
    with store.reading() as session:
        assert watching.watched(session) == []


def test_a_calendar_that_can_not_be_looked_at_holds_up_no_other_and_no_log_names_it(
    store: Store,
    watched: int,
    other_host: Account,
    server: CalendarServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    second = watch(store, server, other_host)
    real, turns = watching.look_up, iter([True, False])

    def fails_once(visit: CalendarVisit, **named: object) -> object:
        if next(turns):
            raise RuntimeError(visit.address)
        return real(visit, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "look_up", fails_once)
    assert look(store, MADE_AT + 2 * DAY) == 2
    assert "geheim" not in caplog.text
    read = {row_of(store, one).read_at for one in (watched, second)}
    assert len(read) == 2


@pytest.fixture
def other_host(app: Flask, store: Store) -> Account:
    from tests.support.partners import add_partner

    return add_partner(store, now=MADE_AT)


def test_two_organisations_watch_the_same_calendar_each_for_itself(
    store: Store, watched: int, organiser: Account, other_host: Account, server: CalendarServer
) -> None:
    second = watch(store, server, other_host)
    take_all(store, watched, organiser)
    assert not news(store, watched).marks
    assert len(news(store, second).marks) == 2


def test_a_made_up_calendar_is_never_fetched(
    store: Store, watched: int, server: CalendarServer
) -> None:
    with store.transaction() as session:
        session.execute(update(WatchedCalendar).values(is_demonstration=True))
    assert look(store, MADE_AT + 2 * DAY) == 0
    assert len(server.asked) == 1


@pytest.mark.usefixtures("watched")
def test_the_server_looks_by_itself(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Flag()
    monkeypatch.setattr(calendar_worker, "look", lambda *_given, **_named: looked.set())
    stop = calendar_worker.start(app, every_seconds=0.01)
    assert looked.wait(60)
    stop.set()
