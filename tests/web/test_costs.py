"""Money of an event: receipts, planned beside paid, partners, and for each who came."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import CountQuality
from planner.core.logistics.money import CostCategory
from planner.core.logistics.things import ThingSource
from planner.core.residents.undertakings import PartnerKind
from planner.core.roles import TeamRole
from planner.services.logistics import costs, uses
from planner.services.logistics.costs import CostPlan
from planner.services.logistics.uses import UsePlan
from planner.services.plan import closing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, CostLine, Event, Partner
from tests.support.application import signed_in
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.lent import deliver, in_english, of_another_organisation
from tests.support.members import add_member
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.shifts import WEEK_BEFORE


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Sums are the same on both databases."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    world.change(expected=60)
    return world


@pytest.fixture
def reader(app: Flask, organiser: Account, world: World) -> PageClient:
    return in_english(app, organiser)


@pytest.fixture
def url(world: World) -> str:
    return f"/events/{world.event_id}/costs"


def receipt(client: PageClient, url: str, amount: str, **more: str) -> int:
    data = {"paid": amount, "category": "food", "words": "", **more}
    return client.send(f"{url}/receipt", data, form_on=url).status_code


def paid(store: Store, event_id: int, cents: int, category: CostCategory) -> None:
    with store.transaction() as session:
        plan = CostPlan(category=category, paid_cents=cents)
        costs.keep_cost_line(session, event_id, plan, account_id=None)


def rows(page: Page) -> dict[str, list[str]]:
    """Return planned and paid by category."""
    found = {}
    for row in page.all("tr"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row]
        found[cells[0]] = cells[1:]
    return found


def close(world: World, came: int, quality: CountQuality = CountQuality.COUNTED) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        closing.close_event(session, event, now=event.ends_at, came=came, quality=quality)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12,50", 1_250),
        ("12.50", 1_250),
        ("1.234,50", 123_450),
        ("€ 7", 700),
        ("0", 0),
        ("1000000", 100_000_000),
    ],
)
def test_a_receipt_is_an_amount_as_people_type_it(
    reader: PageClient, world: World, url: str, typed: str, cents: int
) -> None:
    assert receipt(reader, url, typed) == 303
    with world.store.reading() as session:
        line = session.scalars(select(CostLine)).one()
        assert (line.paid_cents, line.category) == (cents, CostCategory.FOOD)
        assert line.paid_on is not None


@pytest.mark.parametrize("typed", ["", "twaalf", "12,505", "-5", "1000000,01", "99999999999"])
def test_what_is_no_amount_is_said_and_stays_typed(
    reader: PageClient, url: str, typed: str
) -> None:
    data = {"paid": typed, "category": "print", "words": "De drukker"}
    sent = reader.send(f"{url}/receipt", data, form_on=url)
    page = Page(sent)
    assert page.status == 422
    assert page.errors()
    assert page.sends()["words"] == ["De drukker"]
    assert page.sends()["category"] == ["print"]


def test_planned_stands_beside_paid_and_nothing_counts_twice(
    reader: PageClient, world: World, url: str
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        dish = event.dishes[0]
        dish.values = {**dish.values, "supplier": "Slager Noord"}
        hired = UsePlan(
            name="Tent", count=1, source=ThingSource.HIRED, planned_cents=7_500, paid_cents=8_000
        )
        uses.keep_use(session, world.event_id, hired)
    before = rows(reader.page(url))["Food and drinks"][0]
    deliver(world.store, world.event_id, planned_cents=9_900, paid_cents=4_000)
    deliver(world.store, world.event_id, "Springkussen BV", planned_cents=2_500)
    receipt(reader, url, "31,20")
    receipt(reader, url, "10", category="food", is_back="y", words="Statiegeld")
    page = reader.page(url)
    found = rows(page)
    assert found["Food and drinks"] == [before, "€61.20"], "its dishes are planned by the list"
    assert found["Things and deliveries"] == ["€100.00", "€80.00"]
    assert "€60.00 more than planned" not in page.words
    shopping = reader.page(f"/events/{world.event_id}").words
    till = re.search(r"At the till €([\d,]+)", shopping)
    assert till
    assert round(float(before.strip("€").replace(",", ""))) == int(till[1].replace(",", ""))


def test_the_budget_for_food_is_the_one_of_the_shopping_list(
    reader: PageClient, world: World, url: str
) -> None:
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).budget_cents = 100_000
    words = reader.page(url).words
    left = re.search(r"The budget for food is €1,000\. .* €([\d.]+) is left\.", words)
    assert left
    under = re.search(r"€(\d+) under budget", reader.page(f"/events/{world.event_id}").words)
    assert under
    assert round(float(left[1])) == int(under[1])
    paid(world.store, world.event_id, 120_000, CostCategory.FOOD)
    paid(world.store, world.event_id, 90_000, CostCategory.PRINT)
    assert "Food comes to €200.00 more than that." in reader.page(url).words


def test_without_a_budget_nothing_is_held_against_one(
    reader: PageClient, world: World, url: str
) -> None:
    assert "The shopping costs" in reader.page(url).words
    assert "budget" not in reader.page(url).words
    world.change(budget_cents=100_000)
    assert "The budget is held against what it costs in the end." in reader.page(url).words


def test_dishes_without_a_price_are_said(reader: PageClient, world: World, url: str) -> None:
    assert "no price" not in reader.page(url).words
    with world.store.transaction() as session:
        for dish in session.get_one(Event, world.event_id).dishes[:3]:
            packs = [{**pack, "price_cents": 0} for pack in dish.values["packs"]]
            dish.values = {**dish.values, "packs": packs}
    assert "3 dishes have no price" in reader.page(url).words


def test_it_is_for_each_guest_and_each_mouth_with_what_that_means(
    app: Flask, organiser: Account, world: World, url: str, clock: FixedClock
) -> None:
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).staff_eating = 8
    paid(world.store, world.event_id, 43_120, CostCategory.FOOD)
    clock.now = SATURDAY + timedelta(days=1)
    reader = in_english(app, organiser)
    assert "for each guest" not in reader.page(url).words, "nobody counted yet"
    close(world, 96)
    words = reader.page(url).words
    assert "€4.49 for each guest: all that was paid, divided by 96 who came." in words
    assert "€4.15 for each mouth: divided by 96 guests who ate and 8 who helped" in words
    dutch = signed_in(app, organiser.email)
    assert "€ 4,49 per gast" in dutch.page(url).words.replace("\N{NO-BREAK SPACE}", " ")


def test_of_at_least_so_many_it_is_at_most_so_much(
    app: Flask, organiser: Account, world: World, url: str, clock: FixedClock
) -> None:
    paid(world.store, world.event_id, 12_000, CostCategory.FOOD)
    close(world, 120, CountQuality.AT_LEAST)
    clock.now = SATURDAY + timedelta(days=1)
    assert "at most €1.00 for each guest" in in_english(app, organiser).page(url).words


def test_what_was_paid_for_food_is_the_same_where_one_looks_back(
    app: Flask, organiser: Account, world: World, url: str, clock: FixedClock
) -> None:
    event_page = f"/events/{world.event_id}"
    early = in_english(app, organiser)
    early.send(f"{event_page}/order", form_on=event_page)
    paid(world.store, world.event_id, 43_120, CostCategory.FOOD)
    close(world, 96)
    clock.now = SATURDAY + timedelta(days=1)
    reader = in_english(app, organiser)
    back = f"{event_page}/afterwards"
    words = reader.page(back).words
    planned, was_paid = rows(reader.page(url))["Food and drinks"]
    ordered = re.search(r"The order cost about €([\d,]+)\.", words)
    assert ordered
    assert round(float(planned.strip("€").replace(",", ""))) == int(ordered[1].replace(",", ""))
    assert f"{was_paid} was paid for food." in words
    for role in (TeamRole.CREW, TeamRole.KITCHEN):
        roles = {world.event_id: role}
        client = add_member(app, world.store, roles, now=clock.now, name=role.value)
        assert "€" not in client.page(back).words


def test_a_partner_pays_a_part_in_words_and_cents(
    reader: PageClient, world: World, url: str
) -> None:
    with world.store.transaction() as session:
        organisation_id = session.get_one(Event, world.event_id).organisation_id
        partner = Partner(
            organisation_id=organisation_id, name="Wonen Zuid", kind=PartnerKind.HOUSING
        )
        session.add(partner)
        session.flush()
        number = str(partner.id)
    plan = {"category": "place", "words": "Veld", "planned": "100", "partner": number}
    wrong = reader.send(f"{url}/new", plan | {"share": "100,01"})
    assert "A part can’t be more than the whole." in wrong.get_data(as_text=True)
    nobody = reader.send(f"{url}/new", plan | {"share": "60", "partner": ""})
    assert "Choose who pays that part." in nobody.get_data(as_text=True)
    assert reader.send(f"{url}/new", plan | {"share": "60"}).status_code == 303
    words = reader.page(url).words
    assert "Wonen Zuid pays €60.00 of it" in words
    assert "Partners pay €60.00 of the" in words


def test_two_who_change_an_amount_at_once_lose_nothing(
    app: Flask, reader: PageClient, other_organiser: Account, world: World, url: str
) -> None:
    paid(world.store, world.event_id, 500, CostCategory.PRINT)
    with world.store.reading() as session:
        address = f"{url}/{session.scalars(select(CostLine.id)).one()}"
    mine = reader.page(address).sends()
    other = signed_in(app, other_organiser.email)
    theirs = other.page(address).sends()
    other.post(address, data=theirs | {"paid": "7,00"})
    sent = reader.post(address, data=mine | {"paid": "9,00"})
    assert sent.status_code == 422
    with world.store.reading() as session:
        assert session.scalars(select(CostLine.paid_cents)).one() == 700


def test_crew_and_kitchen_see_no_costs_anywhere_nor_in_a_file(
    app: Flask,
    world: World,
    url: str,
    organiser: Account,
    other_organiser: Account,
    clock: FixedClock,
) -> None:
    event = f"/events/{world.event_id}"
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).budget_cents = 100
    pages = [
        event,
        *(f"{event}/{one}" for one in ("live", "menu", "shops", "shopping-list")),
        *(f"{event}/{one}" for one in ("shopping-text", "shopping-together", "kitchen")),
    ]
    for role in (TeamRole.CREW, TeamRole.KITCHEN):
        roles = {world.event_id: role}
        client = add_member(app, world.store, roles, now=WEEK_BEFORE, name=role.value)
        assert client.get(url).status_code == 403
        for address in pages:
            response = client.get(address)
            if response.status_code == 200:
                assert "€" not in Page(response).words, (role, address)
    table = client.get(f"{event}/shopping-list.csv").get_data(as_text=True)
    assert "euro" not in table
    full = in_english(app, organiser).get(f"{event}/shopping-list.csv").get_data(as_text=True)
    assert len(full.splitlines()[0]) > len(table.splitlines()[0])
    assert "euro" in full
    with world.store.reading() as session:
        dish = session.get_one(Event, world.event_id).dishes[0]
        dish_id, packs = dish.id, dish.values["packs"]
    form = client.page(f"{event}/menu/{dish_id}")
    assert "price" not in form.sends()
    sent = client.post(f"{event}/menu/{dish_id}", data=form.sends() | {"per_adult": "3"})
    assert sent.status_code == 303
    with world.store.reading() as session:
        kept = session.get_one(Event, world.event_id).dishes[0].values
        assert kept["per_adult"] == 3
        prices = [{pack["price_cents"] for pack in each} for each in (kept["packs"], packs)]
        assert prices[0] == prices[1], "prices stay as they were"
    stranger = of_another_organisation(app, world.store, other_organiser, clock)
    assert stranger.get(url).status_code == 404


def test_three_hundred_receipts_ask_no_more_than_one(
    reader: PageClient, world: World, url: str
) -> None:
    paid(world.store, world.event_id, 100, CostCategory.FOOD)
    reader.page(url)
    with count_queries(world.store) as one:
        reader.page(url)
    with world.store.transaction() as session:
        for _ in range(299):
            session.add(
                CostLine(event_id=world.event_id, category=CostCategory.OTHER, paid_cents=1)
            )
    with count_queries(world.store) as many:
        assert "€2.99" in reader.page(url).words
    assert len(one) == len(many) <= 26
    receipt(reader, url, "5")
    assert "An event has at most 300 amounts." in reader.page(url).words
