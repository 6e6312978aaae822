"""Dates, times and money as the reader's language writes them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from planner.web import filters
from planner.web.i18n import ngettext
from tests.support.clock import FixedClock

ZONE = "Europe/Amsterdam"
START = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
END = datetime(2027, 6, 12, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment", "hours", "price"),
    [
        pytest.param(
            "nl",
            "zaterdag 12 juni",
            "zaterdag 12 juni om 15:00 uur",
            "van 15:00 tot 19:00 uur",
            "€\u00a01.234,50",
            id="Dutch",
        ),
        pytest.param(
            "en",
            "Saturday 12 June",
            "Saturday 12 June at 15:00",
            "from 15:00 to 19:00",
            "€1,234.50",
            id="English as in Europe",
        ),
    ],
)
def test_each_language_writes_its_own_way(
    app: Flask, language: str, day: str, moment: str, hours: str, price: str
) -> None:
    with app.test_request_context(f"/?l={language}"):
        assert filters.day(START, ZONE) == day
        assert filters.day_and_time(START, ZONE) == moment
        assert filters.time_range(START, END, ZONE) == hours
        assert filters.money(123_450) == price


def test_whole_euros_leave_the_cents_out(app: Flask) -> None:
    with app.test_request_context("/?l=nl"):
        assert filters.money(48_540, whole=True) == "€\u00a0485"


def test_a_day_without_its_zone_is_refused(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(ValueError, match="zone"):
        filters.day(START)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        pytest.param(date(2027, 12, 18), "zaterdag 18 december", id="this year"),
        pytest.param(date(2028, 5, 6), "zaterdag 6 mei 2028", id="next year"),
        pytest.param(date(2026, 12, 19), "zaterdag 19 december 2026", id="last year"),
    ],
)
def test_a_day_that_one_would_take_for_another_has_its_year(
    app: Flask, on: date, words: str
) -> None:
    with app.test_request_context("/?l=nl"):
        assert filters.day(on) == words


@pytest.mark.parametrize(
    ("on", "words"),
    [
        pytest.param(date(2027, 12, 18), "18 dec", id="this year"),
        pytest.param(date(2028, 1, 8), "8 jan 2028", id="next year"),
        pytest.param(date(2026, 12, 19), "19 dec 2026", id="last year"),
    ],
)
def test_so_has_a_short_day(app: Flask, on: date, words: str) -> None:
    with app.test_request_context("/?l=nl"):
        assert filters.short_day(on) == words


def test_around_the_turn_of_the_year_no_day_needs_one(app: Flask, clock: FixedClock) -> None:
    clock.now = datetime(2027, 12, 20, 12, tzinfo=UTC)
    with app.test_request_context("/?l=nl"):
        assert filters.day(date(2028, 1, 8)) == "zaterdag 8 januari"
        assert filters.short_day(date(2028, 1, 8)) == "8 jan"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("nl", "nog 1.219 dagen", id="Dutch"),
        pytest.param("en", "1,219 days to go", id="English"),
    ],
)
def test_a_number_in_a_counted_sentence_is_written_as_elsewhere(
    app: Flask, language: str, words: str
) -> None:
    with app.test_request_context(f"/?l={language}"):
        told = ngettext("%(num)s day to go", "%(num)s days to go", 1_219)
        written = "{{ ngettext('%(num)s day to go', '%(num)s days to go', 1219) }}"
        assert told == app.jinja_env.from_string(written).render() == words
        assert filters.number(1_219) in words
        assert ngettext("%(num)s day to go", "%(num)s days to go", 999).count("999") == 1
