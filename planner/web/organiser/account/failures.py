"""Failed sign-ins in the audit: one line for each account and hour, however many there are."""

from flask import current_app

from planner.services.people import throttle
from planner.services.privacy import audit
from planner.web.clock import now
from planner.web.db import transaction
from planner.web.networks import network


def note_failed_sign_in(account_id: int | None) -> None:
    """Note a wrong password for an account, or for an address that nobody has, and keep that."""
    _note("sign_in.failed", account_id)


def note_failed_factor(account_id: int) -> None:
    """Note a wrong second step after a right password, and keep that."""
    _note("second_factor.take_code", account_id)


def _note(what: str, account_id: int | None) -> None:
    moment = now()
    summed = audit.Sum(what, account_id, moment)
    key = throttle.key_for(current_app.config["SECRET_KEY"], "audit", summed.name, network())
    with transaction() as writing:
        is_new = throttle.is_first(writing, key, now=moment)
        audit.note_failure(writing, summed, from_new_network=is_new)
