"""What a phone at the gate says, in a real browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.services.invite.batches import revoke_card
from planner.web.i18n import GUEST_LANGUAGES, OWN_NAMES, in_language
from planner.web.i18n import gettext as _
from tests.browser.gate_phone import GatePhone
from tests.browser.test_every_page import IS_EVERY_PAIR, LOOKS, RULES, faults
from tests.support.application import test_settings
from tests.support.gate import make_cards, make_event
from tests.support.gate_server import GateServer
from tests.support.run_lines import add_lines, line_plan

pytestmark = pytest.mark.browser
LONG_WORDS = ("nl", "de", "uk", "ar")
"""Full first, another script, from right to left; `make bench` looks at all languages."""
# Words that do not fit their line, and so go on in the next one.
BROKEN = """() => {
  const found = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = words.nextNode()); )
    for (const word of node.parentElement.checkVisibility() ? node.data.matchAll(/\\S+/g) : []) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom)));
      if (lines.size > 1) found.push(`broken: ${word[0]}`);
    }
  return found;
}"""


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    """A gate behind a server, with three cards; the second one was taken back."""
    made = GateServer(test_settings(sqlite_url, tmp_path), cards=3)
    with made.store.transaction() as session:
        assert revoke_card(session, made.event_id, 2)
    made.start()
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[GatePhone]:
    """A phone without a camera."""
    taken = GatePhone(browser, viewport={"width": 360, "height": 640})
    yield taken
    taken.close()


def test_a_card_that_was_taken_back_says_so_and_not_that_the_phone_is_broken(
    server: GateServer, phone: GatePhone
) -> None:
    phone.enrol(server)
    phone.page.get_by_role("link", name="Type the code").click()
    phone.page.fill("#typed", "2")
    phone.page.keyboard.press("Enter")
    verdict = phone.page.locator(".verdict")
    expect(verdict).to_contain_text("This card was taken back by the organiser.")
    expect(verdict).to_contain_text("How nice that you are here. Who gave you the card?")


def look(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    """Return what is wrong with a screen."""
    return [*faults(page, rules=rules), *page.evaluate(BROKEN)]


def enrol(phone: GatePhone, server: GateServer, language: str) -> Page:
    """Choose a language where the link leads, and begin to work."""
    page = phone.page
    page.goto(server.link)
    page.get_by_role("link", name=OWN_NAMES[language], exact=True).click()
    expect(page.locator(f"html[lang={language}]")).to_be_visible()
    page.locator("form button").click()
    page.wait_for_url("**/gate/app*")
    page.wait_for_selector(".count-number")
    phone.until("() => navigator.serviceWorker.controller !== null")
    return page


def type_number(page: Page, number: int) -> None:
    """Type the number of a card, wherever one is, and read the verdict."""
    page.evaluate("location.hash = 'type'")
    page.fill("#typed", str(number))
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict h1")


@pytest.mark.parametrize("language", GUEST_LANGUAGES if IS_EVERY_PAIR else LONG_WORDS)
def test_every_screen_speaks_each_language_and_fits_a_small_phone(
    server: GateServer, phone: GatePhone, language: str
) -> None:
    title = "Eerste porties: kip en gehakt door en door gaar"
    part = line_plan(title, 60, 60, place="Bij de grill", who="Hulpverleningsvrijwilligers")
    add_lines(server.store, server.event_id, part, now=datetime.now(UTC))
    page = enrol(phone, server, language)
    # What a screen is built of is the same in each language, except from right to left.
    look_at = partial(look, rules=RULES if IS_EVERY_PAIR or language in ("nl", "ar") else LOOKS)
    seen = {"ready": look_at(page)}
    for name, number in (("welcome", 1), ("used", 1), ("taken back", 2)):
        type_number(page, number)
        expect(page.locator(f"html[lang={language}] .verdict")).to_be_visible()
        seen[name] = look_at(page)
    with server.app.test_request_context("/gate"), in_language(language):
        expect(page.locator(".verdict h1")).to_have_text(_("Have a look"))
        sentence = _("This card was taken back by the organiser.")
        expect(page.locator(".verdict .what")).to_have_text(sentence)
    for name in ("type", "last", "out"):
        page.evaluate(f"location.hash = '{name}'")
        page.wait_for_selector({"type": "#typed", "last": ".rows li", "out": "main .plus"}[name])
        seen[name] = look_at(page)
    page.evaluate("location.hash = 'remark'")
    page.wait_for_selector("a[href='#remark-better']")
    seen["remark"] = look_at(page)
    page.evaluate("location.hash = 'remark-better'")
    page.fill("#remark-text", "Mevrouw Jansen")
    page.locator("#remark-save").click()
    page.wait_for_selector("mark")
    seen["remark words"] = look_at(page)
    for path in (
        "/gate#simple",
        "/gate/others",
        "/gate/out",
        "/gate/last",
        "/gate/check?code=3",
        "/gate/remark?question=proud",
        "/gate/lines#simple",
    ):
        page.goto(server.url + path)
        expect(page.locator(f"html[lang={language}]")).to_be_visible()
        seen[path] = look_at(page)
    page.goto(server.link)
    seen["link"] = look_at(page)
    page.goto(f"{server.url}/gate/sheet")
    page.wait_for_selector("#whole button")
    seen["run sheet"] = look_at(page)
    assert {name: found for name, found in seen.items() if found} == {}


def test_the_chosen_language_stays_without_internet(server: GateServer, phone: GatePhone) -> None:
    page = enrol(phone, server, "ar")
    server.stop()
    page.goto(f"{server.url}/gate/app")
    page.wait_for_selector(".count-number")
    assert page.evaluate("[document.documentElement.lang, document.dir]") == ["ar", "rtl"]
    type_number(page, 1)
    page.locator(".next").click()
    # Without internet there is only the language that is kept: the gate goes on in it.
    page.locator("a[href='#more']").click()
    page.locator("nav.lang a[lang=pl]").click()
    page.wait_for_url("**/gate/app?l=pl")
    expect(page.locator("html[lang=ar] .count-number")).to_have_text("3")


def test_another_language_is_kept_as_soon_as_it_is_chosen(
    server: GateServer, phone: GatePhone
) -> None:
    page = enrol(phone, server, "ar")
    page.locator("a[href='#more']").click()
    page.locator("nav.lang a[lang=pl]").click()
    page.wait_for_selector("html[lang=pl] .count-number")
    phone.until("async () => (await navigator.serviceWorker.getRegistration()).waiting !== null")
    server.stop()
    page.goto(f"{server.url}/gate/app")
    page.wait_for_selector("html[lang=pl] .count-number")


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_the_rehearsal_leads_through_an_evening_and_counts_nowhere(
    server: GateServer, phone: GatePhone, language: str
) -> None:
    page, seen = phone.page, {}
    page.goto(f"{server.link}?l={language}")
    page.locator("a[href*=practise]").click()
    page.wait_for_selector(f"html[lang={language}] #rehearsal .task")

    def go_on(name: str) -> None:
        page.wait_for_selector("#rehearsal.is-done")
        seen[name] = look(page)
        page.locator("[data-coach=go-on]").click()
        page.wait_for_selector("#rehearsal:not(.is-done)")

    def hold_card() -> None:
        page.locator("[data-coach=no-card]").click()

    seen["begin"] = look(page)
    hold_card()
    expect(page.locator(".full-ok .stepper output")).to_have_text("3")
    page.wait_for_selector("#rehearsal.is-done")
    page.locator("[data-coach=again]").click()  # a step may be done as often as one likes
    page.wait_for_selector("#rehearsal:not(.is-done)")
    hold_card()
    go_on("a card")
    hold_card()
    expect(page.locator(".full-look .verdict")).to_be_visible()
    go_on("the same card")
    hold_card()
    expect(page.locator(".full-warn .verdict")).to_be_visible()
    go_on("an unknown card")
    for _tap in range(2):
        page.locator("form[data-do=count] [value=adult]").click()
    go_on("without a card")
    page.locator("form[data-do=undo] button").first.click()
    go_on("undo")
    page.evaluate("location.hash = 'out'")
    page.wait_for_selector("main a[href='#']")
    page.locator("form[data-do=count] [value=adult]").click()
    go_on("somebody leaves")
    hold_card()
    expect(page.locator(".full-ok .saved")).to_have_class("saved is-waiting")
    page.wait_for_selector("#rehearsal.is-done")
    page.locator("[data-coach=go-on]").click()
    page.wait_for_selector("[data-coach=to-gate]")
    seen["end"] = look(page)
    assert {name: found for name, found in seen.items() if found} == {}
    # The way leads back to the link, and nothing was kept or sent.
    page.locator("[data-coach=to-gate]").click()
    page.wait_for_url(f"{server.link}?l={language}")
    assert server.scans() == []
    assert "planner-gate" not in page.evaluate(
        "indexedDB.databases().then(all => all.map(one => one.name))"
    )


def test_the_rehearsal_works_without_internet_and_by_keyboard(
    server: GateServer, phone: GatePhone
) -> None:
    page = enrol(phone, server, "en")
    server.stop()
    page.evaluate("location.hash = 'last'")
    page.evaluate("location.hash = 'more'")
    page.locator("main a[href*=practise]").click()
    page.wait_for_selector("#rehearsal .task")
    page.locator("[data-coach=no-card]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#rehearsal.is-done")
    page.keyboard.press("Tab")
    page.locator("[data-coach=go-on]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rehearsal .task")).to_contain_text("the same card")
    page.locator("[data-coach=stop]").click()
    expect(page.locator(".bar")).to_contain_text("Entrance")
    assert phone.storage()["scans"] == []


def test_what_the_server_knows_better_is_said_while_the_guest_is_there(
    server: GateServer, phone: GatePhone
) -> None:
    begun = datetime.now(UTC) + timedelta(days=14)
    with server.store.transaction() as session:
        later = {"starts_at": begun, "ends_at": begun + timedelta(hours=2)}
        dinner = make_event(session, "Dinner", **later)
        (code,) = make_cards(session, dinner, count=1)
    phone.enrol(server)
    phone.expect_waiting(0)
    server.stop()
    page = phone.page
    page.evaluate("location.hash = 'type'")
    page.fill("#typed", code)
    page.keyboard.press("Enter")
    expect(page.locator(".full-warn .verdict")).to_contain_text("We do not know this card.")
    page.locator("#let-in").click()
    page.locator("form[data-do=heads] button[value='1']").click()
    expect(page.locator(".full-ok .verdict")).to_be_visible()
    server.start()
    phone.come_online()
    verdict = page.locator(".full-look .verdict")
    expect(verdict).to_contain_text("This card is for another day or another place.")
    expect(verdict).to_contain_text("Shall we read the card together?")
