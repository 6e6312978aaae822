"""Large lists and papers are made a few at a time: a gate never waits for all of them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from planner.settings import Settings
from planner.store.base import Store
from planner.web import large
from tests.support.cards import World, make_world
from tests.support.pages import PageClient
from tests.web.test_guests import url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@contextmanager
def others_make_as_many_as_may_be() -> Iterator[None]:
    with ExitStack() as stack:
        for _place in range(large.MOST_AT_ONCE):
            stack.enter_context(large._room)
        yield


@pytest.mark.parametrize("path", ["/table.csv", "/table.ods", "/table.xlsx"])
def test_one_list_too_many_is_asked_for_again_in_a_moment(
    world: World, desk: PageClient, path: str
) -> None:
    with others_make_as_many_as_may_be():
        answer = desk.get(url(world, path))
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == str(large.RETRY_AFTER_SECONDS)
        assert desk.get(url(world, "")).status_code == 200, "pages go on"
    assert desk.get(url(world, path)).status_code == 200


def test_a_list_that_can_not_be_made_takes_no_place_for_good(
    world: World, desk: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*given: object, **named: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("planner.web.organiser.guests.guest_list.list_guests", break_down)
        for _time in range(large.MOST_AT_ONCE + 1):
            assert desk.get(url(world, "/table.csv")).status_code == 500
    assert desk.get(url(world, "/table.csv")).status_code == 200
