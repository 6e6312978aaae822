"""Signing in and out, and where one is signed in."""

import pytest
from flask import Flask

from planner.services.people.signing_in import IDLE_FOR, SIGNED_IN_FOR
from planner.store.models import Account
from tests.support.application import PASSWORD, signed_in
from tests.support.clock import FixedClock
from tests.support.pages import PageClient


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def test_an_organiser_signs_in_and_out(client: PageClient, organiser: Account) -> None:
    answer = client.send("/sign-in", {"email": "Noor@Feest.example ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/events")
    assert client.page("/events").status == 200
    client.send("/sign-out", form_on="/account")
    assert client.get("/events").location.startswith("/sign-in")


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(
    app: Flask, client: PageClient, organiser: Account
) -> None:
    thief = signed_in(app, organiser.email)
    cookie = thief.get_cookie("planner", domain="feest.example")
    assert cookie is not None
    thief.send("/sign-out", form_on="/account")
    thief.set_cookie("planner", cookie.value, domain=cookie.domain)
    assert thief.get("/events").status_code == 303


def test_the_cookie_before_signing_in_is_not_the_one_after(
    client: PageClient, organiser: Account
) -> None:
    client.page("/sign-in")
    before = client.get_cookie("planner", domain="feest.example")
    client.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    after = client.get_cookie("planner", domain="feest.example")
    assert before is not None
    assert after is not None
    assert before.value != after.value


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param("noor@feest.example", "something else", id="wrong password"),
        pytest.param("nobody@feest.example", PASSWORD, id="no such account"),
    ],
)
def test_a_wrong_password_says_so_and_keeps_the_address(
    client: PageClient, organiser: Account, email: str, password: str
) -> None:
    answer = client.send("/sign-in", {"email": email, "password": password})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert email in text
    assert password not in text


def test_nobody_may_guess_for_ever(
    client: PageClient, organiser: Account, clock: FixedClock
) -> None:
    for _ in range(10):
        client.send("/sign-in", {"email": organiser.email, "password": "a guess"})
    answer = client.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    clock.forward(minutes=2)
    answer = client.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)",
        "https://feest.example@evil.example", "/%09/evil.example", "\t//evil.example",
    ],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(
    client: PageClient, organiser: Account, evil: str
) -> None:
    token = client.page("/sign-in").token()
    answer = client.post(
        "/sign-in",
        query_string={"next": evil},
        data={"email": organiser.email, "password": PASSWORD, "csrf_token": token},
    )
    assert answer.status_code == 303
    assert answer.location == "/events" or answer.location.startswith("/%")


def test_a_sign_in_ends_by_itself(
    desk: PageClient, clock: FixedClock, app: Flask, organiser: Account
) -> None:
    clock.forward(hours=IDLE_FOR.total_seconds() / 3600 - 1)
    assert desk.get("/events").status_code == 200
    clock.forward(hours=IDLE_FOR.total_seconds() / 3600 - 1)
    assert desk.get("/events").status_code == 200, "use keeps it alive"
    clock.forward(hours=SIGNED_IN_FOR.total_seconds() / 3600)
    assert desk.get("/events").status_code == 303


def test_other_browsers_can_be_signed_out(app: Flask, desk: PageClient, organiser: Account) -> None:
    phone = signed_in(app, organiser.email)
    assert phone.get("/events").status_code == 200
    answer = desk.send("/account/sign-ins/end-others", form_on="/account")
    assert answer.status_code == 303
    assert phone.get("/events").status_code == 303
    assert desk.get("/events").status_code == 200


def test_nobody_ends_the_sign_in_of_somebody_else(
    app: Flask, desk: PageClient, other_organiser: Account
) -> None:
    other = signed_in(app, other_organiser.email)
    answer = desk.send("/account/sign-ins/2/end", form_on="/account")
    assert answer.status_code == 404
    assert other.get("/events").status_code == 200


def test_a_new_password_ends_every_other_sign_in(
    app: Flask, desk: PageClient, organiser: Account
) -> None:
    phone = signed_in(app, organiser.email)
    answer = desk.send(
        "/account/password",
        {"old": PASSWORD, "new": "vier gewone woorden samen"},
        form_on="/account",
    )
    assert answer.status_code == 303
    assert phone.get("/events").status_code == 303
    again = desk.send(
        "/account/password", {"old": PASSWORD, "new": "wachtwoord"}, form_on="/account"
    )
    assert again.status_code == 422


def test_a_form_without_its_token_is_offered_again_with_all_that_was_typed(
    client: PageClient, organiser: Account
) -> None:
    answer = client.post("/sign-in", data={"email": organiser.email, "password": PASSWORD})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert organiser.email in text
    assert PASSWORD not in text


def test_a_form_of_another_site_is_refused(client: PageClient, organiser: Account) -> None:
    answer = client.post(
        "/sign-in",
        data={"email": organiser.email, "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 400
    assert organiser.email not in answer.get_data(as_text=True)
