"""Shifts and helpers on the organiser's pages: made, changed, filled and looked at."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import EntryState
from planner.core.roles import TeamRole
from planner.services.helpers import presence, signing_up
from planner.services.helpers.shift_rows import shifts_of, span
from planner.services.plan import planning
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, Helper, Shift, ShiftEntry
from tests.exports.pdf_samples import codes_on, pages
from tests.support.application import signed_in
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.shifts import (
    CODE_KEY,
    WEEK_BEFORE,
    add_shift,
    add_shifts_event,
    entries_of,
    sign_up,
)

GRILL = {
    "task": "Vlees bakken",
    "held_on": "2027-06-12",
    "starts": "14:30",
    "ends": "17:00",
    "counts_from": "",
    "needed": "2",
    "most": "",
    "least_age": "18",
    "is_open": "y",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store, series="Zomer", expected=60)


@pytest.fixture
def url(event_id: int) -> str:
    return f"/events/{event_id}/helpers"


def shift_in(store: Store, event_id: int) -> Shift:
    with store.reading() as session:
        (shift,) = shifts_of(session, event_id)
        span(shift)
        return shift


def back_at(app: Flask, clock: FixedClock, moment: datetime) -> PageClient:
    """Let time go by, after which the organiser signs in again."""
    clock.now = moment
    return signed_in(app, "noor@feest.example")


def said(desk: PageClient, answer: TestResponse) -> str:
    assert answer.status_code == 303, Page(answer).errors()
    return desk.page(answer.location).words


def test_all_shifts_of_a_barbecue_are_made_in_one_press(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    page = desk.page(url)
    send_to = f"{url}/make?like=set"
    form = {name: values[0] for name, values in page.sends(to=send_to).items()}
    assert form["task-grill"] == "Bij de barbecue"
    assert form["needed-set_up"] == "3"
    del form["keep-children"]
    words = said(desk, desk.post(send_to, data={**form, "needed-grill": "6"}))
    assert "Er zijn 4 klussen gemaakt" in words
    assert "0 van 6 Vraag er 7 om er 6 te hebben." in words
    assert "We nemen aan dat 9 van de 10 komen" in words
    assert "Met de kinderen spelen" not in words
    with store.reading() as session:
        kinds = session.scalars(select(Shift.kind).order_by(Shift.id)).all()
        assert all(kinds), "their words are ours, in every language"


def test_a_line_that_can_not_be_is_said_and_nothing_typed_is_lost(
    desk: PageClient, store: Store, url: str
) -> None:
    send_to = f"{url}/make?like=set"
    form = {name: values[0] for name, values in desk.page(url).sends(to=send_to).items()}
    answer = desk.post(send_to, data={**form, "task-serve": "Taart snijden", "needed-grill": "0"})
    assert answer.status_code == 422
    page = Page(answer)
    assert "Schrijf een getal van 1 tot en met 200." in page.errors()
    assert 'value="Taart snijden"' in page.text
    none = {name: value for name, value in form.items() if not name.startswith("keep-")}
    assert "Houd ten minste één klus over." in Page(desk.post(send_to, data=none)).words


def test_the_next_event_begins_with_the_shifts_of_the_last(
    desk: PageClient, store: Store, event_id: int
) -> None:
    add_shift(store, event_id, task="Spoelen", needed=2)
    other = add_shifts_event(store, series="Zomer", days=7)
    page = desk.page(f"/events/{other}/helpers")
    assert "Dezelfde als bij" in page.words
    send_to = f"/events/{other}/helpers/make"
    form = {name: values[0] for name, values in page.sends(to=send_to).items()}
    assert "Er is 1 klus gemaakt" in said(desk, desk.post(send_to, data=form))
    assert shift_in(store, other).task == "Spoelen"
    again = desk.post(send_to, data={**form, "once": "another-press-of-a-colleague"})
    assert "Er zijn al klussen" in said(desk, again)


def test_a_copy_brings_shifts_along_unless_somebody_says_no(
    desk: PageClient, store: Store, event_id: int
) -> None:
    add_shift(store, event_id)
    form = {"held_on": "2027-06-19", "starts": "15:00"}
    for ticked, expected in (({"with_shifts": "y"}, 1), ({}, 0)):
        answer = desk.send(f"/events/{event_id}/copy", {**form, **ticked})
        copied = int(answer.location.rpartition("/")[2])
        with store.reading() as session:
            assert len(shifts_of(session, copied)) == expected


def test_a_shift_is_added_with_times_by_the_clock(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    assert "De klus staat erbij" in said(desk, desk.send(f"{url}/shifts/new", GRILL))
    shift = shift_in(store, event_id)
    assert (shift.anchor, shift.minutes, shift.length) == (EventAnchor.START, -30, 150)
    assert (shift.needed, shift.most, shift.least_age) == (2, 2, 18)


@pytest.mark.parametrize(
    ("change", "anchor", "minutes", "length"),
    [
        pytest.param({"starts": "19:00", "ends": "20:30"}, "end", 0, 90, id="after the end"),
        pytest.param({"starts": "22:00", "ends": "02:00"}, "end", 180, 240, id="past midnight"),
        pytest.param(
            {"held_on": "2027-06-11", "starts": "10:00", "ends": "12:00"},
            "start",
            -29 * 60,
            120,
            id="the day before",
        ),
        pytest.param({"counts_from": "end"}, "end", -270, 150, id="as somebody chose"),
    ],
)
def test_what_comes_after_the_end_moves_with_the_end(
    desk: PageClient,
    store: Store,
    event_id: int,
    url: str,
    change: dict[str, str],
    anchor: str,
    minutes: int,
    length: int,
) -> None:
    said(desk, desk.send(f"{url}/shifts/new", {**GRILL, **change}))
    shift = shift_in(store, event_id)
    assert (shift.anchor, shift.minutes, shift.length) == (anchor, minutes, length)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"task": ""}, "wat er te doen is", id="nothing"),
        pytest.param({"ends": "14:30"}, "eindigt later dan hij begint", id="no length"),
        pytest.param({"needed": "0"}, "van 1 tot en met 200", id="nobody"),
        pytest.param({"most": "1"}, "niet lager zijn dan wat nodig is", id="at most fewer"),
        pytest.param({"held_on": "2027-07-12"}, "hoogstens twee weken", id="a month later"),
        pytest.param({"starts": "25:00"}, "bijvoorbeeld 15:00", id="no time"),
        pytest.param({"held_on": ""}, "Kies een dag", id="no day"),
    ],
)
def test_what_can_not_be_is_said_beside_the_field(
    desk: PageClient, url: str, change: dict[str, str], sentence: str
) -> None:
    answer = desk.send(f"{url}/shifts/new", {**GRILL, "note": "Schort mee", **change})
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in " ".join(page.errors())
    assert "Schort mee" in page.text


def test_a_time_that_the_clock_skips_is_said(desk: PageClient, store: Store) -> None:
    march = (SATURDAY.replace(year=2028, month=3, day=25) - SATURDAY).days
    event_id = add_shifts_event(store, days=march)
    typed = {**GRILL, "held_on": "2028-03-26", "starts": "02:30", "ends": "04:00"}
    answer = desk.send(f"/events/{event_id}/helpers/shifts/new", typed)
    assert "slaat de klok deze tijd over" in " ".join(Page(answer).errors())


def test_another_note_leaves_four_hours_in_the_night_the_clock_goes_back(
    desk: PageClient, store: Store
) -> None:
    october = (SATURDAY.replace(month=10, day=30) - SATURDAY).days
    event_id = add_shifts_event(store, days=october)
    shift_id = add_shift(store, event_id, task="Opruimen", minutes=510, length=240)
    edit = f"/events/{event_id}/helpers/shifts/{shift_id}/edit"
    form = {name: values[0] for name, values in desk.page(edit).sends().items() if values}
    assert (form["starts"], form["ends"]) == ("23:30", "02:30")
    said(desk, desk.post(edit, data={**form, "note": "Neem een bezem mee"}))
    shift = shift_in(store, event_id)
    assert (shift.length, shift.minutes, shift.note) == (240, 510, "Neem een bezem mee")
    assert shift.sequence == 0


def test_two_who_change_a_shift_lose_nothing(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, task="Spoelen", needed=2)
    edit = f"{url}/shifts/{shift_id}/edit"
    form = {name: values[0] for name, values in desk.page(edit).sends().items() if values}
    said(desk, desk.post(edit, data={**form, "place": "Achter de zaal"}))
    said(desk, desk.post(edit, data={**form, "task": "Afwassen", "once": "of-somebody-else-1"}))
    shift = shift_in(store, event_id)
    assert (shift.task, shift.place) == ("Afwassen", "Achter de zaal")


def test_a_shift_with_somebody_in_it_is_called_off_and_put_back(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, task="Spoelen")
    assert "voorgoed weg" in desk.page(f"{url}/shifts/{shift_id}/edit").words
    sign_up(store, event_id, shift_id)
    edit = f"{url}/shifts/{shift_id}/edit"
    assert "Je kunt dat ongedaan maken" in desk.page(edit).words
    page = said(desk, desk.send(f"{url}/shifts/{shift_id}/remove", form_on=edit))
    assert "De klus vervalt" in page
    assert "Hij gaat toch door" in page
    back = desk.send(f"{url}/shifts/{shift_id}/put-back", form_on=url)
    assert "met wie erin zat" in said(desk, back)


def test_the_overview_says_who_is_in_who_waits_and_what_is_short_or_full(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    full = add_shift(store, event_id, task="Spoelen")
    short = add_shift(store, event_id, task="Grillen", minutes=60, needed=3)
    sign_up(store, event_id, full, "Karin", name="Karin Smit", is_first_time=True, heads=1)
    sign_up(store, event_id, full, "waits", waits=True)
    sign_up(store, event_id, short, "Ahmed", name="Ahmed", heads=2)
    words = desk.page(url).words
    assert "Er is nog 1 helper nodig." in words
    assert re.search(r"Spoelen.*Vol.*1 van 1.*Er wacht 1 persoon\..*Karin Smit.*Eerste keer", words)
    assert re.search(r"Grillen.*nog 1 nodig.*2 van 3.*Ahmed, met iemand erbij", words)
    assert "3 helpers eten mee" in words


def test_others_who_eat_are_typed_beside_the_helpers(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    add_shift(store, event_id)
    words = said(desk, desk.send(f"{url}/eating", {"others": "7"}, form_on=url))
    assert "Bewaard" in words
    with store.reading() as session:
        assert session.get_one(Event, event_id).besides_guests == 7
    answer = desk.send(f"{url}/eating", {"others": "veel"}, form_on=url)
    assert answer.status_code == 422
    assert "Schrijf een heel getal" in " ".join(Page(answer).errors())


def test_somebody_is_added_by_phone_and_what_stands_against_it_is_said(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, task="Bar", least_age=18, needed=3, is_open=False)
    other = add_shift(store, event_id, task="Spoelen", minutes=60)
    typed = {"name": "Samira", "phone": "06 12345678", "age": "youth", "eats": "y", "known": "0"}
    words = said(desk, desk.send(f"{url}/shifts/{other}", typed))
    assert "Samira doet mee: Spoelen" in words
    helper_id = entries_of(store, other)[0].helper_id
    page = desk.page(f"{url}/shifts/{shift_id}")
    assert "Samira" in page.words, "who helps already can be chosen, so that they eat once"
    answer = desk.send(f"{url}/shifts/{shift_id}", {"known": str(helper_id), "eats": "y"})
    words = said(desk, answer)
    assert "Samira heeft twee klussen tegelijk: Bar, zaterdag 12 juni" in words
    assert "van 15:00 tot 17:00" in words
    assert "van 16:00 tot 18:00" in words
    assert "jonger dan 18" in words
    with store.reading() as session:
        assert [one.phone for one in session.scalars(select(Helper))] == ["0612345678"]
        assert session.get_one(Event, event_id).helpers_eating == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"phone": "bel maar"}, "Vul een telefoonnummer in", id="no number"),
        pytest.param({"known": "99"}, "Kies iemand uit de lijst", id="nobody here"),
        pytest.param({"language": "xx"}, "Kies een taal uit de lijst", id="no language"),
        pytest.param({"name": "x" * 41}, "te lang", id="too long"),
    ],
)
def test_a_person_who_can_not_be_is_said_beside_the_field(
    desk: PageClient,
    store: Store,
    event_id: int,
    url: str,
    change: dict[str, str],
    sentence: str,
) -> None:
    shift_id = add_shift(store, event_id)
    answer = desk.send(f"{url}/shifts/{shift_id}", {"known": "0", "name": "Bo", **change})
    assert answer.status_code == 422
    assert sentence in " ".join(Page(answer).errors())
    assert entries_of(store, shift_id) == []


def test_a_full_shift_asks_whether_to_wait(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id)
    typed = {"known": "0", "name": "Bo", "eats": "y"}
    answer = desk.send(f"{url}/shifts/{shift_id}", typed)
    assert answer.status_code == 422
    assert "Deze klus is vol" in Page(answer).words
    words = said(desk, desk.send(f"{url}/shifts/{shift_id}", {**typed, "waits": "y"}))
    assert "Bo staat in de wachtrij" in words


def test_a_long_shift_of_somebody_under_16_warns(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, minutes=-180, length=8 * 60)
    typed = {"known": "0", "name": "Bo", "age": "child", "grown_up_phone": "0612345678"}
    words = said(desk, desk.send(f"{url}/shifts/{shift_id}", typed))
    assert "Bo is nog geen 16: meer dan zeven uur is lang" in words
    assert "meer dan zeven uur" in desk.page(url).words


def test_somebody_is_moved_taken_out_and_put_back(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    first, second = add_shift(store, event_id), add_shift(store, event_id, minutes=180)
    entry_id = sign_up(store, event_id, first, name="Karin").entry_id
    person = f"{url}/people/{entry_id}"
    words = said(desk, desk.send(f"{person}/move", {"to_shift": str(second)}, form_on=person))
    assert "Karin doet nu dit" in words
    assert entries_of(store, second)[0].id == entry_id
    words = said(desk, desk.send(f"{person}/out", form_on=person))
    assert "Uit deze klus gehaald" in words
    words = said(desk, desk.send(f"{person}/in", form_on=person))
    assert "In deze klus" in words
    sign_up(store, event_id, first, "other")
    answer = desk.send(f"{person}/move", {"to_shift": str(first)}, form_on=person)
    assert answer.status_code == 422
    assert "Die klus is vol" in Page(answer).words


def test_who_was_set_aside_is_let_count_or_taken_out(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, needed=2)
    for who in ("Anna", "Bert"):
        with store.transaction() as session:
            signing_up.sign_up(
                session,
                event_id,
                shift_id,
                signing_up.HelperWish(name=who),
                form_key=f"form of {who}",
                is_set_aside=True,
                now=WEEK_BEFORE,
                code_key=CODE_KEY,
            )
    with store.reading() as session:
        ids = {one.helper.name: one.id for one in session.scalars(select(ShiftEntry))}
    assert "Misschien verzint iemand ze" in desk.page(url).words
    assert "Kijk naar 2 helpers" in desk.page(f"/events/{event_id}").words
    words = said(desk, desk.send(f"{url}/people/{ids['Anna']}/accept", form_on=url))
    assert "Diegene zit nu in de klus" in words
    said(desk, desk.send(f"{url}/people/{ids['Bert']}/out", form_on=url))
    states = {one.id: one.state for one in entries_of(store, shift_id)}
    assert states == {ids["Anna"]: EntryState.STANDING, ids["Bert"]: EntryState.TAKEN_OUT}


def test_a_certificate_is_noted_and_no_page_takes_a_file(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, asks_certificate=True)
    entry_id = sign_up(store, event_id, shift_id, name="Karin").entry_id
    person = f"{url}/people/{entry_id}"
    assert "Er is nog geen VOG gezien" in desk.page(url).words
    assert 'type="file"' not in desk.page(person).text
    words = said(desk, desk.send(f"{person}/certificate", {"seen": "yes"}, form_on=person))
    assert "Gezien op donderdag 3 juni door Noor" in words
    assert "nog geen VOG" not in desk.page(url).words
    words = said(desk, desk.send(f"{person}/certificate", {"seen": "no"}, form_on=person))
    assert "nog geen VOG gezien" in words


def test_hours_are_corrected_also_past_midnight(
    app: Flask, organiser: Account, store: Store, clock: FixedClock, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, minutes=420, length=240)
    entry_id = sign_up(store, event_id, shift_id).entry_id
    desk = back_at(app, clock, SATURDAY + timedelta(hours=12))
    person = f"{url}/people/{entry_id}"
    hours = {"came": "21:45", "left": "01:30"}
    said(desk, desk.send(f"{person}/hours", hours, form_on=person))
    (entry,) = entries_of(store, shift_id)
    assert entry.came_at == SATURDAY + timedelta(hours=6, minutes=45)
    assert entry.left_at == SATURDAY + timedelta(hours=10, minutes=30)
    for typed, sentence in (
        ({"came": "", "left": "23:00"}, "Schrijf wanneer diegene kwam"),
        ({"came": "23:00", "left": "22:00"}, "een latere tijd"),
    ):
        answer = desk.send(f"{person}/hours", typed, form_on=person)
        assert answer.status_code == 422
        assert sentence in " ".join(Page(answer).errors())


def test_the_crew_sees_today_and_presses_here_without_script(
    app: Flask, store: Store, clock: FixedClock, event_id: int, url: str
) -> None:
    now, later = add_shift(store, event_id), add_shift(store, event_id, minutes=180, task="Straks")
    add_shift(store, event_id, minutes=-26 * 60, task="Gisteren")
    entry_id = sign_up(store, event_id, now, name="Karin", phone="0612345678").entry_id
    assert later
    clock.now = SATURDAY
    crew = add_member(app, store, {event_id: TeamRole.CREW}, now=clock())
    page = crew.page(url)
    assert page.heading == "Wie helpt er vandaag"
    assert re.search(r"Nu, of binnen een half uur.*Karin.*Later vandaag.*Straks", page.words)
    assert "Gisteren" not in page.words
    assert "0612345678" not in page.text
    note = f"{url}/people/{entry_id}/presence"
    words = said(crew, crew.send(note, {"presence": "here"}, form_on=f"{url}/today"))
    assert "Is er sinds 15:00" in words
    words = said(crew, crew.send(note, {"presence": "nothing"}, form_on=f"{url}/today"))
    assert "Is er sinds" not in words
    assert crew.send(note, {"presence": "rich"}, form_on=f"{url}/today").status_code == 400
    assert crew.get(f"{url}/shifts/{now}").status_code == 403
    assert "Wie helpt er vandaag" in crew.page(f"/events/{event_id}/live").words


def test_when_it_is_over_somebody_came_and_is_not_there_any_more(
    app: Flask, organiser: Account, store: Store, clock: FixedClock, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, length=120, needed=2)
    first = sign_up(store, event_id, shift_id, "Karin", name="Karin").entry_id
    other = sign_up(store, event_id, shift_id, "Bas", name="Bas").entry_id
    with store.transaction() as session:
        presence.note_here(session, event_id, first or 0, at=SATURDAY, now=SATURDAY)
    clock.now = SATURDAY + timedelta(days=4)
    desk, shift = signed_in(app, organiser.email), f"{url}/shifts/{shift_id}"
    words = desk.page(shift).words
    assert "Kwam om 15:00" in words
    assert "Is er sinds" not in words
    assert "Is weg" not in words
    note = f"{url}/people/{other}/presence"
    words = said(desk, desk.send(note, {"presence": "here", "back": "shift"}, form_on=shift))
    assert "Was er" in words, "nobody knows when they came"
    words = said(desk, desk.send(note, {"presence": "left", "back": "shift"}, form_on=shift))
    assert "Dat is te lang geleden." in words


def test_a_shift_of_the_evening_before_is_on_the_list_after_midnight(
    app: Flask, organiser: Account, store: Store, clock: FixedClock, event_id: int, url: str
) -> None:
    add_shift(store, event_id, minutes=420, length=240, task="Opruimen")
    desk = back_at(app, clock, SATURDAY + timedelta(hours=10))
    page = desk.page(f"{url}/today")
    assert "tot zondag 13 juni, 02:00" in page.words
    desk = back_at(app, clock, SATURDAY + timedelta(hours=14))
    assert "Er is vandaag geen klus" in desk.page(f"{url}/today").words
    assert re.search(r"zaterdag 12 juni.*Opruimen", desk.page(url).words), "under its first day"


def test_on_the_wall_are_first_names_and_how_many_are_needed(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, task="Spoelen", needed=4)
    sign_up(store, event_id, shift_id, "Karin", name="Karin Smit", phone="0612345678")
    sign_up(store, event_id, shift_id, "nameless")
    page = desk.page(f"{url}/wall")
    assert re.search(r"Spoelen.*Karin.*en nog 1.*nog 2 nodig", page.words)
    assert "Smit" not in page.text
    assert "0612345678" not in page.text


def test_the_poster_leads_to_the_list_in_the_language_that_was_chosen(
    desk: PageClient, store: Store, settings: Settings, event_id: int, url: str
) -> None:
    add_shift(store, event_id)
    with store.reading() as session:
        code = session.get_one(Event, event_id).help_code
    page = desk.page(f"{url}/poster?language=ar")
    made = [link for link in page.links() if "poster.pdf" in link and "paper=a4" in link]
    assert made == [f"{url}/poster.pdf?language=ar&paper=a4"]
    (paper,) = pages(desk.get(made[0]).get_data(), dpi=150)
    assert codes_on(paper) == [f"{settings.base_url}/help/{code}"]


def test_a_draft_has_no_poster_yet(desk: PageClient, store: Store, event_id: int, url: str) -> None:
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.DRAFT
    assert "Maak het eerst openbaar" in desk.page(f"{url}/poster").words
    assert desk.get(f"{url}/poster.pdf").status_code == 404


def test_afterwards_it_says_what_helpers_did_and_closing_keeps_it(
    app: Flask, organiser: Account, store: Store, clock: FixedClock, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id, task="Spoelen", needed=2)
    sign_up(store, event_id, shift_id, name="Karin")
    (entry,) = entries_of(store, shift_id)
    desk = back_at(app, clock, SATURDAY + timedelta(hours=1))
    note = f"{url}/people/{entry.id}/presence"
    desk.send(note, {"presence": "here"}, form_on=f"{url}/today")
    assert "Wat helpers deden" not in desk.page(url).words
    desk = back_at(app, clock, SATURDAY + timedelta(hours=9))
    assert "1 helper kwam, en hielp 2 uur" in desk.page(url).words
    close = f"/events/{event_id}/close"
    assert desk.send(close, {"came": "30", "quality": "counted"}).status_code == 303
    assert "1 helper kwam" in desk.page(f"/events/{event_id}/afterwards").words


def test_no_later_event_shows_who_did_not_come(
    app: Flask, organiser: Account, store: Store, clock: FixedClock, event_id: int, url: str
) -> None:
    entry = sign_up(store, event_id, add_shift(store, event_id), name="Karin")
    desk = back_at(app, clock, SATURDAY + timedelta(hours=1))
    note = f"{url}/people/{entry.entry_id}/presence"
    desk.send(note, {"presence": "absent"}, form_on=f"{url}/today")
    assert "Kwam niet" in desk.page(f"{url}/people/{entry.entry_id}").words
    other = add_shifts_event(store, series="Zomer", days=7)
    shift_id = add_shift(store, other)
    again = sign_up(store, other, shift_id, helper_id=entry.helper_id)
    there = f"/events/{other}/helpers"
    pages = (there, f"{there}/shifts/{shift_id}", f"{there}/people/{again.entry_id}")
    for one in (*pages, f"{there}/wall", f"{there}/today"):
        main = desk.page(one).words.replace("Kwam niet : Karin", "")
        assert "Kwam niet" not in main, one
    assert desk.get(f"{there}/people/{entry.entry_id}").status_code == 404


def test_what_is_short_is_to_do_from_two_weeks_before(
    desk: PageClient, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, needed=3)
    add_shift(store, event_id, needed=2)
    sign_up(store, event_id, shift_id)
    assert "Er zijn nog 4 helpers nodig" in desk.page(f"/events/{event_id}").words


def fill(store: Store, event_id: int, shifts: Iterable[int], each: int) -> None:
    for place in shifts:
        shift_id = add_shift(store, event_id, task=f"Klus {place}", minutes=place, needed=each + 1)
        for who in range(each):
            sign_up(
                store,
                event_id,
                shift_id,
                f"{place}-{who}",
                name=f"Helper {place}-{who}",
                age=HelperAge.YOUTH,
            )


def test_the_overview_asks_the_same_however_many_help(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    fill(store, event_id, range(1), 1)
    desk.page(url)
    with count_queries(store) as few:
        desk.page(url)
    fill(store, event_id, range(1, 20), 2)
    with count_queries(store) as many:
        desk.page(url)
    assert len(many) == len(few)
    with count_queries(store) as today:
        desk.page(f"{url}/today")
    assert len(today) <= len(few)


def test_a_cancelled_event_takes_nobody(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    shift_id = add_shift(store, event_id)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        planning.cancel_event(session, event, reason="Storm", now=WEEK_BEFORE)
    assert "Iemand zei het door de telefoon" not in desk.page(f"{url}/shifts/{shift_id}").words
    assert "Voeg een klus toe" not in desk.page(url).words
