"""Fingers at places: no key of the gate moves or changes its meaning under them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from planner.core.enums import Reply
from planner.store.models import Event
from tests.browser.gate_phone import PATIENCE_MS, READ_STORAGE, GatePhone, pocket
from tests.browser.scene import SCENE, show
from tests.browser.test_every_page import IS_EVERY_PAIR
from tests.support.application import test_settings
from tests.support.gate import answer
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

SIZES = [(360, 640), (412, 915), (768, 1024)]
EYES = ("without a camera", "with a camera", "without a server")
TAPS = 25
IS_SENT = "scan => scan.state === 'kept'"
FOREIGN = "https://menu.example/today"
PLACES = """selector => [...document.querySelectorAll(selector)]
    .filter(key => key.offsetParent !== null)
    .map(key => [key.textContent.trim(), ...Object.values(key.getBoundingClientRect().toJSON())])"""
KEYS = "#deck button, #deck a, #said button"
NOT_SEEN = """() => [...document.querySelectorAll('#deck button, #deck a')]
    .filter(key => key.getBoundingClientRect().bottom > innerHeight)
    .map(key => key.textContent.trim())"""

each_size = pytest.mark.parametrize(("width", "height"), SIZES)


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    """A barbecue that serves food, with an organiser to call; card 2 said perhaps, 3 nothing."""
    made = GateServer(test_settings(sqlite_url, tmp_path), cards=3, told=False)
    with made.store.transaction() as session:
        event = session.get_one(Event, made.event_id)
        assert event.dishes
        event.contact_name, event.contact_phone = "Noor", "+31450000000"
        answer(session, event, 1, Reply.YES, adults=3)
        answer(session, event, 2, Reply.MAYBE, adults=2)
    made.start()
    yield made
    made.close()


class Finger:
    """Touches the glass at places, whatever is there."""

    def __init__(self, phone: GatePhone) -> None:
        self.page = phone.page

    def place(self, key: Locator) -> tuple[float, float]:
        box = key.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def tap(self, x: float, y: float, times: int = 1) -> None:
        for _time in range(times):
            self.page.touchscreen.tap(x, y)


@pytest.fixture
def take(browser: Browser) -> Iterator[Any]:
    """Give a function that takes a phone of some size out of a pocket, and enrols it."""
    with pocket(browser) as take:

        def take_phone(
            server: GateServer,
            size: tuple[int, int],
            name: str = "Work at this gate",
            **options: Any,
        ) -> GatePhone:
            phone = take(viewport={"width": size[0], "height": size[1]}, **options)
            phone.enrol(server, name=name)
            phone.settle()
            return phone

        yield take_phone


def counted(phone: GatePhone) -> tuple[int, int]:
    """People that the phone counted, and of how many of them it noted what they eat."""
    scans = phone.storage()["scans"]
    undone = {scan["voids"] for scan in scans}
    counting = [scan for scan in scans if scan["kind"] == "entry" and scan["nonce"] not in undone]
    return sum(scan["heads"] for scan in counting), sum(bool(scan.get("diet")) for scan in counting)


def expect_sent(phone: GatePhone) -> None:
    """Wait until the server has everything that was counted."""
    phone.until(f"async () => (await ({READ_STORAGE})()).scans.every({IS_SENT})")


def type_card(phone: GatePhone, server: GateServer, typed: str) -> None:
    phone.page.goto(f"{server.url}/gate/app#type")
    phone.page.fill("#typed", typed)
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_selector(".verdict")
    phone.settle()


# Where there is least room with each of them; on larger screens with one: all of it is a bench.
@pytest.mark.parametrize(
    ("width", "height", "eyes"),
    [(*size, eyes) for size in SIZES for eyes in EYES]
    if IS_EVERY_PAIR
    else [*((360, 640, eyes) for eyes in EYES), (412, 915, EYES[2]), (768, 1024, EYES[1])],
)
def test_so_many_taps_on_one_place_are_so_many_people(
    server: GateServer, take: Any, width: int, height: int, eyes: str
) -> None:
    camera = {"scripts": [SCENE], "permissions": ["camera"]} if eyes == "with a camera" else {}
    phone = take(server, (width, height), **camera)
    page, finger = phone.page, Finger(phone)
    if camera:
        expect(page.locator("#camera video")).to_be_visible(timeout=PATIENCE_MS)
        show(page, [FOREIGN])
    if eyes == "without a server":
        server.stop()
    phone.settle()
    before = page.evaluate(PLACES, KEYS)
    finger.tap(*finger.place(page.locator("button[value=adult]")), times=TAPS)
    expect(page.locator(".count-number")).to_have_text(str(TAPS))
    assert page.evaluate(PLACES, KEYS) == before
    assert counted(phone) == (TAPS, 0)
    if eyes == "without a server":
        phone.come_online()
        expect(page.locator("#strips")).to_contain_text("does not answer", timeout=PATIENCE_MS)
        assert page.evaluate(PLACES, KEYS) == before, "a strip takes its place from the picture"
        finger.tap(*finger.place(page.locator("button[value=child]")), times=2)
        expect(page.locator(".count-number")).to_have_text(str(TAPS + 2))


@each_size
def test_a_group_is_chosen_at_once_and_what_they_eat_can_wait(
    server: GateServer, take: Any, width: int, height: int
) -> None:
    phone = take(server, (width, height))
    page, finger = phone.page, Finger(phone)
    finger.tap(*finger.place(page.get_by_role("link", name="Group")))
    expect(page.get_by_role("heading", level=1)).to_have_text("A group without cards")
    phone.settle()
    assert page.evaluate(NOT_SEEN) == []
    # A finger that slips: the same digit twice is the same number.
    finger.tap(*finger.place(page.locator("button[value='adults 5']")), times=2)
    finger.tap(*finger.place(page.locator("button[value='children 3']")))
    finger.tap(*finger.place(page.locator("button[value='children +10']")))
    key = page.locator("#count-group")
    expect(key).to_have_text("18 people come in")
    # Hammering on counts them once: what is under the finger afterwards was not meant.
    finger.tap(*finger.place(key), times=2)
    expect(page.locator(".count-number")).to_have_text("18")
    phone.settle()
    assert counted(phone) == (18, 0)
    finger.tap(*finger.place(page.locator("#eats")))
    expect(page.locator("#scene .sentence")).to_have_text("Of the last 18 people without a card.")
    phone.settle()
    finger.tap(*finger.place(page.locator("button[value=halal]")), times=4)
    finger.tap(*finger.place(page.locator("button[value=vegan]")))
    expect(page.locator("button[value=halal]")).to_contain_text("4")
    expect(page.locator("button[value=vegan]")).to_contain_text("1")
    finger.tap(*finger.place(page.locator("#diet-undo")))
    expect(page.locator("button[value=vegan]")).not_to_contain_text("1")
    assert counted(phone) == (18, 4)
    expect_sent(phone)
    assert server.inside() == 18


@each_size
def test_nothing_is_counted_before_the_number_is_known(
    server: GateServer, take: Any, width: int, height: int
) -> None:
    phone = take(server, (width, height))
    page, finger = phone.page, Finger(phone)
    type_card(phone, server, "3")
    expect(page.get_by_role("heading", level=1)).to_have_text("How many come in?")
    assert page.evaluate(NOT_SEEN) == []
    assert counted(phone) == (0, 0)
    keys = page.locator("[data-do=heads] button")
    assert keys.all_inner_texts() == ["1", "2", "3"]
    # Three taps on one place are one answer: what comes under the finger waits.
    finger.tap(*finger.place(keys.nth(1)), times=3)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome!")
    expect(page.locator("output")).to_have_text("2")
    phone.settle()
    assert counted(phone) == (2, 0)
    type_card(phone, server, "2")
    expect(page.locator(".verdict .what")).to_have_text("They had said: perhaps, 2 people.")
    finger.tap(*finger.place(page.locator("button.is-perhaps")))
    expect(page.locator("output")).to_have_text("2")
    assert counted(phone) == (4, 0)
    type_card(phone, server, "1")
    expect(page.locator("output")).to_have_text("3")
    assert counted(phone) == (7, 0)


def test_a_larger_party_than_the_card_is_for_comes_in_too(server: GateServer, take: Any) -> None:
    phone = take(server, (360, 640))
    page = phone.page
    type_card(phone, server, "3")
    page.get_by_role("button", name="More than 3").click()
    page.locator("button[value='heads 7']").click()
    page.get_by_role("button", name="7 people come in").click()
    expect(page.locator("output")).to_have_text("7")
    expect_sent(phone)
    assert server.inside() == 7


def test_who_is_asked_about_is_counted_before_the_next_card(server: GateServer, take: Any) -> None:
    phone = take(server, (360, 640))
    page = phone.page
    type_card(phone, server, "3")
    page.keyboard.type(f"{server.url}/{server.codes[0]}")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_have_text("First press how many come in here.")
    assert counted(phone) == (0, 0)
    page.get_by_role("button", name="Nobody comes in").click()
    expect(page.locator(".count-number")).to_have_text("0")
    page.keyboard.type(f"{server.url}/{server.codes[0]}")
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_have_text("3", timeout=PATIENCE_MS)


@each_size
def test_every_key_of_a_verdict_is_on_the_screen(
    server: GateServer, take: Any, width: int, height: int
) -> None:
    phone = take(server, (width, height), locale="nl-NL", name="Werk bij deze ingang")
    for typed in ("1", "1", "0000000000000"):
        type_card(phone, server, typed)
        assert phone.page.evaluate(NOT_SEEN) == [], typed


def test_a_card_that_nobody_knows_leads_to_its_number(server: GateServer, take: Any) -> None:
    phone = take(server, (360, 640))
    page = phone.page
    type_card(phone, server, "0000000000000")
    sizes = page.evaluate(PLACES, "#deck button, #deck a")
    largest = max(sizes, key=lambda place: place[3] * place[4])
    assert largest[0] == "Type the number"
    page.get_by_role("link", name="Type the number").click()
    page.fill("#typed", "1")
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_have_text("3")


def test_a_finger_that_goes_on_hammering_presses_no_key_that_came_under_it(
    server: GateServer, take: Any
) -> None:
    phone = take(server, (360, 740))
    page, finger = phone.page, Finger(phone)
    type_card(phone, server, "1")
    place = finger.place(page.get_by_role("button", name="Next guest"))
    page.evaluate("() => { window.seen = []; addEventListener('hashchange', () => seen.push(1)); }")
    finger.tap(*place, times=6)
    expect(page.locator(".count-number")).to_have_text("3")
    phone.settle()
    assert page.evaluate("() => window.seen") == []
    assert page.evaluate("() => location.hash") == ""


def test_people_leave_one_tap_from_the_main_screen(server: GateServer, take: Any) -> None:
    phone = take(server, (360, 640))
    page = phone.page
    page.locator("button[value=adult]").click(click_count=1)
    page.get_by_role("link", name="Somebody leaves").click()
    expect(page.locator("body")).to_have_class("out app")
    page.get_by_role("button", name="− 1 grown-up").click()
    expect(page.locator(".count-number")).to_have_text("0")
    page.get_by_role("link", name="Group").click()
    page.locator("button[value='adults 2']").click()
    page.get_by_role("button", name="2 people go out").click()
    expect(page.locator("#notice")).to_have_text("2 people went out.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#notice")).to_have_text("Undone: 2 people.")
    page.get_by_role("link", name="Let people in again").click()
    expect(page.get_by_role("button", name="+ 1 grown-up")).to_be_visible()


def test_sound_and_hand_are_remembered_on_the_phone(server: GateServer, take: Any) -> None:
    phone = take(server, (360, 640))
    page, finger = phone.page, Finger(phone)
    right, _y = finger.place(page.locator("button[value=child]"))
    page.get_by_role("link", name="More").click()
    page.get_by_role("button", name="No sound").click()
    page.get_by_role("button", name="Left hand").click()
    expect(page.get_by_role("button", name="Left hand")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="No sound")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Back to the camera").click()
    left, _y = finger.place(page.locator("button[value=child]"))
    assert left < right
    kept = json.loads(page.evaluate("() => localStorage.getItem('gate-preferences')"))
    assert kept == {"loudness": "off", "hand": "left"}


def test_a_note_is_kept_and_reaches_the_organiser_once(server: GateServer, take: Any) -> None:
    phone = take(server, (360, 640))
    page = phone.page
    server.stop()
    page.get_by_role("link", name="More").click()
    page.get_by_role("link", name="Note for the organiser").click()
    page.get_by_role("button", name="Send the note").click()
    expect(page.locator("#note-error")).to_be_visible()
    field = page.get_by_label("What should the organiser know?")
    field.press_sequentially("The toilet is broken.")  # by its keys, which a scanner types too
    page.get_by_role("button", name="Send the note").click()
    expect(page.locator(".rows")).to_contain_text("not sent yet")
    page.reload()
    expect(page.locator(".rows")).to_contain_text("The toilet is broken.")
    server.lose_answers(1, "/gate/notes")
    server.start()
    phone.come_online()
    expect(page.locator(".rows")).to_contain_text("sent", timeout=PATIENCE_MS)
    expect(page.locator(".rows")).not_to_contain_text("not sent yet", timeout=PATIENCE_MS)
    assert server.notes() == ["The toilet is broken."]
