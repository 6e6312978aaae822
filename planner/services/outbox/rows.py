"""What all that works on the outbox's rows shares."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, Result

WIPED: Mapping[str, Any] = {
    "to_address": "",
    "subject": "",
    "text": "",
    "html": "",
    "calendar": None,
    "unsubscribe_url": "",
    "address_hash": None,
    "claimed_until": None,
}
"""Values of a mail that has nothing to say any more: to whom it went and what it said are gone."""


def changed_rows(result: Result[Any]) -> int:
    """Return how many rows a statement changed."""
    return cast("CursorResult[Any]", result).rowcount
