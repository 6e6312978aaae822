"""Three hundred hostile strings in every field of an organiser, through every way out.

Each is typed into real forms. What a form refuses it refuses beside the field; what it takes must
come out as text and nothing else: in pages, papers, tables and calendars.
"""

import csv
import io
import itertools
import json
import re

import icalendar
import pytest

from planner.core.enums import Reply
from planner.store.base import Store
from planner.store.models import Event
from tests.support.hostile import STRINGS
from tests.support.organiser import Said, add_answers, add_event, event_of
from tests.support.pages import Page, PageClient


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    event_id = add_event(store, expected=30, is_public=True)
    add_answers(store, event_id, Said(Reply.YES, 4, diet="halal"))
    return event_id


def typed(page: Page) -> dict[str, object]:
    """What the form of a page would send as it stands."""
    sent: dict[str, object] = {}
    for field in page.all("input"):
        kind, name = field.get("type"), field.get("name")
        if not name or (kind in {"checkbox", "radio"} and "checked" not in field.attrib):
            continue
        sent[name] = field.get("value") or ""
    for area in page.all("textarea"):
        sent[area.get("name") or ""] = area.text or ""
    for select in page.all("select"):
        for option in select:
            if "selected" in option.attrib:
                sent[select.get("name") or ""] = option.get("value")
    return sent


EVENT_FIELDS = (
    "title",
    "description",
    "venue_name",
    "venue_address",
    "neighbourhood_name",
    "contact_name",
)
DISH_FIELDS = ("name", "supplier")


def take(desk: PageClient, where: str, fields: tuple[str, ...], texts: list[str]) -> int:
    """Type strings into the fields of a form, without those it refuses; how many it took."""
    before = typed(desk.page(where))
    wanted = dict(zip(fields, texts, strict=True))
    for _try in range(len(fields) + 1):
        answer = desk.post(where, data=before | wanted)
        if answer.status_code == 303:
            return len(wanted)
        assert answer.status_code == 422, (wanted, answer.status_code)
        page = Page(answer)
        refused = [name for name in wanted if name in _refused(page)]
        assert refused, "a form is refused, and no field says why"
        for name in refused:
            del wanted[name]
    raise AssertionError("the form refuses what it showed itself")


def _refused(page: Page) -> set[str]:
    tags = ("input", "textarea", "select")
    return {
        field.get("name") or ""
        for tag in tags
        for field in page.all(tag)
        if field.get("aria-invalid") == "true"
    }


def ways_out(event: Event) -> list[str]:
    address = f"/events/{event.id}"
    papers = ("kitchen", "shops", "allergens", "shopping-list", "shopping-text", "edit", "menu")
    return [
        address,
        *(f"{address}/{paper}" for paper in papers),
        "/events",
        "/",
        f"/e/{event.slug}",
    ]


def check_page(desk: PageClient, url: str, texts: list[str]) -> None:
    page = desk.page(url)  # checks inline scripts, handlers and styles of every page
    assert not page.all("base"), url
    assert not page.all("iframe"), url
    for script in page.all("script"):
        if script.get("type") == "application/ld+json":
            assert json.loads("".join(script.itertext()))["@type"] == "Event", url
            continue
        assert (script.get("src") or "").startswith("/static/"), (url, texts)
    for link in page.all("a"):
        assert not (link.get("href") or "").lower().startswith(("javascript:", "data:")), url
    assert "X-Injected" not in page.response.headers
    assert not re.search("[\u202a-\u202e\u2066\u2067]", page.text), (url, texts)


def check_table(desk: PageClient, event_id: int, texts: list[str]) -> None:
    answer = desk.get(f"/events/{event_id}/shopping-list.csv")
    assert answer.status_code == 200
    rows = list(
        csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";")
    )
    assert len({len(row) for row in rows}) == 1, (texts, rows)
    for cell in itertools.chain.from_iterable(rows):
        assert not re.match(r"[=+@\t\r]|-\D", cell), (texts, cell)


def check_calendar(desk: PageClient, slug: str, texts: list[str]) -> None:
    answer = desk.get(f"/e/{slug}.ics")
    if answer.status_code == 404:
        return
    found = icalendar.Calendar.from_ical(answer.get_data())
    (event,) = found.walk("VEVENT")
    assert not event.errors
    assert not event.walk("VALARM")
    assert "X-INJECTED" not in event
    for line in answer.get_data().split(b"\r\n"):
        assert len(line) <= 75, texts
        assert b"\n" not in line


@pytest.mark.parametrize("turn", range(len(EVENT_FIELDS)))
def test_hostile_strings_stay_text_in_every_way_out(
    desk: PageClient, store: Store, event_id: int, turn: int
) -> None:
    strings = STRINGS[turn :: len(EVENT_FIELDS)]
    size = len(EVENT_FIELDS) + len(DISH_FIELDS)
    taken = 0
    for first in range(0, len(strings) - size + 1, size):
        texts = strings[first : first + size]
        texts = texts[turn:] + texts[:turn]
        dish = f"/events/{event_id}/menu/{event_of(store, event_id).dishes[0].id}"
        short = [text[:80] for text in texts[len(EVENT_FIELDS) :]]
        taken += take(desk, f"/events/{event_id}/edit", EVENT_FIELDS, texts[: len(EVENT_FIELDS)])
        taken += take(desk, dish, DISH_FIELDS, short)
        event = event_of(store, event_id)
        for url in ways_out(event):
            check_page(desk, url, texts)
        check_table(desk, event_id, texts)
        check_calendar(desk, event.slug, texts)
    assert taken > len(strings) // 2


def test_there_are_three_hundred_different_strings() -> None:
    assert len(set(STRINGS)) == 300
