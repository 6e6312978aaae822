"""Numbers of another organisation, in every form and every field that holds a number."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bench.fuzz import Form, Found, walk
from planner.app import create_app
from planner.store.base import Base, Store
from planner.store.models import Account, Event, Intermediary, Organisation, Series
from tests.support.actors import Stage, give_factor, set_up
from tests.support.application import test_settings as settings_of
from tests.support.clock import FixedClock
from tests.support.pages import PageClient

WORDS = ("Zilverreiger", "Kwartelkoning", "Roerdomp")
"""On everything of ours that has a name; a partner may read none of them anywhere."""
COMMON = {"sign_in", "throttle", "audit_entry", "account", "calendar_feed", "calendar_state"}


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    clock, settings = FixedClock(), settings_of(sqlite_url, tmp_path)
    app = create_app(settings, clock=clock)
    app.config["SERVER_NAME"] = settings.host
    app.config["PROPAGATE_EXCEPTIONS"] = False
    store: Store = app.extensions["store"]
    made = set_up(app, store, settings, clock)
    give_factor(store, "administrator@feest.example", clock)
    with store.transaction() as session:
        session.execute(update(Event).values(title=WORDS[0], contact_name=WORDS[1]))
        session.execute(update(Series).values(name=WORDS[2]))
        session.execute(update(Intermediary).values(name=WORDS[1]))
        others = Account.email != "partner@feest.example"
        session.execute(update(Account).where(others).values(name=WORDS[1]))
    yield made
    store.close()


def plan_own(partner: PageClient, **wishes: str) -> str:
    page = partner.page("/events/new")
    typed = {
        field.get("name") or "": field.get("value") or ""
        for field in page.all("input")
        if field.get("type") not in {"checkbox", "radio"}
    }
    chosen = {
        select.get("name") or "": next(
            option.get("value") or ""
            for option in sorted(
                select.iter("{http://www.w3.org/1999/xhtml}option"),
                key=lambda option: option.get("selected") is None,
            )
        )
        for select in page.all("select")
    }
    kinds = {"event_type": "barbecue", "kind": "open", "title": "Of the partner"}
    answer = partner.post("/events/new", data={**typed, **chosen, **kinds, **wishes})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def of_others(store: Store, own: set[int]) -> dict[str, list[Any]]:
    """Everything that hangs on no event of the partner's."""
    found = {}
    with store.reading() as session:
        theirs = set(session.scalars(select(Organisation.id).where(~Organisation.is_host)))
        for table in Base.metadata.sorted_tables:
            if table.name in COMMON:
                continue
            rows = session.execute(select(table)).mappings().all()
            place = "id" if table.name == "event" else "event_id"
            if place in table.columns:
                rows = [row for row in rows if row[place] not in own]
                rows = [row for row in rows if row.get("organisation_id") not in theirs]
                found[table.name] = sorted(map(str, rows))
    return found


def test_the_key_of_a_form_leads_nobody_else_to_what_it_made(stage: Stage) -> None:
    ours, partner = stage.browsers["organiser"], stage.browsers["partner"]
    key = ours.page("/events/new").sends()["once"][0]
    first = plan_own(ours, once=key)
    assert plan_own(ours, once=key) == first
    made = plan_own(partner, once=key)
    assert made != first
    assert partner.get(made).status_code == 200
    odd = plan_own(partner, once="x" * 300)
    assert odd not in {first, made}, "one that is none makes the form a new one each time"


@pytest.mark.parametrize("field", ["series_id", "parent_id"])
def test_a_choice_that_is_not_offered_is_not_taken(stage: Stage, field: str) -> None:
    partner = stage.browsers["partner"]
    page = partner.page("/events/new")
    value = stage.ours["series_id" if field == "series_id" else "event_id"]
    answer = partner.post(
        "/events/new", data={"csrf_token": page.token(), "title": "x", field: str(value)}
    )
    assert answer.status_code == 422
    assert not any(word in answer.get_data(as_text=True) for word in WORDS)


def test_no_form_of_a_partner_reaches_anything_of_ours(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.fuzz.MOST_PAGES", 70)
    store, partner = stage.app.extensions["store"], stage.browsers["partner"]
    own = plan_own(partner)
    found = Found()
    walk(stage.app, partner, [own, "/events", "/account", "/past-events", "/kept", "/audit"], found)
    assert not found.broken
    assert len(found.forms) > 15
    names = ("event_id", "batch_id", "account_id", "series_id", "gate_id")
    foreign = sorted({stage.ours[name] for name in names})
    with store.reading() as session:
        ours = {event.id for event in session.scalars(select(Event)) if event.title != WORDS[0]}
    before = of_others(store, ours)
    tried = 0
    for form in found.forms.values():
        for data in with_numbers(form, foreign):
            answer = partner.post(form.action, data=data)
            assert answer.status_code < 500, (form.action, data)
            text = answer.get_data(as_text=True)
            assert not any(word in text for word in WORDS), (form.action, data)
            tried += 1
    assert tried > 15
    with store.reading() as session:
        ours = {event.id for event in session.scalars(select(Event)) if event.title not in WORDS}
    assert of_others(store, ours) == before


def with_numbers(form: Form, foreign: list[int]) -> Iterator[dict[str, Any]]:
    """Fill a form as it stands, with a number of ours in one field after the other."""
    usual = {name: list(values[:1]) for name, values in form.usual if values}
    for name, values in form.usual:
        if name != "csrf_token" and all(value.isdecimal() or not value for value in values):
            for number in foreign:
                yield {**usual, name: [str(number)]}
    yield {**usual, "event_id": "1", "organisation_id": "1", "batch_id": "1", "account_id": "1"}


def test_no_page_of_a_partner_names_anything_of_ours(stage: Stage) -> None:
    partner = stage.browsers["partner"]
    own = plan_own(partner)
    seen = 0
    for path in (
        "/events", "/past-events", "/past-events/record", "/kept", "/kept/find", "/audit",
        "/audit.csv", "/series/new", "/people", "/mail", "/account", "/events/new",
        f"/audit?who={stage.ours['account_id']}", "/audit?kind=accounts",
        "/past-events/new",
        *(f"{own}/{page}" for page in (
            "", "edit", "copy", "team", "guests", "guests/new", "guests/import", "invitations",
            "invitations/new", "gates", "gates/paper", "messages", "menu", "shopping-list",
            "shopping-together", "shopping-list.csv", "audit", "audit.csv", "trouble", "reckoning",
            "places", "said", "kitchen", "close", "cancel", "mail",
        )),
    ):  # fmt: skip
        answer = partner.get(path.rstrip("/"))
        assert answer.status_code < 500, path
        seen += answer.status_code == 200
        assert not any(word in answer.get_data(as_text=True) for word in WORDS), path
    assert seen > 25
