"""Two colleagues at the larder at once lose nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from planner.core.catering import Keeping, Unit
from planner.services.shop import larder
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import MADE_AT, World, make_world
from tests.support.meeting import meet

pytestmark = pytest.mark.both_databases

BURGERS = ("Hamburgers (halal)", Unit.PIECE.value)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def organisation_of(world: World) -> int:
    with world.store.reading() as session:
        return session.get_one(Event, world.event_id).organisation_id


def test_two_who_correct_the_stock_at_once_leave_what_one_of_them_said(world: World) -> None:
    organisation_id = organisation_of(world)

    def say(amount: int) -> Callable[[Session], None]:
        return lambda session: larder.correct_stock(
            session, organisation_id, BURGERS, amount, now=MADE_AT
        )

    with world.store.transaction() as session:
        say(10)(session)
    meet(world.store, say(3), say(5))
    with world.store.reading() as session:
        assert larder.stock_of(session, organisation_id, BURGERS) == 5


def test_two_who_say_what_can_be_kept_at_once_are_both_heard(world: World) -> None:
    organisation_id = organisation_of(world)
    percents = {Keeping.FREEZABLE: 40, Keeping.FROZEN: 80, Keeping.DRY: 70, Keeping.RETURNABLE: 60}
    meet(
        world.store,
        lambda session: larder.set_rules(session, organisation_id, percents),
        lambda session: larder.say_freezer(session, organisation_id, has_freezer=True),
    )
    with world.store.reading() as session:
        assert larder.rules_of(session, organisation_id).percents == percents


def test_whether_there_is_a_freezer_changes_nothing_else(world: World) -> None:
    organisation_id = organisation_of(world)
    with world.store.transaction() as session:
        said = {Keeping.FREEZABLE: 0, Keeping.FROZEN: 0, Keeping.DRY: 70, Keeping.RETURNABLE: 60}
        larder.set_rules(session, organisation_id, said)
        larder.say_freezer(session, organisation_id, has_freezer=False)
        assert larder.rules_of(session, organisation_id).percents == said
        larder.say_freezer(session, organisation_id, has_freezer=True)
        assert larder.rules_of(session, organisation_id).percents == said | {
            each: larder.usual_percent(each) for each in larder.IN_A_FREEZER
        }
