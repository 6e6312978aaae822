"""The plan of the day: each reads on it what they may read elsewhere, and codes are for few."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState, Reply
from planner.core.roles import TeamRole
from planner.exports import pdf
from planner.exports.pdf import DayPlan, PlanCall, PlanCode, PlanHeads, PlanTime
from planner.services.gate import gates
from planner.services.helpers.helper_secrets import new_help_code
from planner.services.logistics.suppliers import DeliveryPlan, add_supplier, keep_delivery
from planner.services.plan import planning
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event
from tests.exports.pdf_samples import all_text_of, page_count
from tests.support.application import signed_in
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.organiser import Said, add_answers
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.run_sheets import make_sheet, many_lines
from tests.support.shifts import add_shift

ENGLISH = {"Accept-Language": "en"}
NUMBER = "045 571 2233"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock, organiser: Account) -> World:
    """A barbecue of tomorrow with a gate, shifts, a run sheet, a butcher and an answer."""
    world = make_world(store, settings)
    clock.now = SATURDAY - timedelta(days=1)
    world.change(expected=30, contact_name="Noor", contact_phone="045 571 0000")
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        gates.open_gate(session, event, "Hek", code_key=settings.code_key, now=clock())
        supplier = add_supplier(session, name="Slager Tom", phone="045 571 22 33")
        assert supplier is not None
        plan = DeliveryPlan(supplier_id=supplier.id, what="Gehakt", arrives_minutes=-90)
        keep_delivery(session, world.event_id, plan)
    world.change(help_code=new_help_code())
    add_shift(store, world.event_id)
    make_sheet(store, world.event_id, many_lines(30))
    add_answers(store, world.event_id, Said(Reply.YES, 3), name="Via Karin")
    return world


@pytest.fixture
def desk(app: Flask, organiser: Account, world: World) -> PageClient:
    """The browser of somebody who organises, on the day before."""
    assert world
    return signed_in(app, organiser.email)


@pytest.fixture
def team(app: Flask, store: Store, world: World, clock: FixedClock) -> dict[TeamRole, PageClient]:
    return {
        role: add_member(app, store, {world.event_id: role}, now=clock(), name=role.value)
        for role in TeamRole
    }


def plan(browser: PageClient, world: World, more: str = "") -> Page:
    return browser.page(f"/events/{world.event_id}/day-plan{more}", headers=ENGLISH)


def codes(page: Page) -> int:
    return sum(one.get("class") == "plan-code" for one in page.all("div"))


@pytest.mark.parametrize(
    ("role", "drawn", "phone", "sheet", "cooks"),
    [
        (TeamRole.LEAD, 2, True, True, True),
        (TeamRole.CREW, 1, False, True, False),
        (TeamRole.KITCHEN, 0, False, True, True),
        (TeamRole.READER, 0, False, False, True),
    ],
)
def test_each_role_has_on_paper_what_it_reads_elsewhere(
    team: Mapping[TeamRole, PageClient],
    world: World,
    role: TeamRole,
    drawn: int,
    phone: bool,
    sheet: bool,
    cooks: bool,
) -> None:
    page = plan(team[role], world)
    assert codes(page) == drawn
    assert ("Keep this paper with you" in page.words) is (drawn > 0)
    assert (NUMBER in page.words) is phone
    assert ("Onderdeel 1:" in page.words) is sheet
    assert ("Cook for" in page.words) is cooks
    for words in ("Expected: ", "Noor", "045 571 0000", "Call 112", "The event begins"):
        assert words in page.words


def test_codes_are_left_out_on_request_and_once_it_is_off_or_over(
    desk: PageClient, world: World, store: Store, clock: FixedClock
) -> None:
    assert codes(plan(desk, world)) == 2
    without = plan(desk, world, "?codes=no")
    assert codes(without) == 0
    assert any(link.endswith("day-plan.pdf?codes=no") for link in without.links())
    with store.transaction() as session:
        gate = gates.list_gates(session, world.event_id)[0]
        gates.close_gate(gate, now=clock())
    assert codes(plan(desk, world)) == 1, "a gate that is closed has no link"
    with store.transaction() as session:
        planning.cancel_event(
            session, session.get_one(Event, world.event_id), reason="Storm", now=clock()
        )
    page = plan(desk, world)
    assert codes(page) == 0
    assert "It is cancelled." in page.words
    world.change(state=EventState.DRAFT)
    assert codes(plan(desk, world)) == 0


def test_what_does_not_fit_is_counted_and_what_the_day_hangs_on_stays(
    desk: PageClient, world: World
) -> None:
    page = plan(desk, world)
    times = page.all("dt")
    assert "more in the run sheet." in page.words
    left_out = 30 + 3 - len(times)
    assert f"And {left_out} more in the run sheet." in page.words
    for words in ("The event begins", "The event ends", "Slager Tom delivers"):
        assert words in page.words
    shown = ["".join(one.itertext()).strip() for one in times]
    assert shown == sorted(shown), "in order"


def test_no_guest_is_named_on_it(desk: PageClient, world: World, store: Store) -> None:
    with store.reading() as session:
        assert session.scalars(select(Event)).one()
    assert "Karin" not in plan(desk, world).words


def test_the_plan_asks_little_of_the_database(desk: PageClient, world: World) -> None:
    plan(desk, world)
    with count_queries(world.store) as seen:
        plan(desk, world)
    assert len(seen) <= 27


def test_the_pdf_is_one_page_with_the_same_words(desk: PageClient, world: World) -> None:
    answer = desk.get(f"/events/{world.event_id}/day-plan.pdf", headers=ENGLISH)
    assert answer.mimetype == "application/pdf"
    made = answer.get_data()
    assert page_count(made) == 1
    words = all_text_of(made)
    for each in ("Expected: ", "Slager Tom", "Call 112", "The event begins", "Hek"):
        assert each in words


def test_the_longest_plan_shrinks_until_it_is_one_page() -> None:
    long_time = PlanTime(at="maandag 12 december 09:00", words="Klaarzetten " * 10, about="x " * 80)
    long_code = PlanCode(url="https://feest.example/gate/A", title="Hek " * 20, words="Scan " * 20)
    heads = PlanHeads(
        times="Tijden", people="Mensen", calls="Wie je belt", codes="Codes", emergency="Bij nood"
    )
    longest = DayPlan(
        title="Buurtfeest " * 14,
        document_title="Plan",
        language="nl",
        direction="ltr",
        when="zaterdag 19 december 2026, van 17:00 tot 22:00 uur",
        state="Dit is een concept.",
        place=("Kasteel " * 12, "Klinkertstraat " * 12),
        people=("We verwachten 5.000 mensen, waarschijnlijk 2.300 tot 10.200. " * 2,) * 8,
        times=(long_time,) * 38,
        more_times="En nog 200 in het draaiboek.",
        calls=(PlanCall(who="Gemeente " * 10, phone="045 000 0000", about="Melding " * 12),) * 6,
        more_calls="En nog 40 nummers.",
        team=("In de keuken: " + "Karel, " * 30,) * 3,
        codes=(long_code,) * 3,
        keep="Houd dit papier bij je.",
        emergency=("Bel 112 en doe wat ze zeggen. " * 4,) * 3,
        made="Gemaakt op zaterdag.",
        heads=heads,
    )
    assert page_count(pdf.render_day_plan(longest)) == 1
