"""A helper's own page: 'I can't' always works, 'I am here' counts once, nothing is held on to."""

import json
import logging
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState, ShiftOutcome
from planner.services.helpers.helper_secrets import secret_of
from planner.services.plan.series import add_series
from planner.services.privacy import erasing
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import Event, Helper, Series, Shift, ShiftEntry
from planner.store.personal_data import HELPER, HELPER_CERTIFICATE, HELPER_LINK, HELPER_SHIFT
from planner.web.keeping import erasure_log
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.helpers import Neighbour
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, entries_of, sign_up

NAME = "Karin Vermeulen-Okonjo"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tested with the services, on both databases."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store, clock: FixedClock) -> int:
    clock.now = WEEK_BEFORE
    return add_shifts_event(store)


@pytest.fixture
def grill(store: Store, event_id: int) -> int:
    return add_shift(store, event_id, task="Grill")


@pytest.fixture
def helper(app: Flask, store: Store, event_id: int, grill: int) -> Neighbour:
    """Somebody who took the grill."""
    found = Neighbour(app, store, event_id)
    found.take(grill, name="Karin", email="karin@feest.nl")
    return found


def own_of(
    app: Flask, store: Store, settings: Settings, event_id: int, helper_id: int
) -> Neighbour:
    found = Neighbour(app, store, event_id)
    found.own = f"/helper/{secret_of(helper_id, code_key=settings.code_key)}"
    return found


def entry_of(store: Store, shift_id: int) -> ShiftEntry:
    (entry,) = entries_of(store, shift_id)
    return entry


def test_to_say_that_one_cannot_come_takes_two_taps_and_no_reason(
    helper: Neighbour, store: Store, grill: int
) -> None:
    entry = entry_of(store, grill)
    sure = helper.home(f"/entries/{entry.id}/leave")
    assert "You don't have to say why." in sure.words
    assert entry_of(store, grill).state is EntryState.STANDING, "looking changes nothing"
    thanks = helper.press(sure, "/leave")
    assert "Thank you for saying so" in thanks.heading
    assert entry_of(store, grill).state is EntryState.STEPPED_BACK
    own = helper.home()
    assert "That is fine, and good that you said so." in own.words
    back = next(one for one in own.links() if f"/shifts/{grill}" in one)
    assert "You are in." in helper.press(helper.browser.page(back), f"/shifts/{grill}").words


def test_an_entry_of_somebody_else_is_not_there(
    helper: Neighbour, app: Flask, store: Store, settings: Settings, event_id: int, grill: int
) -> None:
    mine = entry_of(store, grill)
    tables = add_shift(store, event_id, task="Tables", minutes=150)
    other_id = sign_up(store, event_id, tables, "other", code_key=settings.code_key).helper_id
    other = own_of(app, store, settings, event_id, other_id or 0)
    for path in ("leave", "here", "take"):
        answer = other.browser.post(f"{other.own}/entries/{mine.id}/{path}")
        assert answer.status_code == 404, path
    assert entry_of(store, grill).state is EntryState.STANDING


@pytest.mark.parametrize(
    ("minutes", "is_offered"),
    [(-31, False), (-30, True), (0, True), (119, True), (120, False)],
)
def test_who_is_there_says_so_from_half_an_hour_before_until_the_end(
    helper: Neighbour, clock: FixedClock, minutes: int, is_offered: bool
) -> None:
    clock.now = SATURDAY + timedelta(minutes=minutes)
    assert ("I am here" in helper.home().words) is is_offered


def test_the_first_time_that_somebody_says_it_counts(
    helper: Neighbour, store: Store, clock: FixedClock, grill: int
) -> None:
    entry = entry_of(store, grill)
    early = helper.browser.post(f"{helper.own}/entries/{entry.id}/here?l=en")
    assert early.status_code == 409
    clock.now = SATURDAY - timedelta(minutes=10)
    page = helper.press(helper.home(), "/here")
    assert "You are here. Thank you!" in page.words
    assert "I can't come" not in page.words
    clock.forward(minutes=30)
    helper.browser.post(f"{helper.own}/entries/{entry.id}/here")
    assert entry_of(store, grill).came_at == SATURDAY - timedelta(minutes=10)


def test_who_waits_reads_where_they_stand_and_takes_what_is_kept(
    helper: Neighbour,
    app: Flask,
    store: Store,
    settings: Settings,
    event_id: int,
    grill: int,
) -> None:
    waits = [
        own_of(
            app,
            store,
            settings,
            event_id,
            sign_up(store, event_id, grill, who, waits=True, code_key=settings.code_key).helper_id
            or 0,
        )
        for who in "ab"
    ]
    assert ["You are number 1" in one.home().words for one in waits] == [True, False]
    mine = next(one for one in entries_of(store, grill) if one.state is EntryState.STANDING)
    helper.press(helper.home(f"/entries/{mine.id}/leave"), "/leave")
    kept = waits[0].home()
    assert "We keep it until Sunday 6 June at 15:00." in kept.words
    assert "You are number 1" in waits[1].home().words
    assert "You are in." in waits[0].press(kept, "/take").words


def test_in_the_last_hours_all_who_wait_see_it_and_the_first_tap_has_it(
    helper: Neighbour,
    app: Flask,
    store: Store,
    settings: Settings,
    event_id: int,
    grill: int,
    clock: FixedClock,
) -> None:
    found = [
        sign_up(store, event_id, grill, who, waits=True, code_key=settings.code_key).helper_id or 0
        for who in "ab"
    ]
    first, second = (own_of(app, store, settings, event_id, one) for one in found)
    clock.now = SATURDAY - timedelta(minutes=90)
    mine = next(one for one in entries_of(store, grill) if one.state is EntryState.STANDING)
    helper.press(helper.home(f"/entries/{mine.id}/leave"), "/leave")
    pages = [first.home(), second.home()]
    assert all("Who taps first has it." in page.words for page in pages)
    assert "You are in." in second.press(pages[1], "/take").words
    assert "Somebody else was first." in first.press(pages[0], "/take").words


def test_another_shift_is_one_tap_and_two_at_once_are_refused_with_both_times(
    helper: Neighbour, store: Store, event_id: int
) -> None:
    late = add_shift(store, event_id, task="Clearing", minutes=150)
    both = add_shift(store, event_id, task="Tables", minutes=60)
    own = helper.home()
    assert "This can be done too" in own.words
    page = helper.home(f"/shifts/{both}")
    clash = helper.press(page, f"/shifts/{both}")
    assert "You already do this: Grill, Saturday 12 June, from 15:00 to 17:00." in clash.words
    assert "This one is Saturday 12 June, from 16:00 to 18:00." in clash.words
    assert "Clearing" in helper.press(helper.home(f"/shifts/{late}"), f"/shifts/{late}").words
    with store.reading() as session:
        assert len(session.scalars(select(Helper)).all()) == 1


def test_the_next_one_of_the_series_stands_there_for_who_asked(
    helper: Neighbour, store: Store, event_id: int
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.series = add_series(session, "Summer", now=WEEK_BEFORE)
    after = add_shifts_event(store, title="Next", days=7)
    with store.transaction() as session:
        session.get_one(Event, after).series = session.scalars(select(Series)).one()
    again = add_shift(store, after, task="Tables")
    assert "The next one" not in helper.home().words
    assert helper.browser.get(f"{helper.own}/shifts/{again}").status_code == 404
    page = helper.press(helper.home(), "/ask-again")
    assert "The next one: Next" in page.words
    assert "Tables" in helper.press(helper.home(f"/shifts/{again}"), f"/shifts/{again}").words
    stopped = helper.press(helper.home("/stop-asking"), "/stop-asking")
    assert "The next one" not in stopped.words
    one_click = {"List-Unsubscribe": "One-Click"}
    assert helper.browser.post(f"{helper.own}/stop-asking", data=one_click).status_code == 200


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("cancelled", "It is cancelled. You don't have to come. Storm"),
        ("removed", "This one is called off."),
        ("taken out", "You are not in this one any more."),
    ],
)
def test_what_does_not_go_on_says_so(
    helper: Neighbour, store: Store, event_id: int, grill: int, change: str, says: str
) -> None:
    with store.transaction() as session:
        if change == "cancelled":
            event = session.get_one(Event, event_id)
            event.state, event.cancelled_reason = EventState.CANCELLED, "Storm"
        elif change == "removed":
            session.get_one(Shift, grill).removed_at = WEEK_BEFORE
        else:
            session.scalars(select(ShiftEntry)).one().state = EntryState.TAKEN_OUT
    page = helper.home()
    assert says in page.words
    assert "I can't come" not in page.words


def came(store: Store, at: datetime | None, outcome: ShiftOutcome | None = None) -> None:
    with store.transaction() as session:
        entry = session.scalars(select(ShiftEntry)).one()
        entry.came_at, entry.outcome = at, outcome


def test_afterwards_it_says_thank_you_and_what_came_of_it(
    helper: Neighbour, store: Store, event_id: int, clock: FixedClock
) -> None:
    came(store, SATURDAY)
    clock.now = SATURDAY + timedelta(days=1)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state, event.word_afterwards = EventState.CLOSED, "The weeds are gone."
    page = helper.home()
    assert "Thank you! You helped at Buurt-BBQ Passart : 2 hours." in page.words, "as its own"
    assert "The weeds are gone." in page.words


def test_who_did_not_come_reads_no_blame(
    helper: Neighbour, store: Store, clock: FixedClock
) -> None:
    came(store, None, ShiftOutcome.ABSENT)
    clock.now = SATURDAY + timedelta(days=1)
    page = helper.home()
    assert "It is over. Thank you." in page.words
    assert helper.browser.get(f"{helper.own}/hours").status_code == 404


def test_a_paper_with_hours_bears_a_name_that_is_kept_nowhere(
    helper: Neighbour, store: Store, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    came(store, SATURDAY)
    clock.now = SATURDAY + timedelta(days=1)
    with caplog.at_level(logging.DEBUG):
        form = helper.home("/hours")
        assert "We do not keep it." in form.words
        assert helper.browser.post(f"{helper.own}/hours", data={}).status_code == 422
        paper = helper.press(form, "/hours", name=NAME)
        helper.home()
    assert NAME in paper.words
    assert "Grill Buurt-BBQ Passart Saturday, 12 June 2027 2 hours" in paper.words
    assert "Altogether: 2 hours" in paper.words
    with store.reading() as session:
        rows = [
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        ]
    for word in NAME.replace("-", " ").split()[1:]:
        assert not [row for row in rows if word in row]
        assert word not in caplog.text
    assert helper.own.rpartition("/")[2] not in caplog.text


def test_all_that_is_kept_can_be_read_and_taken_along(helper: Neighbour, store: Store) -> None:
    page = helper.home("/known")
    assert "karin@feest.nl" in page.words
    assert "On Monday 12 July we delete it." in page.words
    file = json.loads(helper.browser.get(f"{helper.own}/known.json").text)
    assert (file["name"], file["address"], file["kept_until"]) == (
        "Karin",
        "karin@feest.nl",
        "2027-07-12",
    )
    assert [(one["task"], one["how_it_stands"]) for one in file["shifts"]] == [
        ("Grill", "standing")
    ]


def test_the_file_of_a_helper_has_every_column_or_a_reason() -> None:
    from planner.services.privacy.own_helper_data import NOT_IN_HELPER_FILE

    kinds = [kind["personal"] for kind in (HELPER, HELPER_CERTIFICATE, HELPER_LINK, HELPER_SHIFT)]
    of_helpers = {
        f"{model.__tablename__}.{column.name}"
        for model in (Helper, ShiftEntry)
        for column in model.__table__.columns
        if column.info.get("personal") in kinds
    }
    in_file = {
        "helper.name": "name",
        "helper.phone": "phone",
        "helper.address": "address",
        "helper.language": "language",
        "helper.age": "age",
        "helper.grown_up_phone": "phone_of_a_grown_up",
        "helper.is_first_time": "is_first_time",
        "helper.ask_again_until": "ask_again_until",
        "helper.certificate_seen_on": "certificate_of_conduct_seen_on",
        "shift_entry.heads": "people",
        "shift_entry.state": "how_it_stands",
        "shift_entry.line": "place_in_the_line",
        "shift_entry.offered_until": "place_kept_until",
        "shift_entry.set_aside_until": "looked_at_first_until",
        "shift_entry.eats": "eats",
        "shift_entry.is_counted_elsewhere": "is_in_the_number_of_a_card",
        "shift_entry.came_at": "came_at",
        "shift_entry.left_at": "left_at",
        "shift_entry.here_at": "last_said_here_at",
        "shift_entry.undone_at": "taken_back_at",
        "shift_entry.state_before": "how_it_stood_before_they_came",
        "shift_entry.outcome": "did_not_come",
    }
    of_a_colleague = {"helper.certificate_seen_by_id"}
    assert of_helpers == in_file.keys() | set(NOT_IN_HELPER_FILE) - of_a_colleague


def test_who_is_forgotten_is_gone_at_once_and_no_backup_brings_them_back(
    helper: Neighbour,
    app: Flask,
    store: Store,
    settings: Settings,
    event_id: int,
    grill: int,
) -> None:
    waits = sign_up(store, event_id, grill, "waits", waits=True, code_key=settings.code_key)
    with store.reading() as session:
        kept = session.scalars(select(Helper).where(Helper.name == "Karin")).one()
        row = {column.name: getattr(kept, column.name) for column in Helper.__table__.columns}
    gone = helper.press(helper.home("/forget"), "/forget")
    assert gone.heading == "Everything is deleted."
    assert helper.browser.get(helper.own).status_code == 404
    with store.reading() as session:
        assert [one.id for one in session.scalars(select(Helper))] == [waits.helper_id]
        asked = session.scalars(select(ShiftEntry)).one()
        assert asked.offered_until is not None, "the place is free, so who waits is asked"
        assert session.get_one(Event, event_id).helpers_eating == 0
    with store.transaction() as session:
        session.execute(Helper.__table__.insert().values(**row))  # type: ignore[attr-defined]
        session.add(ShiftEntry(shift_id=grill, helper_id=row["id"], state=EntryState.STANDING))
    with app.app_context(), store.transaction() as session:
        assert erasing.reapply(session, log=erasure_log()) == 1
    with store.reading() as session:
        assert [one.id for one in session.scalars(select(Helper))] == [waits.helper_id]
