"""Every page has a rule, and the rule holds."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from planner.core.roles import Right
from planner.store.base import Base, Store
from planner.store.models import Account
from planner.web.access import (
    Access,
    Guard,
    Needs,
    checked_by,
    guards_of,
    needs,
)
from planner.web.lanes import is_large
from planner.web.pages import Pages, require_guards
from tests.support.pages import PageClient

Decorator = Callable[[Any], Any]
SAMPLES: dict[str, Any] = {
    "NumberConverter": 1,
    "KeyConverter": 1,
    "CodeConverter": "0000000000000",
    "UnicodeConverter": "something",
    "PathConverter": "something",
}
WITHOUT_TOKEN = re.compile(
    r"invitee\..*|public\.(answer_without_card|ask_to_follow|judge_promise|set_following|unsubscribe)"
    r"|gate\.(take_scans|ask_about_card|work_at|open_the_doors|say_going|take_notes|take_remarks"
    r"|take_taps)"
)
"""No cookie: the address is the secret, or nobody is signed in. Or no form has the content type."""


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def access_of(app: Flask, rule: Rule) -> Access:
    return guards_of(app)[rule.endpoint].access


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
    assert {rule.endpoint for rule in rules(app)} == set(guards_of(app))


def test_every_page_but_the_open_ones_is_checked_before_it_runs(app: Flask) -> None:
    for endpoint, guard in guards_of(app).items():
        assert (guard.rule is None) == (guard.access is Access.ANYONE), endpoint
        assert (guard.needs is None) == (guard.access is not Access.ORGANISER), endpoint


def guard_of_one(access: Access, *above: Decorator, below: Sequence[Decorator] = ()) -> Guard:
    """Register one view with decorators above and below its route."""
    pages = Pages("some", "planner.web.calendars", access, rule=lambda: None)

    def view() -> str:
        return ""

    made: Any = view
    for decorate in (*below, pages.get("/some"), *above):
        made = decorate(made)
    app = Flask("some")
    app.register_blueprint(pages)
    return guards_of(app)["some.view"]


def test_what_a_view_needs_stands_above_it_in_any_order() -> None:
    needed, food = needs(Right.FOOD, fresh=True), Needs(Right.FOOD, fresh=True)
    assert guard_of_one(Access.ORGANISER, needed).needs == food
    assert guard_of_one(Access.ORGANISER, below=[needed]).needs == food
    assert guard_of_one(Access.ORGANISER, below=[needed, is_large]).needs == food
    assert guard_of_one(Access.ORGANISER, below=[is_large, needed]).needs == food


def test_a_view_of_organisers_without_what_it_needs_does_not_start() -> None:
    with pytest.raises(LookupError, match=r"some\.view .* write @needs above it"):
        guard_of_one(Access.ORGANISER)


@pytest.mark.parametrize(
    ("access", "below"),
    [
        pytest.param(Access.GATE, [], id="pages of others have no rights"),
        pytest.param(Access.ORGANISER, [checked_by(lambda: None)], id="another rule"),
    ],
)
def test_a_right_that_nothing_would_check_does_not_start(
    access: Access, below: Sequence[Decorator]
) -> None:
    with pytest.raises(LookupError, match="nothing checks its @needs"):
        guard_of_one(access, needs(Right.FOOD), below=below)


def test_pages_for_some_without_a_rule_do_not_start() -> None:
    with pytest.raises(LookupError, match="name the rule"):
        Pages("some", "planner.web.calendars", Access.GATE)


def test_a_page_that_nothing_stands_before_does_not_start() -> None:
    app = Flask("some")
    app.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(LookupError, match="Nothing stands before open"):
        require_guards(app)


def test_a_page_that_was_added_later_does_not_open(app: Flask, client: PageClient) -> None:
    app.add_url_rule("/late", "late", lambda: "secret")
    answer = client.get("/late")
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)


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
        if "POST" not in (rule.methods or ()) or WITHOUT_TOKEN.fullmatch(rule.endpoint):
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
            asked = guards_of(app)[rule.endpoint].needs
            is_refused = asked is not None and asked.right is Right.ADMINISTER
            assert desk.get(address(app, rule)).status_code == (403 if is_refused else 404), rule


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


TEXTS = {
    "answer_link",
    "slug",
    "who",
    "key",
    "secret",
    "nonce",
    "name",
    "token",
    "rule",
    "what",
    "code",
    "mark",
    "colours",
}


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
