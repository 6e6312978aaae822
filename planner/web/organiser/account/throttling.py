"""Who guesses passwords is slowed, and the owner is not: a browser that was in before is known.

A known browser counts its own failures only, so that somebody who fills the counter of an account
from outside can't keep its owner out. The cookie proves nothing else: it opens nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import TooManyRequests

from planner.services.people import throttle
from planner.services.people.throttle import Bucket
from planner.store.models import Account
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.db import session as db_session
from planner.web.networks import network

KNOWN_FOR = timedelta(days=400)  # the longest that browsers keep a cookie
SLOWEST_SECONDS = 300


@dataclass(frozen=True)
class FailureCounter:
    """What failures are counted under, and how many may come."""

    key: str
    bucket: Bucket


def sign_in_counters(email: str, account: Account | None) -> list[FailureCounter]:
    """Return where a wrong password counts: the same for an address that nobody has."""
    known = known_browser(account.id) if account else None
    if known is not None:
        return [_counter(throttle.SIGN_IN, "known", known)]
    return [
        _counter(throttle.SIGN_IN, "sign-in", network(), email),
        _counter(throttle.SIGN_IN_ANYWHERE, "sign-in-anywhere", email),
    ]


def factor_counters(account_id: int) -> list[FailureCounter]:
    """Return where a wrong code counts."""
    known = known_browser(account_id)
    mark = known if known is not None else str(account_id)
    return [_counter(throttle.SECOND_FACTOR, "factor", mark)]


def mail_counters(email: str) -> list[FailureCounter]:
    """Return where asking for a mail counts, so that nobody fills somebody's mailbox."""
    return [
        _counter(throttle.MAIL_ASKED_FOR, "mail", email),
        _counter(throttle.SIGN_IN, "mail-from", network()),
    ]


def wait_or_go_on(counters: Sequence[FailureCounter]) -> None:
    """Turn away who failed too often just now, and say for how long."""
    longest = _longest_wait(counters)
    if longest:
        raise TooManyRequests(retry_after=min(longest, SLOWEST_SECONDS))


def is_throttled(counters: Sequence[FailureCounter]) -> bool:
    """Say whether somebody asked too often just now."""
    return _longest_wait(counters) > 0


def count_failure(counters: Sequence[FailureCounter]) -> None:
    """Count one failure, and commit."""
    for each in counters:
        throttle.note_failure(db_session(), each.key, each.bucket, now=now())
    db_session().commit()


def known_browser(account_id: int) -> str | None:
    """Return the mark of this browser, if this account was signed in with it before."""
    try:
        owners = _signer().loads(request.cookies.get(_cookie_name(), ""))
    except BadSignature:
        return None
    mark = owners.get(str(account_id)) if isinstance(owners, dict) else None
    return mark if isinstance(mark, str) else None


def remember_browser(account_id: int) -> None:
    """Let this browser be known for this account, next to those it is known for already."""
    if known_browser(account_id) is not None:
        return
    try:
        owners = dict(_signer().loads(request.cookies.get(_cookie_name(), "")))
    except (BadSignature, TypeError, ValueError):
        owners = {}
    newest = dict(list(owners.items())[-4:])
    value = _signer().dumps({**newest, str(account_id): secrets.token_urlsafe(12)})

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            value,
            max_age=KNOWN_FOR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _counter(bucket: Bucket, *parts: str) -> FailureCounter:
    return FailureCounter(throttle.key_for(current_app.config["SECRET_KEY"], *parts), bucket)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-browser")


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-known"


def _longest_wait(counters: Sequence[FailureCounter]) -> int:
    """Return after how many seconds all of them let somebody try again; 0 for at once."""
    return max(
        (
            throttle.wait_seconds(reading_session(), each.key, each.bucket, now=now())
            for each in counters
        ),
        default=0,
    )
