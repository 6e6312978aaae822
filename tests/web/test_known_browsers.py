"""A browser that was in before is known by a number in a signed cookie, for a while."""

from datetime import timedelta

import pytest

from planner.web import known_browsers
from planner.web.known_browsers import MOST_ACCOUNTS, STRANGERS, KnownBrowsers

BROWSERS = KnownBrowsers("a secret key for tests only, 0123456789")
NAME = "planner-known"


def test_a_browser_is_known_for_its_account_alone() -> None:
    cookie = BROWSERS.with_account("", 1)
    assert BROWSERS.mark_of(cookie, 1)
    assert BROWSERS.mark_of(cookie, 2) is None


def test_signing_in_again_leaves_the_mark_as_it_is() -> None:
    """So that who fails and signs in by turns counts in one place."""
    first = BROWSERS.with_account("", 1)
    again = BROWSERS.with_account(first, 1)
    assert BROWSERS.mark_of(first, 1) == BROWSERS.mark_of(again, 1)


def test_two_browsers_have_different_marks() -> None:
    marks = {BROWSERS.mark_of(BROWSERS.with_account("", 1), 1) for _each in range(20)}
    assert len(marks) == 20


def test_the_newest_accounts_of_a_shared_browser_are_known() -> None:
    cookie = ""
    for account_id in range(1, MOST_ACCOUNTS + 3):
        cookie = BROWSERS.with_account(cookie, account_id)
    known = [each for each in range(1, MOST_ACCOUNTS + 3) if BROWSERS.mark_of(cookie, each)]
    assert known == list(range(3, MOST_ACCOUNTS + 3))


@pytest.mark.parametrize("cookie", ["", "nonsense", "e30.x.y", '{"1":"x"}.AAAA'])
def test_what_was_not_signed_here_makes_a_stranger(cookie: str) -> None:
    other = KnownBrowsers("another secret key, 0123456789abcdef").with_account("", 1)
    for each in (cookie, other, BROWSERS.with_account("", 1)[:-1]):
        assert BROWSERS.mark_of(each, 1) is None


def test_after_half_a_year_nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = BROWSERS.with_account("", 1)
    monkeypatch.setattr(known_browsers, "KNOWN_FOR", timedelta(seconds=-1))
    assert BROWSERS.mark_of(cookie, 1) is None


def test_whoever_has_no_mark_is_one_of_the_strangers() -> None:
    cookie = BROWSERS.with_account("", 1)
    mark = BROWSERS.mark_of(cookie, 1)
    assert BROWSERS.who_asks({"HTTP_COOKIE": f"a=b; {NAME}={cookie}"}, NAME) == mark
    for sent in ({}, {"HTTP_COOKIE": "a=b"}, {"HTTP_COOKIE": f"{NAME}=made up"}):
        assert BROWSERS.who_asks(sent, NAME) == STRANGERS
