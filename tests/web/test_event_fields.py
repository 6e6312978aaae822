"""Whatever the form of an event asks is kept, copied and in a series; nothing is lost or swapped.

The fields are those of the form itself, so a new one is tested as soon as it is asked for.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

import pytest
from flask import Flask
from wtforms import Field, HiddenField

from planner.core.local_time import day_of, time_of
from planner.services.plan import event_plan
from planner.store.base import Store
from planner.store.models import Event
from planner.web.organiser.events.event_form import EventForm
from planner.web.organiser.fields import euros
from tests.support.made_up import ROUNDS, Sent, made_up
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient

DAYS = {
    "held_on": ("2027-06-12", "2027-07-03", "2027-07-10"),
    "ends_on": ("2027-06-13", "2027-07-04", "2027-07-11"),
    "answers_close_on": ("2027-06-09", "2027-06-30", "2027-07-05"),
}
MOMENTS = {
    **DAYS,
    "starts": ("15:10", "16:20", "17:30"),
    "ends": ("01:05", "02:15", "03:25"),
}
CREDIBLE = {
    "expected": ("30", "55", "120"),
    "capacity": ("80", "250", "90"),
    "largest_open_party": ("5", "9", "12"),
}
"""Numbers of people that nobody asks about."""
TYPED = {**MOMENTS, **CREDIBLE}
OTHER_NAMES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "held_on": ("starts_at", lambda event: day_of(event.starts_at, event.zone)),
    "starts": ("starts_at", lambda event: time_of(event.starts_at, event.zone)),
    "ends_on": ("ends_at", lambda event: day_of(event.ends_at, event.zone)),
    "ends": ("ends_at", lambda event: time_of(event.ends_at, event.zone)),
    "answers_close_on": (
        "answers_close_at",
        lambda event: day_of(event.answers_close_at, event.zone),
    ),
    "venue_name": ("venue_id", lambda event: event.venue.name),
    "venue_address": ("venue_id", lambda event: event.venue.address),
    "neighbourhood_name": ("neighbourhood_id", lambda event: event.neighbourhood.name),
}  # fmt: skip
"""Fields that are not a column of the same name, with where they stand and how to read them."""
OF_ONE_DAY = {"parent_id": "0", "flyers": "", "weather": "ordinary", "is_holiday": ""}
"""What says something of that day alone, so that a copy begins anew with it."""
DECIDED_ELSEWHERE = {
    "id", "slug", "uid", "sequence", "organisation_id", "state", "places_given", "unknown_cards",
    "doors_minutes", "doors_opened_at", "published_at", "promised",
    "promise_line", "promise_line_number", "written_in", "words_in", "reason_in", "keep_days",
    "word_afterwards", "generosity", "shortage_price", "fetch_minutes", "shop_closes_at",
    "cancelled_at", "cancelled_reason", "created_by_id", "created_at", "updated_at",
    "calendar_block", "help_code", "help_offers", "helpers_eating", "helpers_reminded_for",
    "is_demonstration", "letter_words", "letter_words_in", "zone",
}  # fmt: skip
"""Columns of an event that its form does not ask for."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def form_fields(app: Flask, desk: PageClient, store: Store) -> list[Field]:
    """The fields of an event, with choices where there is something to choose."""
    for title in ("Zomeravond", "Winteravond", "Lentefeest", "Kermis"):
        add_event(store, title=title, series=title)
    with app.test_request_context(), store.reading() as session:
        form = EventForm()
        events = session.query(Event).order_by(Event.id).all()
        form.prepare(
            zone="Europe/Amsterdam",
            series=[(event.series_id or 0, event.title) for event in events],
            parents=[(event.id, event.title) for event in reversed(events)],
            is_new=True,
        )
        return [field for field in form if not isinstance(field, HiddenField)]


def assert_shown(desk: PageClient, event_id: int, sent: Mapping[str, list[str]]) -> None:
    """Open the form again and compare every field."""
    shown = desk.page(f"/events/{event_id}/edit").sends()
    assert {name: shown.get(name, []) for name in sent} == sent


def assert_stored(store: Store, event_id: int, sent: Sent) -> None:
    """Look into the columns: a form that swaps two fields twice would show them right."""
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        for name, values in sent.items():
            found = OTHER_NAMES[name][1](event) if name in OTHER_NAMES else getattr(event, name)
            assert _as_sent(name, found) == values, name


def _as_sent(name: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["y"] if value else []
    if name.endswith("_cents"):
        return [euros(value)]
    if hasattr(value, "strftime") and not isinstance(value, (date, datetime)):
        return [f"{value:%H:%M}"]
    return [value.value if isinstance(value, Enum) else str(value)]


def make(desk: PageClient, sent: Sent) -> int:
    answer = desk.send("/events/new", sent)
    assert answer.status_code == 303, desk.page("/events/new").errors()
    return int(answer.location.rpartition("/")[2])


@pytest.mark.parametrize("turn", ROUNDS)
def test_what_is_typed_of_an_event_is_stored_and_shown_again(
    desk: PageClient, store: Store, form_fields: list[Field], turn: int
) -> None:
    sent = made_up(form_fields, turn, TYPED)
    event_id = make(desk, sent)
    assert_stored(store, event_id, sent)
    assert_shown(desk, event_id, sent)
    other = made_up(form_fields, (turn + 1) % len(ROUNDS), TYPED)
    assert not [name for name, values in sent.items() if values == other[name] not in ([], ["y"])]
    assert desk.send(f"/events/{event_id}/edit", other).status_code == 303
    assert_stored(store, event_id, other)
    assert_shown(desk, event_id, other)


def test_a_form_that_is_not_touched_changes_nothing(
    desk: PageClient, store: Store, form_fields: list[Field]
) -> None:
    event_id = make(desk, made_up(form_fields, 1, TYPED))
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.zone, event.answers_close_at = "Atlantic/Azores", None  # not the zone of the town
        before = event_plan.plan_of(event)
    page = desk.page(f"/events/{event_id}/edit")
    assert desk.post(f"/events/{event_id}/edit", data=page.sends()).status_code == 303
    with store.reading() as session:
        assert event_plan.plan_of(session.get_one(Event, event_id)) == before


@pytest.mark.parametrize("turn", ROUNDS)
def test_a_copy_of_an_event_is_alike_in_all_but_the_day(
    desk: PageClient, store: Store, form_fields: list[Field], turn: int
) -> None:
    sent = made_up(form_fields, turn, TYPED)
    event_id = make(desk, sent)
    offered = desk.page(f"/events/{event_id}/copy").sends()
    answer = desk.post(f"/events/{event_id}/copy", data=offered)
    assert answer.status_code == 303
    copied = {name: value for name, value in sent.items() if name not in OF_ONE_DAY}
    weeks_on = date.fromisoformat(offered["held_on"][0]) - date.fromisoformat(sent["held_on"][0])
    assert weeks_on > timedelta(0)
    for name in DAYS:
        copied[name] = [str(date.fromisoformat(sent[name][0]) + weeks_on)]
    copied |= {name: [value] for name, value in OF_ONE_DAY.items() if value}
    copy_id = int(answer.location.rpartition("/")[2])
    assert_shown(desk, copy_id, copied)
    with store.reading() as session:
        assert session.get_one(Event, copy_id).flyers is None


@pytest.mark.parametrize("turn", ROUNDS)
def test_every_event_of_a_series_is_as_the_form_says(
    desk: PageClient, store: Store, form_fields: list[Field], turn: int
) -> None:
    sent = made_up(form_fields, turn, TYPED)
    rhythm = {"series_name": ["Zomer"], "rhythm": ["week"], "times": ["2"]}
    one_plan = {name: value for name, value in sent.items() if not name.endswith("_id")}
    form = desk.page("/series/new").sends()
    preview = desk.send("/series/new", {**form, **one_plan, **rhythm})
    assert preview.status_code == 200
    answer = desk.post("/series/plan", data=Page(preview).sends())
    assert answer.status_code == 303
    with store.reading() as session:
        planned = session.query(Event).order_by(Event.id.desc()).limit(2).all()
    assert len({event.series_id for event in planned}) == 1
    for weeks, event in enumerate(sorted(planned, key=lambda one: one.starts_at)):
        moved = {
            name: [str(date.fromisoformat(sent[name][0]) + timedelta(weeks=weeks))] for name in DAYS
        }
        assert_shown(desk, event.id, {**one_plan, **moved})


def test_every_column_of_an_event_is_asked_for_or_decided_elsewhere(
    form_fields: list[Field],
) -> None:
    asked = {OTHER_NAMES.get(field.name, (field.name,))[0] for field in form_fields}
    columns = set(Event.__table__.columns.keys())
    assert asked <= columns
    assert columns - asked == DECIDED_ELSEWHERE
