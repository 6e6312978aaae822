"""What organisers read before a calendar that people follow has no room for more."""

from planner.services.calendars.fullness import FullFeed, full_feeds, fullness_of_series
from planner.services.calendars.gathering import MOST_ENTRIES
from planner.web.db import reading_session
from planner.web.filters import day_and_year, number
from planner.web.i18n import gettext as _
from planner.web.installation import settings


def warnings() -> list[str]:
    """Say of each public calendar that is full, or soon will be, what happens and what helps."""
    advice = _("Let people follow a neighbourhood or a series instead.")
    return [f"{_sentence(one)} {advice}" for one in full_feeds(reading_session())]


def warning_of_series(slug: str) -> str:
    """Say that the calendar of a series is full, or soon will be; empty where it is not."""
    found = fullness_of_series(reading_session(), slug)
    return _of_series(found) if found is not None else ""


def _sentence(one: FullFeed) -> str:
    if one.reaches_to is not None:
        until, most = day_and_year(one.reaches_to, settings().zone), number(MOST_ENTRIES)
        if one.name:
            return _(
                "The calendar of %(name)s is full: it reaches until %(day)s. "
                "Google shows nothing of one with more than %(most)s events.",
                name=one.name,
                day=until,
                most=most,
            )
        return _(
            "The calendar of all events is full: it reaches until %(day)s. "
            "Google shows nothing of one with more than %(most)s events.",
            day=until,
            most=most,
        )
    if one.name:
        return _(
            "The calendar of %(name)s is nearly full (%(percent)s%%).",
            name=one.name,
            percent=one.percent,
        )
    return _("The calendar of all events is nearly full (%(percent)s%%).", percent=one.percent)


def _of_series(one: FullFeed) -> str:
    if one.reaches_to is not None:
        return _(
            "This calendar is full: it reaches until %(day)s. Later dates follow by themselves.",
            day=day_and_year(one.reaches_to, settings().zone),
        )
    return _("This calendar is nearly full (%(percent)s%%).", percent=one.percent)
