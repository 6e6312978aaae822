"""The log of the server as it really runs, with everything going wrong: it names nobody."""

import http.client
import signal
import socket
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from planner.core.parties import PartyDetails
from planner.services.answer import answering
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer
from tests.cli.test_serve import running, wait_for
from tests.support.cards import MADE_AT, make_world
from tests.support.serving import free_port

HOST = "feest.example"
NAME, PHONE, EMAIL, REMARK = "Canary-Özlem", "0698765432", "canary@feest.example", "canary-weeds"
PASSWORD = "canary password of nobody"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_whatever_goes_wrong_the_log_names_nobody(
    instance: Path, installation: Settings, tables: Store
) -> None:
    world = make_world(tables, installation)
    card = world.cards(largest_party=5)[0]
    with tables.transaction() as session:
        invitation = world.invitation(card)
        guest = GuestDetails(name=NAME, phone=PHONE, email=EMAIL)
        named_guests.name_card(session, invitation, guest, now=MADE_AT)
        party = PartyDetails(adults=2, diets={"halal": 2})
        answering.give_details(session, invitation, party, now=MADE_AT)
        session.get_one(Answer, invitation.id).remark = REMARK
    tables.engine.dispose()
    port = free_port()
    environment = {"PLANNER_BIND": f"127.0.0.1:{port}", "PLANNER_WORKERS": "1"}
    with running(environment, "serve") as process:
        wait_for(process, "serves")
        fine = visit(port, card.code)
        assert {200, 303, 404, 405} <= fine
        assert not fine & {500, 503}
        change(tables, "UPDATE event SET zone = 'Nowhere/At-All'")
        assert 500 in visit(port, card.code), "a page that breaks"
        change(tables, "ALTER TABLE answer RENAME TO answer_gone")
        assert 503 in visit(port, card.code), "tables that are not there"
        malformed(port, f"GET /{card.code}?n={NAME} HTTP/9.9 nonsense\r\n\r\n")
        malformed(port, f"GET /{card.code} HTTP/1.1\r\nHost: {HOST}\r\n{EMAIL}\r\n\r\n")
        process.send_signal(signal.SIGTERM)
        said = "".join(process.communicate(timeout=60))
    assert "failed on" in said, "then nothing was logged at all"
    assert "Nowhere" in said
    secrets = (
        card.code, card.code.lower(), NAME, "Özlem", PHONE, EMAIL, "canary", REMARK, PASSWORD,
        "halal", "127.0.0.1", "Passart",
    )  # fmt: skip
    assert not [word for word in secrets if word in said]


def visit(port: int, code: str) -> set[int]:
    """Ask for a guest's pages, and send forms with everything that must not be logged."""
    form = {"answer": "yes", "name": NAME, "phone": PHONE, "remark": REMARK, "diet-halal": "2"}
    paths = [
        f"/{code}", f"/{code}/known", f"/{code}/known.json", f"/{code.lower()}/party?x={EMAIL}",
        f"/{code}/nothing/{PHONE}", f"/card?code={code}", f"/gate/{code}{code}", "/sign-in",
    ]  # fmt: skip
    found = {ask(port, "GET", path) for path in paths}
    found |= {ask(port, "POST", path, form) for path in paths[:4]}
    found.add(ask(port, "PUT", f"/{code}", form))
    found.add(ask(port, "POST", "/sign-in", {"email": EMAIL, "password": PASSWORD}))
    return found & {200, 303, 404, 405, 410, 422, 500, 503}


def ask(port: int, method: str, path: str, form: dict[str, str] | None = None) -> int:
    headers = {
        "Host": HOST,
        "User-Agent": f"Mozilla {EMAIL}",
        "Referer": f"http://{HOST}/{PHONE}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body=urlencode(form or {}), headers=headers)
        answered = connection.getresponse()
        answered.read()
        return answered.status


def malformed(port: int, request: str) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as raw:
        raw.sendall(request.encode())
        raw.recv(1000)


def change(tables: Store, statement: str) -> None:
    with tables.engine.begin() as connection:
        connection.execute(text(statement))
    tables.engine.dispose()
