"""A calendar file comes in as drafts, and the same calendar later changes them, never unasked."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from planner.core.enums import EventState
from planner.exports.ics_found import Reading
from planner.exports.ics_reading import read_calendar
from planner.services.calendars import imports
from planner.services.calendars.imports import Fate, Taken
from planner.services.invite import issuing
from planner.services.invite.issuing import BatchPlan
from planner.services.plan import publishing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, ImportedEvent
from tests.support.calendar_files import calendar, entry
from tests.support.cards import MADE_AT

ZONE = "Europe/Amsterdam"
PLACE = "Buurthuis\\, Dorpstraat 1\\, Heerlen"


def read(*entries: str, extra: str = "") -> Reading:
    return read_calendar(calendar(*entries, extra=extra).decode(), zone=ZONE, now=MADE_AT)


def take(store: Store, *entries: str, all_of_it: bool = False, remove: bool = False) -> Taken:
    """Take over what the preview ticks by itself, or everything."""
    found = read(*entries)
    with store.transaction() as session:
        seen = imports.compare(session, "Wijkkrant", found, zone=ZONE, now=MADE_AT)
        chosen = {
            number for number, one in enumerate(seen.proposals) if all_of_it or one.is_taken_unasked
        }
        return imports.take(
            session,
            "Wijkkrant",
            found,
            chosen=chosen,
            removed={one.event_id for one in seen.missing} if remove else set(),
            zone=ZONE,
            account_id=None,
            now=MADE_AT,
        )


def fates(store: Store, *entries: str) -> list[Fate]:
    with store.reading() as session:
        seen = imports.compare(session, "Wijkkrant", read(*entries), zone=ZONE, now=MADE_AT)
    return [one.fate for one in seen.proposals]


def the_event(store: Store) -> Event:
    with store.reading() as session:
        event = session.scalars(select(Event)).one()
        assert event.venue is None or event.venue.name
        return event


def test_events_come_in_as_drafts_that_only_organisers_see(store: Store) -> None:
    assert take(store, entry(LOCATION=PLACE, DESCRIPTION="Neem taart mee")) == Taken(made=1)
    event = the_event(store)
    assert (event.state, event.title) == (EventState.DRAFT, "Lentefeest")
    assert event.venue is not None
    assert (event.venue.name, event.venue.address) == ("Buurthuis", "Dorpstraat 1, Heerlen")
    assert event.description == "Neem taart mee"


def test_an_event_without_an_end_gets_the_length_that_was_chosen(store: Store) -> None:
    take(store, entry(DTEND=""))
    event = the_event(store)
    assert event.ends_at - event.starts_at == timedelta(hours=2)
    assert fates(store, entry(DTEND="")) == [Fate.SAME]


def test_the_same_file_twice_makes_nothing_twice(store: Store) -> None:
    files = [entry(LOCATION=PLACE), entry("2@elders", SUMMARY="Soep", DTEND="")]
    assert take(store, *files).made == 2
    assert fates(store, *files) == [Fate.SAME, Fate.SAME]
    assert take(store, *files, all_of_it=True) == Taken()
    with store.reading() as session:
        assert session.scalar(select(func.count(Event.id))) == 2


def test_a_newer_file_changes_the_draft_and_keeps_what_it_does_not_know(store: Store) -> None:
    take(store, entry())
    with store.transaction() as session:
        session.scalars(select(Event)).one().expected = 70
    later = entry(
        SUMMARY="Zomerfeest", DTSTART="20270613T130000Z", DTEND="20270613T180000Z", SEQUENCE="1"
    )
    assert fates(store, later) == [Fate.CHANGED]
    assert take(store, later) == Taken(changed=1)
    event = the_event(store)
    assert (event.title, event.starts_at.day, event.expected) == ("Zomerfeest", 13, 70)
    assert event.sequence == 1
    assert fates(store, entry(SEQUENCE="0")) == [Fate.OLDER]


def test_what_was_changed_here_is_shown_and_never_overwritten_unasked(store: Store) -> None:
    take(store, entry())
    with store.transaction() as session:
        session.scalars(select(Event)).one().title = "Ons feest"
    assert fates(store, entry()) == [Fate.SAME], "the file itself did not change"
    changed = entry(SUMMARY="Zomerfeest", SEQUENCE="1")
    assert fates(store, changed) == [Fate.BOTH_CHANGED]
    assert take(store, changed) == Taken()
    assert the_event(store).title == "Ons feest"
    assert take(store, changed, all_of_it=True) == Taken(changed=1)
    assert the_event(store).title == "Zomerfeest"


def test_an_event_that_guests_see_already_is_changed_only_when_asked(store: Store) -> None:
    take(store, entry())
    with store.transaction() as session:
        publishing.publish(session, session.scalars(select(Event)).one(), {}, now=MADE_AT)
    changed = entry(SUMMARY="Zomerfeest", SEQUENCE="1")
    assert fates(store, changed) == [Fate.PUBLISHED]
    assert take(store, changed) == Taken()
    assert take(store, changed, all_of_it=True) == Taken(changed=1)
    assert the_event(store).state is EventState.PUBLISHED


def test_an_event_without_a_uid_is_known_again_wherever_it_stands(store: Store) -> None:
    nameless = entry(uid="", SUMMARY="Soep")
    take(store, nameless)
    assert set(fates(store, entry("2"), nameless)) == {Fate.NEW, Fate.SAME}


def test_two_calendars_may_use_the_same_names(store: Store) -> None:
    take(store, entry())
    with store.reading() as session:
        seen = imports.compare(session, "School", read(entry()), zone=ZONE, now=MADE_AT)
    assert [one.fate for one in seen.proposals] == [Fate.NEW]
    assert [one.elsewhere for one in seen.proposals] == ["Wijkkrant"], "and it says so"
    assert not any(one.is_taken_unasked for one in seen.proposals)


def test_what_is_not_in_the_file_any_more_stays_until_somebody_says_so(
    store: Store, settings: Settings
) -> None:
    first, second, third = entry("1"), entry("2", SUMMARY="Soep"), entry("3", SUMMARY="Met kaarten")
    take(store, first, second, third)
    with store.transaction() as session:
        event = session.scalars(select(Event).where(Event.title == "Met kaarten")).one()
        cards = BatchPlan(name="Straat", count=2)
        issuing.issue_batch(session, event, cards, code_key=settings.code_key, now=MADE_AT)
    assert take(store, first) == Taken()
    assert take(store, first, remove=True) == Taken(removed=1)
    with store.reading() as session:
        titles = set(session.scalars(select(Event.title)))
        assert titles == {"Lentefeest", "Met kaarten"}, "cards keep their event"
        assert session.scalar(select(func.count()).select_from(ImportedEvent)) == 2


@pytest.mark.parametrize("dates", [3])
def test_each_date_of_a_series_is_known_again(store: Store, dates: int) -> None:
    rule = f"FREQ=WEEKLY;COUNT={dates}"
    assert take(store, entry(RRULE=rule)).made == dates
    assert fates(store, entry(RRULE=rule)) == [Fate.SAME] * dates
    moved = entry(
        RECURRENCE_ID="20270619T130000Z",
        DTSTART="20270619T150000Z",
        DTEND="20270619T170000Z",
        SEQUENCE="1",
    )
    assert take(store, entry(RRULE=rule), moved) == Taken(changed=1)
