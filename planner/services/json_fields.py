"""Reads fields out of parsed JSON from outside, and says by name what is wrong with one."""

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

LARGEST = 1e15


class BadRequest(ValueError):
    """The request cannot be understood; the message names the field and the cure."""


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object, and where it stands in the request: `cases[2].answers`."""

    values: Mapping[str, Any]
    place: str = "request"

    @classmethod
    def of(cls, values: object, place: str = "request") -> "Fields":
        """Take a JSON object.

        Raises:
            BadRequest: it is something else.
        """
        if not isinstance(values, Mapping):
            raise BadRequest(f"{place} must be an object, like {{...}}")
        return cls(values, place)

    def wrong(self, name: str, wanted: str) -> BadRequest:
        """The refusal of one field."""
        found = reprlib.repr(self.values.get(name))
        return BadRequest(f"{self.place}.{name} must be {wanted}, not {found}")

    def text(self, name: str, default: str = "") -> str:
        """A text; a number is taken as one."""
        value = self.values.get(name, default)
        if not isinstance(value, str | int):
            raise self.wrong(name, "a text")
        return str(value)

    def whole(self, name: str, default: int | None = None) -> int | None:
        """A whole number, also when written as 12.0; null and absent are the default."""
        value = self.number(name)
        if value is None:
            return default
        if value != int(value):
            raise self.wrong(name, "a whole number")
        return int(value)

    def count(self, name: str) -> int:
        """A whole number that is 0 when absent."""
        return self.whole(name) or 0

    def number(self, name: str) -> float | None:
        """A finite number, or None for null and absent."""
        value = self.values.get(name)
        if value is None:
            return None
        if not _is_number(value):
            raise self.wrong(name, "a number")
        return float(value) if isinstance(value, float) else int(value)

    def truth(self, name: str) -> bool:
        """True or false; absent is false."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def choice(self, name: str, default: Choice) -> Choice:
        """One of the values of an enumeration."""
        value = self.values.get(name) or default
        try:
            return type(default)(value)
        except ValueError:
            options = ", ".join(type(default))
            raise self.wrong(name, f"one of: {options}") from None

    def items(self, name: str) -> Sequence[Any]:
        """A list; absent is empty."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise self.wrong(name, "a list, like [...]")
        return value

    def numbers(self, name: str) -> list[float]:
        """A list of finite numbers."""
        return finite(self.items(name), f"{self.place}.{name}")

    def objects(self, name: str) -> list["Fields"]:
        """A list of objects."""
        return [
            Fields.of(item, f"{self.place}.{name}[{position}]")
            for position, item in enumerate(self.items(name))
        ]

    def object(self, name: str) -> "Fields":
        """An object; absent is empty."""
        value = self.values.get(name)
        return Fields.of({} if value is None else value, f"{self.place}.{name}")


def finite(values: Sequence[Any], place: str) -> list[float]:
    """Check a list of numbers.

    Raises:
        BadRequest: one of them is not a finite number.
    """
    for value in values:
        if not _is_number(value):
            raise BadRequest(f"{place} must hold numbers only, not {reprlib.repr(value)}")
    return [float(value) for value in values]


def _is_number(value: object) -> bool:
    """Whether this is a number of a size that anything here could have; true is none."""
    is_numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return is_numeric and abs(value) < LARGEST  # type: ignore[arg-type]
