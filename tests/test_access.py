"""Every page has a rule, and the rule holds."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from planner.store.base import Base, Store
from planner.store.models import Account
from planner.web.access import Access
from tests.support.pages import PageClient

SAMPLES: dict[str, Any] = {
    "NumberConverter": 1,
    "CodeConverter": "0000000000000",
    "UnicodeConverter": "something",
    "PathConverter": "something",
}
WITHOUT_TOKEN = {
    "invitee", "own", "telling", "address", "coming", "gate_scans", "unsubscribing",
}  # fmt: skip
"""No cookie: the address is the secret, or nobody is signed in. Or no form has the content type."""


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def access_of(app: Flask, rule: Rule) -> Access:
    access: Access = app.extensions["access"][rule.endpoint.split(".")[0]]
    return access


def address(app: Flask, rule: Rule) -> str:
    values = {
        name: SAMPLES[type(converter).__name__] for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        return str(app.url_for(rule.endpoint, **values))


def rows(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name != "throttle"
        }


def test_every_route_has_a_rule(app: Flask) -> None:
    known = app.extensions["access"]
    missing = {rule.endpoint for rule in rules(app) if rule.endpoint.split(".")[0] not in known}
    assert not missing


def test_every_page_but_the_open_ones_is_checked_before_it_runs(app: Flask) -> None:
    for name, access in app.extensions["access"].items():
        checked = bool(app.before_request_funcs.get(name))
        assert checked == (access is not Access.ANYONE), name


def test_a_stranger_is_turned_away_from_every_page_of_the_organiser(
    app: Flask, client: PageClient
) -> None:
    tried = 0
    for rule in rules(app):
        if access_of(app, rule) is not Access.ORGANISER or "GET" not in (rule.methods or ()):
            continue
        answer = client.get(address(app, rule))
        assert answer.status_code == 303, rule
        assert answer.location.startswith("/sign-in"), rule
        tried += 1
    assert tried > 15


def test_a_stranger_changes_nothing_whatever_is_sent(
    app: Flask, store: Store, client: PageClient
) -> None:
    token = client.page("/sign-in").token()
    before, tried = rows(store), 0
    for rule in rules(app):
        if "POST" not in (rule.methods or ()) or access_of(app, rule) is Access.ANYONE:
            continue
        sent = client.post(address(app, rule), data={"csrf_token": token, "answer": "yes"})
        if access_of(app, rule) is Access.ORGANISER:
            assert sent.status_code == 303, rule
            assert sent.location.startswith("/sign-in"), rule
        else:
            assert sent.status_code in {401, 403, 404, 410, 415}, (rule, sent.status_code)
        tried += 1
    assert tried > 15
    assert rows(store) == before


def test_a_stranger_is_turned_away_from_every_page_of_the_gate(
    app: Flask, client: PageClient
) -> None:
    for rule in rules(app):
        if access_of(app, rule) is not Access.GATE or "GET" not in (rule.methods or ()):
            continue
        assert client.get(address(app, rule)).status_code in {401, 403, 404}, rule


def test_nothing_is_written_without_a_token(
    app: Flask, store: Store, desk: PageClient, organiser: Account
) -> None:
    before, tried = rows(store), 0
    for rule in rules(app):
        name = rule.endpoint.split(".")[0]
        if "POST" not in (rule.methods or ()) or name in WITHOUT_TOKEN:
            continue
        answer = desk.post(address(app, rule), data={"title": "x", "name": "x"})
        assert answer.status_code in {400, 404}, (rule, answer.status_code)
        tried += 1
    assert tried > 15
    assert rows(store) == before


def test_get_and_head_change_nothing(app: Flask, store: Store, desk: PageClient) -> None:
    before = rows(store)
    for rule in rules(app):
        if "GET" in (rule.methods or ()):
            desk.get(address(app, rule), headers={"User-Agent": "WhatsApp/2.23"})
            desk.head(address(app, rule))
    after = rows(store)
    # A calendar notes when its content last changed; that is no state of anybody's.
    after |= {name: before[name] for name in ("calendar_feed", "calendar_state")}
    assert after == before


def test_objects_that_are_not_there_are_not_found(app: Flask, desk: PageClient) -> None:
    for rule in rules(app):
        is_object = "<int:" in rule.rule and "GET" in (rule.methods or ())
        if is_object and access_of(app, rule) is Access.ORGANISER:
            assert desk.get(address(app, rule)).status_code == 404, rule


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_a_number_larger_than_any_we_give_is_not_there(
    app: Flask, desk: PageClient, number: int
) -> None:
    for rule in rules(app):
        if "<int:" in rule.rule and "GET" in (rule.methods or ()):
            path = address(app, rule)
            assert desk.get(re.sub(r"/1(?=/|$)", f"/{number}", path, count=1)).status_code == 404


def test_addresses_are_lower_case_with_hyphens(app: Flask) -> None:
    for rule in rules(app):
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule.rule


TEXTS = {"slug", "secret", "nonce", "name", "token", "rule", "what"}


def test_every_part_of_an_address_says_what_it_may_be(app: Flask) -> None:
    for rule in rules(app):
        for name, converter in rule._converters.items():
            kind = type(converter).__name__
            assert kind in SAMPLES, f"{rule.rule}: no test knows {kind}"
            is_text = kind in {"UnicodeConverter", "PathConverter"}
            assert not is_text or name in TEXTS, (
                f"{rule.rule}: write <int:{name}>, or say here that {name} is a text"
            )


def test_no_page_of_ours_can_be_taken_for_a_code(app: Flask) -> None:
    code = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z -]{8,20})[0-9A-Za-z]")
    for rule in rules(app):
        only = rule.rule.strip("/")
        if "/" not in only and "<" not in only and code.fullmatch(only):
            adapter = app.url_map.bind("feest.example")
            assert adapter.match(rule.rule, method="GET")[0] == rule.endpoint


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused_kindly(client: PageClient, method: str) -> None:
    answer = client.open("/sign-in", method=method)
    assert answer.status_code == 405
    assert "Traceback" not in answer.get_data(as_text=True)
