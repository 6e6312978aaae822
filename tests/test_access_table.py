"""Who gets an answer where: every address, for every kind of person, as access_table.csv says.

The table is read by people, so it says everything in words: `yes` (it is theirs),
`no` (it is there, and not for them), `404` (for them it is not there), `sign in`. All addresses
are those of one event of ours, and whoever holds a code or link holds a right one. A route without
a line fails here; `python -m tests.access_lines` shows one to check and add.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from planner.app import create_app
from planner.core.roles import RIGHTS, AccountRole, Right, TeamRole, rights_of
from planner.paths import PACKAGE
from planner.store.base import Base, Store
from planner.web.access import Access
from tests.support.actors import Stage, give_factor, set_up
from tests.support.application import test_settings as settings_of
from tests.support.clock import FixedClock
from tests.support.pages import Page
from tests.test_access import access_of, rules

TABLE = Path(__file__).with_name("access_table.csv")
OF_THE_ADDRESS = {
    "nonce": "x",
    "name": "x",
    "who": "gate",
    "key": "plan",
    "token": "x",
    "number": 1,
}
SECRETS = {
    "/gate": "gate_secret",
    "/p/<s": "partner_secret",
    "/help": "helper_secret",
    "/cale": "feed_secret",
}
"""Of whom the secret in an address is, by how that begins."""
Cells = dict[str, str]


@cache
def table() -> dict[tuple[str, str], Cells]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row.pop("page"), row.pop("method")): row for row in csv.DictReader(file)}


def pages(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in sorted(rules(app), key=lambda rule: (rule.endpoint, rule.rule)):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """One database and one application for all cells; nothing here needs a fresh one."""
    clock, settings = FixedClock(), settings_of(sqlite_url, tmp_path)
    app = create_app(settings, clock=clock)
    app.config["SERVER_NAME"] = settings.host
    store: Store = app.extensions["store"]
    made = set_up(app, store, settings, clock)
    give_factor(store, "administrator@feest.example", clock)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the token has tests of its own
    yield made
    store.close()


def address(stage: Stage, rule: Rule) -> str:
    known = OF_THE_ADDRESS | stage.ours
    known["secret"] = stage.ours[SECRETS.get(rule.rule[:5], "hand_secret")]
    if rule.rule.startswith("/help/"):
        known["code"] = stage.ours["help_code"]
    # A number that no stage sets belongs to nobody here: one is as good as any.
    values: dict[str, Any] = {name: known.get(name, 1) for name in rule.arguments}
    with stage.app.test_request_context():
        return str(stage.app.url_for(rule.endpoint, **values))


def word(answer: TestResponse) -> str:
    if answer.status_code in {404, 410}:
        return "404"
    if answer.status_code in {401, 403}:
        return "no"
    is_to_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in")
    return "sign in" if is_to_sign_in else "yes"


def ask(stage: Stage, rule: Rule, method: str, actor: str) -> str:
    """Ask as somebody. What a page does is tested elsewhere: here it only says that it ran.

    To another organisation also what lies behind the rule has to say that nothing is there.
    """
    is_foreign = access_of(stage.app, rule) is Access.ORGANISER and actor == "partner"
    real = stage.app.view_functions[rule.endpoint]
    if not is_foreign:
        stage.app.view_functions[rule.endpoint] = lambda **_values: ("", 204)
    try:
        return word(stage.browsers[actor].open(address(stage, rule), method=method))
    finally:
        stage.app.view_functions[rule.endpoint] = real


def everything(store: Store) -> dict[str, list[Any]]:
    with store.reading() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in {"sign_in", "calendar_feed", "throttle", "audit_entry"}
        }


OF_EVENTS_ALTOGETHER = {"events.copy_event", "events.delete_draft"}
"""Who leads one event makes none, and so takes none away."""


def test_every_route_has_its_line_and_every_line_its_route(app: Flask) -> None:
    there = {(rule.rule, method) for rule, method in pages(app)}
    assert not there - set(table()), "write down who may open it, see python -m tests.access_lines"
    assert not set(table()) - there, "these addresses are gone"


def test_everybody_gets_the_answer_that_the_table_says(stage: Stage) -> None:
    wrong, asked = [], 0
    for rule, method in pages(stage.app):
        for actor, expected in table()[rule.rule, method].items():
            found, asked = ask(stage, rule, method, actor), asked + 1
            if found != expected:
                wrong.append(f"{method} {rule.rule} as {actor}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong)
    assert asked > 2_000


def test_another_organisation_changes_nothing_of_ours(stage: Stage) -> None:
    store: Store = stage.app.extensions["store"]
    before = everything(store)
    for rule, method in pages(stage.app):
        if access_of(stage.app, rule) is Access.ORGANISER and rule.arguments and method == "POST":
            assert ask(stage, rule, method, "partner") in {"404", "no"}, rule.rule
    assert everything(store) == before


def test_the_table_follows_from_the_rights(stage: Stage) -> None:
    for rule, method in pages(stage.app):
        line = table()[rule.rule, method]
        if access_of(stage.app, rule) is not Access.ORGANISER:
            continue
        assert line["guest"] == line["phone"] == line["intermediary"] == "sign in", rule.rule
        if "event_id" in rule.arguments:
            assert line["member"] == line["partner"] == "404", rule.rule
            assert line["lead"] == "yes" or rule.endpoint in OF_EVENTS_ALTOGETHER, rule.rule


@pytest.mark.parametrize("actor", ["lead", "crew", "kitchen", "reader", "organiser"])
def test_no_link_or_button_leads_to_a_page_that_is_not_for_them(stage: Stage, actor: str) -> None:
    browser, waiting, seen = stage.browsers[actor], ["/events"], {"/events"}
    while waiting:
        url = waiting.pop()
        answer = browser.get(url, follow_redirects=True)
        assert answer.status_code == 200, (actor, url, answer.status_code)
        if answer.mimetype != "text/html" or len(seen) > 80:
            continue
        page = Page(answer)
        for form in page.all("form"):
            action = form.get("action") or url
            if (form.get("method") or "") == "post" and action.startswith("/"):
                assert is_open(stage, actor, action), (actor, url, action)
        for link in page.links():
            path = link.partition("#")[0].partition("?")[0]
            if path.startswith("/") and not path.startswith("/static") and path not in seen:
                seen.add(path)
                waiting.append(path)
    assert len(seen) > 3


def is_open(stage: Stage, actor: str, url: str) -> bool:
    endpoint, _values = stage.app.url_map.bind("feest.example").match(
        url.partition("?")[0], method="POST"
    )
    rule = next(each for each in rules(stage.app) if each.endpoint == endpoint)
    return table()[rule.rule, "POST"][actor] == "yes"


def test_the_roles_in_the_documentation_are_those_of_the_code() -> None:
    text = (PACKAGE.parent / "docs" / "access.md").read_text(encoding="utf-8")
    columns = [
        RIGHTS[AccountRole.ADMINISTRATOR],
        RIGHTS[AccountRole.ORGANISER],
        *(rights_of(AccountRole.MEMBER, role) for role in TeamRole),
    ]
    for right in Right:
        cells = " | ".join("yes" if right in rights else "no" for rights in columns)
        assert f"| {right.value} | {cells} |" in text, right
