"""Form fields that say in a sentence what to write, and keep what was typed."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from wtforms import Field, IntegerField, SelectField, TimeField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from planner.core.turnout import Weather
from planner.web.day_field import DayField, day_or_fault, typed_in
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

__all__ = [
    "MOST_GUESTS",
    "TOO_LONG",
    "Between",
    "ClockField",
    "DayField",
    "DecimalField",
    "EuroField",
    "WholeNumberField",
    "day_or_fault",
    "euros",
    "options",
    "weather_field",
]

MOST_GUESTS = 100_000
TOO_LONG = _l("This text is too long.")
_THOUSANDS = re.compile(r"(?<=\d)[. \u00a0](?=\d{3}\b)")
_EURO = re.compile(r"^€?\s*(\d{1,9})(?:[.,](\d{1,2}))?$")
_DECIMAL = re.compile(r"^\d{1,7}(?:[.,]\d{1,3})?$")
_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?$")


class WholeNumberField(IntegerField):
    """A whole number, also written with its thousands apart."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = typed_in(self, valuelist)
        self.data = None
        if not typed:
            return
        try:
            self.data = int(_THOUSANDS.sub("", typed))
        except ValueError:
            raise ValueError(_("Write a whole number, for example 30.")) from None


class DecimalField(Field):
    """An amount such as 1,5; the data is a float."""

    widget = TextInput()
    data: float | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = typed_in(self, valuelist)
        self.data = None
        if not typed:
            return
        if not _DECIMAL.match(typed):
            raise ValueError(_("Write an amount, for example 1,5."))
        self.data = float(typed.replace(",", "."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:g}".replace(".", ",") if self.data is not None else ""


class ClockField(TimeField):
    """A time of day; also 15.00 and 15."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = typed_in(self, valuelist)
        self.data = None
        if not typed:
            return
        found = _TIME.match(typed)
        try:
            self.data = time(int(found[1]), int(found[2] or 0)) if found else None
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(_("Write a time, for example 15:00."))


class EuroField(Field):
    """An amount of money; the data is in cents."""

    widget = TextInput()
    data: int | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = typed_in(self, valuelist)
        self.data = None
        if not typed:
            return
        found = _EURO.match(_THOUSANDS.sub("", typed))
        if found is None:
            raise ValueError(_("Write an amount in euro, for example 12,50."))
        self.data = 100 * int(found[1]) + int((found[2] or "").ljust(2, "0") or 0)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return euros(self.data) if self.data is not None else ""


def euros(cents: int) -> str:
    """Write cents as people type them: 12,50, and 12 without cents."""
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02}" if rest else str(whole)


class Between:
    """A number that is there lies between two others, both included."""

    def __init__(self, low: int, high: int, message: str) -> None:
        self.low, self.high, self.message = low, high, message

    def __call__(self, form: object, field: Field) -> None:
        if field.data is not None and not self.low <= field.data <= self.high:
            raise ValidationError(str(self.message))


def options(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """Return choices from values and their words."""
    return [SelectChoice(str(value), words) for value, words in pairs]


def weather_field(label: str, names: Mapping[Weather, str]) -> Any:
    """Return a list to choose the weather from, in the words for the day that it is about."""
    return SelectField(
        label,
        choices=options(names.items()),
        coerce=Weather,
        default=Weather.ORDINARY.value,
    )
