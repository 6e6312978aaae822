"""Whether a browser is one of those who prepare the event: they never read what households told.

Pages of guests know nothing of organisers, gates and who hands cards out. So each kind says for
itself whether somebody is signed in, where all pages come together: `blueprints.py`.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

from flask import Flask, current_app, g

from planner.core.enums import AnsweredBy


class StaffKind(NamedTuple):
    """One kind of user who prepares the event."""

    is_here: Callable[[], bool]
    """Says whether this browser is of one of them."""
    answers_as: AnsweredBy
    """Who is said to have filled in what is answered here with the code of a card."""


def set_kinds(app: Flask, kinds: Iterable[StaffKind]) -> None:
    """Say how each kind of user knows its browsers."""
    app.extensions["staff_kinds"] = tuple(kinds)


def is_staff_browser() -> bool:
    """Say whether an account, a gate or a stack of cards is open in this browser."""
    return _kind() is not None


def who_answers_here() -> AnsweredBy:
    """Say who is to be named with a yes, a maybe or a no from this browser."""
    kind = _kind()
    return kind.answers_as if kind else AnsweredBy.GUEST


def _kind() -> StaffKind | None:
    """Look up once a request; without one of their cookies nothing is asked of the database."""
    if "staff_kind" not in g:
        kinds = cast(tuple[StaffKind, ...], current_app.extensions["staff_kinds"])
        g.staff_kind = next((kind for kind in kinds if kind.is_here()), None)
    return cast(StaffKind | None, g.staff_kind)
