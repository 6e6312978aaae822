"""The moment a form was shown and a word of its own, signed: a form serves once, at one event."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from enum import Enum

from flask import current_app

from planner.web.clock import now

QUICK = timedelta(seconds=3)
"""Who knows the page presses as fast as that, and so does a program: it is noted, and no fault."""
LONGEST = timedelta(days=3)
"""A page may lie open on a phone for a weekend."""
NONCE_BYTES = 9


class StampFault(Enum):
    """Why a form is not taken as it is."""

    TOO_OLD = "too old"
    FORGED = "forged"


def make_stamp(event_id: int) -> str:
    """Return the moment, in seconds, and something random, with a keyed hash of both."""
    seconds, nonce = str(int(now().timestamp())), secrets.token_urlsafe(NONCE_BYTES)
    return f"{seconds}.{nonce}.{_sign(event_id, seconds, nonce)}"


def find_stamp_fault(stamp: str, event_id: int) -> StampFault | None:
    """Say what is wrong with the stamp that a form brings along; None when it is good."""
    seconds, _dot, rest = stamp.partition(".")
    nonce, _dot, signature = rest.partition(".")
    if not hmac.compare_digest(_sign(event_id, seconds, nonce).encode(), signature.encode()):
        return StampFault.FORGED
    return StampFault.TOO_OLD if _age(stamp) > LONGEST else None


def is_quick(stamp: str) -> bool:
    """Say whether a form came back within seconds; only of a stamp without a fault."""
    return _age(stamp) < QUICK


def _age(stamp: str) -> timedelta:
    return now() - datetime.fromtimestamp(int(stamp.partition(".")[0]), UTC)


def _sign(event_id: int, seconds: str, nonce: str) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    text = f"stamp:{event_id}:{seconds}:{nonce}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
