"""No log holds a code, a name or a phone number, whatever goes wrong."""

import logging

import pytest
from flask import Flask

from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from tests.support.cards import World, make_world
from tests.support.pages import PageClient, page_client

PHONE = "06 00 00 00 00"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def break_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kw: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("planner.web.invitee.views.render_template", fail)


def test_a_failure_on_a_guests_page_names_the_route_and_not_the_code(
    world: World,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = world.cards()[0]
    break_it(monkeypatch)
    with caplog.at_level(logging.DEBUG):
        answer = page_client(app).get(f"/{card.code}")
    assert answer.status_code == 500
    assert "Traceback" not in answer.get_data(as_text=True)
    assert "on purpose" not in answer.get_data(as_text=True)
    assert "<code:code>" in caplog.text
    assert card.code not in caplog.text
    assert PHONE not in caplog.text


def test_ordinary_visits_leave_nothing_of_a_guest(
    world: World, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    card = world.cards(largest_party=5)[0]
    with caplog.at_level(logging.DEBUG):
        client.get(f"/{card.code}")
        client.post(f"/{card.code}", data={"answer": "yes"})
        client.post(f"/{card.code}/party", data={"adults": "3", "children": "1"})
        client.get("/0000000000000")
    for word in (card.code, card.code.lower(), PHONE):
        assert word not in caplog.text


def test_a_statement_that_fails_shows_no_values(
    store: Store, organiser: Account, clock: object, caplog: pytest.LogCaptureFixture
) -> None:
    def twice() -> None:
        with store.transaction() as session:
            session.add(
                Account(
                    email=organiser.email,
                    name="Geheime Naam",
                    password_hash="x",
                    created_at=organiser.created_at,
                )
            )

    with pytest.raises(Exception, match="account") as raised:
        twice()
    assert "Geheime Naam" not in str(raised.value)


def test_a_wrong_password_is_in_no_log(
    client: PageClient, organiser: Account, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.send("/sign-in", {"email": organiser.email, "password": "een geheim woord"})
    assert "een geheim woord" not in caplog.text
    assert organiser.email not in caplog.text
