"""Addresses of an event's shifts, for pages of other users: never one of a card.

Links to them carry `rel="noreferrer"`: the page that somebody comes from may be that of a card.
"""

from urllib.parse import urlencode

from planner.store.models import Event, Shift
from planner.web.i18n import kept_language


def shifts_url(event: Event) -> str:
    """Return the page with all shifts of an event that has a code for them."""
    return _with_language(f"/help/{event.help_code}")


def shift_url(shift: Shift) -> str:
    """Return the page on which a shift can be taken."""
    return _with_language(f"/help/{shift.event.help_code}/{shift.id}")


def _with_language(path: str) -> str:
    asked = urlencode(kept_language())
    return f"{path}?{asked}" if asked else path
