"""The second step of signing in: an app with codes, spare codes, and who needs one."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.roles import AccountRole
from planner.services.people import colleagues, signing_in
from planner.store.base import Store
from planner.store.models import Account, RecoveryCode, SecondFactor, SignIn
from tests.support.application import PASSWORD
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient, page_client
from tests.support.totp import App, set_up_app

SPARE = re.compile(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}")


def half_in(app: Flask, account: Account) -> PageClient:
    """A browser in which the password was given, and the second step not yet."""
    browser = page_client(app)
    answer = browser.send("/sign-in", {"email": account.email, "password": PASSWORD})
    assert answer.location == "/sign-in/second-step"
    return browser


def cookie(browser: PageClient) -> str:
    found = browser.get_cookie("planner", domain="feest.example")
    assert found is not None
    return found.value


@pytest.fixture
def phone(desk: PageClient, clock: FixedClock) -> tuple[App, Page]:
    return set_up_app(desk, clock)


def test_a_password_alone_opens_no_page_any_more(
    app: Flask, desk: PageClient, organiser: Account, phone: tuple[App, Page]
) -> None:
    browser = half_in(app, organiser)
    for path in ("/events", "/account", "/past-events", "/account/second-step", "/account/proof"):
        assert browser.get(path).location.startswith("/sign-in/second-step"), path
    assert desk.get("/events").status_code == 200, "who set it up stays in"


def test_one_can_sign_out_from_the_page_of_spare_codes(
    desk: PageClient, phone: tuple[App, Page]
) -> None:
    """It is shown with the new cookie, so its forms need a token of that one."""
    _app, codes = phone
    answer = desk.post("/sign-out", data={"csrf_token": codes.token()})
    assert answer.status_code == 303
    assert desk.get("/events").location.startswith("/sign-in")


def test_the_code_of_the_app_opens_them_in_a_new_session(
    app: Flask, clock: FixedClock, organiser: Account, phone: tuple[App, Page]
) -> None:
    browser = half_in(app, organiser)
    clock.forward(minutes=1)
    before = cookie(browser)
    answer = browser.send("/sign-in/second-step", {"code": phone[0].code()})
    assert (answer.status_code, answer.location) == (303, "/events")
    assert cookie(browser) != before
    thief = page_client(app)
    thief.set_cookie("planner", before, domain="feest.example")
    assert thief.get("/events").location.startswith("/sign-in?"), "what was known before is void"
    assert browser.get("/events").status_code == 200


def test_a_code_is_used_once(
    app: Flask, clock: FixedClock, organiser: Account, phone: tuple[App, Page]
) -> None:
    clock.forward(minutes=1)
    code = phone[0].code()
    assert half_in(app, organiser).send("/sign-in/second-step", {"code": code}).status_code == 303
    again = half_in(app, organiser).send("/sign-in/second-step", {"code": code})
    assert again.status_code == 422
    older = half_in(app, organiser).send("/sign-in/second-step", {"code": phone[0].code(-1)})
    assert older.status_code == 422, "nor does an older one count after it"


def test_a_wrong_code_is_slowed_and_keeps_the_half_sign_in(
    app: Flask, clock: FixedClock, organiser: Account, phone: tuple[App, Page]
) -> None:
    browser = half_in(app, organiser)
    found = [browser.send("/sign-in/second-step", {"code": "000000"}).status_code for _ in range(9)]
    assert found == [422] * 8 + [429]


def test_the_half_sign_in_ends_after_ten_minutes(
    app: Flask, clock: FixedClock, organiser: Account, phone: tuple[App, Page]
) -> None:
    browser = half_in(app, organiser)
    clock.forward(minutes=11)
    answer = browser.get("/sign-in/second-step")
    assert answer.location.startswith("/sign-in")
    assert "second" not in answer.location


def test_spare_codes_are_shown_once_and_work_once(
    app: Flask, store: Store, desk: PageClient, organiser: Account, phone: tuple[App, Page]
) -> None:
    codes = SPARE.findall(phone[1].words)
    assert len(set(codes)) == 10
    assert not SPARE.search(desk.page("/account/second-step").words)
    typed = {"code": codes[0].lower().replace("-", " ")}
    assert half_in(app, organiser).send("/sign-in/second-step", typed).status_code == 303
    assert half_in(app, organiser).send("/sign-in/second-step", typed).status_code == 422
    with store.reading() as session:
        stored = [code.code_hash for code in session.scalars(select(RecoveryCode))]
        seed = session.scalars(select(SecondFactor.seed)).one()
    assert len(stored) == 9
    assert not any(code.replace("-", "").encode() in b"".join(stored) for code in codes)
    assert seed != phone[0].codes.byte_secret(), "a copy of the tables makes no codes"


def test_new_spare_codes_replace_the_old(
    app: Flask, desk: PageClient, organiser: Account, phone: tuple[App, Page]
) -> None:
    old = SPARE.findall(phone[1].words)
    answer = desk.send("/account/second-step/spare-codes", form_on="/account/second-step")
    new = SPARE.findall(Page(answer).words)
    assert not set(old) & set(new)
    assert half_in(app, organiser).send("/sign-in/second-step", {"code": old[0]}).status_code == 422
    assert half_in(app, organiser).send("/sign-in/second-step", {"code": new[0]}).status_code == 303


def test_changing_it_asks_again_who_sits_here_after_a_quarter_of_an_hour(
    desk: PageClient, clock: FixedClock, organiser: Account
) -> None:
    clock.forward(minutes=16)
    answer = desk.send("/account/second-step/app", form_on="/account/second-step")
    assert answer.location.startswith("/account/proof")
    wrong = desk.send("/account/proof?next=/account/second-step", {"secret": "a guess"})
    assert wrong.status_code == 422
    right = desk.send("/account/proof?next=/account/second-step", {"secret": PASSWORD})
    assert right.location == "/account/second-step"
    set_up_app(desk, clock)


@pytest.mark.parametrize("file", ["table.csv", "table.ods", "table.xlsx"])
def test_taking_guests_names_along_asks_again_who_sits_here(
    desk: PageClient, clock: FixedClock, store: Store, organiser: Account, file: str
) -> None:
    from tests.support.organiser import add_event

    url = f"/events/{add_event(store)}/guests/{file}"
    assert desk.get(url).status_code == 200
    clock.forward(minutes=16)
    answer = desk.get(url)
    assert answer.location == f"/account/proof?next={url}"
    assert desk.send(answer.location, {"secret": PASSWORD}).location == url
    assert desk.get(url).status_code == 200


def test_an_administrator_sets_it_up_before_anything_else(
    app: Flask, store: Store, organiser: Account, clock: FixedClock
) -> None:
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.ADMINISTRATOR
    browser = page_client(app)
    browser.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    for path in ("/events", "/people", "/past-events"):
        assert browser.get(path).location == "/account/second-step", path
    set_up_app(browser, clock)
    assert browser.get("/people").status_code == 200


def test_a_made_up_administrator_goes_without_on_the_own_machine_only(
    app: Flask, store: Store, organiser: Account
) -> None:
    with store.transaction() as session:
        account = session.get_one(Account, organiser.id)
        account.role, account.is_demonstration = AccountRole.ADMINISTRATOR, True
    browser = page_client(app)
    browser.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert browser.get("/events").location == "/account/second-step", "feest.example is no demo"


def test_who_lost_everything_is_let_in_anew_and_is_out_until_then(
    app: Flask, store: Store, desk: PageClient, organiser: Account, phone: tuple[App, Page],
    clock: FixedClock,
) -> None:  # fmt: skip
    with store.transaction() as session:
        colleagues.reset_factor(session, session.get_one(Account, organiser.id), now=clock())
    assert desk.get("/events").location.startswith("/sign-in")
    browser = page_client(app)
    answer = browser.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert answer.location == "/events"


def test_nobody_takes_away_the_second_step_of_somebody_else(
    app: Flask, store: Store, desk: PageClient, other_organiser: Account, phone: tuple[App, Page]
) -> None:
    other = page_client(app)
    other.send("/sign-in", {"email": other_organiser.email, "password": PASSWORD})
    assert other.send("/account/second-step/1/remove", form_on="/account").status_code == 404
    with store.reading() as session:
        assert session.scalars(select(SecondFactor.id)).all() == [1]


def test_a_new_password_ends_every_other_session(
    app: Flask, store: Store, desk: PageClient, organiser: Account
) -> None:
    other = page_client(app)
    other.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    new = "vier heel andere woorden"
    desk.send("/account/password", {"old": PASSWORD, "new": new}, form_on="/account")
    assert desk.get("/events").status_code == 200
    assert other.get("/events").location.startswith("/sign-in")
    with store.reading() as session:
        assert signing_in.check_password(session, email=organiser.email, password=new)
        assert len(session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all()) == 1
