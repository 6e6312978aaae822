"""Slow who guesses at the secrets in addresses; who has a good one is never slowed."""

from flask import current_app

from planner.services.people import throttle
from planner.web.clock import now
from planner.web.db import reading_session, transaction
from planner.web.networks import network


def note_guess(what: str) -> int:
    """Note that nobody knows an address, and return how many seconds to wait; 0 for none.

    Args:
        what: kind of address; each is counted for itself.
    """
    key = throttle.key_for(current_app.config["SECRET_KEY"], what, network())
    wait = throttle.wait_seconds(reading_session(), key, throttle.UNKNOWN_CODE, now=now())
    if not wait:
        with transaction() as session:
            throttle.note_failure(session, key, throttle.UNKNOWN_CODE, now=now())
    return wait
