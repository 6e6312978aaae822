"""Each role of a team has a page of its own, and reads the same of what it can do everywhere."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.catering.prepare import rounds_for
from planner.core.enums import Reply
from planner.core.logistics.tasks import MOST_TASKS
from planner.core.roles import AccountRole, TeamRole
from planner.core.steps import Step
from planner.services.gate import gates
from planner.services.logistics.suppliers import DeliveryPlan, add_supplier, keep_delivery
from planner.services.logistics.tasks import TaskPlan, add_task, make_tasks
from planner.services.people import colleagues
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, EventTask
from planner.web.organiser.attention import digest_letters
from planner.web.organiser.attention.for_each import queue_digests
from tests.support.application import PASSWORD
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.mailing import app as app_with_mail
from tests.support.members import add_member
from tests.support.organiser import Said, add_answers, add_event
from tests.support.pages import Page, PageClient, page_client
from tests.support.queries import count_queries

ENGLISH = {"Accept-Language": "en"}
HOUR = timedelta(hours=1)
OWN = {
    TeamRole.LEAD: "/events/{}",
    TeamRole.KITCHEN: "/events/{}/cook",
    TeamRole.CREW: "/events/{}/live",
    TeamRole.READER: "/events/{}/totals",
}
app = app_with_mail


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock) -> World:
    """A barbecue on the day after tomorrow, with an answer, a gate note and a task of each."""
    world = make_world(store, settings)
    clock.now = MADE_AT + HOUR
    world.change(
        expected=30, starts_at=MADE_AT + 49 * HOUR, ends_at=MADE_AT + 53 * HOUR, capacity=80
    )
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        gates.open_gate(session, event, "Hek", code_key=settings.code_key, now=MADE_AT)
    add_answers(store, world.event_id, Said(Reply.YES, 3, diet="vegetarian"), name="Via Karin")
    return world


@pytest.fixture
def team(app: Flask, store: Store, world: World, clock: FixedClock) -> dict[TeamRole, PageClient]:
    """A browser of each role, each of whom has a task of their own."""
    browsers = {
        role: add_member(app, store, {world.event_id: role}, now=clock(), name=role.value)
        for role in TeamRole
    }
    with store.transaction() as session:
        for account in session.scalars(select(Account).order_by(Account.id)).all():
            if account.role is AccountRole.MEMBER:
                plan = TaskPlan(title=f"Taak van {account.name}", days=-1, account_id=account.id)
                add_task(session, world.event_id, plan, now=clock())
    return browsers


def look(browser: PageClient, url: str) -> Page:
    return browser.page(url, headers=ENGLISH)


def todos(page: Page) -> list[str]:
    """Return what a list of things to do says, in its order, of all such lists on a page."""
    return [
        " ".join("".join(link.itertext()).split())
        for items in page.all("ul")
        if "todo" in (items.get("class") or "").split()
        for item in items
        for link in list(item.iter("{http://www.w3.org/1999/xhtml}a"))[:1]
    ]


def numbers_of(page: Page, kind: str) -> list[str]:
    """Return what stands in the row of a table that begins so."""
    rows = (" ".join("".join(row.itertext()).split()) for row in page.all("tr"))
    return [row for row in rows if row.startswith(kind)]


@pytest.mark.parametrize("role", TeamRole)
def test_the_address_of_an_event_leads_each_role_to_its_own_page(
    team: Mapping[TeamRole, PageClient], world: World, role: TeamRole
) -> None:
    browser, own = team[role], OWN[role].format(world.event_id)
    answer = browser.get(f"/events/{world.event_id}?l=en")
    if role is TeamRole.LEAD:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.location) == (303, f"{own}?l=en")
        assert f"/events/{world.event_id}?whole=1" in look(browser, own).links()
    assert look(browser, f"/events/{world.event_id}?whole=1").status == 200
    assert own in look(browser, "/start").links()


@pytest.mark.parametrize("role", TeamRole)
def test_what_to_do_is_the_same_wherever_a_role_reads_it(
    team: Mapping[TeamRole, PageClient], world: World, store: Store, app: Flask, role: TeamRole
) -> None:
    browser = team[role]
    waiting = todos(look(browser, "/waiting"))
    assert todos(look(browser, f"/events/{world.event_id}?whole=1")) == waiting
    own = look(browser, OWN[role].format(world.event_id))
    assert todos(own) == waiting
    start = look(browser, "/start")
    assert todos(start) == waiting[:3]
    words = look(browser, "/events").words
    assert bool(waiting) is (waiting[0] in words if waiting else False)
    more = len(waiting) - 1
    assert (f"and {more} more thing" in words) is (more > 0)
    assert ("Nothing waits for you now." in words) is (not waiting)
    if role is TeamRole.READER:
        assert waiting == []
    else:
        assert f"Taak van {role.value.title()}" in waiting
    assert ("Buy the food" in " ".join(waiting)) is (role in {TeamRole.LEAD, TeamRole.KITCHEN})


def test_the_mail_counts_and_names_what_the_page_does(
    team: Mapping[TeamRole, PageClient],
    world: World,
    store: Store,
    app: Flask,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: dict[str, list[Step]] = {}
    written = digest_letters.digest_letter

    def note(account, entries, **named):  # type: ignore[no-untyped-def]
        told[account.name] = [step.step for entry in entries for step in entry.steps]
        return written(account, entries, **named)

    monkeypatch.setattr("planner.web.organiser.attention.for_each.digest_letter", note)
    with store.transaction() as session:
        for account in session.scalars(select(Account)):
            account.digest_days = 127
    queue_digests(app, now=clock() + timedelta(days=1) - 2 * HOUR)
    for role, browser in team.items():
        waiting = todos(look(browser, "/waiting"))
        assert len(told.get(role.value.title(), [])) == len(waiting), role


def test_the_kitchen_page_says_what_the_kitchen_sheet_says(
    team: Mapping[TeamRole, PageClient], world: World
) -> None:
    cook = team[TeamRole.KITCHEN]
    page = look(cook, f"/events/{world.event_id}/cook")
    paper = look(cook, f"/events/{world.event_id}/kitchen")
    number = re.search(r"Cook for (\d+) people", paper.words)
    assert number
    assert f"Cook for {number[1]} people" in page.words
    for words in ("Probably", "There is fresh food for"):
        sentence = re.search(rf"{words}[^.]*\.", paper.words)
        assert sentence
        assert sentence[0] in page.words
    for kind in ("Vegetarian", "12 years and older"):
        assert numbers_of(page, kind) == numbers_of(paper, kind) != []
    assert "Whom to call" in page.words


def test_on_the_day_the_kitchen_reads_for_how_many_there_has_to_be_food_by_now(
    app: Flask, store: Store, world: World, clock: FixedClock
) -> None:
    world.change(expected=60)
    clock.now = MADE_AT + 50 * HOUR
    cook = add_member(app, store, {world.event_id: TeamRole.KITCHEN}, now=clock())
    url = f"/events/{world.event_id}/cook"
    page = look(cook, url)
    assert "0 guests have come until" in page.words
    assert "Have food ready for" in page.words
    assert "Is there enough food?" in page.words
    part = cook.get(url, headers={"X-Refresh": "1"}).get_data(as_text=True)
    assert "data-live" in part
    assert "csrf_token" not in part or 'value=""' in part


@pytest.mark.parametrize(
    ("came", "taken", "enough"),
    [(0, 0, 30), (29, 0, 30), (30, 1, 50), (49, 1, 50), (50, 2, 70), (500, 4, 110)],
)
def test_a_round_is_taken_out_when_its_guests_are_there(came: int, taken: int, enough: int) -> None:
    rounds = rounds_for(110, 30)
    assert (rounds.first, rounds.size, rounds.number) == (30, 20, 4)
    assert rounds.taken_out(came) == taken
    assert rounds.enough_for(taken) == enough


def test_the_totals_hold_nothing_to_press_and_no_exact_diet(
    team: Mapping[TeamRole, PageClient], world: World
) -> None:
    page = look(team[TeamRole.READER], f"/events/{world.event_id}/totals")
    main = page.root.find(".//{http://www.w3.org/1999/xhtml}main")
    assert main is not None
    assert not list(main.iter("{http://www.w3.org/1999/xhtml}form"))
    assert "How many people will come?" in page.words
    assert "There is room for 80 people." in page.words
    assert team[TeamRole.READER].get(f"/events/{world.event_id}/cook").status_code == 403
    assert team[TeamRole.CREW].get(f"/events/{world.event_id}/cook").status_code == 403


def test_a_cook_reads_when_food_is_delivered_and_no_number_of_who_brings_it(
    team: Mapping[TeamRole, PageClient], world: World, store: Store
) -> None:
    with store.transaction() as session:
        organisation = session.get_one(Event, world.event_id).organisation_id
        supplier = add_supplier(session, name="Slager Tom", phone="045 571 22 33")
        assert supplier is not None
        assert supplier.organisation_id == organisation
        plan = DeliveryPlan(supplier_id=supplier.id, what="Gehakt", arrives_minutes=-90)
        keep_delivery(session, world.event_id, plan)
    page = look(team[TeamRole.KITCHEN], f"/events/{world.event_id}/cook")
    assert "Slager Tom delivers" in page.words
    assert "571" not in page.words
    reader = look(team[TeamRole.READER], f"/events/{world.event_id}/totals")
    assert "Slager Tom" not in reader.words


def test_who_signs_in_begins_with_the_own_events_and_others_with_the_list(
    app: Flask, store: Store, team: Mapping[TeamRole, PageClient], organiser: Account
) -> None:
    for email, begins in (("kitchen@feest.example", "/start"), (organiser.email, "/events")):
        browser = page_client(app)
        answer = browser.send("/sign-in", {"email": email, "password": PASSWORD})
        assert (answer.status_code, answer.location) == (303, begins)
        assert browser.get("/sign-in").location == begins
        assert browser.get("/start").status_code == (200 if begins == "/start" else 303)


def test_the_start_names_the_role_and_what_one_has_to_do_and_nothing_of_others(
    team: Mapping[TeamRole, PageClient], world: World
) -> None:
    page = look(team[TeamRole.CREW], "/start")
    for words in ("Buurt-BBQ Passart", "Crew", "Open the page of the day", "Taak van Crew"):
        assert words in page.words
    assert "Taak van Kitchen" not in page.words


def test_without_an_event_the_start_says_whom_to_ask(
    app: Flask, store: Store, world: World, clock: FixedClock
) -> None:
    browser = add_member(app, store, {world.event_id: TeamRole.CREW}, now=clock())
    with store.transaction() as session:
        account = session.scalars(select(Account).where(Account.role == AccountRole.MEMBER)).one()
        colleagues.take_from_team(session, world.event_id, account.id, by_id=None, now=clock())
    page = look(browser, "/start")
    assert "You are in the team of no coming event." in page.words
    assert "/events" in page.links()


def test_many_lines_and_tasks_are_bounded_and_counted(
    app: Flask, store: Store, world: World, clock: FixedClock
) -> None:
    browser = add_member(app, store, {world.event_id: TeamRole.CREW}, now=clock())
    with store.transaction() as session:
        me = session.scalars(select(Account).where(Account.role == AccountRole.MEMBER)).one()
        plans = [TaskPlan(title=f"Klus {n}", days=-n, account_id=me.id) for n in range(12)]
        make_tasks(session, world.event_id, plans, now=clock())
    page = look(browser, "/start")
    assert "and 4 more things" in page.words


def test_own_pages_ask_little_of_the_database(
    team: Mapping[TeamRole, PageClient], world: World, store: Store
) -> None:
    for role, path, most in (
        (TeamRole.KITCHEN, OWN[TeamRole.KITCHEN].format(world.event_id), 18),
        (TeamRole.READER, OWN[TeamRole.READER].format(world.event_id), 12),
        (TeamRole.CREW, OWN[TeamRole.CREW].format(world.event_id), 23),
        (TeamRole.CREW, "/start", 12),
    ):
        team[role].get(path)
        with count_queries(store) as seen:
            team[role].get(path)
        assert len(seen) <= most, (path, len(seen))


def test_the_start_asks_the_same_for_six_events_as_for_one(
    app: Flask, store: Store, world: World, clock: FixedClock
) -> None:
    one = add_member(app, store, {world.event_id: TeamRole.CREW}, now=clock(), name="een")
    more = [add_event(store, days=days, title=f"Feest {days}", expected=30) for days in range(1, 6)]
    roles = dict.fromkeys([world.event_id, *more], TeamRole.CREW)
    many = add_member(app, store, roles, now=clock(), name="veel")
    asked = []
    for browser in (one, many):
        browser.get("/start")
        with count_queries(store) as seen:
            browser.get("/start")
        asked.append(len(seen))
    assert asked[1] <= asked[0] + 1


def test_an_event_with_all_its_tasks_says_how_many_it_can_have(
    desk: PageClient, store: Store, world: World, clock: FixedClock
) -> None:
    with store.transaction() as session:
        plans = [TaskPlan(title=f"Taak {n}", days=-1) for n in range(MOST_TASKS)]
        make_tasks(session, world.event_id, plans, now=clock())
    url = f"/events/{world.event_id}/tasks"
    form = look(desk, f"{url}/new").sends()
    sent = {name: values[0] for name, values in form.items() if values} | {"title": "Nog een"}
    desk.post(f"{url}/new", data=sent, headers=ENGLISH)
    assert f"An event has at most {MOST_TASKS} tasks." in look(desk, url).words
    with store.reading() as session:
        assert len(session.scalars(select(EventTask)).all()) == MOST_TASKS


def test_a_telephone_number_is_read_in_one_go(desk: PageClient, world: World) -> None:
    world.change(contact_name="Noor", contact_phone="045 571 22 33")
    page = look(desk, f"/events/{world.event_id}/totals")
    numbers = [
        "".join(one.itertext())
        for one in page.all("span")
        if one.get("class") == "nowrap" and "571" in "".join(one.itertext())
    ]
    assert numbers
