"""Cards with which a household told something: on paper only after somebody said so.

Whoever reads the code of such a card could look at what was answered with it. So papers leave these
cards out; to print them too is asked first, written down, and holds for a quarter of an hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session as cookie

KEY = "told_cards"
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class ToldCards:
    """How somebody says that these cards are to be printed too.

    Attributes:
        ask: gives the address of the question, for one card or for all.
        is_said: whether it was said in this browser, for one card or for all.
    """

    ask: Callable[[int | None], str]
    is_said: Callable[[int | None], bool]


def note_said(batch_id: int, number: int | None, *, now: datetime) -> None:
    """Remember in this browser that the cards of a batch, or one of them, are to be printed."""
    cookie[KEY] = {
        "batch": batch_id,
        "number": number,
        "until": (now + LASTS).timestamp(),
    }


def is_said(batch_id: int, number: int | None, *, now: datetime) -> bool:
    """Say whether that was said here a moment ago; who said it of all, said it of each."""
    said = cookie.get(KEY)
    if not isinstance(said, dict) or said.get("batch") != batch_id:
        return False
    return said["until"] >= now.timestamp() and said["number"] in {None, number}
