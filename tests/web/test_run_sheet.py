"""The run sheet on its pages: made, changed, ticked, moved, printed and in calendars."""

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.core.logistics.permits import PermitKind, PermitState
from planner.core.roles import AccountRole, TeamRole
from planner.services.calendars import keys
from planner.services.logistics.permits import PermitPlan, keep_permit
from planner.services.logistics.sheet_making import LinePlan
from planner.services.logistics.sheet_rows import lines_of, times_mark
from planner.services.people import colleagues
from planner.services.plan import planning, programmes
from planner.services.plan.programmes import ItemPlan
from planner.store.base import Store
from planner.store.models import Event, RunLine
from tests.support.application import signed_in
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.run_sheets import (
    CLEAR,
    LIGHTS,
    MINUTE,
    SHEET,
    line_of,
    make_sheet,
    many_lines,
    minutes_of,
)
from tests.support.shifts import WEEK_BEFORE

LINE = {
    "title": "Vuur aan",
    "held_on": "2027-06-12",
    "starts": "14:15",
    "length": "15",
    "counts_from": "",
    "place": "Bij de schuur",
    "who": "Mo van de overkant",
    "account": "",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    event_id = add_event(store, series="Zomer", expected=60)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state, event.published_at = EventState.PUBLISHED, event.created_at
    return event_id


@pytest.fixture
def url(event_id: int) -> str:
    return f"/events/{event_id}/sheet"


def said(desk: PageClient, answer: Any) -> str:
    assert answer.status_code == 303, Page(answer).errors()
    return desk.page(answer.location).words


def at(app: Flask, clock: FixedClock, minutes: int) -> PageClient:
    """Return the organiser's browser so many minutes after the beginning of the event."""
    clock.now = SATURDAY + minutes * MINUTE
    return signed_in(app, "noor@feest.example")


def filled(desk: PageClient, page: str, *, to: str = "") -> dict[str, str]:
    """Return what a form sends where nobody touches it."""
    return {name: values[0] for name, values in desk.page(page).sends(to=to).items() if values}


def later(desk: PageClient, url: str, line_id: int, minutes: int = 15) -> Any:
    """Press *later* on the page of a line; return the answer and what was sent."""
    send_to = f"{url}/{line_id}/later"
    sent = filled(desk, f"{url}/{line_id}", to=send_to)
    return desk.post(send_to, data={**sent, "minutes": str(minutes)}), sent


def permit_until(store: Store, event_id: int, until: datetime) -> None:
    plan = PermitPlan(
        state=PermitState.GRANTED, title="Vergunning", kind=PermitKind.PERMIT, until=until
    )
    with store.transaction() as session:
        keep_permit(session, event_id, plan)


def test_a_first_sheet_is_made_in_one_press(
    desk: PageClient, store: Store, url: str, event_id: int
) -> None:
    page = desk.page(url)
    assert "Maak het draaiboek in één keer" in page.words
    assert "Begin liever met een gewone set" not in page.words, "this is it"
    send_to = f"{url}/make?like=0"
    form = {name: values[0] for name, values in page.sends(to=send_to).items()}
    del form["keep-0"]
    words = said(desk, desk.post(send_to, data=form))
    assert "Het draaiboek heeft 20 regels" in words
    assert "Vuur aan" in words
    assert "Spullen ophalen" not in words
    none = {name: value for name, value in form.items() if not name.startswith("keep-")}
    other = add_event(store, title="Ander feest", days=1, event_type="walk")
    address = f"/events/{other}/sheet/make?like=0"
    assert "Houd ten minste één regel over." in Page(desk.post(address, data=none)).words


def test_the_next_sheet_is_that_of_the_last_event_as_it_was_looked_at(
    desk: PageClient, store: Store, event_id: int
) -> None:
    ids = make_sheet(store, event_id)
    following = add_event(store, series="Zomer", days=14)
    address = f"/events/{following}/sheet"
    page = desk.page(address)
    assert "Hetzelfde als bij" in page.words
    assert f"{address}/make?like=0" in page.links()
    send_to = f"{address}/make?like={event_id}"
    form = {name: values[0] for name, values in page.sends(to=send_to).items()}
    make_sheet(store, add_event(store, series="Zomer", days=7), [CLEAR])
    del form[f"keep-{ids['Vuur aan']}"]
    assert "Het draaiboek heeft 3 regels" in said(desk, desk.post(send_to, data=form))
    assert set(minutes_of(store, following)) == {"Welkom", "Lichtshow", "Opruimen"}
    again = desk.post(send_to, data={**form, "once": "another-page-of-the-same"})
    assert "Er is al een draaiboek" in said(desk, again)


def test_a_line_is_added_changed_taken_out_and_put_back(
    desk: PageClient, store: Store, url: str, event_id: int
) -> None:
    bad = desk.send(f"{url}/new", {**LINE, "title": "", "starts": "25:00"})
    assert bad.status_code == 422
    assert 'value="Mo van de overkant"' in Page(bad).text
    words = said(desk, desk.send(f"{url}/new", LINE))
    assert "14:15 – 14:30 Vuur aan Bij de schuur · Mo van de overkant" in words
    with store.reading() as session:
        (line,) = lines_of(session, event_id)
    assert (line.anchor, line.minutes) == (EventAnchor.START, -45)
    form = filled(desk, f"{url}/{line.id}")
    words = desk.page(f"{url}/{line.id}").words
    assert "voorgoed" not in words, "one press puts it back"
    changed = {**form, "title": "Vuur", "starts": "19:00", "counts_from": "end", "is_fixed": "y"}
    words = said(desk, desk.post(f"{url}/{line.id}", data=changed))
    assert "19:00 – 19:15 Vuur Bij de schuur · Mo van de overkant Staat vast" in words
    stale = desk.post(f"{url}/{line.id}", data={**form, "title": "Vlam"})
    assert stale.status_code == 422, "somebody else changed the same field meanwhile"
    page = desk.page(desk.send(f"{url}/{line.id}/remove", form_on=f"{url}/{line.id}").location)
    assert "Vuur staat niet meer in het draaiboek." in page.words
    gone = desk.post(f"{url}/{line.id}", data={**form, "title": "Vlam"})
    assert gone.status_code == 404
    assert "Vlam" in Page(gone).words, "what was typed is not lost"
    desk.send(f"{url}/{line.id}/put-back", form_on=url)
    assert "19:00 – 19:15 Vuur" in desk.page(url).words


@pytest.mark.usefixtures("organiser")
def test_on_the_day_now_and_next_stand_on_top_and_one_tap_ticks(
    app: Flask, clock: FixedClock, store: Store, url: str, event_id: int
) -> None:
    ids = make_sheet(store, event_id)
    desk = at(app, clock, -24 * 60)
    assert "Nu en straks" not in desk.page(url).words
    desk = at(app, clock, 5)
    words = desk.page(url).words
    assert words.index("Had nu klaar moeten zijn") < words.index("Vuur aan")
    assert words.index("Vuur aan") < words.index(" Welkom ") < words.index("Volgende")
    words = said(desk, desk.send(f"{url}/{ids['Vuur aan']}/tick", {"back": "now"}, form_on=url))
    assert "Klaar om 15:05, door Noor" in words
    assert "Klaar: 1 van 4." in words
    assert "Had nu klaar moeten zijn" not in words
    words = said(desk, desk.send(f"{url}/{ids['Vuur aan']}/untick", form_on=url))
    assert "Klaar om" not in words
    assert desk.send(f"{url}/999/tick", form_on=url).status_code == 404
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        planning.cancel_event(session, event, reason="Storm", now=clock.now)
    assert "Nu en straks" not in desk.page(url).words


@pytest.mark.usefixtures("organiser")
def test_a_quarter_later_says_what_moved_what_stayed_and_what_goes_too_far(
    app: Flask, clock: FixedClock, store: Store, url: str, event_id: int
) -> None:
    ids = make_sheet(store, event_id)
    permit_until(store, event_id, SATURDAY + 310 * MINUTE)
    desk = at(app, clock, 0)
    before = minutes_of(store, event_id)
    answer, sent = later(desk, url, ids["Welkom"])
    words = said(desk, answer)
    assert "2 regels zijn nu 15 minuten later." in words
    assert "Staat vast en bleef dus staan: 16:00 Lichtshow" in words
    assert (
        "Duurt nu langer dan mag. Het mag tot zaterdag 12 juni om 20:10 uur: 19:15 Opruimen"
        in words
    )
    twice = desk.post(f"{url}/{ids['Welkom']}/later", data={**sent, "minutes": "15"})
    assert twice.location == answer.location, "a double tap is one"
    assert minutes_of(store, event_id)["Welkom"] == 15
    other = desk.post(
        f"{url}/{ids['Welkom']}/later", data={**sent, "once": "a" * 16, "minutes": "15"}
    )
    assert "Iemand heeft intussen tijden veranderd." in said(desk, other)
    undo = filled(desk, answer.location, to=f"{url}/{ids['Welkom']}/later")
    words = said(desk, desk.post(f"{url}/{ids['Welkom']}/later", data=undo))
    assert "2 regels zijn nu 15 minuten eerder." in words
    assert minutes_of(store, event_id) == before
    assert "2 regels zijn nu" not in desk.page(answer.location).words, "that was before"


def test_where_nothing_follows_that_moves_it_says_so(
    desk: PageClient, store: Store, url: str, event_id: int
) -> None:
    ids = make_sheet(store, event_id, [LIGHTS])
    send_to = f"{url}/{ids['Lichtshow']}/later"
    assert send_to not in desk.page(f"{url}/{ids['Lichtshow']}").text, "it is fixed"
    with store.reading() as session:
        mark = times_mark(lines_of(session, event_id))
    answer = desk.send(send_to, {"minutes": "15", "mark": mark}, form_on=url)
    assert "Er schoof niets" in said(desk, answer)
    assert desk.send(send_to, {"minutes": "7"}, form_on=url).status_code == 400


def test_an_evening_that_ends_at_night_stands_under_its_day(desk: PageClient, store: Store) -> None:
    """On the night of 30 October 2027 the clock goes back at three."""
    starts_at = datetime.fromisoformat("2027-10-30T18:00+02:00")
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.starts_at, event.ends_at = starts_at, starts_at + timedelta(hours=5)
    make_sheet(
        store,
        event_id,
        [
            LinePlan(title="Opruimen", anchor=EventAnchor.END, minutes=30, length=240),
            LinePlan(title="Licht uit", anchor=EventAnchor.END, minutes=210),
            LinePlan(title="Terugbrengen", anchor=EventAnchor.END, minutes=11 * 60),
        ],
    )
    page = desk.page(f"/events/{event_id}/sheet")
    days = ["".join(one.itertext()) for one in page.all("h2")]
    assert days == ["zaterdag 30 oktober", "zondag 31 oktober"]
    words = page.words
    assert "23:30 – 02:30 Opruimen" in words
    assert words.index("02:30 Licht uit") < words.index("zondag 31 oktober")
    assert words.index("zondag 31 oktober") < words.index("10:00 Terugbrengen")


def test_a_fixed_line_that_stayed_behind_is_marked(
    desk: PageClient, store: Store, url: str, event_id: int
) -> None:
    make_sheet(store, event_id)
    with store.transaction() as session:
        session.get_one(Event, event_id).starts_at += timedelta(hours=1)
    words = desk.page(url).words
    assert "bleef staan toen de rest schoof: zaterdag 12 juni om 16:00 uur. Klopt dat nog?" in words


def test_a_part_of_the_programme_says_what_becomes_of_its_lines(
    desk: PageClient, store: Store, event_id: int
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        wish = ItemPlan(title="Muziek", starts_at=SATURDAY + 60 * MINUTE)
        item_id = programmes.add_item(session, event, wish, now=WEEK_BEFORE).id
    counted = LinePlan(title="Geluid", anchor=EventAnchor.ITEM, minutes=-10, item_id=item_id)
    make_sheet(store, event_id, [counted])
    address = f"/events/{event_id}/programme/{item_id}"
    form = filled(desk, address)
    words = said(desk, desk.post(address, data={**form, "starts": "16:30"}))
    assert "1 regel van het draaiboek schoof mee." in words
    assert minutes_of(store, event_id) == {"Geluid": 80}
    words = said(desk, desk.send(f"{address}/remove", form_on=f"/events/{event_id}/programme"))
    assert "1 regel van het draaiboek hoorde erbij. Die houdt zijn tijd" in words
    assert minutes_of(store, event_id) == {"Geluid": 80}


@pytest.mark.parametrize("role", [TeamRole.CREW, TeamRole.KITCHEN])
def test_crew_and_kitchen_see_and_tick_and_nothing_more(
    app: Flask, store: Store, clock: FixedClock, url: str, event_id: int, role: TeamRole
) -> None:
    ids = make_sheet(store, event_id)
    them = add_member(app, store, {event_id: role}, now=clock.now)
    assert url in them.page(f"/events/{event_id}?whole=1").links()
    page = them.page(url)
    for hidden in ("Regel toevoegen", "Later vanaf hier", "Geld", "Leveringen", "kosten"):
        assert hidden not in page.words
    assert f"{url}/{ids['Welkom']}" not in page.links()
    assert them.page(f"{url}/paper").status == 200
    assert them.send(f"{url}/{ids['Welkom']}/tick", form_on=url).status_code == 303
    assert line_of(store, ids["Welkom"]).done_at is not None
    for path in ("remove", "later", "put-back"):
        assert them.send(f"{url}/{ids['Welkom']}/{path}", form_on=url).status_code in (403, 404)
    for path in ("new", "make", str(ids["Welkom"])):
        assert them.get(f"{url}/{path}").status_code in (403, 404)


def test_a_reader_of_the_event_does_not_see_who_does_what(
    app: Flask, store: Store, clock: FixedClock, url: str, event_id: int
) -> None:
    reader = add_member(app, store, {event_id: TeamRole.READER}, now=clock.now)
    assert url not in reader.page(f"/events/{event_id}?whole=1").links()
    assert reader.get(url).status_code in (403, 404)


@pytest.mark.usefixtures("organiser")
def test_the_day_page_leads_to_what_is_on_now_and_next(
    app: Flask, clock: FixedClock, event_id: int
) -> None:
    page = at(app, clock, 5).page(f"/events/{event_id}/live")
    assert f"/events/{event_id}/sheet#now" in page.links()


def test_on_paper_it_says_when_it_was_made_and_names_who_and_where(
    desk: PageClient, store: Store, url: str, event_id: int
) -> None:
    assert "Er is nog geen draaiboek." in desk.page(f"{url}/paper").words
    make_sheet(store, event_id, [*many_lines(2), LIGHTS])
    page = desk.page(f"{url}/paper")
    assert "Gemaakt op donderdag 3 juni om 10:00 uur." in page.words
    assert "Bij de tent achter de school · Mevrouw Van den Broek-Janssen en de ploeg" in page.words
    assert "Lichtshow (Staat vast)" in page.words


@pytest.mark.usefixtures("organiser")
def test_a_sheet_of_sixty_lines_asks_as_much_as_one_of_two(
    app: Flask, clock: FixedClock, store: Store, url: str, event_id: int
) -> None:
    make_sheet(store, event_id, many_lines(2))
    desk = at(app, clock, 0)
    desk.page(url)
    other = f"/events/{add_event(store, series='Zomer', title='Ander feest')}/sheet"
    make_sheet(store, int(other.split("/")[2]), many_lines(60))
    asked = {}
    for address in (url, other, f"{url}/paper", f"{other}/paper"):
        with count_queries(store) as seen:
            desk.page(address)
        asked[address] = len(seen)
    assert asked[url] == asked[other] <= 8
    assert asked[f"{url}/paper"] == asked[f"{other}/paper"] <= 8


def test_a_copy_takes_the_sheet_along_unless_that_is_not_wanted(
    desk: PageClient, store: Store, event_id: int
) -> None:
    address = f"/events/{event_id}/copy"
    assert "Ook het draaiboek" not in desk.page(address).words
    make_sheet(store, event_id)
    page = desk.page(address)
    assert "Ook het draaiboek" in page.words
    form = {name: values[0] for name, values in page.sends(to="").items() if values}
    assert form["with_logistics"] == "y"
    counts = []
    for sent in (form, {**form, "with_logistics": "", "once": "b" * 16}):
        location = desk.post(address, data=sent).location
        counts.append(len(minutes_of(store, int(location.rsplit("/", 1)[1]))))
    assert counts == [len(SHEET), 0]


class OwnFeed:
    """The own calendar of somebody in the team of an event, fetched again at each look."""

    def __init__(self, app: Flask, store: Store, event_id: int, clock: FixedClock) -> None:
        self.app = app
        with store.transaction() as session:
            event = session.get_one(Event, event_id)
            els = colleagues.invite(
                session,
                email="els@feest.example",
                name="Els",
                role=AccountRole.MEMBER,
                organisation_id=event.organisation_id,
                now=clock.now,
            )
            assert els is not None
            colleagues.put_in_team(session, event, els, TeamRole.CREW, now=clock.now)
            self.path = f"/my-calendar/{keys.make_key(session, els, now=clock.now)}.ics"
            self.account_id = els.id

    def lines(self) -> dict[str, Any]:
        """Return the entries by their names in calendars, without those of events."""
        body = self.app.test_client().get(self.path).data
        found = icalendar.Calendar.from_ical(body).walk("VEVENT")
        return {str(one["UID"]): one for one in found if " · " in str(one["SUMMARY"])}


@pytest.fixture
def feed(app: Flask, store: Store, event_id: int, clock: FixedClock) -> OwnFeed:
    return OwnFeed(app, store, event_id, clock)


def give(desk: PageClient, url: str, line_id: int, **fields: str) -> None:
    form = filled(desk, f"{url}/{line_id}")
    assert desk.post(f"{url}/{line_id}", data={**form, **fields}).status_code == 303


def test_who_has_a_line_finds_it_in_the_own_calendar(
    desk: PageClient, store: Store, url: str, event_id: int, feed: OwnFeed, clock: FixedClock
) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    assert feed.lines() == {}
    give(desk, url, line_id, account=str(feed.account_id), who="Mo van de overkant", place="Plein")
    uid = line_of(store, line_id).uid
    entry = feed.lines()[uid]
    assert str(entry["SUMMARY"]).startswith("Welkom · ")
    assert str(entry["LOCATION"]).startswith("Plein")
    assert entry["DTSTART"].dt == SATURDAY
    assert entry["DTEND"].dt == SATURDAY + 10 * MINUTE
    assert b"Mo van" not in entry.to_ical()
    give(desk, url, line_id, starts="15:30")
    moved = feed.lines()[uid]
    assert moved["SEQUENCE"] > entry["SEQUENCE"]
    assert moved["DTSTART"].dt == SATURDAY + 30 * MINUTE
    desk.send(f"{url}/{line_id}/remove", form_on=f"{url}/{line_id}")
    gone = feed.lines()[uid]
    assert str(gone["STATUS"]) == "CANCELLED"
    assert gone["SEQUENCE"] > moved["SEQUENCE"]
    clock.forward(days=31)
    with store.transaction() as session:
        session.get_one(Event, event_id).title = "Feest"
    assert uid not in feed.lines(), "what was called off goes after a month"


def test_a_line_that_somebody_else_takes_over_is_off_for_the_first(
    desk: PageClient, store: Store, url: str, event_id: int, feed: OwnFeed
) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    give(desk, url, line_id, account=str(feed.account_id))
    before = line_of(store, line_id)
    give(desk, url, line_id, account="")
    (entry,) = feed.lines().values()
    assert (str(entry["UID"]), str(entry["STATUS"])) == (before.uid, "CANCELLED")
    assert entry["SEQUENCE"] > before.sequence
    assert len(minutes_of(store, event_id)) == len(SHEET), "it stands on the sheet once"
    with store.reading() as session:
        left = session.scalars(select(RunLine).where(RunLine.removed_at.is_not(None))).one()
        assert left.who == ""


def test_who_left_the_team_sees_no_more_of_it(
    desk: PageClient, store: Store, url: str, event_id: int, feed: OwnFeed
) -> None:
    line_id = make_sheet(store, event_id)["Welkom"]
    give(desk, url, line_id, account=str(feed.account_id))
    assert feed.lines()
    with store.transaction() as session:
        colleagues.take_from_team(session, event_id, feed.account_id, by_id=None, now=WEEK_BEFORE)
    assert feed.lines() == {}
    assert "Els" in desk.page(f"{url}/{line_id}").words, "who changes it sees who had it"
