"""One phone at several gates, practice, and a card that is asked about, in a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import APIResponse, Browser, Route, expect
from sqlalchemy import select

from planner.core.enums import Reply
from planner.services.gate import counting
from planner.services.gate.items import ScanBatch
from planner.services.gate.scanning import take_scans
from planner.store.models import Event, Gate, GateDevice
from tests.browser.gate_phone import PATIENCE_MS, GatePhone
from tests.support.application import test_settings
from tests.support.gate import (
    CODE_KEY,
    answer,
    entry,
    make_cards,
    make_event,
    make_gate,
    make_phone,
)
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

Take = Callable[..., GatePhone]


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    server = GateServer(test_settings(sqlite_url, tmp_path), cards=8)
    server.start()
    yield server
    server.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[GatePhone]:
    phone = GatePhone(browser)
    yield phone
    phone.close()


def evening_of(server: GateServer, begins: datetime | None = None) -> tuple[int, str, list[str]]:
    """Make a second event with cards from 1 and a gate: its number, the gate's link, the codes.

    It begins with the first, or takes three hours.
    """
    with server.store.transaction() as session:
        first = session.get_one(Event, server.event_id)
        starts_at = begins or first.starts_at
        ends_at = begins + timedelta(hours=3) if begins else first.ends_at
        event = make_event(session, "Castle evening", starts_at=starts_at, ends_at=ends_at)
        codes = make_cards(session, event, count=8, party=3)
        for number in range(1, 9):
            answer(session, event, number, Reply.YES, adults=3)
        return event.id, server.link_of(make_gate(session, event, "Castle gate")), codes


def came(server: GateServer, event_id: int) -> int:
    with server.store.reading() as session:
        return counting.head_count(session, event_id).came


def test_the_afternoon_is_not_counted_in_the_evening(server: GateServer, phone: GatePhone) -> None:
    event_id, link, _codes = evening_of(server)
    phone.enrol(server)
    server.stop()
    for number in range(1, 6):
        phone.check_in(number)
    phone.expect_waiting(5)
    phone.page.goto("about:blank")
    server.start()
    phone.page.goto(link)
    phone.page.get_by_role("button", name="Work at this gate").click()
    phone.page.wait_for_url("**/gate/app*")
    expect(phone.page.locator(".bar")).to_contain_text("Castle evening", timeout=PATIENCE_MS)
    phone.expect_waiting(0)
    assert (came(server, server.event_id), came(server, event_id)) == (15, 0)
    phone.check_in(3)
    phone.expect_waiting(0)
    assert (came(server, server.event_id), came(server, event_id)) == (15, 3)
    phone.page.locator("#elsewhere").click()
    places = phone.page.locator(".rows li")
    expect(places).to_have_count(2)
    places.filter(has_text="Barbecue").get_by_role("button").click()
    expect(phone.page.locator(".bar")).to_contain_text("Barbecue", timeout=PATIENCE_MS)
    expect(phone.page.locator(".count-number")).to_have_text("15")
    phone.check_in(3, "Already inside")


def test_no_key_moves_when_the_network_goes_at_the_second_of_two_gates(
    server: GateServer, phone: GatePhone
) -> None:
    _event_id, link, _codes = evening_of(server)
    phone.page.set_viewport_size({"width": 360, "height": 640})
    phone.enrol(server)
    phone.enrol(server, link, at="Castle gate")
    expect(phone.page.locator("#elsewhere")).to_be_visible()
    key = phone.page.get_by_role("button", name="grown-up")
    before = key.bounding_box()
    phone.context.set_offline(True)
    expect(phone.page.locator("#strips .offline")).to_be_visible(timeout=PATIENCE_MS)
    assert key.bounding_box() == before
    start = phone.page.locator("#start > button").bounding_box()
    strip = phone.page.locator("#strips .offline").bounding_box()
    assert start is not None
    assert strip is not None
    assert start["y"] + start["height"] <= strip["y"], "the key that starts the camera is whole"


def test_what_a_gate_no_longer_takes_is_seen_and_goes_when_its_link_is_opened_again(
    server: GateServer, phone: GatePhone
) -> None:
    _event_id, link, _codes = evening_of(server)
    phone.enrol(server)
    server.stop()
    phone.check_in(1)
    server.sign_all_out()
    server.start()
    phone.page.goto(link)
    phone.page.get_by_role("button", name="Work at this gate").click()
    phone.page.wait_for_url("**/gate/app*")
    elsewhere = phone.page.locator("#elsewhere")
    expect(elsewhere).to_contain_text("1 count can't be sent", timeout=PATIENCE_MS)
    elsewhere.click()
    expect(phone.page.locator(".rows")).to_contain_text("open the link of this gate again")
    phone.page.goto(server.link)
    phone.page.get_by_role("button", name="Work at this gate").click()
    phone.page.wait_for_url("**/gate/app*")
    phone.expect_waiting(0)
    assert came(server, server.event_id) == 3


def test_from_the_end_at_one_gate_one_goes_to_the_next(
    server: GateServer, phone: GatePhone
) -> None:
    event_id, link, _codes = evening_of(server)
    phone.enrol(server)
    phone.enrol(server, link, at="Castle gate")
    with server.store.transaction() as session:
        device = session.scalars(select(GateDevice).join(Gate).where(Gate.event_id == event_id))
        device.one().revoked_at = datetime.now(UTC)
    phone.come_online()
    heading = phone.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("This phone does not count", timeout=PATIENCE_MS)
    phone.page.locator("#elsewhere").click()
    phone.page.locator(".rows").get_by_role("button").click()
    expect(phone.page.locator(".bar")).to_contain_text("Barbecue", timeout=PATIENCE_MS)
    phone.check_in(2)
    phone.expect_waiting(0)
    assert came(server, server.event_id) == 3


def test_before_the_doors_open_nothing_counts_and_a_tap_opens_them(
    server: GateServer, phone: GatePhone
) -> None:
    begins = datetime.now(UTC) + timedelta(hours=5)
    event_id, link, codes = evening_of(server, begins)
    phone.enrol(server, link, at="Castle gate")
    practice = phone.page.locator("#practice")
    expect(practice).to_contain_text("nothing counts yet", timeout=PATIENCE_MS)
    phone.check_in(1)
    phone.expect_waiting(0)
    expect(phone.page.locator(".count-number")).to_have_text("0")
    assert came(server, event_id) == 0
    practice.get_by_role("button").click()
    expect(practice).to_be_hidden()
    phone.check_in(1)
    phone.expect_waiting(0)
    assert came(server, event_id) == 3
    with server.store.reading() as session:
        assert session.get_one(Event, event_id).doors_opened_at is not None
    assert codes


def test_days_before_nothing_counts_and_no_key_opens_the_doors(
    server: GateServer, phone: GatePhone
) -> None:
    begins = datetime.now(UTC) + timedelta(days=9)
    event_id, link, _codes = evening_of(server, begins)
    phone.enrol(server, link, at="Castle gate")
    practice = phone.page.locator("#practice")
    opens = (begins - timedelta(hours=1)).astimezone(ZoneInfo("Europe/Amsterdam"))
    day = f"{opens:%A} {opens.day} {opens:%B}, {opens:%H:%M}"
    expect(practice.locator("span").first).to_have_text(
        f"Practice until {day}: nothing counts yet.", timeout=PATIENCE_MS
    )
    expect(practice.get_by_role("button")).to_be_hidden()
    phone.check_in(1)
    phone.expect_waiting(0)
    expect(phone.page.locator(".count-number")).to_have_text("0")
    assert came(server, event_id) == 0


def test_an_event_that_is_put_off_while_its_doors_are_open_has_closed_doors(
    server: GateServer, phone: GatePhone
) -> None:
    """A phone that has not heard of it counts, until the answer says that it was practice."""
    begins = datetime.now(UTC) + timedelta(hours=5)
    event_id, link, _codes = evening_of(server, begins)
    phone.enrol(server, link, at="Castle gate")
    phone.page.locator("#practice").get_by_role("button").click()
    expect(phone.page.locator("#practice")).to_be_hidden()
    phone.expect_waiting(0)
    with server.store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.starts_at, event.ends_at = (
            moment + timedelta(days=9) for moment in (event.starts_at, event.ends_at)
        )
    # The answer that it was practice may be there before anybody has read the welcome.
    phone.check_in(1, re.compile("Welcome!|Practice"))
    phone.expect_waiting(0)
    expect(phone.page.locator(".count-number")).to_have_text("0")
    assert came(server, event_id) == 0


def test_a_card_of_another_event_is_named_with_its_day(
    server: GateServer, phone: GatePhone
) -> None:
    begins = datetime.now(UTC) + timedelta(days=20)
    _event_id, _link, codes = evening_of(server, begins)
    phone.enrol(server)
    phone.expect_good_line()
    phone.read_with_scanner(f"{server.url}/{codes[0]}")
    expect(phone.page.locator(".verdict .what")).to_contain_text(
        "Castle evening", timeout=PATIENCE_MS
    )
    assert server.scans() == []


def test_a_card_that_was_used_at_the_next_gate_a_moment_ago_is_not_welcome(
    server: GateServer, phone: GatePhone
) -> None:
    phone.enrol(server)
    phone.expect_good_line()
    let_in_at_the_garden(server, server.codes[0])
    phone.check_in(1, "Have a look")


def test_an_answer_that_comes_late_is_told_above_the_next_guest(
    server: GateServer, phone: GatePhone
) -> None:
    phone.enrol(server)
    phone.expect_good_line()
    let_in_at_the_garden(server, server.codes[0])
    answers: list[tuple[Route, APIResponse]] = []
    scans: list[Route] = []
    # The server has answered and the phone does not hear it yet: so nothing is asked or written at
    # the moment that it is let through. Nor does it hear of its scan, which would say it too.
    phone.page.route("**/gate/ask", lambda route: answers.append((route, route.fetch())))
    phone.page.route("**/gate/scans", lambda route: scans.append(route))
    phone.check_in(1)
    late = phone.page.locator("#late")
    expect(late).to_be_hidden()
    while not answers:
        phone.page.wait_for_timeout(20)
    for route, told in answers:
        assert told.ok, told.status
        route.fulfill(response=told)
    expect(late).to_contain_text("Card 1", timeout=PATIENCE_MS)
    expect(late).to_contain_text("Garden gate")
    late.get_by_role("button").click()
    expect(late).to_be_hidden()


def let_in_at_the_garden(server: GateServer, code: str) -> None:
    """Another phone lets a whole party in at another gate."""
    moment = datetime.now(UTC)
    with server.store.transaction() as session:
        at: Gate = make_gate(session, session.get_one(Event, server.event_id), "Garden gate")
        other = make_phone(session, at, moment).phone
        item = entry(code, 3, phone_at=moment)
        take_scans(session, other, ScanBatch([item]), code_key=CODE_KEY, now=moment)
