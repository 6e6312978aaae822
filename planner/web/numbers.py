"""Whole numbers in addresses and forms, never larger than a database can hold."""

from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""Of an integer column; PostgreSQL refuses a larger one, and SQLite one of more than 63 bits."""


def whole_number(typed: str) -> int:
    """Read a whole number.

    Raises:
        ValueError: it is none, or too large for anything of ours.
    """
    number = int(typed)
    if abs(number) > LARGEST:
        raise ValueError("too large")
    return number


class NumberConverter(IntegerConverter):
    """Matches numbers of things that may exist; a larger one is an address that is not there."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"max": LARGEST, **options})  # type: ignore[arg-type]
