"""Who eats and is no guest, in words: helpers in shifts, and others that the organiser typed."""

from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def besides_words(besides: int, in_shifts: int) -> str:
    """Say who else eats, each by the name of what is counted; empty where it is nobody.

    Args:
        besides: all who eat and are no guests.
        in_shifts: so many of them are helpers in shifts.
    """
    others = besides - in_shifts
    helping = ngettext(
        "And %(num)s helper who eats too.", "And %(num)s helpers who eat too.", in_shifts
    )
    other = ngettext(
        "And %(num)s other person who eats too.", "And %(num)s other people who eat too.", others
    )
    return " ".join([helping] * bool(in_shifts) + [other] * bool(others))


def first_words(guests: int, besides: int, in_shifts: int) -> str:
    """Say for whom to prepare first: early guests, and who eats besides them."""
    if not besides:
        return _("First, for %(guests)s", guests=number(guests))
    if besides == in_shifts:
        return ngettext(
            "First, for %(guests)s and %(helpers)s helper",
            "First, for %(guests)s and %(helpers)s helpers",
            besides,
            guests=number(guests),
            helpers=number(besides),
        )
    if in_shifts:
        return _(
            "First, for %(guests)s and %(n)s helpers and others",
            guests=number(guests),
            n=number(besides),
        )
    return ngettext(
        "First, for %(guests)s and %(n)s other",
        "First, for %(guests)s and %(n)s others",
        besides,
        guests=number(guests),
        n=number(besides),
    )
