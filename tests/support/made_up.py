"""Values for every field of a form, so that no two fields hold the same."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length

from planner.web.organiser.fields import ClockField, DayField, EuroField, WholeNumberField

Sent = dict[str, list[str]]
ROUNDS = range(3)
"""Each with other values; in three of them no two tick boxes are ticked at the same times."""
MOST_TICKS = 2 ** len(ROUNDS) - 2


def made_up(
    fields: Sequence[Field], turn: int, moments: Mapping[str, Sequence[str]] | None = None
) -> Sent:
    """Return what a browser would send.

    Args:
        fields: all that the form asks.
        turn: one of ROUNDS.
        moments: days and times for each round, which have to go together.
    """
    numbers, ticks = count(7 + 12 * turn, 2), count(1)
    return {
        field.name: list(_values(field, turn, place, numbers, ticks, moments or {}))
        for place, field in enumerate(fields)
        if not isinstance(field, HiddenField)
    }


def _values(
    field: Field,
    turn: int,
    place: int,
    numbers: Iterator[int],
    ticks: Iterator[int],
    moments: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    if field.name in moments:
        yield moments[field.name][turn]
    elif isinstance(field, (DayField, ClockField)):
        raise AssertionError(f"give {field.name} a moment that goes together with the others")
    elif isinstance(field, BooleanField):
        pattern = next(ticks)
        assert pattern <= MOST_TICKS, "more tick boxes need more rounds"
        yield from ["y"] if pattern >> turn & 1 else []
    elif isinstance(field, SelectMultipleField):
        yield from _choices(field)[turn : turn + 2 + place]
    elif isinstance(field, SelectField):  # radio buttons are one, too
        chosen = [one for one in _choices(field) if one not in {"0", ""}]
        yield chosen[(place + turn) % len(chosen)]
    elif isinstance(field, WholeNumberField):
        yield str(next(numbers))
    elif isinstance(field, EuroField):
        yield f"{next(numbers)},50"
    else:
        assert isinstance(field, StringField), f"say what to type into {field.name}"
        longest = [one.max for one in field.validators if isinstance(one, Length)]
        yield f"{field.name} {turn}"[: min(longest)]


def _choices(field: Any) -> list[str]:
    return [str(choice.value) for choice in field.choices]
