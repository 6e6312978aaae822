"""Every page that can be reached, at three sizes, light and dark: accessible, no sideways scroll.

Each size and both schemes are looked at here, every pair of them in `make bench`.

Pages are found by following links, so a new page is tested without being named here.
"""

import os
import re
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SIZES, Site, Watched
from tests.support.application import PASSWORD

pytestmark = pytest.mark.browser

AXE = Axe()
# Of what is right it need not tell where it stands.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
# In the dark and on a narrower screen a page has other colours and lines, and all else as before.
LOOKS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"],
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
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"
# A laptop and a large phone by day, a small phone by night.
EVERY_PAIR = [*product(SIZES, ("light", "dark"))] if os.environ.get("PLANNER_EVERY_PAIR") else []
PAIRS = EVERY_PAIR or [("laptop", "light"), ("phone-320", "dark"), ("phone-390", "light")]
NOT_PAGES = re.compile(r"\.(ics|csv|json|pdf|png|svg|txt|woff2|css|js|webmanifest)$|^/static/")


def kind_of(path: str) -> str:
    """Return the same word for pages of one kind: numbers, codes and names left out."""
    path = re.sub(r"/[0-9A-HJKMNP-TV-Z]{13}(?=/|$)", "/CODE", path)
    path = re.sub(r"/\d+(?=/|$)", "/N", path)
    path = re.sub(r"^/(series|neighbourhood)/[^/]+/calendar$", r"/\1/SLUG/calendar", path)
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


def faults(page: Page, *, rules: dict[str, Any] = RULES) -> list[str]:
    """Return what axe finds, what is too small to hit, which words break, and sideways scrolls."""
    page.wait_for_load_state("load")  # a press is over when the next page begins to come in
    found = [
        f"{one['id']} at {[node['target'] for node in one['nodes']][:3]}"
        for one in AXE.run(page, options=rules).response["violations"]
    ]
    found += [f"too small: {html}" for html in page.evaluate(SMALL)]
    found += [f"a word is broken: {word}" for word in page.evaluate(BROKEN)]
    if page.evaluate(SIDEWAYS):
        found.append("scrolls sideways")
    return found


def how_to_look(scheme: str) -> Callable[[Page], list[str]]:
    """Give the whole look for the light, and what may differ for the dark."""
    return faults if scheme == "light" else partial(faults, rules=LOOKS)


def open_page(watched: Callable[..., Watched], size: str, scheme: str) -> Page:
    return watched(**SIZES[size], color_scheme=scheme).page()


# A hundred pages each time, so without the large phone.
@pytest.mark.parametrize(("size", "scheme"), EVERY_PAIR or PAIRS[:2])
def test_every_page_of_the_organiser(watched: Any, site: Site, size: str, scheme: str) -> None:
    page = open_page(watched, size, scheme)
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mailadres").fill(site.access.organiser_email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    assert not crawl(page, f"{site.url}/events", how_to_look(scheme))


@pytest.mark.parametrize(("size", "scheme"), PAIRS)
def test_every_page_of_guests_and_strangers(
    watched: Any, site: Site, size: str, scheme: str
) -> None:
    page, look = open_page(watched, size, scheme), how_to_look(scheme)
    wrong = crawl(page, f"{site.url}/", look)
    wrong += crawl(page, site.access.invitation_url, look)
    assert not wrong


@pytest.mark.parametrize(("size", "scheme"), PAIRS)
def test_every_page_at_the_gate(watched: Any, site: Site, size: str, scheme: str) -> None:
    page, look = open_page(watched, size, scheme), how_to_look(scheme)
    page.goto(site.access.gate_url)
    wrong = look(page)
    page.get_by_role("button").first.click()
    page.wait_for_url("**/gate/app")
    wrong += crawl(page, f"{site.url}/gate#simple", look)
    assert not wrong
