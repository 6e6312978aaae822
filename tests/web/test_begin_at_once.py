"""Whoever chooses a password by a link is in at once, and only as far as their password leads."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.roles import AccountRole
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, OutboxMail, SignIn
from tests.support.actors import give_factor
from tests.support.application import PASSWORD
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient, page_client

LINK = re.compile(r"http://feest\.example(/sign-in/[a-z-]+/[\w-]{43})")
NEW = "vier heel andere woorden"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Mail leaves here."""
    return replace(settings, mailbox=tmp_path / "mailbox")


def mailed_link(store: Store, client: PageClient, email: str) -> str:
    client.send("/sign-in/forgotten", {"email": email})
    with store.reading() as session:
        letter = session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert letter is not None
    found = LINK.search(letter.text)
    assert found is not None
    return found.group(1)


def cookie(browser: PageClient) -> str:
    found = browser.get_cookie("planner", domain="feest.example")
    return found.value if found is not None else ""


def make_administrator(store: Store, organiser: Account) -> None:
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.ADMINISTRATOR


def test_who_has_a_second_step_gives_it_after_a_new_password_too(
    app: Flask, store: Store, organiser: Account, clock: FixedClock
) -> None:
    give_factor(store, organiser.email, clock)
    browser = page_client(app)
    answer = browser.send(mailed_link(store, browser, organiser.email), {"password": NEW})
    assert answer.location == "/sign-in/second-step"
    for path in ("/events", "/account", "/account/second-step"):
        assert browser.get(path).location.startswith("/sign-in/second-step"), path
    assert browser.get("/sign-in/second-step").status_code == 200


def test_an_administrator_without_one_is_led_to_it_and_past_it_nowhere(
    app: Flask, store: Store, organiser: Account
) -> None:
    make_administrator(store, organiser)
    browser = page_client(app)
    answer = browser.send(mailed_link(store, browser, organiser.email), {"password": NEW})
    assert answer.location == "/account/second-step"
    page = browser.page("/account/second-step")
    assert "Stap 2 van 2" in page.words
    for path in ("/events", "/past-events", "/people", "/first-steps", "/leaflets/gate"):
        assert browser.get(path).location == "/account/second-step", path
    added = browser.send("/account/second-step/app", form_on="/account/second-step")
    assert added.location == "/account/second-step/app", "the password need not be typed again"


def test_a_planted_cookie_is_worth_nothing_once_the_password_is_chosen(
    app: Flask, store: Store, organiser: Account
) -> None:
    browser = page_client(app)
    path = mailed_link(store, browser, organiser.email)
    browser.page(path)
    planted = cookie(browser)
    browser.send(path, {"password": NEW})
    assert cookie(browser) != planted
    thief = page_client(app)
    thief.set_cookie("planner", planted, domain="feest.example")
    assert thief.get("/events").location.startswith("/sign-in?")


def test_a_link_that_was_used_signs_nobody_in(app: Flask, store: Store, organiser: Account) -> None:
    first, second = page_client(app), page_client(app)
    path = mailed_link(store, first, organiser.email)
    token = second.page(path).token()
    assert first.send(path, {"password": NEW}).location == "/events"
    late = second.post(path, data={"csrf_token": token, "password": "heel iets anders dan dat"})
    assert late.status_code == 404
    assert second.get("/events").location.startswith("/sign-in")
    with store.reading() as session:
        open_now = session.scalars(select(SignIn.id).where(SignIn.ended_at.is_(None))).all()
    assert len(open_now) == 1


def test_a_weak_password_signs_nobody_in(app: Flask, store: Store, organiser: Account) -> None:
    browser = page_client(app)
    path = mailed_link(store, browser, organiser.email)
    assert browser.send(path, {"password": "kort"}).status_code == 422
    assert browser.get("/events").location.startswith("/sign-in")
    answer = page_client(app).send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert answer.status_code == 303, "the old password still holds"


def test_the_list_of_who_did_what_says_that_it_signed_in(
    app: Flask, store: Store, organiser: Account
) -> None:
    browser = page_client(app)
    browser.send(mailed_link(store, browser, organiser.email), {"password": NEW})
    assert "koos met een gemailde link een nieuw wachtwoord" in Page(browser.get("/audit")).words


def test_a_colleague_begins_where_they_always_begin(
    app: Flask, store: Store, organiser: Account
) -> None:
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.MEMBER
    browser = page_client(app)
    answer = browser.send(mailed_link(store, browser, organiser.email), {"password": NEW})
    again = page_client(app).send("/sign-in", {"email": organiser.email, "password": NEW})
    assert answer.location == again.location == "/start"
