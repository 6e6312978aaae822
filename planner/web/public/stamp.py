"""The moment a form was shown, signed: nobody fills a form in within two seconds but a program."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from enum import Enum

from flask import current_app

from planner.web.clock import now

QUICKEST = timedelta(seconds=2)
LONGEST = timedelta(days=3)
"""A page may lie open on a phone for a weekend."""


class StampFault(Enum):
    """Why a form is not taken as it is."""

    TOO_QUICK = "too quick"
    TOO_OLD = "too old"
    FORGED = "forged"


def make_stamp() -> str:
    """Return the moment, in seconds, with a keyed hash of it."""
    seconds = str(int(now().timestamp()))
    return f"{seconds}.{_sign(seconds)}"


def find_stamp_fault(stamp: str) -> StampFault | None:
    """Say what is wrong with the moment that a form brings along; None when it is good."""
    seconds, _dot, signature = stamp.partition(".")
    if not hmac.compare_digest(_sign(seconds).encode(), signature.encode()):
        return StampFault.FORGED
    age = now() - datetime.fromtimestamp(int(seconds), UTC)
    if age > LONGEST:
        return StampFault.TOO_OLD
    return StampFault.TOO_QUICK if age < QUICKEST else None


def _sign(seconds: str) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    return hmac.new(secret.encode(), f"stamp:{seconds}".encode(), hashlib.sha256).hexdigest()[:32]
