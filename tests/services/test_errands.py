"""What has to be done now is written down once, and one person does it, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import ErrandKind
from planner.services.answer.tally import tally
from planner.services.day import errands
from planner.services.day.agenda import facts_of
from planner.services.day.dishes import Delivery, with_deliveries
from planner.services.day.errands import Goer, Needs, Raised
from planner.services.forecast.forecasting import forecast_event
from planner.services.shop.known import Known
from planner.services.shop.shopping import order_for
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Errand, ErrandLine, Event
from tests.support.cards import SATURDAY, World, make_world

pytestmark = pytest.mark.both_databases

NOW = SATURDAY + timedelta(minutes=40)
FETCH, OPEN = ErrandKind.FETCH, ErrandKind.OPEN


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings)
    world.change(expected=30)
    return world


@pytest.fixture
def dishes(world: World) -> list[int]:
    with world.store.reading() as session:
        return [dish.id for dish in session.get_one(Event, world.event_id).dishes]


def write(world: World, needs: Needs) -> list[tuple[int, ErrandKind]] | None:
    """Write down what has to be done; return what of it was new."""
    with world.store.transaction() as session:
        raised = errands.write_down(session, world.event_id, needs, now=NOW)
        return [(line.dish_id, line.kind) for line in raised.lines] if raised else None


def written(world: World) -> list[dict[tuple[int, ErrandKind], tuple[int, bool]]]:
    with world.store.reading() as session:
        return [
            {(line.dish_id, line.kind): (line.amount, line.is_needed) for line in one.lines}
            for one in errands.errands_of(session, world.event_id)
        ]


def go(world: World, errand_id: int = 1, who: Goer | None = None) -> bool:
    with world.store.transaction() as session:
        return errands.go(session, world.event_id, errand_id, who or Goer(), now=NOW)


def test_the_same_thing_is_raised_once(world: World, dishes: list[int]) -> None:
    needs = {(dishes[0], FETCH): 5000, (dishes[0], OPEN): 2000}
    assert write(world, needs) == [(dishes[0], FETCH), (dishes[0], OPEN)]
    assert write(world, needs) is None
    with world.store.reading() as session:
        assert not errands.is_news(errands.errands_of(session, world.event_id), needs)


def test_ten_that_look_at_once_raise_it_once(world: World, dishes: list[int]) -> None:
    needs = {(dishes[0], FETCH): 5000}
    with ThreadPoolExecutor(10) as watchers:
        raised = list(watchers.map(lambda _turn: write(world, needs), range(10)))
    assert sum(each is not None for each in raised) == 1
    assert written(world) == [{(dishes[0], FETCH): (5000, True)}]


def test_an_errand_that_nobody_has_taken_grows(world: World, dishes: list[int]) -> None:
    write(world, {(dishes[0], FETCH): 5000})
    more = {(dishes[0], FETCH): 7000, (dishes[1], FETCH): 40}
    assert write(world, more) == [(dishes[1], FETCH)], "only that is told"
    assert written(world) == [{(dishes[0], FETCH): (7000, True), (dishes[1], FETCH): (40, True)}]


def test_one_that_somebody_goes_on_stays_and_what_is_new_becomes_another(
    world: World, dishes: list[int]
) -> None:
    write(world, {(dishes[0], FETCH): 5000})
    assert go(world)
    write(world, {(dishes[0], FETCH): 9000, (dishes[1], FETCH): 40})
    assert written(world) == [
        {(dishes[0], FETCH): (5000, True)},
        {(dishes[1], FETCH): (40, True)},
    ]
    with world.store.reading() as session:
        found = errands.open_errand(session, world.event_id, now=NOW)
        assert found is not None
        assert found.id == 2, "what nobody does yet comes first"


def waiting(world: World) -> int:
    """How many errands wait for somebody, as the list of all that waits reads it."""
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        made = {event.id: forecast_event(session, event, now=NOW)}
        facts = facts_of(session, [event], made, has_office_phone=True, now=NOW)[event.id]
        return facts.unsettled.errands


def test_it_waits_for_somebody_until_one_goes(world: World, dishes: list[int]) -> None:
    assert waiting(world) == 0
    write(world, {(dishes[0], FETCH): 5000})
    assert waiting(world) == 1
    assert go(world)
    assert waiting(world) == 0
    with world.store.transaction() as session:
        assert errands.stay(session, world.event_id, 1)
    assert waiting(world) == 1
    write(world, {})
    assert waiting(world) == 0, "there is enough again"


def test_of_ten_who_say_i_go_one_goes(world: World, dishes: list[int]) -> None:
    write(world, {(dishes[0], FETCH): 5000})
    with ThreadPoolExecutor(10) as people:
        first = Counter(people.map(lambda _turn: go(world), range(10)))
    assert first == {True: 1, False: 9}


def test_who_can_not_go_after_all_leaves_it_to_the_next(world: World, dishes: list[int]) -> None:
    write(world, {(dishes[0], FETCH): 5000})
    go(world)
    with world.store.transaction() as session:
        assert errands.stay(session, world.event_id, 1)
        assert not errands.stay(session, world.event_id, 1)
    assert go(world)


def test_nobody_goes_for_what_is_not_needed_or_here_or_of_another_event(
    world: World, dishes: list[int]
) -> None:
    write(world, {(dishes[0], FETCH): 5000})
    with world.store.transaction() as session:
        assert not errands.go(session, world.event_id + 1, 1, Goer(), now=NOW)
    write(world, {})
    assert not go(world), "somebody looked, and there is enough"
    write(world, {(dishes[0], FETCH): 5000})
    with world.store.transaction() as session:
        assert errands.note_here(session, world.event_id, 1, now=NOW)
        assert not errands.note_here(session, world.event_id, 1, now=NOW)
    assert not go(world)


def test_sharing_what_there_is_is_nothing_to_go_for(world: World, dishes: list[int]) -> None:
    write(world, {(dishes[0], ErrandKind.SHARE): 0})
    assert not go(world)
    with world.store.reading() as session:
        assert errands.open_errand(session, world.event_id, now=NOW) is None


@pytest.mark.parametrize(
    ("moment", "is_shown"),
    [(SATURDAY - timedelta(minutes=1), False), (NOW, True), (SATURDAY + timedelta(hours=4), False)],
)
def test_it_is_said_while_the_event_goes_on(
    world: World, dishes: list[int], moment: object, is_shown: bool
) -> None:
    write(world, {(dishes[0], FETCH): 5000})
    with world.store.reading() as session:
        found = errands.open_errand(session, world.event_id, now=moment)  # type: ignore[arg-type]
        assert (found is not None) is is_shown


def test_an_account_that_goes_leaves_the_errand_there(world: World, dishes: list[int]) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        account = Account(
            email="noor@feest.example",
            name="Noor",
            password_hash="",
            created_at=NOW,
            organisation_id=event.organisation_id,
        )
        session.add(account)
        session.flush()
        account_id = account.id
    write(world, {(dishes[0], FETCH): 5000})
    go(world, who=Goer(account_id=account_id))
    with world.store.transaction() as session:
        session.delete(session.get_one(Account, account_id))
    with world.store.reading() as session:
        errand = session.scalars(select(Errand)).one()
        assert (errand.going_at, errand.going_account_id) == (NOW, None)


def test_what_was_brought_is_reckoned_as_if_it_had_been_ordered(world: World) -> None:
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        made = forecast_event(session, event, now=SATURDAY)
        shopping = order_for(event, made, tally(session, event.id), Known())
        assert shopping is not None
        order = next(line.order for line in shopping.lines if line.order.reserve.amount)
    opened = Delivery(NOW, order.reserve.amount, is_reserve=True)
    fetched = Delivery(NOW, order.firm.amount)
    more = with_deliveries(order, [opened, fetched])
    assert more.firm.amount == 2 * order.firm.amount + order.reserve.amount
    assert more.reserve.amount == 0
    assert more.feeds > 2 * order.feeds
    assert with_deliveries(order, []) is order


def test_a_dish_taken_off_the_menu_takes_its_line_along(world: World, dishes: list[int]) -> None:
    write(world, {(dishes[0], FETCH): 5000, (dishes[1], FETCH): 40})
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.dishes.remove(event.dishes[0])
    with world.store.reading() as session:
        assert list(session.scalars(select(ErrandLine.dish_id))) == [dishes[1]]


def test_nothing_new_raises_nothing(world: World) -> None:
    with world.store.transaction() as session:
        made: Raised | None = errands.write_down(session, world.event_id, {}, now=NOW)
    assert made is None
    assert written(world) == []
