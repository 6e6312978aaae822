"""Addresses of an event's shifts, on pages and on paper: never one of a card.

Links to them carry `rel="noreferrer"`: the page that somebody comes from may be that of a card.
"""

from flask import url_for

from planner.store.models import Event, Shift
from planner.web.i18n import kept_language
from planner.web.installation import settings


def shifts_url(event: Event) -> str:
    """Return the page with all shifts of an event that has a code for them."""
    return url_for("helper.list_shifts", code=event.help_code, **kept_language())


def shift_url(list_url: str, shift: Shift) -> str:
    """Return the page on which a shift can be taken, given the page with all: it is below it."""
    path, mark, asked = list_url.partition("?")
    return f"{path}/{shift.id}{mark}{asked}"


def help_url(event: Event) -> str:
    """Return the whole address of the list of an event's shifts, as a code holds it.

    Raises:
        ValueError: it has none, as there were never any shifts.
    """
    if event.help_code is None:
        raise ValueError("there are no shifts, so there is no list of them")
    return settings().base_url + url_for("helper.list_shifts", code=event.help_code)
