"""What a link shows in a chat: title, day, place and picture; and nothing where it has a secret."""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState
from planner.exports.pdf import SharePicture
from planner.services.messages import notices
from planner.services.plan import share_pictures
from planner.services.plan.share_pictures import PictureBusy
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, Organisation
from tests.support.actors import add_promise_of_partner, enrol, open_hand_out
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.helpers import add_helper
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient, page_client
from tests.support.partners import add_partner
from tests.test_scopes import add_event as plan_all

SLUG = "/e/buurt-bbq-passart"
BASE = "http://feest.example"
DUTCH = {"Accept-Language": "nl"}
MOST_PICTURE_BYTES = 300_000
"""WhatsApp shows none of 600 kB, and small ones at once."""
MOST_HEAD_BYTES = 8_000
"""Chats read the beginning of a page; all of it stands in there."""


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def metas(page: Page) -> dict[str, str]:
    """Return what stands in the head by its name."""
    return {
        one.get("property") or one.get("name") or "": one.get("content") or ""
        for one in page.all("meta")
    }


def links(page: Page, rel: str) -> dict[str, str]:
    return {
        one.get("hreflang") or "": one.get("href") or ""
        for one in page.all("link")
        if one.get("rel") == rel
    }


def facts(page: Page) -> dict[str, object]:
    text = page.text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    return dict(json.loads(text))


def picture_path(page: Page) -> str:
    parts = urlsplit(metas(page)["og:image"])
    return f"{parts.path}?{parts.query}"


def test_a_link_says_what_when_and_where(client: PageClient, world: World) -> None:
    world.change(description="Neem een stoel mee.")
    page = client.page(SLUG, headers=DUTCH)
    said = metas(page)
    assert said["og:title"] == "Buurt-BBQ Passart"
    for words in ("zaterdag 12 juni 2027", "15:00", "Speelveld", "Neem een stoel mee."):
        assert words in said["og:description"]
    assert said["description"] == said["og:description"]
    assert said["og:site_name"] == world.settings.organisation
    assert said["og:url"] == f"{BASE}{SLUG}"
    assert said["og:locale"] == "nl_NL"
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image"].startswith(f"{BASE}{SLUG}/picture/")
    assert "Buurt-BBQ Passart" in said["og:image:alt"]
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert page.text.index("og:image") < MOST_HEAD_BYTES


def test_each_language_has_an_address_of_its_own(client: PageClient, world: World) -> None:
    page = client.page(SLUG, headers=DUTCH)
    assert links(page, "canonical") == {"": f"{BASE}{SLUG}"}
    others = links(page, "alternate")
    assert others["x-default"] == f"{BASE}{SLUG}"
    assert others["ar"] == f"{BASE}{SLUG}?l=ar"
    assert len(others) == len(("nl", "en", "ar", "pl", "uk", "tr", "de", "x-default", "ics"))
    page = client.page(f"{SLUG}?l=pl&from=whatsapp")
    assert links(page, "canonical") == {"": f"{BASE}{SLUG}?l=pl"}
    assert "sobota" in metas(page)["og:description"]
    assert "l=pl" in metas(page)["og:image"]


def test_programs_read_an_event_by_schema_org(client: PageClient, world: World) -> None:
    said = facts(client.page(SLUG, headers=DUTCH))
    assert said["@type"] == "Event"
    assert said["name"] == "Buurt-BBQ Passart"
    assert said["startDate"] == "2027-06-12T15:00:00+02:00"
    assert said["endDate"] == "2027-06-12T19:00:00+02:00"
    assert said["eventStatus"] == "https://schema.org/EventScheduled"
    assert said["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert said["isAccessibleForFree"] is True
    assert said["inLanguage"] == "nl"
    assert said["organizer"] == {
        "@type": "Organization",
        "name": world.settings.organisation,
        "url": BASE,
    }
    place = said["location"]
    assert isinstance(place, dict)
    assert (place["@type"], place["name"]) == ("Place", "Speelveld")
    assert "previousStartDate" not in said


def test_another_organisation_is_found_on_its_own_page(
    client: PageClient, world: World, store: Store
) -> None:
    sanne = add_partner(store, now=SATURDAY)
    world.change(organisation_id=sanne.organisation_id)
    said = {"@type": "Organization", "name": "Buurthuis"}
    assert facts(client.page(SLUG, headers=DUTCH))["organizer"] == said
    with store.transaction() as session:
        session.get_one(Organisation, sanne.organisation_id).about = "Van de buurt."
    page = f"{BASE}/who/{sanne.organisation_id}"
    assert facts(client.page(SLUG, headers=DUTCH))["organizer"] == {**said, "url": page}


def test_what_is_cancelled_says_so_everywhere(client: PageClient, world: World) -> None:
    before = metas(client.page(SLUG, headers=DUTCH))["og:image"]
    world.change(state=EventState.CANCELLED)
    page = client.page(SLUG, headers=DUTCH)
    assert metas(page)["og:title"] == "Afgelast: Buurt-BBQ Passart"
    assert facts(page)["eventStatus"] == "https://schema.org/EventCancelled"
    assert metas(page)["og:image"] != before


def test_what_was_moved_says_when_it_would_have_been(client: PageClient, world: World) -> None:
    world.cards()
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        before = notices.when_where(event)
        event.starts_at += timedelta(days=1)
        event.ends_at += timedelta(days=1)
        event.sequence += 1
        notices.note_change(session, event, before, now=SATURDAY - timedelta(days=20))
    said = facts(client.page(SLUG, headers=DUTCH))
    assert said["eventStatus"] == "https://schema.org/EventRescheduled"
    assert said["startDate"] == "2027-06-13T15:00:00+02:00"
    assert said["previousStartDate"] == "2027-06-12T15:00:00+02:00"


def test_words_of_an_organiser_end_no_element(client: PageClient, world: World) -> None:
    world.change(title='</script><script>alert(1)</script>"&', description="<b>&amp;</b>")
    page = client.page(SLUG, headers=DUTCH)
    assert "<script>alert" not in page.text
    assert facts(page)["name"] == '</script><script>alert(1)</script>"&'
    assert facts(page)["description"] == "<b>&amp;</b>"
    assert metas(page)["og:title"] == '</script><script>alert(1)</script>"&'


def test_the_picture_is_small_and_may_be_kept(client: PageClient, world: World) -> None:
    path = picture_path(client.page(SLUG, headers=DUTCH))
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    assert len(answer.data) < MOST_PICTURE_BYTES
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "all"
    assert "Set-Cookie" not in answer.headers
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_picture_is_drawn_once_and_one_of_each_language_is_kept(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(picture: SharePicture) -> bytes:
        drawn.append(picture.title)
        return b"\x89PNG drawn"

    monkeypatch.setattr(share_pictures, "draw_share_picture", draw)
    path = picture_path(client.page(SLUG, headers=DUTCH))
    for _again in range(3):
        assert client.get(path).data == b"\x89PNG drawn"
    world.change(title="Nieuwe naam")
    moved = client.get(path)
    assert moved.status_code == 302, "the old address leads to the picture of today"
    assert client.get(moved.headers["Location"]).status_code == 200
    assert drawn == ["Buurt-BBQ Passart", "Nieuwe naam"]
    folder = Path(world.settings.instance) / share_pictures.FOLDER
    assert len(list(folder.iterdir())) == 1


def test_never_more_pictures_are_kept_than_have_room(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share_pictures, "draw_share_picture", lambda _picture: b"png")
    monkeypatch.setattr(share_pictures, "MOST_KEPT", 2)
    for language in ("nl", "pl", "tr", "de"):
        client.get(picture_path(client.page(f"{SLUG}?l={language}")))
    folder = Path(world.settings.instance) / share_pictures.FOLDER
    assert len(list(folder.iterdir())) == 2


def test_a_crowd_of_programs_is_told_to_come_back(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: object) -> Path:
        raise PictureBusy

    monkeypatch.setattr(share_pictures, "make", busy)
    answer = client.get(picture_path(client.page(SLUG, headers=DUTCH)))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"is_public": False}, id="hidden"),
        pytest.param({"state": EventState.DRAFT}, id="a draft"),
    ],
)
def test_what_nobody_may_see_shows_nothing(
    client: PageClient, world: World, change: dict[str, object]
) -> None:
    path = picture_path(client.page(SLUG, headers=DUTCH))
    world.change(**change)
    for url in (SLUG, path):
        answer = client.get(url, headers=DUTCH)
        assert answer.status_code == 404
        assert "Buurt-BBQ" not in answer.text
        assert "og:" not in answer.text


def test_pages_with_a_secret_show_nothing(client: PageClient, world: World) -> None:
    (card,) = world.cards()
    for url in (f"/{card.code}", f"/{card.code}/known", "/card?code=nonsense", "/sign-in"):
        answer = client.get(url, headers=DUTCH, follow_redirects=True)
        assert answer.status_code in {200, 422}, url
        assert "og:" not in answer.text
        assert "ld+json" not in answer.text
        assert 'rel="canonical"' not in answer.text
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_front_page_and_a_series_say_what_they_are(
    client: PageClient, world: World, store: Store
) -> None:
    add_event(store, series="Buurt-BBQ")
    said = metas(client.page("/", headers=DUTCH))
    assert said["og:title"] == "Wat is er te doen in de buurt"
    assert said["description"]
    assert "og:image" not in said
    page = client.page("/series/buurt-bbq/calendar", headers=DUTCH)
    assert "Buurt-BBQ" in metas(page)["og:title"]
    assert links(page, "canonical") == {"": f"{BASE}/series/buurt-bbq/calendar"}


def test_the_ways_to_a_calendar_say_what_it_is_of(client: PageClient, world: World) -> None:
    page = client.page(f"{SLUG}/calendar", headers=DUTCH)
    event = metas(client.page(SLUG, headers=DUTCH))
    for name in ("og:title", "og:description", "og:image", "og:site_name"):
        assert metas(page)[name] == event[name]
    assert links(page, "canonical") == {"": f"{BASE}{SLUG}/calendar"}
    assert "ld+json" not in page.text, "programs find the event once, on its own page"
    world.change(is_public=False)
    assert "og:" not in client.get(f"{SLUG}/calendar").get_data(as_text=True)


@pytest.mark.parametrize("whose", ["a partner", "the gate", "a contact person", "a helper"])
def test_pages_of_who_helps_show_nothing(
    app: Flask,
    client: PageClient,
    store: Store,
    settings: Settings,
    clock: FixedClock,
    whose: str,
) -> None:
    event_id = plan_all(store, settings, "Feest")
    ways: list[str] = []
    if whose == "a partner":
        told = add_promise_of_partner(store, settings, event_id, clock)
        ways = [f"/p/{told['partner_secret']}"]
        ways.append(f"{ways[0]}/{told['promise_number']}")
    elif whose == "the gate":
        ways = [enrol(store, settings, event_id, client), "/gate"]
        ways[0] = f"/gate/{ways[0]}"
    elif whose == "a contact person":
        with store.reading() as session:
            batch_id = session.scalars(select(Batch.id).where(Batch.event_id == event_id)).first()
        assert batch_id is not None
        link = open_hand_out(store, settings, batch_id, client, clock)
        base = f"/hand-out/{link['link_id']}"
        ways = [base, f"{base}/cards/1", f"{base}/requests", f"{base}/print"]
        check_nothing(page_client(app), f"/hand-out/link/{link['hand_secret']}")
    else:
        helper = add_helper(store, settings, event_id, clock)
        ways = [f"/help/{helper['help_code']}", f"/helper/{helper['helper_secret']}"]
    for way in ways:
        check_nothing(client, way)


def check_nothing(browser: PageClient, way: str) -> None:
    """Check that a page gives no title, no picture and no facts to a chat or a search."""
    answer = browser.get(way, headers=DUTCH)
    assert answer.status_code == 200, way
    for word in ("og:", "twitter:", "ld+json", 'rel="canonical"', 'name="description"'):
        assert word not in answer.text, (way, word)
    assert answer.headers["X-Robots-Tag"] == "noindex", way


def test_an_answer_to_a_form_says_nothing_of_itself(client: PageClient, world: World) -> None:
    page = Page(client.post(f"{SLUG}/answer", data={"answer": "yes"}))
    assert page.status == 422
    assert "og:title" not in page.text
