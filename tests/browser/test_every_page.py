"""Every page that can be reached, at three sizes, light and dark: accessible, no sideways scroll.

Each size and both schemes are looked at here, every pair of them in `make bench`, which also opens
each page anew for each: here it is turned from one into the next.

Pages are found by following links, so a new page is tested without being named here.
"""

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import SIZES, Site, Watched
from tests.support.application import PASSWORD

pytestmark = pytest.mark.browser

Ways = Sequence[tuple[str, str]]

RUN_AXE = "rules => axe.run(rules).then(found => found.violations)"
EVERY_RULE = {"resultTypes": ["violations"]}
# Of what is right it need not tell where it stands.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
# In the dark and on a narrower screen a page has other colours and lines, and some of it is not
# shown; all else is as before.
LOOKS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "rule",
        "values": [
            "color-contrast",
            "link-in-text-block",
            "scrollable-region-focusable",
            "aria-required-children",
            "aria-required-parent",
            "button-name",
            "link-name",
            "list",
            "heading-order",
        ],
    },
}
# WCAG 2.2, 2.5.8: a target is at least 24 px wide and high, unless it stands in a line of text.
SMALL = """() => [...document.querySelectorAll(
    'a, button, input:not([type=hidden]), select, summary')]
  .filter(e => { const r = e.getBoundingClientRect(); const s = getComputedStyle(e);
    const shown = r.width && s.display !== 'inline' && s.opacity !== '0';
    return shown && (r.width < 24 || r.height < 24) })
  .map(e => e.outerHTML.slice(0, 90))"""
# Words that go on in the next line without a hyphen: in a squeezed column or a narrow button.
BROKEN = """() => {
  const parts = document.querySelectorAll(
    'h1, h2, h3, b, th, label, legend, .btn, .answer, .chip, .stats li, .tally li');
  const found = new Set();
  for (const part of parts) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      for (const word of node.data.matchAll(/(?<!\\p{L})\\p{L}{2,15}(?!\\p{L})/gu)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const lines = [...range.getClientRects()].filter(r => r.width > 1);
        if (new Set(lines.map(r => Math.round(r.top))).size > 1) found.add(word[0]);
      }
  }
  return [...found]; }"""
HREFS = "links => links.map(link => link.getAttribute('href'))"
# Not `innerWidth`, which on a phone grows with what does not fit.
SIDEWAYS = "(page => page.scrollWidth > page.clientWidth)(document.documentElement)"
# A laptop and a large phone by day, a small phone by night.
SAMPLE: Ways = [("laptop", "light"), ("phone-320", "dark"), ("phone-390", "light")]
ALL_PAIRS: list[Ways] = [[pair] for pair in product(SIZES, ("light", "dark"))]
IS_EVERY_PAIR = bool(os.environ.get("PLANNER_EVERY_PAIR"))
NOT_PAGES = re.compile(r"\.(ics|csv|xlsx|json|pdf|png|svg|txt|woff2|css|js|webmanifest)$|^/static/")


def kind_of(path: str) -> str:
    """Return the same word for pages of one kind: numbers, codes and names left out."""
    path = re.sub(r"/[0-9A-HJKMNP-TV-Z]{13}(?=/|$)", "/CODE", path)
    path = re.sub(r"/\d+(?=/|$)", "/N", path)
    path = re.sub(r"^/(series|neighbourhood)/[^/]+/calendar$", r"/\1/SLUG/calendar", path)
    path = re.sub(r"^/(how-to|leaflets)/[^/]+", r"/\1/SUBJECT", path)
    return re.sub(r"^/e/[^/]+", "/e/SLUG", path)


def crawl(page: Page, start: str, look: Callable[[Page], list[str]]) -> list[str]:
    """Follow every link of this site, one page of each kind, and return what is wrong with them."""
    site = urlsplit(start).netloc
    waiting, seen, wrong = [start], {kind_of(urlsplit(start).path)}, list[str]()
    while waiting:
        url = waiting.pop(0)
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200, (answer.status, kind_of(urlsplit(url).path))
        wrong += [f"{kind_of(urlsplit(url).path)}: {fault}" for fault in look(page)]
        for href in page.eval_on_selector_all("a[href]", HREFS):
            parts = urlsplit(urljoin(url, href))
            if parts.netloc != site or NOT_PAGES.search(parts.path) or "l=" in parts.query:
                continue
            if kind_of(parts.path) not in seen:
                seen.add(kind_of(parts.path))
                waiting.append(parts.geturl())
    return wrong


def violations(page: Page, rules: dict[str, Any] = EVERY_RULE) -> list[dict[str, Any]]:
    """Return what axe finds; a page that it was on before has its script already."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, rules)
    return found


def faults(page: Page, *, rules: dict[str, Any] = RULES) -> list[str]:
    """Return what axe finds, what is too small to hit, which words break, and sideways scrolls."""
    page.wait_for_load_state("load")  # a press is over when the next page begins to come in
    found = [
        f"{one['id']} at {[node['target'] for node in one['nodes']][:3]}"
        for one in violations(page, rules)
    ]
    found += [f"too small: {html}" for html in page.evaluate(SMALL)]
    found += [f"a word is broken: {word}" for word in page.evaluate(BROKEN)]
    if page.evaluate(SIDEWAYS):
        found.append("scrolls sideways")
    return found


def how_to_look(scheme: str) -> Callable[[Page], list[str]]:
    """Give the whole look for the light, and what may differ for the dark."""
    return faults if scheme == "light" else partial(faults, rules=LOOKS)


class Turned:
    """A page that is looked at in several ways each time that it is opened.

    Args:
        watched: opens the context, in the first of these ways.
        ways: sizes and schemes.
    """

    def __init__(self, watched: Callable[..., Watched], ways: Sequence[tuple[str, str]]) -> None:
        size, scheme = ways[0]
        self.page = watched(**SIZES[size], color_scheme=scheme).page()
        # It is known before the page's own scripts run, and compiled once for all pages.
        self.page.add_init_script(AXE_SCRIPT)
        self._tools, self._ways, self._at = self.page.context.new_cdp_session(self.page), ways, 0

    def look(self, page: Page) -> list[str]:
        """Return what is wrong with a page in any way."""
        found = []
        for place, (size, scheme) in enumerate(self._ways):
            self._turn(place)
            found += [f"{size}, {scheme}: {fault}" for fault in how_to_look(scheme)(page)]
        self._turn(0)  # so the next page is opened in the first way
        return found

    def _turn(self, place: int) -> None:
        """Change the size, the finger and the scheme, as Playwright makes them for a context."""
        if place == self._at:
            return
        self._at, (size, scheme) = place, self._ways[place]
        is_phone = SIZES[size].get("is_mobile", False)
        metrics = {**SIZES[size]["viewport"], "deviceScaleFactor": 1, "mobile": is_phone}
        self._tools.send("Emulation.setDeviceMetricsOverride", metrics)
        self._tools.send("Emulation.setTouchEmulationEnabled", {"enabled": is_phone})
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]


def each_of(sample: Ways) -> pytest.MarkDecorator:
    """Let a test open its pages once, and turn them; or in each way, where that is wished."""
    ways = ALL_PAIRS if IS_EVERY_PAIR else [sample]
    return pytest.mark.parametrize("ways", ways, ids=lambda one: ", ".join(map("-".join, one)))


# A hundred pages each time, so without the large phone.
@each_of(SAMPLE[:2])
def test_every_page_of_the_organiser(watched: Any, site: Site, ways: Ways) -> None:
    turned = Turned(watched, ways)
    page = turned.page
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mailadres").fill(site.access.organiser_email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    assert not crawl(page, f"{site.url}/events", turned.look)


@each_of(SAMPLE)
def test_every_page_of_guests_and_strangers(watched: Any, site: Site, ways: Ways) -> None:
    turned = Turned(watched, ways)
    wrong = crawl(turned.page, f"{site.url}/", turned.look)
    wrong += crawl(turned.page, site.access.invitation_url, turned.look)
    assert not wrong


@each_of(SAMPLE)
def test_every_page_at_the_gate(watched: Any, site: Site, ways: Ways) -> None:
    turned = Turned(watched, ways)
    page = turned.page
    page.goto(site.access.gate_url)
    wrong = turned.look(page)
    page.get_by_role("button").first.click()
    page.wait_for_url("**/gate/app")
    wrong += crawl(page, f"{site.url}/gate#simple", turned.look)
    assert not wrong
