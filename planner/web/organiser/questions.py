"""Questions about numbers of people that can hardly be meant, for `asking_back`."""

from collections.abc import Callable, Mapping

from planner.core.enums import EventType
from planner.core.turnout.credible import PARTY_HEADS
from planner.services.forecast.credibility import Earlier, Whence
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

AsksAbout = Callable[[int], str]

VERY_MANY: Mapping[EventType | None, str] = {
    EventType.BARBECUE: _l(
        "%(n)s people is very many for a barbecue. Is it right? Then press the button again."
    ),
    EventType.DINNER: _l(
        "%(n)s people is very many for a dinner. Is it right? Then press the button again."
    ),
    EventType.WALK: _l(
        "%(n)s people is very many for a walk. Is it right? Then press the button again."
    ),
    EventType.INSPECTION: _l(
        "%(n)s people is very many for an inspection. Is it right? Then press the button again."
    ),
    EventType.PARTY: _l(
        "%(n)s people is very many for a party. Is it right? Then press the button again."
    ),
    EventType.CASTLE: _l(
        "%(n)s people is very many for an evening of lights. "
        "Is it right? Then press the button again."
    ),
    None: _l("%(n)s people is very many. Is it right? Then press the button again."),
}


def about_people(earlier: Callable[[], Earlier]) -> AsksAbout:
    """Ask about a guess or a count; what came before is looked up once it is needed."""

    def question(heads: int) -> str:
        found = earlier()
        return "" if found.credible.holds(heads) else _asked(heads, found)

    return question


def about_places(earlier: Callable[[], Earlier]) -> AsksAbout:
    """Ask about how many fit."""

    def question(places: int) -> str:
        found = earlier()
        return "" if found.credible.has_room(places) else _asked(places, found)

    return question


def about_party(others: Callable[[], int | None] = lambda: None) -> AsksAbout:
    """Ask about how many come on one card or answer; `others` counts the rest of them."""

    def question(heads: int) -> str:
        people = heads + (others() or 0)
        if PARTY_HEADS.holds(people):
            return ""
        return _(
            "%(n)s people with one card is very many. Is it right? Then press the button again.",
            n=number(people),
        )

    return question


def _asked(heads: int, earlier: Earlier) -> str:
    if not earlier.counts:
        return str(VERY_MANY[earlier.event_type]) % {"n": number(heads)}
    low, high = min(earlier.counts), max(earlier.counts)
    numbers = {"n": number(heads), "low": number(low), "high": number(high)}
    if earlier.whence is Whence.TYPE:
        if low == high:
            return _(
                "%(n)s? %(low)s came to an event like this. "
                "Is it right? Then press the button again.",
                n=numbers["n"],
                low=numbers["low"],
            )
        return _(
            "%(n)s? %(low)s to %(high)s came to events like this. "
            "Is it right? Then press the button again.",
            **numbers,
        )
    if low == high:
        return _(
            "%(n)s? %(low)s came before. Is it right? Then press the button again.",
            n=numbers["n"],
            low=numbers["low"],
        )
    return _(
        "%(n)s? %(low)s to %(high)s came before. Is it right? Then press the button again.",
        **numbers,
    )
