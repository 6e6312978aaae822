"""In which order names are listed: as people count, Gast 2 before Gast 10."""

from typing import Any

from sqlalchemy import func

from planner.store.models import NamedGuest

DIGITS = "0123456789"


def in_order_of_names() -> tuple[Any, ...]:
    """Sort named guests by their name, those that differ in their last number by that number.

    A shorter number is a smaller one. It needs no column, and both databases do it alike.
    """
    name = NamedGuest.name_key
    return func.rtrim(name, DIGITS), func.length(name), name
