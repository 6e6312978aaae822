"""A walk: the organiser makes a private page, and who hands the cards out works with it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planner.services.invite import intermediaries
from planner.store.models import Batch
from planner.translations.reading import guest_languages
from tests.browser.conftest import SIZES, Site, served_world, sign_in
from tests.browser.test_every_page import faults
from tests.support.application import test_settings
from tests.support.cards import MADE_AT

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("PLANNER_TEST_PICTURES")
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}


def look(page: Page, name: str) -> list[str]:
    """Return what is wrong with a page; keep a picture of it where somebody wants to see one.

    It is looked at from its end, where a bar at the lower edge stands in its own place: elsewhere
    it lies over what scrolls by, which is not how large that is.
    """
    page.wait_for_load_state("load")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    return [f"{name}: {fault}" for fault in faults(page)]


def cards_of_the_dinner(page: Page, site: Site) -> str:
    """Return the address of the page of the dinner's cards."""
    page.goto(f"{site.url}/events")
    link = page.get_by_role("link", name="Diner bij het kasteel").first
    return f"{site.url}{link.get_attribute('href')}/invitations"


def make_link(page: Page) -> None:
    """Make a link, or a new one: whether there is one depends on which test ran before."""
    page.get_by_role("button", name=re.compile("Make a (private|new) link")).click()


def make_access(page: Page, cards: str) -> tuple[str, str, list[str]]:
    """Make a link and a code as an organiser does, and return both."""
    page.goto(cards)
    wrong = look(page, "organiser-cards")
    page.get_by_text("More", exact=True).last.click()
    page.get_by_role("link", name="Private page for who hands them out").click()
    wrong += look(page, "organiser-access")
    make_link(page)
    wrong += look(page, "organiser-link")
    link = page.locator(".address").inner_text()
    page.get_by_role("button", name="Make the code").click()
    wrong += look(page, "organiser-code")
    code = page.locator(".address").inner_text()
    return link, code, wrong


def test_cards_are_handed_out_from_a_phone(watched: Any, site: Site) -> None:
    desk = watched(**LAPTOP, locale="en-GB").page()
    sign_in(desk, site.url, site.access.organiser_email)
    cards = cards_of_the_dinner(desk, site)
    link, code, wrong = make_access(desk, cards)

    context = watched(**PHONE, locale="en-GB")
    context.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone = context.page()
    phone.goto(link)
    wrong += look(phone, "phone-enter")
    phone.get_by_label("Code").fill(code)
    phone.get_by_role("button", name="Open my cards").click()
    wrong += look(phone, "phone-cards")
    assert "/link/" not in phone.url, "the secret is gone from the address"

    hand_out = phone.locator(".hand-grid button").first
    number = re.findall(r"\d+", hand_out.inner_text())[0]
    hand_out.click()
    expect(phone.locator(f"#card-{number}")).to_contain_text("handed out")
    expect(phone.get_by_text(f"Card {number} is ticked.")).to_be_in_viewport()
    phone.locator(f"#card-{number}").click()
    wrong += look(phone, "phone-card")

    phone.get_by_role("button", name="Copy").click()
    expect(phone.get_by_text("Copied")).to_be_visible()
    copied = phone.evaluate("navigator.clipboard.readText()")
    assert copied == phone.locator(".address").inner_text()
    whatsapp = phone.get_by_role("link", name="WhatsApp").get_attribute("href") or ""
    assert whatsapp.startswith("https://wa.me/?text=")

    phone.get_by_role("radio", name="Yes").check()
    phone.get_by_label("Adults").fill("2")
    phone.get_by_role("button", name="Keep the answer").click()
    expect(phone.locator(f"#card-{number}")).to_contain_text("yes")

    phone.get_by_label("Card", exact=True).fill(number)
    phone.get_by_role("button", name="Open", exact=True).click()
    phone.get_by_role("link", name="Make a new card").click()
    wrong += look(phone, "phone-replace")
    phone.get_by_role("button", name="Make a new card").click()
    expect(phone.get_by_text(f"Card {number} stopped working.")).to_be_visible()
    phone.get_by_role("link", name="Print this card").click()
    expect(phone.get_by_role("img", name="The first page")).to_be_visible()
    expect(phone.get_by_text("1 card, four on each A4.")).to_be_visible()
    wrong += look(phone, "phone-print")
    guest = watched(**PHONE, locale="en-GB").page()
    guest.goto(copied)
    expect(guest.get_by_role("heading", name="There is a new card instead")).to_be_visible()

    phone.go_back()
    phone.get_by_role("link", name="All my cards").click()
    phone.get_by_role("link", name=re.compile("^Ask")).click()
    wrong += look(phone, "phone-ask")
    phone.get_by_role("button", name="Two more cards").click()
    desk.goto(cards)
    expect(desk.get_by_text("Two more cards")).to_be_visible()
    wrong += look(desk, "organiser-request")
    asked = desk.get_by_role("listitem").filter(has_text="Two more cards")
    asked.get_by_role("button", name="Done").click()
    expect(desk.get_by_text("Two more cards")).not_to_be_visible()
    assert not wrong


def test_it_works_without_script(watched: Any, site: Site) -> None:
    desk = watched(**LAPTOP, locale="en-GB", java_script_enabled=False).page()
    sign_in(desk, site.url, site.access.organiser_email)
    cards = cards_of_the_dinner(desk, site)
    stack = re.findall(r"/invitations/(\d+)/access", desk.goto(cards).text())[0]
    desk.goto(f"{cards}/{stack}/access")
    make_link(desk)
    link = desk.locator(".address").inner_text()
    desk.get_by_role("button", name="Make the code").click()
    code = desk.locator(".address").inner_text()
    phone = watched(**PHONE, locale="en-GB", java_script_enabled=False).page()
    phone.goto(link)
    phone.get_by_label("Code").fill(code)
    phone.get_by_role("button", name="Open my cards").click()
    phone.locator(".hand-grid button").first.click()
    phone.locator("[id^=card-]").click()
    expect(phone.locator(".address")).to_contain_text(site.url)
    expect(phone.get_by_role("link", name="SMS")).to_be_visible()
    expect(phone.get_by_role("button", name="Copy")).to_be_hidden()


@pytest.fixture
def stack(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The link and the code of a hundred cards of which none is handed out."""
    with served_world(test_settings(sqlite_url, tmp_path)) as world:
        first, *_others = world.cards(100, intermediary_name="Karin")
        settings = world.settings
        with world.store.transaction() as session:
            batch = session.get_one(Batch, world.batch_of(first))
            secret = intermediaries.make_link(
                session, batch, code_key=settings.code_key, now=MADE_AT
            )
            link = intermediaries.link_of(session, batch)
            assert link is not None
            code = intermediaries.make_code(session, link, secret_key=settings.secret_key)
        yield f"{settings.base_url}/hand-out/link/{secret}", code


def open_stack(watched: Any, stack: tuple[str, str], **options: Any) -> Page:
    link, code = stack
    phone: Page = watched(**options).page()
    phone.goto(link)
    phone.locator("input[name=code]").fill(code)
    phone.keyboard.press("Enter")
    expect(phone.locator(".hand-grid > *")).to_have_count(100)
    return phone


@pytest.mark.parametrize("locale", ["en-GB", "nl-NL"])
def test_a_hundred_cards_are_a_short_page_where_each_is_one_tap_away(
    watched: Any, stack: tuple[str, str], locale: str
) -> None:
    phone = open_stack(watched, stack, **SIZES["phone-390"], locale=locale)
    height = "document.documentElement.scrollHeight"
    assert phone.evaluate(height) <= 2_500
    wrong = look(phone, f"phone-hundred-{locale}")
    assert not phone.evaluate(SMALLER_THAN_44)

    phone.locator(".hand-grid button[value='60']").click()
    used = phone.locator("#card-60")
    expect(used).to_be_in_viewport()
    phone.locator(".hand-just button").click()
    expect(phone.locator(".hand-grid button")).to_have_count(100)

    phone.locator(".hand-range button").click()  # the twenty that it proposes
    expect(phone.locator(".hand-grid button")).to_have_count(80)
    expect(phone.locator(".hand-just")).to_contain_text("20")
    phone.locator(".hand-filters a").last.click()
    expect(phone.locator(".hand-grid .h-out")).to_have_count(20)
    wrong += look(phone, f"phone-hundred-all-{locale}")
    assert phone.evaluate(height) <= 2_500
    phone.go_back()
    phone.locator(".hand-just button").click()
    expect(phone.locator(".hand-grid button")).to_have_count(100)

    phone.locator("#number").fill("57")
    phone.locator("#number").press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("57")
    assert not wrong


SMALLER_THAN_44 = """() => [...document.querySelectorAll('.hand a, .hand button, .hand input')]
  .filter(e => e.type !== 'hidden').map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
  .filter(([, r]) => r.width < 44 || r.height < 44).map(([words]) => words)"""


def test_the_keyboard_reaches_asking_first_and_nothing_is_hidden_behind_the_bar(
    watched: Any, stack: tuple[str, str]
) -> None:
    page = open_stack(watched, stack, **SIZES["phone-320"], locale="en-GB")
    page.keyboard.press("Tab")  # the way to the content
    page.keyboard.press("Enter")
    reached = []
    for _key in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert reached == ["", "Open", "Print", "Ask"]
    for _key in range(60):
        page.keyboard.press("Tab")
        behind = page.evaluate(BEHIND_THE_BAR)
        assert not behind, behind
    assert page.evaluate("document.activeElement.name") == "number"


BEHIND_THE_BAR = """() => {
  const it = document.activeElement, bar = document.querySelector('.hand-bar');
  const inside = bar.contains(it), box = it.getBoundingClientRect();
  return !inside && box.bottom > bar.getBoundingClientRect().top + 1 ? it.outerHTML : '' }"""


def first_unused(page: Page, papers: str) -> int:
    """Open the letter of the first card that no household used: of those that were, it asks."""
    for number in range(1, 101):
        page.goto(f"{papers}?number={number}")
        if page.locator("main img").count():
            return number
    raise AssertionError("every card of the stack was used")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_papers_and_questions_look_right(watched: Any, site: Site, size: dict[str, Any]) -> None:
    page = watched(**size, locale="en-GB").page()
    sign_in(page, site.url, site.access.organiser_email)
    cards = cards_of_the_dinner(page, site)
    stack = re.findall(r"/invitations/(\d+)/access", page.goto(cards).text())[0]
    wrong = []
    for path in ("/new", "/renew", "/poster", f"/{stack}/pdf", f"/{stack}/renew", "/lost"):
        page.goto(cards + path)
        name = f"papers-{size['viewport']['width']}{path.replace('/', '-')}"
        wrong += look(page, name)
    unused = first_unused(page, f"{cards}/{stack}/letters")
    wrong += look(page, f"papers-{size['viewport']['width']}-letters")
    page.goto(f"{cards}/{stack}/cards?number={unused}")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 0, "a picture"
    wrong += look(page, f"papers-{size['viewport']['width']}-cards")
    assert not wrong


@pytest.mark.parametrize("languages", [("nl", "ar", "uk"), ("ar", "tr", "pl"), ("de", "", "")])
def test_papers_in_other_languages_are_shown_before_they_are_printed(
    watched: Any, site: Site, languages: tuple[str, str, str]
) -> None:
    if not set(filter(None, languages)) <= set(guest_languages()):
        pytest.skip("a text of these languages is missing; tests/test_texts.py says which")
    page = watched(**LAPTOP, locale="en-GB").page()
    sign_in(page, site.url, site.access.organiser_email)
    page.goto(f"{site.url}/events")
    link = page.get_by_role("link", name=re.compile("Barbecue in")).first.get_attribute("href")
    page.goto(f"{site.url}{link}/invitations/new")
    page.get_by_label("How many cards?").fill("2")
    page.get_by_label("Name of this stack").fill("In three languages")
    labels = ("Language on the cards", "Second language", "Third language")
    for label, code in zip(labels, languages, strict=True):
        page.get_by_label(label).select_option(code)
    with page.expect_navigation():  # the server is asked for a sign of life before a form goes
        page.get_by_role("button", name="Make the cards").click()
    stack = max(map(int, re.findall(r"/invitations/(\d+)/access", page.content())))
    wrong = []
    for path in (f"{stack}/cards", f"{stack}/letters", "poster"):
        page.goto(f"{site.url}{link}/invitations/{path}")
        name = f"paper-{'-'.join(filter(None, languages))}-{path.rpartition('/')[2]}"
        wrong += look(page, name)
    assert not wrong
