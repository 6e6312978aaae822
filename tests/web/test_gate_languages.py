"""The gate speaks the guests' languages: by the phone's wish, or as somebody chose on it."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from planner.services.gate import gates
from planner.store.models import Event
from planner.web.i18n import GUEST_LANGUAGES, OWN_NAMES
from tests.support.clock import FixedClock
from tests.support.gate import CODE_KEY, STARTS, Evening, make_evening, make_gate
from tests.support.pages import PageClient, enrolled_phone, page_client

OWN = "0123456789abcdef"
WELCOME = {
    "nl": "Welkom!",
    "ar": "أهلًا وسهلًا!",
    "pl": "Witamy!",
    "uk": "Вітаємо!",
    "tr": "Hoş geldiniz!",
    "de": "Willkommen!",
    "en": "Welcome!",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases."""
    return sqlite_url


@pytest.fixture
def evening(app: Flask, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(app.extensions["store"])


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate."""
    return enrolled_phone(app, evening.token)


def language_of(client: PageClient, path: str, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code in {200, 403}
    return re.findall(r'<html lang="([a-z]+)"', answer.get_data(as_text=True))[0]


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_the_application_speaks_the_language_of_the_phone(
    client: PageClient, language: str
) -> None:
    answer = client.get("/gate/app", headers={"Accept-Language": language})
    text = answer.get_data(as_text=True)
    settings = json.loads(re.findall(r'id="gate-data">(.*?)</script>', text, re.DOTALL)[0])
    assert f'<html lang="{language}"' in text
    assert (settings["language"], settings["texts"]["welcome"]) == (language, WELCOME[language])


def test_the_link_offers_the_languages_of_guests_and_the_phone_remembers_one(
    app: Flask, evening: Evening
) -> None:
    with evening.store.transaction() as session:
        at = make_gate(session, session.get_one(Event, evening.event_id), "Garden")
        secret = gates.gate_link(at, code_key=CODE_KEY, base_url="").rpartition("/")[2]
    browser = page_client(app)
    page = browser.page(f"/gate/{secret}")
    offered = [link.text for link in page.all("a") if link.get("hreflang")]
    assert offered == list(OWN_NAMES.values())
    browser.send(f"/gate/{secret}?l=tr", {}, form_on=f"/gate/{secret}?l=tr")
    assert language_of(browser, "/gate") == "tr"
    assert language_of(browser, "/gate/app") == "tr"
    assert language_of(browser, "/gate/out?l=uk") == "uk"
    assert language_of(browser, "/gate/last") == "uk"


def test_answers_and_lists_follow_the_phone(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).capacity = 340
    phone.set_cookie("planner-gate-language", "de", domain="feest.example", path="/gate")
    scan: dict[str, Any] = {
        "nonce": "n-1",
        "code": evening.codes[0],
        "admit": {"adults": 2},
        "scanned_at": STARTS.isoformat(),
    }
    answer = phone.post("/gate/scans", json={"scans": [scan]}).get_json()
    assert answer["results"][0]["text"] == "Später können noch 3 Personen kommen."
    assert phone.get(f"/gate/list?own={OWN}").get_json()["remark"] == "Platz für 340"


def test_an_unknown_language_is_nobodys_choice(phone: PageClient) -> None:
    phone.set_cookie("planner-gate-language", "xx", domain="feest.example", path="/gate")
    assert language_of(phone, "/gate", **{"Accept-Language": "pl"}) == "pl"
    assert language_of(phone, "/gate?l=yy", **{"Accept-Language": "pl"}) == "pl"


def test_nobody_else_is_given_a_cookie_for_a_language(client: PageClient) -> None:
    for path in ("/gate/app?l=pl", "/gate?l=pl", "/gate/service-worker.js?l=pl"):
        assert "Set-Cookie" not in client.get(path).headers


def test_each_language_has_a_worker_that_keeps_its_page(client: PageClient) -> None:
    scripts = {
        language: client.get(f"/gate/service-worker.js?l={language}").get_data(as_text=True)
        for language in GUEST_LANGUAGES
    }
    assert len(set(scripts.values())) == len(GUEST_LANGUAGES)
    for language, script in scripts.items():
        assert f'"page": "/gate/app?l={language}"' in script
        # Letters that only Polish and Turkish have come with them.
        assert ("latin-ext" in script) == (language in {"pl", "tr"})
