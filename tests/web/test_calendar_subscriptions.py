"""Who follows a calendar through moves, cancellations and back: never a double, never a ghost.

Two programs read each copy, one in Python and one in C, and the feed is asked for as they do it:
with the mark of the copy before. In the town's language and in another, which is kept apart.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import icalendar
import pytest

from planner.core.enums import EventState
from planner.core.said_in import mark_of
from planner.services.plan import planning
from planner.services.plan.event_plan import plan_of
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.calendar_readers import Seen, by_icalendar, by_libical
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient

HOUR = timedelta(hours=1)
WORDS = {"": ("Buurt-BBQ Passart", "AFGELAST"), "pl": ("Grill w Passart", "ODWOŁANE")}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    world.plan(replace(BARBECUE, title="Soep", venue_name="Buurthuis"))
    world.change(words_in={"pl": {"title": ["Grill w Passart", mark_of("Buurt-BBQ Passart")]}})
    return world


class Subscriber:
    """A program that follows a feed, with the copy that it has."""

    def __init__(self, client: PageClient, path: str) -> None:
        self.client, self.path = client, path
        self.etag = ""
        self.copy = b""
        self.highest: dict[str, int] = {}

    def look(self) -> list[Seen]:
        """Ask again, and see what there is now; both programs have to see the same."""
        headers = {"If-None-Match": self.etag} if self.etag else {}
        answer = self.client.get(self.path, headers=headers)
        if answer.status_code == 200:
            assert answer.data != self.copy, "a 304 would have done"
            self.etag, self.copy = answer.headers["ETag"], answer.data
        else:
            assert answer.status_code == 304
        for event in icalendar.Calendar.from_ical(self.copy).walk("VEVENT"):
            uid, sequence = str(event["UID"]), int(str(event["SEQUENCE"]))
            assert sequence >= self.highest.get(uid, 0), "it never goes back"
            self.highest[uid] = sequence
        seen = by_icalendar(self.copy)
        assert by_libical(self.copy) == seen
        assert len({one.uid for one in seen}) == len(seen), "nothing is there twice"
        return seen


@pytest.mark.parametrize("language", list(WORDS))
def test_who_follows_sees_each_change_once(
    client: PageClient, world: World, clock: FixedClock, language: str
) -> None:
    follower = Subscriber(client, f"/calendar.ics?l={language}" if language else "/calendar.ics")
    title, off = WORDS[language]

    def barbecue() -> tuple[datetime, datetime, str] | None:
        """Return what is seen of it, besides the soup, which nobody touches."""
        seen = {one.uid: one for one in follower.look()}
        with world.store.reading() as session:
            uid = session.get_one(Event, world.event_id).uid
        assert [one.title for key, one in seen.items() if key != uid] == ["Soep"]
        one = seen.get(uid)
        return (one.starts_at, one.ends_at, one.title) if one else None

    def change(**fields: object) -> None:
        clock.now += HOUR
        with world.store.transaction() as session:
            event = session.get_one(Event, world.event_id)
            new = replace(plan_of(event), **fields)  # type: ignore[arg-type]
            planning.change_event(session, event, new, now=clock())

    at, end = SATURDAY, SATURDAY + 4 * HOUR
    clock.now = MADE_AT
    assert barbecue() == (at, end, title)
    assert barbecue() == (at, end, title), "nothing changed"
    change(starts_at=at + HOUR, ends_at=end + HOUR)
    assert barbecue() == (at + HOUR, end + HOUR, title)
    change(starts_at=at + 24 * HOUR, ends_at=end + 24 * HOUR)
    assert barbecue() == (at + 24 * HOUR, end + 24 * HOUR, title)
    with world.store.transaction() as session:
        clock.now += HOUR
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="Onweer", now=clock())
    assert barbecue() == (at + 24 * HOUR, end + 24 * HOUR, f"{off}: {title}")
    with world.store.transaction() as session:
        clock.now += HOUR
        planning.resume_event(session, session.get_one(Event, world.event_id), now=clock())
    assert barbecue() == (at + 24 * HOUR, end + 24 * HOUR, title)
    change(starts_at=at, ends_at=end)
    assert barbecue() == (at, end, title), "moved back"
    change(venue_name="Plein")
    assert "Plein" in follower.copy.decode() or barbecue() == (at, end, title)
    assert b"LOCATION:Plein" in follower.copy
    for fields in ({"is_public": False}, {"state": EventState.DRAFT}):
        world.change(**fields)
        assert barbecue() is None, "what nobody may see is gone"
        world.change(is_public=True, state=EventState.PUBLISHED)
        assert barbecue() == (at, end, title)
    new = {"pl": {"title": ["Wielki grill", mark_of("Groot feest")]}}
    world.change(title="Groot feest", words_in=new)
    assert barbecue() == (at, end, "Wielki grill" if language else "Groot feest")
