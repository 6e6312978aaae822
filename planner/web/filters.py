"""How dates, times, numbers and money are written, by the rules of the reader's language."""

import re
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency
from flask import Flask, has_app_context

from planner.exports.phones import phone_href, phone_shown
from planner.web import event_words
from planner.web.clock import now
from planner.web.i18n import current_language, written_number
from planner.web.i18n import gettext as _

CARD_TIME = "HH:mm"
YEAR_IS_KNOWN_FOR = timedelta(days=62)
"""A day in another year is known without it for so long."""


def init_filters(app: Flask) -> None:
    """Give the filters to every template."""
    # For a macro that draws the same from the same words, whatever the page and its language.
    app.jinja_env.globals["made_once"] = lru_cache(maxsize=500)
    app.jinja_env.filters.update(
        said_title=event_words.title_of,
        said_reason=event_words.reason_of,
        day=day,
        day_and_year=day_and_year,
        short_day=short_day,
        time=time,
        time_range=time_range,
        day_and_time=day_and_time,
        number=number,
        money=money,
        # The few numbers of contacts, on every page: to read one takes a twentieth of its time.
        phone_href=lru_cache(maxsize=50)(phone_href),
        phone_shown=lru_cache(maxsize=50)(phone_shown),
    )


def local(moment: datetime, zone: str) -> datetime:
    """Return a moment on the clocks of a time zone."""
    return moment.astimezone(ZoneInfo(zone))


def day(moment: datetime | date, zone: str | None = None) -> str:
    """Write a day such as 'zaterdag 12 juni', with its year where one would take it for another."""
    on = _on(moment, zone)
    if _needs_year(on):
        return day_and_year(on)
    return _written_day(on, current_language())


def day_and_year(moment: datetime | date, zone: str | None = None) -> str:
    """Write a day such as 'zaterdag 12 juni 2027'."""
    return format_date(_on(moment, zone), format="full", locale=_locale())


def short_day(moment: datetime | date, zone: str | None = None) -> str:
    """Write a day such as '12 jun', of a year that one would not guess '12 jun 2027'."""
    on = _on(moment, zone)
    return format_skeleton("yMMMd" if _needs_year(on) else "MMMd", on, locale=_locale())


def time(moment: datetime, zone: str) -> str:
    """Write a time such as '15:00'.

    On the clock of 24 hours and in the digits of the printed card in Arabic too: CLDR has
    '3:00 م', which nobody finds back on the card, on posters or on a clock here.
    """
    shown = local(moment, zone)
    return _written_time(shown.time().replace(second=0, microsecond=0), current_language())


def time_range(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Write 'from 15:00 to 19:00', in words: a dash is ambiguous where text runs right to left."""
    return _(
        "from %(start)s to %(end)s",
        start=time(starts_at, zone),
        end=time(ends_at, zone),
    )


def day_and_time(moment: datetime, zone: str) -> str:
    """Write a day with its time, such as 'zaterdag 12 juni om 15:00'."""
    return _(
        "%(day)s at %(time)s",
        day=day(moment, zone),
        time=time(moment, zone),
    )


def number(value: float) -> str:
    """Write a number with the separators of the language."""
    return written_number(value, current_language())


def money(cents: int, *, whole: bool = False) -> str:
    """Write an amount in euro; `whole` rounds it and leaves the cents out."""
    if not whole:
        return format_currency(cents / 100, "EUR", locale=_locale())
    pattern = str(_locale().currency_formats["standard"].pattern).replace(".00", "")
    return format_currency(
        round(cents / 100), "EUR", format=pattern, currency_digits=False, locale=_locale()
    )


def rules_now() -> Locale:
    """Return the rules of the reader's language, for what else is written by them."""
    return _locale()


def _locale() -> Locale:
    """Return the rules of the reader's language."""
    return _rules_of(current_language())


@cache
def _rules_of(language: str) -> Locale:
    """Return the rules of a language; English as it is written in Europe."""
    return Locale("en", "GB") if language == "en" else Locale(language)


@cache
def _long_day(locale: Locale) -> str:
    """Return the pattern of a day without its year, with its words in full.

    CLDR has the order of the parts only with short words ('za 12 jun').
    """
    pattern = str(locale.datetime_skeletons["MMMEd"].pattern)
    return re.sub(r"[ML]+", "MMMM", re.sub(r"[Ec]+", "EEEE", pattern))


# A page says the same few days and times several times, and so does the next one.
@lru_cache(maxsize=2_000)
def _written_day(on: date, language: str) -> str:
    rules = _rules_of(language)
    return format_date(on, format=_long_day(rules), locale=rules)


@lru_cache(maxsize=2_000)
def _written_time(at: clock_time, language: str) -> str:
    pattern = CARD_TIME if language == "ar" else "short"
    return format_time(at, format=pattern, locale=_rules_of(language))


def _needs_year(on: date) -> bool:
    """Say whether a day without a year would be taken for that day of this year.

    Not around the turn of the year: in December everybody knows which third of January is meant.
    """
    today = now().date() if has_app_context() else on
    return on.year != today.year and abs(on - today) > YEAR_IS_KNOWN_FOR


def _on(moment: datetime | date, zone: str | None) -> date:
    if isinstance(moment, datetime):
        if zone is None:
            raise ValueError("A moment needs the zone to say which day it is.")
        return local(moment, zone).date()
    return moment
