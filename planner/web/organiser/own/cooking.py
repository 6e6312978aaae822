"""What the cook reads: the kitchen's sheet on a page, and on the day what to do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from planner.services.day.kitchen_desk import KitchenDesk
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.day.food_now import PARTS_GONE, FoodNow, food_now
from planner.web.organiser.shopping.papers_kitchen import KitchenSitting, kitchen_sheets


@dataclass(frozen=True)
class CookNow:
    """The food while guests come in.

    Attributes:
        came: how many came until now, in words, with the time.
    """

    came: str
    food: FoodNow
    parts_gone: Mapping[str, str]


@dataclass(frozen=True)
class CookingPanel:
    """The sheets of who eats apart, as the paper has them.

    Attributes:
        parts: pages of parts of the event that have a sheet of their own, by their titles.
        why_none: why there is nothing to cook; empty where there is.
        is_now: whether guests come in, so that it says what has to be ready by now.
    """

    sheets: Sequence[KitchenSitting]
    parts: Sequence[tuple[str, str]]
    why_none: str
    is_now: bool


def cook_now_panel(desk: KitchenDesk) -> CookNow | None:
    """Say what to do now about the food; None before the day, and once it is over."""
    seen = desk.live
    if seen is None or not desk.event.dishes:
        return None
    return CookNow(
        came=_came(seen.came, time(desk.now, desk.event.zone)),
        food=food_now(desk.event, seen, now=desk.now),
        parts_gone=PARTS_GONE,
    )


def cooking_panel(desk: KitchenDesk) -> CookingPanel | None:
    """Write the kitchen's sheet down for a page; None where the menu says why there is none."""
    parts = desk.event.parts
    if desk.is_known and not desk.event.dishes and not parts:
        return None
    # Gates count the guests of the whole event: of a sitting apart they say nothing.
    seen = None if parts else desk.live
    read = desk.live_if_read
    sheets = kitchen_sheets(
        desk.session,
        desk.sittings,
        now=desk.now,
        came=seen.came if seen else None,
        counted={desk.event.id: read.gates.counted} if read else None,
    )
    return CookingPanel(
        sheets=sheets,
        parts=[(part.title, url_for("own.show_cook", event_id=part.id)) for part in parts],
        why_none="" if sheets else _why_none(desk),
        is_now=seen is not None,
    )


def _why_none(desk: KitchenDesk) -> str:
    if desk.is_known:
        return _("There is nothing to cook.")
    return _("Nothing is known yet: no answers, no earlier event.")


def _came(came: int, at: str) -> str:
    return ngettext(
        "%(n)s guest has come until %(time)s.",
        "%(n)s guests have come until %(time)s.",
        came,
        n=number(came),
        time=at,
    )
