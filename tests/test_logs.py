"""No log holds a code, a name or a phone number, whatever goes wrong."""

import logging
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

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
    assert b"Traceback" not in answer.data
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


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"email": "noor@feest.example"}, id="there is one already"),
        pytest.param({"password_hash": None}, id="something is missing"),
        pytest.param({"email": "x" * 300, "name": "y" * 300}, id="too long"),
    ],
)
def test_a_statement_that_fails_shows_no_values(
    store: Store, organiser: Account, caplog: pytest.LogCaptureFixture, wrong: dict[str, object]
) -> None:
    values = {
        "email": "geheim@feest.example",
        "name": "Geheime Naam",
        "password_hash": "x",
        "created_at": organiser.created_at,
        "is_demonstration": False,
    }
    try:
        with store.transaction() as session:
            session.execute(insert(Account).values({**values, **wrong}))
    except DBAPIError:
        logging.getLogger("planner").exception("failed on /events")
    for word in ("Geheime Naam", "geheim@feest", "noor@feest", "xxxxxxxx", "yyyyyyyy"):
        assert word not in caplog.text


SECRET = "/gate/0123456789ABCDEFGHJKMNPQRS"


@pytest.mark.parametrize("trouble", ["view", "database", "none"])
def test_whatever_breaks_no_address_with_a_secret_is_logged(
    app: Flask,
    world: World,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    code = world.cards(intermediary_name="Karin van de garage")[0].code
    if trouble == "database":
        monkeypatch.setattr(Store, "reading", _fail)
        monkeypatch.setattr(Store, "writing", _fail)
    if trouble == "view":
        for endpoint in app.view_functions:
            monkeypatch.setitem(app.view_functions, endpoint, _fail)
    browser = page_client(app)
    paths = [
        rule.rule.replace("<code:code>", code)
        for rule in app.url_map.iter_rules()
        if "<code:" in rule.rule
    ]
    with caplog.at_level(logging.DEBUG):
        for path in [*paths, SECRET, f"/{code}?l=nl&x={code}", f"/{code}/nothing", f"/e/{code}"]:
            for method in ("GET", "POST", "PUT"):
                data = {"answer": "yes", "name": "Geheime Naam", "phone": PHONE}
                answer = browser.open(path, method=method, data=None if method == "GET" else data)
                assert b"Traceback" not in answer.data
    for word in (code, code.lower(), SECRET[6:], "Geheime Naam", PHONE, "Karin"):
        assert word not in caplog.text
    assert trouble == "none" or "Traceback" in caplog.text, "then where is it logged?"


def _fail(*args: object, **kw: object) -> NoReturn:
    raise RuntimeError("on purpose")


def test_a_wrong_password_is_in_no_log(
    client: PageClient, organiser: Account, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.send("/sign-in", {"email": organiser.email, "password": "een geheim woord"})
    assert "een geheim woord" not in caplog.text
    assert organiser.email not in caplog.text
