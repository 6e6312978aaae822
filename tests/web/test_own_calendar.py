"""An organiser's own calendar: its address is the key, shown once, and stopped with one press."""

import logging
import re

import icalendar
import pytest

from planner.core.enums import EventState
from planner.core.roles import AccountRole, TeamRole
from planner.services.calendars import keys
from planner.services.people import colleagues
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, CalendarKey, Event, Organisation
from tests.support.cards import MADE_AT, World, make_world
from tests.support.pages import PageClient


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, organiser: Account) -> World:
    return make_world(store, settings)


def make(desk: PageClient) -> str:
    """Make an address and return its path."""
    answer = desk.send("/account/calendar/make", form_on="/account")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="http://feest.example(/my-calendar/[^"]+)"', answer.text)
    assert found is not None
    return found[1]


def test_it_holds_everything_that_is_planned_and_marks_drafts(
    desk: PageClient, client: PageClient, world: World
) -> None:
    world.change(state=EventState.DRAFT, is_public=False)
    answer = client.get(make(desk))
    (event,) = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["SUMMARY"]) == "CONCEPT: Buurt-BBQ Passart"


def test_a_member_of_a_team_follows_the_events_of_the_team_alone(
    client: PageClient, world: World, organiser: Account, store: Store
) -> None:
    def titles(path: str) -> list[str]:
        events = icalendar.Calendar.from_ical(client.get(path).data).walk("VEVENT")
        return sorted(str(event["SUMMARY"]) for event in events)

    with store.transaction() as session:
        mine = session.get_one(Event, world.event_id)
        member = colleagues.invite(
            session,
            email="kok@feest.example",
            name="Kok",
            role=AccountRole.MEMBER,
            organisation_id=mine.organisation_id,
            now=MADE_AT,
        )
        assert member is not None
        path = f"/my-calendar/{keys.make_key(session, member, now=MADE_AT)}.ics"
    assert titles(path) == []
    with store.transaction() as session:
        colleagues.put_in_team(
            session,
            session.get_one(Event, world.event_id),
            session.get_one(Account, member.id),
            TeamRole.KITCHEN,
            now=MADE_AT,
        )
    assert titles(path) == ["Buurt-BBQ Passart"]


def test_another_organisation_is_in_nobodys_own_calendar(
    desk: PageClient, client: PageClient, world: World, store: Store
) -> None:
    path = make(desk)
    with store.transaction() as session:
        partner = Organisation(name="Partner", created_at=MADE_AT)
        session.add(partner)
        session.flush()
        session.get_one(Event, world.event_id).organisation_id = partner.id
    assert not icalendar.Calendar.from_ical(client.get(path).data).walk("VEVENT")


def test_nothing_on_the_way_may_keep_it_or_pass_its_address_on(
    desk: PageClient, client: PageClient, world: World
) -> None:
    path = make(desk)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for answer in (first, again, client.head(path)):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers
    secret = path.removeprefix("/my-calendar/").removesuffix(".ics")
    assert len(secret) == 43, "256 bits"
    assert secret.encode() not in first.data
    assert b"SOURCE" not in first.data
    assert "/my-calendar/" in client.get("/robots.txt").text, "Google refuses what is not allowed"


def test_the_address_is_shown_once_and_only_its_hash_is_kept(
    desk: PageClient, store: Store, world: World
) -> None:
    path = make(desk)
    secret = path.removeprefix("/my-calendar/").removesuffix(".ics")
    assert secret not in desk.get("/account").text
    with store.reading() as session:
        (key,) = session.query(CalendarKey).all()
    assert secret.encode() not in key.token_hash
    assert len(key.token_hash) == 32


def test_a_stopped_address_is_gone_and_so_is_the_one_before_a_new_one(
    desk: PageClient, client: PageClient, world: World
) -> None:
    first = make(desk)
    second = make(desk)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    assert desk.send("/account/calendar/stop", form_on="/account").status_code == 303
    assert client.get(second).status_code == 410
    assert desk.get("/account/calendar/make").status_code == 303


def test_an_account_that_may_not_sign_in_any_more_has_no_calendar_either(
    desk: PageClient, client: PageClient, world: World, organiser: Account
) -> None:
    path = make(desk)
    with world.store.transaction() as session:
        session.get_one(Account, organiser.id).disabled_at = MADE_AT
    assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/my-calendar/x.ics", id="short"),
        pytest.param(f"/my-calendar/{'A' * 43}.ics", id="never made"),
        pytest.param(f"/my-calendar/{'A' * 9000}.ics", id="huge"),
        pytest.param("/my-calendar/%00%ff.ics", id="no text"),
    ],
)
def test_an_address_that_nobody_made_is_not_found(
    client: PageClient, world: World, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_no_log_holds_the_address(
    desk: PageClient,
    client: PageClient,
    world: World,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = make(desk)
    secret = path.removeprefix("/my-calendar/").removesuffix(".ics")

    def fail(*args: object, **kw: object) -> None:
        raise RuntimeError("on purpose")

    with caplog.at_level(logging.DEBUG):
        client.get(path)
        monkeypatch.setattr("planner.web.calendars.own.send_feed", fail)
        assert client.get(path).status_code == 500
    assert "/my-calendar/<secret>.ics" in caplog.text
    assert secret not in caplog.text
