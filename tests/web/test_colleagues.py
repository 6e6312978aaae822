"""Colleagues: invited by mail, given roles, in teams and in organisations apart."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from planner.app import create_app
from planner.core.enums import MailKind
from planner.core.roles import AccountRole, TeamRole
from planner.services.people import colleagues
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Account,
    AccountLink,
    AuditEntry,
    Event,
    OutboxMail,
    Series,
    TeamMember,
    Turnout,
)
from tests.support.actors import give_factor
from tests.support.application import PASSWORD, signed_in
from tests.support.clock import FixedClock
from tests.support.organiser import add_event, add_summer
from tests.support.pages import Page, PageClient, page_client

LINK = re.compile(r"http://feest\.example(/sign-in/[a-z-]+/[\w-]{43})")
SARA = {"name": "Sara", "email": "Sara@feest.example", "role": "organiser"}
NEW = "vier heel andere woorden"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Mail leaves here."""
    return replace(settings, mailbox=tmp_path / "mailbox")


@pytest.fixture
def boss(app: Flask, store: Store, organiser: Account, clock: FixedClock) -> PageClient:
    """An administrator with a second step, signed in."""
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.ADMINISTRATOR
    browser = signed_in(app, organiser.email)
    give_factor(store, organiser.email, clock)
    return browser


def invite(boss: PageClient, **wishes: object) -> str:
    """Invite somebody and return the path of the link that is shown."""
    page = boss.page("/people/new")
    organisation = next(
        (field.get("value") for field in page.all("input") if field.get("name") == "organisation"),
        None,
    )
    typed = {**SARA, **({"organisation": organisation} if organisation else {}), **wishes}
    answer = boss.send("/people/new", typed)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = LINK.search(Page(answer).words)
    assert found is not None
    return found.group(1)


def letters(store: Store) -> list[OutboxMail]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def add_partner(store: Store, clock: FixedClock, email: str = "wim@feest.example") -> Account:
    """Give another organisation an administrator of its own."""
    with store.transaction() as session:
        away = colleagues.add_organisation(session, "Buurthuis", now=clock())
        assert away is not None
        account = session.scalars(select(Account).where(Account.email == email)).one()
        account.organisation_id = away.id
        return account


def test_an_invited_colleague_chooses_a_password_and_begins(
    app: Flask, store: Store, boss: PageClient
) -> None:
    path = invite(boss)
    (letter,) = letters(store)
    assert (letter.kind, letter.to_address) == (MailKind.COLLEAGUE, "sara@feest.example")
    assert path in letter.text
    browser = page_client(app)
    assert "sara@feest.example" in browser.page(path).words
    weak = browser.send(path, {"password": "wachtwoord"})
    assert weak.status_code == 422
    assert browser.send(path, {"password": NEW}).location == "/events"
    assert browser.get("/events").status_code == 200, "signed in with what was just typed"
    assert browser.get(path).status_code == 404, "it works once"
    with store.reading() as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.what == "account_begin.begin")
        )
        assert entry.account is not None
        assert entry.account.email == "sara@feest.example"
    typed = {"email": "sara@feest.example", "password": NEW}
    assert page_client(app).send("/sign-in", typed).location == "/events"


def test_a_link_is_known_by_a_hash_only_and_ends_after_a_week(
    store: Store, boss: PageClient, client: PageClient, clock: FixedClock
) -> None:
    path = invite(boss)
    with store.reading() as session:
        assert (
            path.rpartition("/")[2].encode()
            not in session.scalars(select(AccountLink.token_hash)).one()
        )
    clock.forward(days=6)
    assert client.get(path).status_code == 200
    clock.forward(days=1)
    assert client.get(path).status_code == 404


def test_a_newer_link_ends_the_older_one(
    store: Store, boss: PageClient, client: PageClient
) -> None:
    first = invite(boss)
    with store.reading() as session:
        number = session.scalars(select(Account.id).where(Account.name == "Sara")).one()
    answer = boss.send(f"/people/{number}/link", form_on="/people")
    second = LINK.search(Page(answer).words)
    assert second is not None
    assert client.get(first).status_code == 404
    assert client.get(second.group(1)).status_code == 200


def test_an_address_has_one_account_and_what_was_typed_stays(boss: PageClient) -> None:
    invite(boss)
    answer = boss.send("/people/new", {**SARA, "organisation": "1", "name": "Sarah"})
    assert answer.status_code == 422
    page = Page(answer)
    assert page.errors()
    assert 'value="Sarah"' in page.text


@pytest.mark.parametrize("email", ["sara", "sara@feest.example\r\nBcc: x@y.example", "a@b, c@d"])
def test_what_is_no_address_is_refused(store: Store, boss: PageClient, email: str) -> None:
    answer = boss.send("/people/new", {**SARA, "organisation": "1", "email": email})
    assert answer.status_code == 422
    assert not letters(store)


def test_a_colleague_of_another_organisation_can_not_be_made_by_its_number(
    app: Flask, store: Store, boss: PageClient, other_organiser: Account, clock: FixedClock
) -> None:
    add_partner(store, clock)
    with store.transaction() as session:
        session.get_one(Account, other_organiser.id).role = AccountRole.ADMINISTRATOR
    partner = signed_in(app, other_organiser.email)
    give_factor(store, other_organiser.email, clock)
    answer = partner.send("/people/new", {**SARA, "organisation": "1"})
    assert answer.status_code == 422
    assert "noor@" not in partner.page("/people").words
    assert partner.get("/people/organisations/new").status_code == 404
    for verb in ("role", "disable", "enable", "link", "reset"):
        sent = partner.send(f"/people/1/{verb}", {"role": "member"}, form_on="/people")
        assert sent.status_code == 404, verb
    assert "Wim" in boss.page("/people").words, "the host sees to the people of all"


def test_disabling_ends_every_session_at_once(
    app: Flask, boss: PageClient, other_organiser: Account
) -> None:
    other = signed_in(app, other_organiser.email)
    boss.send(f"/people/{other_organiser.id}/disable", form_on="/people")
    assert other.get("/events").location.startswith("/sign-in")
    typed = {"email": other_organiser.email, "password": PASSWORD}
    assert page_client(app).send("/sign-in", typed).status_code == 422
    boss.send(f"/people/{other_organiser.id}/enable", form_on="/people")
    assert page_client(app).send("/sign-in", typed).status_code == 303


def test_the_only_administrator_stays_one(
    app: Flask, store: Store, boss: PageClient, organiser: Account, other_organiser: Account
) -> None:
    for path, data in (("role", {"role": "member"}), ("disable", {})):
        boss.send(f"/people/{organiser.id}/{path}", data, form_on="/people/new")
    assert boss.page("/people").status == 200
    boss.send(f"/people/{other_organiser.id}/role", {"role": "administrator"}, form_on="/people")
    boss.send(f"/people/{organiser.id}/role", {"role": "organiser"}, form_on="/people/new")
    assert boss.get("/people").status_code == 403


@pytest.mark.parametrize("email", ["noor@feest.example", "nobody@feest.example"])
def test_a_forgotten_password_answers_the_same_whoever_asks(
    store: Store, client: PageClient, organiser: Account, email: str
) -> None:
    answer = client.send("/sign-in/forgotten", {"email": email})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert len(letters(store)) == (email == organiser.email)
    assert "onderweg" in client.page("/sign-in").words


def test_the_mailed_link_sets_a_new_password_within_the_hour_once(
    app: Flask, store: Store, desk: PageClient, client: PageClient, organiser: Account,
    clock: FixedClock,
) -> None:  # fmt: skip
    client.send("/sign-in/forgotten", {"email": organiser.email})
    found = LINK.search(letters(store)[0].text)
    assert found is not None
    clock.forward(minutes=59)
    assert client.send(found.group(1), {"password": NEW}).location == "/events"
    assert desk.get("/events").location.startswith("/sign-in"), "old sessions are over"
    assert client.get("/events").status_code == 200
    client.send("/sign-out", form_on="/account")
    assert client.get(found.group(1)).status_code == 404
    typed = {"email": organiser.email, "password": NEW}
    assert client.send("/sign-in", typed).status_code == 303
    client.send("/sign-out", form_on="/account")
    clock.forward(minutes=30)
    client.send("/sign-in/forgotten", {"email": organiser.email})
    found = LINK.search(letters(store)[1].text)
    assert found is not None
    clock.forward(minutes=61)
    assert client.get(found.group(1)).status_code == 404


def test_nobody_fills_a_mailbox_with_links(
    store: Store, client: PageClient, organiser: Account, clock: FixedClock
) -> None:
    for _ in range(6):
        client.send("/sign-in/forgotten", {"email": organiser.email})
    assert len(letters(store)) == 3


def test_without_a_mail_server_the_page_says_whom_to_ask(
    settings: Settings, clock: FixedClock
) -> None:
    app = create_app(replace(settings, mailbox=None), clock=clock)
    app.config["SERVER_NAME"] = settings.host
    page = page_client(app).page("/sign-in/forgotten")
    app.extensions["store"].close()
    assert "Bureau Noord" in page.words
    assert not [field for field in page.all("input") if field.get("name") == "email"]


def test_a_partner_sees_only_its_own_events_series_and_turnout(
    app: Flask, store: Store, desk: PageClient, other_organiser: Account, clock: FixedClock
) -> None:
    ours = add_event(store, series="Onze zomer", expected=40, title="Bij ons")
    add_summer(store, "Onze zomer")
    add_partner(store, clock)
    partner = signed_in(app, other_organiser.email)
    for path in ("/events", "/past-events", "/past-events/record", "/events/new", "/series/new"):
        words = partner.page(path).text
        assert "Bij ons" not in words, path
        assert "Onze zomer" not in words, path
    assert "Bij ons" in desk.page("/events").words
    for path in ("", "/live", "/guests", "/guests/table.csv", "/menu", "/team", "/gates"):
        assert partner.get(f"/events/{ours}{path}").status_code == 404, path


def test_a_partner_with_the_same_names_gets_its_own_series_and_addresses(
    app: Flask, store: Store, desk: PageClient, other_organiser: Account, clock: FixedClock
) -> None:
    add_event(store, series="BBQ", title="Barbecue")
    add_summer(store)
    add_partner(store, clock)
    partner = signed_in(app, other_organiser.email)
    typed = {
        "title": "BBQ 1", "held_on": "2026-06-06", "came": "31", "kind": "open",
        "series_name": "BBQ", "quality": "counted",
    }  # fmt: skip
    assert partner.send("/past-events/new", typed).status_code == 303
    assert partner.page("/past-events").words.count("BBQ 1") == 1
    with store.reading() as session:
        slugs = [each.slug for each in session.scalars(select(Series))]
    assert len(set(slugs)) == 2


def test_a_forecast_learns_from_the_own_organisation_only(
    store: Store, other_organiser: Account, clock: FixedClock
) -> None:
    from planner.services.forecast.memory import remember

    add_summer(store, "BBQ", ((300, 10),) * 6)
    event_id = add_event(store, expected=30)
    away_id = add_event(store, expected=30, days=1)
    add_partner(store, clock)
    with store.transaction() as session:
        theirs = session.get_one(Account, other_organiser.id).organisation_id
        session.get_one(Event, away_id).organisation_id = theirs
        for turnout in session.scalars(select(Turnout)):
            turnout.neighbourhood_id = session.get_one(Event, event_id).neighbourhood_id
    with store.reading() as session:
        events = [session.get_one(Event, number) for number in (event_id, away_id)]
        memory = remember(session, events)
    assert not memory.elsewhere[away_id], "also where a program asks, without a scope"


def test_a_lead_builds_the_team_and_new_helpers_get_a_link(
    app: Flask, store: Store, desk: PageClient, other_organiser: Account, clock: FixedClock
) -> None:
    event_id = add_event(store)
    path = f"/events/{event_id}/team"
    answer = desk.send(path, {"name": "Kim", "email": "kim@feest.example", "role": "kitchen"})
    link = LINK.search(Page(answer).words)
    assert link is not None
    kim = page_client(app)
    kim.send(link.group(1), {"password": NEW})
    assert kim.get(f"/events/{event_id}/kitchen").status_code != 403
    assert kim.get(f"/events/{event_id}/gates").status_code == 403
    assert kim.get(f"/events/{add_event(store, days=3)}").status_code == 404
    there = desk.send(path, {"name": "x", "email": other_organiser.email, "role": "reader"})
    assert (there.status_code, there.location) == (303, path), "no link to somebody's account"
    with store.reading() as session:
        number = session.scalars(select(Account.id).where(Account.name == "Kim")).one()
    desk.send(f"{path}/{number}/role", {"role": "crew"}, form_on=path)
    assert kim.get(f"/events/{event_id}/gates").status_code == 200
    desk.send(f"{path}/{number}/remove", form_on=path)
    assert kim.get(f"/events/{event_id}").status_code == 404, "at once"
    with store.reading() as session:
        left = session.scalars(select(TeamMember.role)).all()
    assert left == [TeamRole.READER]


def test_somebody_of_another_organisation_is_not_put_in_a_team(
    store: Store, desk: PageClient, other_organiser: Account, clock: FixedClock
) -> None:
    add_partner(store, clock)
    path = f"/events/{add_event(store)}/team"
    answer = desk.send(path, {"name": "Wim", "email": other_organiser.email, "role": "lead"})
    assert answer.status_code == 422
