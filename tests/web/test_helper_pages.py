"""A bystander becomes a helper in two taps: no name, no cookie, no script, and no shame."""

import gzip
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.core.helpers.ages import HelperAge
from planner.services.helpers.helper_secrets import secret_of
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Helper, Shift, ShiftEntry
from planner.translations.reading import GUEST_LANGUAGES
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.helpers import Neighbour
from tests.support.pages import Page, page_client
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, entries_of, sign_up
from tests.test_access_table import everything

MOST_BYTES = 10_000


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
    return add_shift(store, event_id, task="Grill", place="By the tent", note="Wear an apron")


@pytest.fixture
def neighbour(app: Flask, store: Store, event_id: int) -> Neighbour:
    return Neighbour(app, store, event_id)


def set_event(store: Store, event_id: int, **fields: object) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        for name, value in fields.items():
            setattr(event, name, value)


def helpers(store: Store) -> list[Helper]:
    with store.reading() as session:
        return list(session.scalars(select(Helper).order_by(Helper.id)))


def test_two_taps_and_nothing_filled_in(
    neighbour: Neighbour, store: Store, event_id: int, grill: int
) -> None:
    link = next(one for one in neighbour.page().links() if one.endswith(f"/{grill}?l=en"))
    page = neighbour.browser.page(link)
    answer = neighbour.browser.post(link, data=page.sends())
    assert answer.status_code == 303
    own = neighbour.browser.page(answer.location)
    assert "You are in. Thank you!" in own.words
    assert "Grill" in own.words
    assert "By the tent" in own.words
    assert "Call Chris" in own.words
    (helper,) = helpers(store)
    assert (helper.name, helper.phone, helper.address) == ("", "", "")
    assert (helper.age, helper.language) == (HelperAge.ADULT, "en")
    for each in (page.response, answer, own.response):
        assert "Set-Cookie" not in each.headers
        assert each.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src 'none'" in each.headers["Content-Security-Policy"]
    assert not page.all("script")


def test_pressed_twice_it_makes_one_helper(neighbour: Neighbour, store: Store, grill: int) -> None:
    page = neighbour.page(f"/{grill}")
    ways = [
        neighbour.browser.post(f"/help/{neighbour.code}/{grill}", data=page.sends()).location
        for _ in range(2)
    ]
    assert ways[0] == ways[1]
    assert len(helpers(store)) == 1


def test_two_people_on_one_phone_are_two_helpers(
    neighbour: Neighbour, store: Store, event_id: int
) -> None:
    """Who goes back and types another name does not come to the page of the first."""
    shift_id = add_shift(store, event_id, needed=3)
    sent = neighbour.page(f"/{shift_id}").sends()
    path = f"/help/{neighbour.code}/{shift_id}"
    ways = [
        neighbour.browser.post(path, data={**sent, "name": name}).location
        for name in ("Fatma", "Karim", "Karim")
    ]
    assert ways[0] != ways[1] == ways[2]
    assert sorted(one.name for one in helpers(store)) == ["Fatma", "Karim"]


def test_the_list_says_what_is_needed_most_and_what_is_full(
    neighbour: Neighbour, store: Store, event_id: int, grill: int
) -> None:
    add_shift(store, event_id, task="Tables", needed=3, minutes=30)
    add_shift(store, event_id, task="Bar", needed=1, least_age=18)
    gone = add_shift(store, event_id, task="Bouncy castle")
    add_shift(store, event_id, task="By phone", is_open=False)
    with store.transaction() as session:
        session.get_one(Shift, gone).removed_at = WEEK_BEFORE
    sign_up(store, event_id, grill, "somebody")
    page = neighbour.page()
    tasks = ["".join(one.itertext()).strip() for one in page.all("h2")]
    assert tasks == ["Bar", "Tables", "Grill"]
    assert "3 people are still needed" in page.words
    assert "1 person is still needed" in page.words
    assert "Full: you can stand in the line" in page.words
    assert "For this you are 18 or older." in page.words


@pytest.mark.parametrize(
    ("fields", "says", "hides"),
    [
        ({"state": EventState.DRAFT}, "does not stand here yet", "Buurt-BBQ"),
        ({"state": EventState.CANCELLED, "cancelled_reason": "Storm"}, "Storm", "I come"),
        ({"ends_at": WEEK_BEFORE - timedelta(hours=1)}, "It is over", "I come"),
        ({"is_public": False}, "I come", "It is over"),
    ],
)
def test_the_list_says_when_nobody_can_sign_up(
    neighbour: Neighbour,
    store: Store,
    event_id: int,
    grill: int,
    fields: dict[str, object],
    says: str,
    hides: str,
) -> None:
    if "ends_at" in fields:
        fields = {**fields, "starts_at": WEEK_BEFORE - timedelta(hours=4)}
    set_event(store, event_id, **fields)
    page = neighbour.page()
    assert says in page.words
    assert hides not in page.words


def test_guessing_codes_is_slowed_and_a_good_one_is_not(
    neighbour: Neighbour, app: Flask, grill: int
) -> None:
    stranger = page_client(app)
    statuses = [stranger.get(f"/help/abc{n:05}").status_code for n in range(40)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert neighbour.page().status == 200
    statuses = [stranger.get(f"/helper/{n:024}").status_code for n in range(40)]
    assert (statuses[0], statuses[-1]) == (404, 429)


def test_a_stamp_of_no_page_of_ours_makes_nothing(
    neighbour: Neighbour, store: Store, grill: int
) -> None:
    page = neighbour.take(grill, status=422, stamp="1.x.y", name="Karin")
    assert page is not None
    assert "Please press once more." in page.words
    assert page.sends()["name"] == ["Karin"], "nothing typed is lost"
    assert neighbour.take(grill, status=422, website="http://spam.example") is not None
    assert helpers(store) == []


def test_what_was_typed_wrong_stands_beside_its_field(neighbour: Neighbour, grill: int) -> None:
    page = neighbour.take(grill, status=422, name="Karin", phone="call me", email="karin")
    assert page is not None
    assert page.errors() == [
        "Type a number such as 06 12345678.",
        "Type an address such as jan@feest.nl.",
    ]
    assert page.sends()["phone"] == ["call me"]


def test_two_people_read_that_there_is_one_place(neighbour: Neighbour, grill: int) -> None:
    page = neighbour.take(grill, status=409, brings="y", name="Karin")
    assert page is not None
    assert "There is one place left." in page.words
    assert page.sends()["name"] == ["Karin"]
    neighbour.take(grill, brings="y", wish="wait")
    assert "You are number 1 in the line." in neighbour.home().words


def test_all_that_is_said_is_kept_and_no_more(
    neighbour: Neighbour, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, needed=2)
    neighbour.take(
        shift_id,
        name="Karin",
        phone="06 12345678",
        email="Karin@Feest.nl",
        brings="y",
        is_counted_elsewhere="y",
        is_first_time="y",
        asks_again="y",
    )
    (helper,) = helpers(store)
    (entry,) = entries_of(store, shift_id)
    assert (helper.name, helper.phone, helper.address) == ("Karin", "0612345678", "karin@feest.nl")
    assert helper.is_first_time
    assert helper.ask_again_until is not None
    assert (entry.heads, entry.eats, entry.is_counted_elsewhere) == (2, True, True)
    assert "both of you" in neighbour.home().words


def test_a_child_helps_with_a_grown_up_who_knows(
    neighbour: Neighbour, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, length=90)
    page = neighbour.take(shift_id, status=422, age="child", name="Sem")
    assert page is not None
    assert page.errors() == [
        "Type the number of a grown-up whom we can call.",
        "Ask a grown-up first, and tick this box.",
    ]
    page = neighbour.take(shift_id, status=422, age="younger")
    assert page is not None
    assert "Come together with a grown-up" in page.words
    neighbour.take(shift_id, age="child", grown_up_phone="0612345678", grown_up_agrees="y")
    assert [one.grown_up_phone for one in helpers(store)] == ["0612345678"]


def test_what_is_from_18_asks_no_age_and_takes_no_younger_one(
    neighbour: Neighbour, store: Store, event_id: int
) -> None:
    bar = add_shift(store, event_id, task="Bar", least_age=18)
    assert "How old are you?" not in neighbour.page(f"/{bar}").words
    page = neighbour.take(
        bar, status=409, age="child", grown_up_phone="0612345678", grown_up_agrees="y"
    )
    assert page is not None
    assert "This one is for people from 18." in page.words
    long = add_shift(store, event_id, length=7 * 60, anchor=EventAnchor.END, minutes=-60)
    page = neighbour.take(
        long, status=409, age="child", grown_up_phone="0612345678", grown_up_agrees="y"
    )
    assert page is not None
    assert "too early or too late" in page.words


def test_who_is_too_late_keeps_what_was_typed_and_stands_in_the_line_with_one_tap(
    neighbour: Neighbour, store: Store, event_id: int, grill: int
) -> None:
    page = neighbour.page(f"/{grill}")
    sign_up(store, event_id, grill, "quicker")
    sent = {**page.sends(), "name": "Karin"}
    answer = neighbour.browser.post(f"/help/{neighbour.code}/{grill}?l=en", data=sent)
    assert answer.status_code == 409
    taken = Page(answer)
    assert "This one was just taken" in taken.heading
    assert "Put me in the line" in taken.words
    assert taken.sends()["name"] == ["Karin"]
    line = neighbour.browser.post(
        f"/help/{neighbour.code}/{grill}?l=en", data={**sent, "wish": "wait"}
    )
    neighbour.own = line.location.partition("?")[0]
    assert "You are number 1 in the line." in neighbour.home().words
    assert sorted(one.name for one in helpers(store)) == ["", "Karin"]


def test_sign_ups_in_a_burst_are_kept_and_looked_at_first(
    neighbour: Neighbour, store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, needed=20)
    for _ in range(6):
        neighbour.take(shift_id)
    assert "somebody looks first" in neighbour.home().words
    with store.reading() as session:
        aside = select(func.count()).where(ShiftEntry.set_aside_until.is_not(None))
        assert session.scalar(aside) == 1
        assert session.scalar(select(func.count(ShiftEntry.id))) == 6


def test_a_robot_that_opens_every_link_changes_nothing(
    neighbour: Neighbour, app: Flask, store: Store, event_id: int, grill: int, clock: FixedClock
) -> None:
    neighbour.take(grill, name="Karin", email="karin@feest.nl", asks_again="y")
    add_shift(store, event_id, task="Tables", minutes=150)
    clock.now = SATURDAY - timedelta(minutes=10)
    before, robot = everything(store), page_client(app)
    waiting = [f"/help/{neighbour.code}", neighbour.own, f"{neighbour.own}/stop-asking"]
    seen = set(waiting)
    while waiting:
        answer = robot.get(waiting.pop())
        assert answer.status_code in {200, 303}
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        found = {
            one.get("href", "").removeprefix("http://feest.example")
            for one in neighbour.browser.page(answer.request.path).all("a")
        }
        new = {one for one in found if one.startswith(("/help", "/calendar"))} - seen
        seen |= new
        waiting += [one for one in sorted(new) if "l=" not in one]
    assert len(seen) > 8
    assert everything(store) == before


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_pages_are_small_in_every_language(
    app: Flask, store: Store, event_id: int, language: str
) -> None:
    for n in range(12):
        add_shift(store, event_id, task=f"Task {n}", minutes=20 * n, needed=2, place="By the tent")
    neighbour = Neighbour(app, store, event_id, language=language)
    with store.reading() as session:
        first = session.scalars(select(Shift.id).order_by(Shift.id)).first() or 0
    neighbour.take(first, name="Karin")
    for page in (neighbour.page(), neighbour.page(f"/{first}"), neighbour.home()):
        assert len(gzip.compress(page.text.encode(), 6)) <= MOST_BYTES, page.heading
        assert page.root.get("lang") == language


def test_nothing_joins_a_helper_to_a_card(
    neighbour: Neighbour, store: Store, settings: Settings, event_id: int, grill: int
) -> None:
    neighbour.take(grill)
    for table in (Helper.__table__, ShiftEntry.__table__, Shift.__table__):
        refers = {key.column.table.name for key in table.foreign_keys}
        assert refers <= {
            "organisation",
            "account",
            "event",
            "programme_item",
            "series",
            "shift",
            "helper",
        }
    moments = {
        column.name
        for table in (Helper.__table__, ShiftEntry.__table__)
        for column in table.columns
        if column.name.endswith(("_at", "_on"))
    }
    assert moments == {
        *("came_at", "left_at", "here_at", "undone_at", "changed_at", "certificate_seen_on")
    }
    (helper,) = helpers(store)
    (entry,) = entries_of(store, grill)
    assert (entry.came_at, entry.left_at, entry.changed_at) == (None, None, None)
    assert neighbour.own.endswith(secret_of(helper.id, code_key=settings.code_key))
