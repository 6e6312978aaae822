"""Who guesses is slowed; who signs in from a known browser is not. And nobody learns who exists."""

from dataclasses import replace

import pytest
from flask import Flask

from planner.app import create_app
from planner.services.people import hashing, signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from tests.support.application import PASSWORD, known_browser
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client


def guess(browser: PageClient, email: str, *, times: int, address: str) -> list[int]:
    token = browser.page("/sign-in").token()
    return [
        browser.post(
            "/sign-in",
            data={"email": email, "password": f"guess {number}", "csrf_token": token},
            environ_base={"REMOTE_ADDR": address},
        ).status_code
        for number in range(times)
    ]


def test_a_thousand_guesses_are_slowed_and_the_owner_still_gets_in(
    app: Flask, organiser: Account, clock: FixedClock
) -> None:
    own = known_browser(app, organiser)
    found = guess(page_client(app), organiser.email, times=1_000, address="198.51.100.7")
    assert found[:10] == [422] * 10
    assert set(found[10:]) == {429}
    answer = own.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert answer.status_code == 303, "from the browser that was known"


def test_guessing_from_a_hundred_addresses_is_slowed_together(
    app: Flask, organiser: Account
) -> None:
    browser = page_client(app)
    found = [
        guess(browser, organiser.email, times=1, address=f"198.51.100.{number}")[0]
        for number in range(100)
    ]
    assert found[:50] == [422] * 50
    assert set(found[50:]) == {429}


def test_a_known_browser_is_slowed_by_its_own_failures(app: Flask, organiser: Account) -> None:
    own = known_browser(app, organiser)
    found = guess(own, organiser.email, times=12, address="127.0.0.1")
    assert found == [422] * 10 + [429] * 2


def test_the_mark_of_a_known_browser_is_of_its_account_only_and_can_not_be_made(
    app: Flask, organiser: Account, other_organiser: Account
) -> None:
    other = known_browser(app, other_organiser)
    guess(page_client(app), organiser.email, times=60, address="127.0.0.1")
    typed = {"email": organiser.email, "password": PASSWORD}
    assert other.send("/sign-in", typed).status_code == 429
    made = page_client(app)
    made.set_cookie("planner-known", '{"1":"x"}.AAAA', domain="feest.example")
    assert made.send("/sign-in", typed).status_code == 429


def test_an_address_nobody_has_answers_in_the_same_words(app: Flask, organiser: Account) -> None:
    texts = []
    for email in (organiser.email, "nobody@feest.example"):
        answer = page_client(app).send("/sign-in", {"email": email, "password": "a guess"})
        text = answer.get_data(as_text=True).replace(email, "ADDRESS")
        texts.append(text[text.index("<main") : text.index("csrf_token")])
    assert texts[0] == texts[1]


def test_an_address_nobody_has_costs_as_many_hashes(
    store: Store, organiser: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is what takes time, and a busy machine can't be trusted with a clock."""
    tried = []
    real = hashing.is_password_of

    def count(stored: str, password: str) -> bool:
        tried.append(stored.startswith("$argon2id$"))
        return real(stored, password)

    monkeypatch.setattr(hashing, "is_password_of", count)
    with store.reading() as session:
        for email in (organiser.email, "nobody@feest.example"):
            signing_in.check_password(session, email=email, password="a guess")
            assert tried.pop()
            assert not tried


@pytest.mark.parametrize(("scheme", "name"), [("http", "planner"), ("https", "__Host-planner")])
def test_cookies_are_for_this_site_and_not_for_scripts(
    settings: Settings, clock: FixedClock, app: Flask, organiser: Account, scheme: str, name: str
) -> None:
    found = create_app(replace(settings, base_url=f"{scheme}://feest.example"), clock=clock)
    found.config["SERVER_NAME"] = "feest.example"
    browser = page_client(found)
    token = browser.page("/sign-in", base_url=f"{scheme}://feest.example").token()
    answer = browser.post(
        "/sign-in",
        base_url=f"{scheme}://feest.example",
        headers={"Referer": f"{scheme}://feest.example/sign-in"},
        data={"email": organiser.email, "password": PASSWORD, "csrf_token": token},
    )
    found.extensions["store"].close()
    assert answer.status_code == 303
    cookies = {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {name, f"{name}-known"}
    for called, line in cookies.items():
        parts = {part.strip() for part in line.split(";")}
        assert {"HttpOnly", "Path=/"} <= parts
        assert f"SameSite={'Lax' if called == name else 'Strict'}" in parts
        assert ("Secure" in parts) == (scheme == "https")
        assert not any(part.startswith("Domain") for part in parts)


def test_signing_out_clears_what_the_browser_kept(desk: PageClient) -> None:
    answer = desk.send("/sign-out", form_on="/account")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"', "it stays a known browser"
    assert "planner=;" in answer.headers["Set-Cookie"]
