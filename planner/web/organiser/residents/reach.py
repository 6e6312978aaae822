"""Which promise an address names: one of an event with its event, as that team sees it.

Whoever sees to the whole organisation finds every promise of it under its number alone too.
"""

from typing import Any

from flask import abort
from sqlalchemy.orm import Session

from planner.core.roles import Right
from planner.services.residents import overview
from planner.store.models import Promise
from planner.web.access import my_rights
from planner.web.db import reading_session, session

Address = dict[str, Any]
"""The parts of an address that name a promise, for `url_for`."""


def address_of(promise: Promise) -> Address:
    """Return what names a promise: with its event, so that the team of that event opens it too."""
    return {"promise_number": promise.number, "event_id": promise.event_id}


def promise_to_show(number: int, event_id: int | None) -> Promise:
    """Return a promise with all that its page shows; it can't be changed through this."""
    return _found(reading_session(), number, event_id)


def promise_to_change(number: int, event_id: int | None) -> Promise:
    """Return a promise in the writing session."""
    return _found(session(), number, event_id)


def may_promise() -> bool:
    """Say whether this person makes and changes promises, on the event of the address if any."""
    return Right.RESIDENTS in my_rights()


def _found(used: Session, number: int, event_id: int | None) -> Promise:
    promise = overview.get_promise(used, number)
    if promise is None or event_id not in {None, promise.event_id}:
        abort(404)
    return promise
