"""How did the food go? Two taps for a dish: what was left, or that it ran out and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wtforms import RadioField

from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.services.shop.appetites import DishOutcome
from planner.services.shop.orders import Placed, PlacedDish
from planner.store.models import Event
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import ClockField, options
from planner.web.organiser.labels import known_name

RAN_OUT, UNKNOWN = "out", ""
LEFT_NAMES = {
    RAN_OUT: _l("It ran out"),
    "0": _l("Just enough"),
    "25": _l("A quarter left"),
    "50": _l("Half left"),
    "75": _l("Most left"),
    "100": _l("All left"),
    UNKNOWN: _l("I do not know"),
}
"""Out of a hundred, how much was left."""


@dataclass(frozen=True)
class DishFields:
    """The two fields of a dish."""

    name: str
    left: str
    gone_at: str


def leftovers_form(base: type[Form], order: Placed | None) -> type[Form]:
    """Add two fields for each dish that was ordered to a form."""
    fields: dict[str, object] = {}
    for dish in order.dishes.values() if order else ():
        if dish.there:
            fields[_left(dish)] = RadioField(
                known_name(dish.name),
                choices=options(LEFT_NAMES.items()),
                default=UNKNOWN,
                validate_choice=True,
            )
            fields[_gone(dish)] = ClockField(_l("When was it gone?"))
    return type("CloseFormWithDishes", (base,), fields)


def dish_fields(order: Placed | None) -> list[DishFields]:
    """List the fields of each dish, in the order of the menu."""
    return [
        DishFields(known_name(dish.name), _left(dish), _gone(dish))
        for dish in (order.dishes.values() if order else ())
        if dish.there
    ]


def values_of(
    order: Placed | None, fared: Mapping[int, DishOutcome], zone: str
) -> dict[str, object]:
    """Return what the form shows of what was noted before, on the day or at closing."""
    values: dict[str, object] = {}
    for dish in order.dishes.values() if order else ():
        how = fared.get(dish.dish_id)
        if how is None:
            continue
        if how.ran_out_at:
            values[_left(dish)] = RAN_OUT
            values[_gone(dish)] = time_of(how.ran_out_at, zone)
        elif how.left_over is not None and dish.there:
            part = round(4 * how.left_over / dish.there) * 25
            values[_left(dish)] = str(min(100, part))
    return values


def answers_of(form: Form, event: Event, order: Placed | None) -> dict[int, DishOutcome]:
    """Return how each dish fared by its id; only of a valid form."""
    answers = {}
    for dish in order.dishes.values() if order else ():
        if _left(dish) not in form:
            continue
        said = form[_left(dish)].data or UNKNOWN
        if said == RAN_OUT:
            answers[dish.dish_id] = DishOutcome(0, _moment(event, form[_gone(dish)].data))
        elif said == UNKNOWN:
            answers[dish.dish_id] = DishOutcome(None, None)
        else:
            answers[dish.dish_id] = DishOutcome(round(dish.there * int(said) / 100), None)
    return answers


def _moment(event: Event, at: time | None) -> datetime:
    """When it was gone: on the evening itself, or after midnight; else at the end."""
    if at is None:
        return event.ends_at
    try:
        found = moment_at(day_of(event.starts_at, event.zone), at, event.zone)
    except NoSuchTime:
        return event.ends_at
    if found < event.starts_at - timedelta(hours=6):
        found += timedelta(days=1)
    return min(max(found, event.starts_at), event.ends_at)


def _left(dish: PlacedDish) -> str:
    return f"left-{dish.dish_id}"


def _gone(dish: PlacedDish) -> str:
    return f"gone-{dish.dish_id}"
