"""What may stand in addresses and forms: whole numbers that a database can hold, and codes."""

from werkzeug.routing import BaseConverter, IntegerConverter

LARGEST = 2**31 - 1
"""Of an integer column; PostgreSQL refuses a larger one, and SQLite one of more than 63 bits."""

LARGEST_KEY = 2**53 - 1
"""The largest number that a browser's script can count with."""


def whole_number(typed: str) -> int:
    """Read a whole number.

    Raises:
        ValueError: it is none, or too large for anything of ours.
    """
    number = int(typed)
    if abs(number) > LARGEST:
        raise ValueError("too large")
    return number


def key_number(typed: str) -> int:
    """Read a number that was drawn at random.

    Raises:
        ValueError: it is none, or larger than any of ours.
    """
    number = int(typed)
    if not 0 < number <= LARGEST_KEY:
        raise ValueError("too large")
    return number


class NumberConverter(IntegerConverter):
    """Matches numbers of things that may exist; a larger one is an address that is not there."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"max": LARGEST, **options})  # type: ignore[arg-type]


class CodeConverter(BaseConverter):
    """Matches what could be meant as a code; whether it is one, the page finds out."""

    regex = r"[0-9A-Za-z](?:[0-9A-Za-z -]{8,20})[0-9A-Za-z]"
    weight = 900


class KeyConverter(IntegerConverter):
    """Matches numbers that were drawn at random, so that they say nothing of an order."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"max": LARGEST_KEY, **options})  # type: ignore[arg-type]
