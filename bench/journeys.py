"""What each journey costs who makes it: screens, taps, fields to type, and the machine's time.

As people do it: in a real browser, by the names that they read. A tap is a press on what can be
pressed, a field is one that must be typed in; a person adds reading and typing to the seconds.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Locator, Page, ViewportSize, sync_playwright

from tests.browser.conftest import QUIET, Site, find_chromium, served_demonstration
from tests.browser.conftest import sign_in as sign_in_at
from tests.browser.test_intermediary import cards_of_the_dinner, make_access
from tests.support.application import PASSWORD
from tests.support.template import migrated_file

PHONE: ViewportSize = {"width": 390, "height": 740}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
TEN = (
    *("Passart", "Vrieheide", "Heksenberg", "Rennemig", "Zeswegen"),
    *("Hoensbroek", "Mariarade", "De Koumen", "Nieuw-Einde", "Heerlerheide"),
)
DAYS = [f"{day}-9-2027" for day in range(1, 11)]


@dataclass
class Walk:
    """One journey, counted while it is made."""

    page: Page
    screens: int = 1
    taps: int = 0
    fields: int = 0
    began: float = field(default_factory=time.monotonic)

    def tap(self, what: Locator, *, leads_on: bool = True) -> None:
        """Press something; it opens another screen unless it only changes this one."""
        self.taps += 1
        before = self.page.url
        if not leads_on:
            what.click()
            return
        with self.page.expect_navigation():
            what.click()
        self.screens += self.page.url.split("#")[0] != before.split("#")[0]

    def type(self, label: str, words: str) -> None:
        """Fill in a field that must be filled in."""
        self.fields += 1
        self.page.get_by_label(label, exact=True).first.fill(words)

    def send(self, text: str, name: str) -> None:
        """Choose a file."""
        self.taps += 1
        sent = FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
        self.page.locator("input[type=file]").set_input_files(sent)

    def line(self, name: str) -> str:
        """Return the journey as a line of a table."""
        seconds = time.monotonic() - self.began
        return f"| {name} | {self.screens} | {self.taps} | {self.fields} | {seconds:.2f} s |"


def main() -> None:
    """Print a table of every journey, made on the demonstration in a browser."""
    program = find_chromium()
    if program is None:
        sys.exit("No Chromium to walk with.")
    with (
        tempfile.TemporaryDirectory() as folder,
        served_demonstration(migrated_file(), Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        print("| journey | screens | taps | fields | machine |\n|---|---|---|---|---|")
        for name, size, go in JOURNEYS:
            print(_walk(browser, site, name, size, go), flush=True)
        browser.close()


def _walk(
    browser: Browser,
    site: Site,
    name: str,
    size: ViewportSize,
    go: Callable[[Page, Site], Walk],
) -> str:
    context = browser.new_context(viewport=size, locale="en-GB")
    page = context.new_page()
    try:
        return go(page, site).line(name)
    finally:
        context.close()


def _desk(page: Page, site: Site, path: str) -> Walk:
    """Open a page as an organiser who is signed in."""
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mail address").fill(site.access.organiser_email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/events")
    page.goto(site.url + path)
    return Walk(page)


def _event(page: Page, site: Site, title: str) -> Walk:
    """Open the page of an event of the demonstration."""
    _desk(page, site, "/events")
    page.locator("main").get_by_role("link", name=title).first.click()
    page.wait_for_url(re.compile(r"/events/\d+$"))
    return Walk(page)


def sign_in(page: Page, site: Site) -> Walk:
    page.goto(f"{site.url}/sign-in")
    walk = Walk(page)
    walk.type("E-mail address", site.access.organiser_email)
    walk.type("Password", PASSWORD)
    walk.tap(page.get_by_role("button", name="Sign in"))
    return walk


def plan_a_barbecue(page: Page, site: Site) -> Walk:
    walk = _desk(page, site, "/events")
    walk.tap(page.get_by_role("link", name="New event"))
    walk.type("What is it called?", "Barbecue in Passart")
    walk.tap(page.get_by_role("button", name="Plan the event"))
    return walk


def plan_ten_neighbourhoods(page: Page, site: Site) -> Walk:
    walk = _desk(page, site, "/events")
    walk.tap(page.get_by_role("button", name="More").first, leads_on=False)
    walk.tap(page.get_by_role("link", name="New series"))
    walk.type("What is the series called?", "Barbecues of 2027")
    walk.type("What is it called?", "Barbecue")
    walk.tap(page.get_by_role("button", name="Show me the dates"))
    for place, name in enumerate(TEN):
        walk.fields += 1
        page.locator(f"#neighbourhood-{place}").fill(name)
    walk.tap(page.get_by_role("button", name="Plan the ticked dates"))
    return walk


def paste_ten_neighbourhoods(page: Page, site: Site) -> Walk:
    walk = _desk(page, site, "/series/new")
    walk.type("What is the series called?", "Barbecues in autumn")
    walk.type("What is it called?", "Barbecue")
    rows = [f"{day}\t15:00\t19:00\tSpeelveld\t{name}" for day, name in zip(DAYS, TEN, strict=True)]
    walk.fields += 1
    page.locator("textarea[name=pasted]").fill("\n".join(rows))
    walk.tap(page.get_by_role("button", name="Show me the dates"))
    walk.tap(page.get_by_role("button", name="Plan the ticked dates"))
    return walk


def change_the_time(page: Page, site: Site) -> Walk:
    walk = _event(page, site, "Barbecue in Meezenbroek")
    walk.tap(page.get_by_role("button", name="More").first, leads_on=False)
    walk.tap(page.get_by_role("link", name="Change", exact=True).first)
    walk.type("From", "14:30")
    walk.tap(page.get_by_role("button", name="Save the changes"))
    return walk


def cancel_with_a_reason(page: Page, site: Site) -> Walk:
    walk = _event(page, site, "Barbecue in Vrieheide")
    walk.tap(page.get_by_role("button", name="More").first, leads_on=False)
    walk.tap(page.get_by_role("link", name="Cancel", exact=True))
    walk.type("Why is it cancelled?", "A storm is coming.")
    walk.tap(page.get_by_role("button", name="Cancel the event"))
    return walk


def record_a_turnout(page: Page, site: Site) -> Walk:
    walk = _desk(page, site, "/past-events")
    walk.tap(page.get_by_role("link", name="Add a past event"))
    walk.type("What was it called?", "Barbecue in Heksenberg")
    walk.type("Day", "2026-05-02")
    walk.type("How many people came?", "61")
    walk.tap(page.get_by_role("button", name="Record it"))
    return walk


def read_turnouts(page: Page, site: Site) -> Walk:
    walk = _desk(page, site, "/past-events/import")
    lines = [f"{count} juli 2025;Barbecue {count};{count + 30},0" for count in range(1, 11)]
    walk.send("Datum;Naam;Gekomen\n" + "\n".join(lines), "past.csv")
    walk.tap(page.get_by_role("button", name="Show what is in it"))
    walk.tap(page.get_by_role("button", name="Record 10 events"))
    return walk


def read_guests(page: Page, site: Site) -> Walk:
    walk = _event(page, site, "Barbecue in Passart")
    page.goto(f"{page.url}/guests/import")
    walk = Walk(page)
    walk.send("Naam;Taal\n" + "\n".join(f"Gast {n};Arabisch" for n in range(25)), "guests.csv")
    walk.tap(page.get_by_role("button", name="Show what is in it"))
    walk.tap(page.locator("main form button[type=submit]").last)
    return walk


def make_a_hundred_cards(page: Page, site: Site) -> Walk:
    walk = _event(page, site, "Barbecue in Passart")
    walk.tap(page.locator("main").get_by_role("link", name="Make cards to hand out").first)
    walk.type("How many cards?", "100")
    walk.type("Name of this stack", "Via Karin")
    walk.tap(page.get_by_role("button", name="Make the cards"))
    return walk


def close_the_event(page: Page, site: Site) -> Walk:
    walk = _event(page, site, "Barbecue in Passart")
    walk.tap(page.get_by_role("button", name="More").first, leads_on=False)
    walk.tap(page.get_by_role("link", name="Close", exact=True))
    walk.type("How many people came?", "88")
    walk.tap(page.get_by_role("button", name="Close the event"))
    return walk


def say_yes(page: Page, site: Site) -> Walk:
    page.goto(site.access.invitation_url)
    walk = Walk(page)
    walk.tap(page.get_by_role("button", name="Yes, I am coming"))
    return walk


def say_yes_with_five(page: Page, site: Site) -> Walk:
    page.goto(site.access.dinner_url)
    walk = Walk(page)
    walk.tap(page.get_by_role("button", name="Yes, I am coming"))
    walk.tap(page.locator("label:has(input[name=adults][value='5'])"), leads_on=False)
    walk.tap(page.locator("label:has(input[value=halal])"), leads_on=False)
    walk.tap(page.get_by_role("button", name="Done"))
    return walk


def _private_page(page: Page, site: Site) -> tuple[str, str]:
    """Make the page of who hands the dinner's cards out, as an organiser; return link and code."""
    desk = page.context.browser.new_page(locale="en-GB")  # type: ignore[union-attr]
    sign_in_at(desk, site.url, site.access.organiser_email)
    link, code, _wrong = make_access(desk, cards_of_the_dinner(desk, site))
    desk.close()
    return link, code


def tick_the_first_card(page: Page, site: Site) -> Walk:
    link, code = _private_page(page, site)
    page.goto(link)
    walk = Walk(page)
    walk.type("Code", code)
    walk.tap(page.get_by_role("button", name="Open my cards"))
    walk.tap(page.locator(".hand-grid button").first)
    return walk


def tick_twenty(page: Page, site: Site) -> Walk:
    tick_the_first_card(page, site)
    walk = Walk(page)
    walk.tap(page.get_by_role("button", name="Tick them"))
    return walk


def welcome_the_first(page: Page, site: Site) -> Walk:
    page.goto(site.access.gate_url)
    walk = Walk(page)
    walk.tap(page.get_by_role("button", name="Work at this gate"))
    walk.tap(page.get_by_role("link", name="Type the code"), leads_on=False)
    page.fill("#typed", "1")
    walk.fields += 1
    walk.taps += 1
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).wait_for()
    return walk


JOURNEYS: list[tuple[str, ViewportSize, Callable[[Page, Site], Walk]]] = [
    ("sign in, the list", LAPTOP, sign_in),
    ("new barbecue, forecast and shopping list", LAPTOP, plan_a_barbecue),
    ("ten dates, ten neighbourhoods typed", LAPTOP, plan_ten_neighbourhoods),
    ("the same ten, pasted", LAPTOP, paste_ten_neighbourhoods),
    ("change the time, tell everybody?", LAPTOP, change_the_time),
    ("cancel, with a reason", LAPTOP, cancel_with_a_reason),
    ("one past event by hand", LAPTOP, record_a_turnout),
    ("ten past events from a file", LAPTOP, read_turnouts),
    ("100 cards through a contact person", LAPTOP, make_a_hundred_cards),
    ("25 guests from a file", LAPTOP, read_guests),
    ("guest: yes is counted", PHONE, say_yes),
    ("guest: yes, five people, halal", PHONE, say_yes_with_five),
    ("contact person: first card ticked", PHONE, tick_the_first_card),
    ("contact person: twenty more", PHONE, tick_twenty),
    ("volunteer: enrol, first guest in", PHONE, welcome_the_first),
    ("close the event", LAPTOP, close_the_event),
]
