"""Gate phones say what has to be done now, and who of all phones goes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from planner.core.enums import ErrandKind
from planner.services.day import errands
from planner.services.day.errands import Goer
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient
from tests.web.test_gate_pages import Door

NOW = SATURDAY + timedelta(minutes=40)
OWN = "0123456789abcdef"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Who is first is tried on both databases in tests/services/test_errands.py."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def door(world: World, app: Flask, clock: FixedClock) -> Door:
    clock.now = NOW
    return Door(world, app, clock)


@pytest.fixture
def errand(world: World) -> int:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        needs = {(event.dishes[0].id, ErrandKind.FETCH): 48}
        raised = errands.write_down(session, event.id, needs, now=NOW)
        assert raised is not None
        return raised.errand.id


def english(door: Door) -> PageClient:
    """Enrol a phone whose volunteer reads English."""
    phone = door.phone()
    phone.set_cookie("planner-gate-language", "en", domain="feest.example", path="/gate")
    return phone


def listed(phone: PageClient) -> dict[str, Any] | None:
    answer = phone.get(f"/gate/list?own={OWN}", headers=ENGLISH)
    assert answer.status_code == 200
    found: dict[str, Any] | None = answer.get_json()["do_now"]
    return found


def say(phone: PageClient, body: object, **headers: str) -> tuple[int, Any]:
    answer = phone.post("/gate/going", json=body, headers=ENGLISH | headers)
    return answer.status_code, answer.get_json()


def test_the_list_says_what_to_do_and_nothing_of_a_guest(door: Door, errand: int) -> None:
    assert listed(english(door)) == {
        "id": errand,
        "text": "Fetch Hamburgers (halal): 2 × 24 pieces.",
        "taken": None,
        "mine": False,
    }


def test_a_calm_list_says_nothing(door: Door) -> None:
    assert listed(english(door)) is None


def test_one_phone_says_i_go_and_the_others_read_it(door: Door, errand: int) -> None:
    first, second = english(door), english(door)
    status, answer = say(first, {"id": errand, "going": True})
    assert (status, answer["done"], answer["do_now"]["mine"]) == (200, True, True)
    status, answer = say(second, {"id": errand, "going": True})
    assert (status, answer["done"]) == (200, False)
    shown = listed(second)
    assert shown is not None
    assert shown["taken"] == "Somebody of Entrance is going, since 15:40."
    assert not shown["mine"]
    assert say(second, {"id": errand, "going": False})[1]["done"] is False, "only of itself"
    status, answer = say(first, {"id": errand, "going": False})
    assert (answer["done"], answer["do_now"]["taken"]) == (True, None)


def test_an_organiser_is_named_without_a_surname(world: World, door: Door, errand: int) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        noor = Account(
            email="noor@feest.example",
            name="Noor Jansen",
            password_hash="",
            created_at=NOW,
            organisation_id=event.organisation_id,
        )
        session.add(noor)
        session.flush()
        errands.go(session, event.id, errand, Goer(account_id=noor.id), now=NOW)
    shown = listed(english(door))
    assert shown is not None
    assert shown["taken"] == "Noor is going, since 15:40."


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"id": 1},
        {"id": "1", "going": True},
        {"id": True, "going": True},
        {"id": 0, "going": True},
        {"id": -1, "going": True},
        {"id": 2**63, "going": True},
        {"id": 1.5, "going": True},
        {"id": 1, "going": 1},
        {"id": 1, "going": None},
        {"id": 1, "going": True, "gate": 999},
        {"id": 1, "going": True, "gate": "1"},
    ],
)
def test_nonsense_is_refused(door: Door, errand: int, body: object) -> None:
    assert say(english(door), body)[0] == 400


def test_only_our_own_pages_on_an_enrolled_phone_say_it(
    door: Door, errand: int, client: PageClient
) -> None:
    told = {"id": errand, "going": True}
    assert say(client, told)[0] == 401
    phone = english(door)
    assert say(phone, told, **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert say(phone, told, Origin="https://elsewhere.example")[0] == 403
    assert phone.post("/gate/going", data="{}", content_type="text/plain").status_code == 415
    large = {"id": errand, "going": True, "more": "x" * 2000}
    assert say(phone, large)[0] == 413


def test_an_errand_of_another_event_is_not_there(door: Door, errand: int, world: World) -> None:
    status, answer = say(english(door), {"id": errand + 1, "going": True})
    assert (status, answer["done"]) == (200, False)


def test_the_page_without_script_has_the_same(door: Door, errand: int) -> None:
    phone, other = english(door), english(door)
    page = phone.page("/gate", headers=ENGLISH)
    assert "Do this now Fetch Hamburgers (halal): 2 × 24 pieces." in page.words
    sent = phone.send("/gate/go", {"errand": str(errand), "going": "yes"}, form_on="/gate")
    assert sent.status_code == 303
    mine = phone.page("/gate", headers=ENGLISH).words
    assert "Somebody of Entrance is going, since 15:40." in mine
    assert "I can't after all" in mine
    theirs = other.page("/gate", headers=ENGLISH).words
    assert "is going, since 15:40." in theirs
    assert "I am going" not in theirs
    other.send("/gate/go", {"errand": str(errand), "going": "yes"}, form_on="/gate")
    assert "You don't have to go any more." in other.page("/gate", headers=ENGLISH).words
    phone.send("/gate/go", {"errand": str(errand), "going": "no"}, form_on="/gate")
    assert "I am going" in other.page("/gate", headers=ENGLISH).words
    other.send("/gate/go", {"errand": "x" * 30, "going": "yes"}, form_on="/gate")
    assert "I am going" in other.page("/gate", headers=ENGLISH).words
