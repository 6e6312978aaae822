"""The calendar of a helper: one name for ever, higher numbers, and what was called off says so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.services.helpers import signing_up
from planner.services.helpers.helper_secrets import feed_secret_of, secret_of
from planner.services.plan import programmes
from planner.services.plan.programmes import ItemPlan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, ProgrammeItem, Shift
from tests.support.calendar_readers import by_ical_js, by_icalendar
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, sign_up

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tested with the services, on both databases."""
    return sqlite_url


class Feed:
    """The calendar of one helper, fetched again whenever it is looked at."""

    def __init__(self, app: Flask, store: Store, settings: Settings, clock: FixedClock) -> None:
        self.browser: PageClient = page_client(app)
        self.store, self.settings, self.clock = store, settings, clock
        self.helper_id, self.entries = 0, dict[int, int]()

    def take(self, event_id: int, shift_id: int, **wishes: bool) -> int:
        """Take a shift and return the entry."""
        made = sign_up(
            self.store,
            event_id,
            shift_id,
            "Karin",
            helper_id=self.helper_id or None,
            now=self.clock.now,
            code_key=self.settings.code_key,
            **wishes,
        )
        assert made.helper_id is not None
        assert made.entry_id is not None
        self.helper_id, self.entries[shift_id] = made.helper_id, made.entry_id
        return made.entry_id

    @property
    def path(self) -> str:
        secret = feed_secret_of(self.helper_id, code_key=self.settings.code_key)
        return f"/calendar/helper/{secret}.ics"

    def body(self) -> bytes:
        answer = self.browser.get(self.path)
        assert answer.status_code == 200
        assert answer.mimetype == "text/calendar"
        return bytes(answer.data)

    def events(self) -> list[Any]:
        return list(icalendar.Calendar.from_ical(self.body()).walk("VEVENT"))

    def one(self) -> Any:
        (event,) = self.events()
        return event


@pytest.fixture
def event_id(store: Store, clock: FixedClock) -> int:
    clock.now = WEEK_BEFORE
    return add_shifts_event(store)


@pytest.fixture
def feed(app: Flask, store: Store, settings: Settings, clock: FixedClock) -> Feed:
    return Feed(app, store, settings, clock)


def step_back(feed: Feed, event_id: int, shift_id: int) -> None:
    with feed.store.transaction() as session:
        entry_id = feed.entries[shift_id]
        assert signing_up.step_back(session, event_id, entry_id, now=feed.clock.now)


def test_a_shift_that_moves_keeps_its_name_and_gets_a_higher_number(
    feed: Feed, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, task="Grill")
    feed.take(event_id, shift_id)
    before = feed.one()
    with store.transaction() as session:
        shift = session.get_one(Shift, shift_id)
        shift.minutes, shift.sequence, shift.changed_at = 30, 1, WEEK_BEFORE + AN_HOUR
    after = feed.one()
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(minutes=30)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == WEEK_BEFORE + AN_HOUR
    assert str(after["SUMMARY"]) == "Grill · Buurt-BBQ Passart"
    assert after["STATUS"] == "CONFIRMED"


def test_a_shift_moves_with_the_part_that_it_is_counted_from(
    feed: Feed, store: Store, event_id: int
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        wish = ItemPlan(title="Band", starts_at=SATURDAY + AN_HOUR)
        item_id = programmes.add_item(session, event, wish, now=WEEK_BEFORE).id
    shift_id = add_shift(store, event_id, anchor=EventAnchor.ITEM, item_id=item_id)
    feed.take(event_id, shift_id)
    before = feed.one()
    with store.transaction() as session:
        item = session.get_one(ProgrammeItem, item_id)
        wish = ItemPlan(title="Band", starts_at=SATURDAY + 2 * AN_HOUR)
        programmes.change_item(session, item, wish, now=WEEK_BEFORE + AN_HOUR)
    after = feed.one()
    assert after["DTSTART"].dt - before["DTSTART"].dt == AN_HOUR
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    with store.transaction() as session:
        item = session.get_one(ProgrammeItem, item_id)
        programmes.remove_item(session, item, by_id=None, now=WEEK_BEFORE + AN_HOUR)
    gone = feed.one()
    assert (gone["DTSTART"].dt, gone["SEQUENCE"]) == (after["DTSTART"].dt, after["SEQUENCE"])


def removed(feed: Feed, event_id: int, shift_id: int) -> None:
    with feed.store.transaction() as session:
        shift = session.get_one(Shift, shift_id)
        shift.removed_at = shift.changed_at = feed.clock.now
        shift.sequence += 1


def taken_out(feed: Feed, event_id: int, shift_id: int) -> None:
    with feed.store.transaction() as session:
        signing_up.take_out(session, event_id, feed.entries[shift_id], now=feed.clock.now)


@pytest.mark.parametrize("call_off", [removed, taken_out, step_back])
def test_what_was_called_off_or_left_stays_thirty_days_as_cancelled(
    feed: Feed, store: Store, event_id: int, call_off: Callable[[Feed, int, int], None]
) -> None:
    shift_id = add_shift(store, event_id, task="Grill")
    feed.take(event_id, shift_id)
    before = feed.one()
    feed.clock.forward(hours=1)
    call_off(feed, event_id, shift_id)
    after = feed.one()
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["SUMMARY"]) == "AFGELAST: Grill · Buurt-BBQ Passart"
    feed.clock.forward(days=29)
    assert len(feed.events()) == 1
    feed.clock.forward(days=1, minutes=1)
    assert feed.events() == []


def test_who_comes_back_has_the_same_entry_again(feed: Feed, store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    feed.take(event_id, shift_id)
    first = feed.one()
    step_back(feed, event_id, shift_id)
    gone = feed.one()
    feed.take(event_id, shift_id)
    again = feed.one()
    assert again["UID"] == first["UID"]
    assert again["STATUS"] == "CONFIRMED"
    assert first["SEQUENCE"] < gone["SEQUENCE"] < again["SEQUENCE"]


def test_what_one_only_waited_for_was_never_there(feed: Feed, store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, "quicker")
    feed.take(event_id, shift_id, waits=True)
    assert feed.events() == []
    step_back(feed, event_id, shift_id)
    assert feed.events() == []


def test_an_event_that_is_cancelled_takes_its_shifts_along(
    feed: Feed, store: Store, event_id: int
) -> None:
    feed.take(event_id, add_shift(store, event_id))
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state, event.cancelled_reason = EventState.CANCELLED, "Storm"
        event.sequence += 1
    one = feed.one()
    assert one["STATUS"] == "CANCELLED"
    assert str(one["DESCRIPTION"]).startswith("Storm")


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        pytest.param(
            datetime.fromisoformat("2027-06-12T20:00Z"),
            datetime.fromisoformat("2027-06-13T00:00Z"),
            id="Saturday 22:00 to Sunday 02:00",
        ),
        pytest.param(
            datetime.fromisoformat("2027-10-30T20:00Z"),
            datetime.fromisoformat("2027-10-31T02:00Z"),
            id="the night that has an hour more",
        ),
        pytest.param(
            datetime.fromisoformat("2028-03-25T21:00Z"),
            datetime.fromisoformat("2028-03-26T02:00Z"),
            id="the night that has an hour less",
        ),
    ],
)
def test_two_calendar_programs_agree_on_nights_and_on_what_was_called_off(
    feed: Feed, store: Store, event_id: int, starts_at: datetime, ends_at: datetime
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.starts_at, event.ends_at = starts_at, ends_at
    night = add_shift(store, event_id, length=int((ends_at - starts_at).total_seconds() // 60))
    early = add_shift(store, event_id, minutes=-120, length=60)
    for shift_id in (night, early):
        feed.take(event_id, shift_id)
    step_back(feed, event_id, early)
    body = feed.body()
    seen = by_icalendar(body)
    assert sorted((one.starts_at, one.ends_at) for one in seen) == [
        (starts_at - 2 * AN_HOUR, starts_at - AN_HOUR),
        (starts_at, ends_at),
    ]
    assert by_ical_js(body) == seen


def test_the_address_is_a_secret_that_changes_nothing(
    feed: Feed, store: Store, event_id: int, settings: Settings
) -> None:
    feed.take(event_id, add_shift(store, event_id))
    answer = feed.browser.get(feed.path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "private" in answer.headers["Cache-Control"]
    etag = answer.headers["ETag"]
    assert feed.browser.get(feed.path, headers={"If-None-Match": etag}).status_code == 304
    own = secret_of(feed.helper_id, code_key=settings.code_key)
    for secret in (own, "A" * 24, "A" * 9000, "x"):
        assert feed.browser.get(f"/calendar/helper/{secret}.ics").status_code == 404
    assert own.encode() not in answer.data
    assert feed.path.encode() not in answer.data
    feed_secret = feed.path.removeprefix("/calendar/helper/").removesuffix(".ics")
    assert feed.browser.get(f"/helper/{feed_secret}").status_code == 404


def test_it_is_in_the_language_of_its_helper(
    app: Flask, feed: Feed, store: Store, event_id: int, settings: Settings
) -> None:
    shift_id = add_shift(store, event_id, task="Grill")
    made = sign_up(store, event_id, shift_id, code_key=settings.code_key, language="de")
    feed.helper_id = made.helper_id or 0
    assert "Chris anrufen" in str(feed.one()["DESCRIPTION"])
