"""Calendars over HTTP: what programs that fetch them every hour rely on."""

import gzip
import re
from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest

from planner.services.calendars import feeds
from planner.services.plan import planning
from planner.services.plan.event_plan import move_plan
from planner.settings import Settings
from planner.store.base import Store
from planner.store.locks import WriterWaitedTooLong
from planner.store.models import Event
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world
from tests.support.catalogues import Catalogues
from tests.support.clock import FixedClock
from tests.support.pages import PageClient
from tests.support.queries import count_queries

FEEDS = ("/calendar.ics", "/series/zomer.ics", "/neighbourhood/passart.ics")
EVENT = "/e/buurt-bbq-passart.ics"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    with store.transaction() as session:
        week_later = SATURDAY + timedelta(days=7)
        plan = replace(BARBECUE, neighbourhood_name="Passart")
        planning.create_series(
            session,
            "Zomer",
            [move_plan(plan, starts_at=week_later, ends_at=week_later + timedelta(hours=4))],
            account_id=None,
            now=MADE_AT,
        )
    return world


@pytest.mark.parametrize("path", [*FEEDS, EVENT])
def test_a_calendar_is_fetched_without_cookie_and_kept_for_a_quarter_of_an_hour(
    client: PageClient, world: World, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("path", [*FEEDS, EVENT])
def test_who_has_the_newest_gets_nothing_sent(client: PageClient, world: World, path: str) -> None:
    first = client.get(path)
    etag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert len(etag) == 66
    for asked in (
        {"If-None-Match": etag},
        {"If-None-Match": f"W/{etag}"},
        {"If-None-Match": f'"another", {etag}'},
        {"If-Modified-Since": date},
    ):
        again = client.get(path, headers=asked)
        assert (again.status_code, again.data) == (304, b""), asked
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == "public, max-age=900"
        assert again.headers["Vary"] == "Accept-Encoding", "RFC 9110, 15.4.5"
    other = client.get(path, headers={"If-None-Match": '"old"', "If-Modified-Since": date})
    assert other.status_code == 200, "the tag counts more than the date"


@pytest.mark.parametrize("path", [*FEEDS, EVENT])
def test_asking_for_the_head_gives_the_same_head(
    client: PageClient, world: World, path: str
) -> None:
    client.get(path)
    full, head = client.get(path), client.head(path)
    assert head.data == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == full.headers[name]


def test_a_feed_is_read_in_place_and_one_event_is_saved(client: PageClient, world: World) -> None:
    assert client.get("/calendar.ics").headers["Content-Disposition"].startswith("inline")
    assert (
        client.get(EVENT).headers["Content-Disposition"]
        == "attachment; filename=buurt-bbq-passart.ics"
    )


def test_a_compressed_calendar_is_the_same_calendar(client: PageClient, world: World) -> None:
    plain = client.get("/calendar.ics")
    small = client.get("/calendar.ics", headers={"Accept-Encoding": "br, gzip"})
    assert gzip.decompress(small.data) == plain.data
    assert small.headers["ETag"] == f"W/{plain.headers['ETag']}"
    assert plain.headers["Vary"] == small.headers["Vary"] == "Accept-Encoding"
    again = client.get(
        "/calendar.ics",
        headers={"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]},
    )
    assert again.status_code == 304


def test_a_change_reaches_who_asks_by_date_and_who_asks_by_tag(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    before = client.get("/calendar.ics")
    clock.forward(hours=1)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="It will storm.", now=clock())
    for path in ("/calendar.ics", EVENT):
        for asked in (
            {"If-None-Match": before.headers["ETag"]},
            {"If-Modified-Since": before.headers["Last-Modified"]},
        ):
            after = client.get(path, headers=asked)
            assert after.status_code == 200, (path, asked)
            assert "AFGELAST: Buurt-BBQ Passart" in after.get_data(as_text=True)


def test_a_guest_downloads_the_same_file_as_everybody_but_for_where_to_answer(
    client: PageClient, world: World
) -> None:
    card = world.cards()[0]
    mine, public = client.get(f"/{card.code}/calendar.ics"), client.get(EVENT)
    (own,), (shared,) = (
        icalendar.Calendar.from_ical(one.data).walk("VEVENT") for one in (mine, public)
    )
    differ = {name for name in {*own, *shared} if own.get(name) != shared.get(name)}
    assert differ == {"URL", "DESCRIPTION"}
    said, told = str(own["DESCRIPTION"]), str(shared["DESCRIPTION"])
    assert said == f"{told}\nKom je wel of niet? Zeg het hier: {own['URL']}"
    assert card.code.encode() not in mine.data
    assert mine.headers["Cache-Control"] == "private, no-cache", "the address holds a code"
    assert mine.headers["Content-Disposition"] == public.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("language", "costs", "title"),
    [
        pytest.param("pl", "To nic nie kosztuje.", "ODWOŁANE: Buurt-BBQ Passart", id="Polish"),
        pytest.param("ar", "مجانًا.", "أُلغي: Buurt-BBQ Passart", id="Arabic"),
        pytest.param("en", "It costs nothing.", "CANCELLED: Buurt-BBQ Passart", id="English"),
        pytest.param("nl", "Het kost niets.", "AFGELAST: Buurt-BBQ Passart", id="Dutch"),
        pytest.param("xx", "Het kost niets.", "AFGELAST: Buurt-BBQ Passart", id="the town's"),
    ],
)
def test_a_file_is_in_the_language_of_the_page_that_it_was_saved_from(
    client: PageClient, world: World, language: str, costs: str, title: str
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="", now=MADE_AT)
    card = world.cards()[0]
    page = client.page(f"/{card.code}/calendar?l={language}")
    (mine,) = [link for link in page.links() if re.search(r"calendar\.ics(\?l=..)?$", link)]
    for path in (mine, f"{EVENT}?l={language}"):
        (entry,) = icalendar.Calendar.from_ical(client.get(path).data).walk("VEVENT")
        assert str(entry["SUMMARY"]) == title
        assert str(entry["DESCRIPTION"]).startswith(costs)
    feed = client.get(f"/calendar.ics?l={language}")
    entries = icalendar.Calendar.from_ical(feed.data).walk("VEVENT")
    assert str(entries[0]["SUMMARY"]) == title
    towns = client.get("/calendar.ics")
    is_towns = language in {"nl", "xx"}
    assert (feed.data == towns.data) is is_towns
    again = client.get(
        f"/calendar.ics?l={language}", headers={"If-None-Match": towns.headers["ETag"]}
    )
    assert again.status_code == (304 if is_towns else 200)


def test_a_sentence_that_a_language_lacks_is_bare_in_a_calendar(
    catalogues: Catalogues, client: PageClient, world: World
) -> None:
    catalogues.lose("It costs nothing.", "pl")
    text = client.get(f"{EVENT}?l=pl").get_data(as_text=True)
    assert "DESCRIPTION:Het kost niets." in text
    assert "Masz pytania?" in text


def test_a_guest_of_an_event_that_is_not_public_has_a_calendar_too(
    client: PageClient, world: World
) -> None:
    card = world.cards()[0]
    world.change(is_public=False)
    mine = client.get(f"/{card.code}/calendar.ics")
    assert mine.status_code == 200
    assert b"/e/" not in mine.data, "it has no page that others may see"
    assert client.get(EVENT).status_code == 404


@pytest.mark.parametrize("path", FEEDS)
def test_who_has_the_newest_feed_hears_so_without_an_event_being_read(
    client: PageClient, world: World, path: str
) -> None:
    etag = client.get(path).headers["ETag"]
    with count_queries(world.store) as asked:
        again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert len(asked) == 2, "how old it is, and who is named in it"
    assert not any("event" in one for one in asked)


def test_a_feed_is_joined_with_the_same_few_queries_however_long_it_is(
    client: PageClient, world: World
) -> None:
    client.get("/calendar.ics")
    with count_queries(world.store) as one:
        client.get("/calendar.ics")
    for week in range(1, 8):
        world.plan(
            replace(
                BARBECUE,
                starts_at=SATURDAY + timedelta(weeks=week),
                ends_at=SATURDAY + timedelta(weeks=week, hours=4),
            )
        )
    client.get("/calendar.ics")
    with count_queries(world.store) as many:
        client.get("/calendar.ics")
    assert len(one) == len(many) == 6


def test_a_feed_may_be_strict_and_may_show_each_part_on_its_own(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="It will storm.", now=clock())
    plain = client.get("/calendar.ics")
    strict = client.get("/calendar.ics?status=strict")
    assert b"STATUS:CANCELLED" not in plain.data
    assert strict.data == plain.data.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED", 1)
    assert strict.headers["ETag"] != plain.headers["ETag"]
    again = client.get(
        "/calendar.ics?status=strict", headers={"If-None-Match": plain.headers["ETag"]}
    )
    assert again.status_code == 200
    assert client.get(f"{EVENT}?status=strict").data.count(b"STATUS:CANCELLED") == 1


def test_only_who_asks_to_be_reminded_is_reminded(client: PageClient, world: World) -> None:
    reminding = client.get(f"{EVENT}?remind=3h").data
    assert reminding.count(b"TRIGGER:-PT3H") == 1
    for path in (EVENT, f"{EVENT}?remind=1s", *FEEDS, "/calendar.ics?remind=3h"):
        assert b"VALARM" not in client.get(path).data


@pytest.mark.parametrize(
    "path", ["/e/nothing.ics", "/series/nothing.ics", "/neighbourhood/nothing.ics"]
)
def test_what_is_not_there_is_not_found(client: PageClient, world: World, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.both_databases
def test_a_feed_is_sent_also_while_it_can_not_be_kept(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> None:
        raise WriterWaitedTooLong

    monkeypatch.setattr(feeds, "keep", busy)
    answer = client.get("/calendar.ics")
    assert answer.status_code == 200
    assert b"Buurt-BBQ Passart" in answer.data
