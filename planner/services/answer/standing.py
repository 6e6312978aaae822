"""Which answers count: the one place that says it, for every sum of people and of cards.

An answer that was set aside counts nowhere until somebody looks; its card still works, so nobody
is sent away at a gate. Its places are another matter: see `takes_places`.
"""

from sqlalchemy import ColumnElement, and_, or_

from planner.core.enums import InvitationState
from planner.store.models import Invitation


def works() -> ColumnElement[bool]:
    """Match cards that are worth something, whether or not their answers count."""
    return Invitation.state == InvitationState.ISSUED


def is_counted() -> ColumnElement[bool]:
    """Match cards whose answers are counted: in forecasts, orders, totals and at gates."""
    return and_(works(), Invitation.set_aside_at.is_(None))


def is_set_aside() -> ColumnElement[bool]:
    """Match cards that work, whose answers nobody has looked at yet."""
    return and_(works(), Invitation.set_aside_at.is_not(None))


def takes_places() -> ColumnElement[bool]:
    """Match cards whose answers take places: those that count, and some that waited for hours."""
    return and_(works(), or_(Invitation.set_aside_at.is_(None), Invitation.keeps_place))
