"""The rehearsal: where it begins, its printed cards, and what others read who scan one."""

import re

import pytest
from flask import Flask

from planner.core.codes import CodeFault, read_code
from planner.store.models import Account
from planner.web.practice_cards import PRACTICE_CARDS
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.frontend import FRONTEND
from tests.support.gate import STARTS, Evening, make_evening
from tests.support.pages import PageClient

PRACTICE_WORLD = FRONTEND / "src" / "practice-world.ts"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases."""
    return sqlite_url


@pytest.fixture
def evening(app: Flask, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(app.extensions["store"])


def test_whoever_scans_a_practice_card_reads_what_it_is(client: PageClient) -> None:
    for number in PRACTICE_CARDS:
        page = client.page(f"/gate/practice/{number}", headers={"Accept-Language": "en"})
        assert "It is no invitation, and it counts nowhere." in page.words
        assert "/gate/app?l=en&practise=yes" in page.links()
    page = client.page("/gate/practice/5", status=404, headers={"Accept-Language": "en"})
    assert "There is no such practice card." in page.words
    assert "/gate/app?l=en&practise=yes" not in page.links()


def test_the_organiser_prints_four_cards(app: Flask, evening: Evening, organiser: Account) -> None:
    desk = signed_in(app, organiser.email)
    gates = desk.page(f"/events/{evening.event_id}/gates")
    (address,) = (link for link in gates.links() if link.endswith("/practice-cards"))
    page = desk.page(address, headers={"Accept-Language": "en"})
    assert page.text.count('class="qr"') == len(PRACTICE_CARDS)
    for number in PRACTICE_CARDS:
        assert f"Practice card {number}" in page.words
    assert page.words.count("No invitation: it counts nowhere.") == len(PRACTICE_CARDS)


@pytest.mark.skipif(not FRONTEND.is_dir(), reason="The sources are not in a release.")
def test_the_phone_knows_the_printed_cards_by_codes_of_their_own() -> None:
    text = PRACTICE_WORLD.read_text(encoding="utf-8")
    codes = dict(re.findall(r'^  (\d): "([0-9A-Z]{13})",$', text, re.MULTILINE))
    assert tuple(int(number) for number in codes) == PRACTICE_CARDS
    assert not [code for code in codes.values() if isinstance(read_code(code), CodeFault)]


@pytest.mark.skipif(not FRONTEND.is_dir(), reason="The sources are not in a release.")
def test_the_codes_behind_practice_cards_open_nothing(client: PageClient) -> None:
    for code in re.findall(r'"([0-9A-Z]{13})"', PRACTICE_WORLD.read_text(encoding="utf-8")):
        assert client.get(f"/{code}").status_code == 404
