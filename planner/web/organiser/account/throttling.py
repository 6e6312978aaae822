"""Who guesses passwords is slowed, and the owner is not: a browser that was in before is known.

A known browser counts its own failures only, so that somebody who fills the counter of an account
from outside can't keep its owner out; and a place to hash is kept for it, see `people.hashing`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Response, after_this_request, current_app, request

from planner.services.people import hashing, throttle
from planner.services.people.throttle import Bucket, Counter, TooOften
from planner.store.models import Account
from planner.web.clock import now
from planner.web.db import reading_session, transaction
from planner.web.known_browsers import KNOWN_FOR, KnownBrowsers, cookie_name
from planner.web.networks import network, wide_network
from planner.web.trying_again import TriedTooOften

SLOWEST_SECONDS = 300


def sign_in_counters(email: str, account: Account | None) -> list[Counter]:
    """Return where a wrong password counts: the same for an address that nobody has."""
    known = known_browser(account.id) if account else None
    if known is not None:
        return [_counter(throttle.SIGN_IN, "known", known)]
    wide = wide_network()
    return [
        _counter(throttle.SIGN_IN, "sign-in", network(), email),
        _counter(throttle.SIGN_IN_ANYWHERE, "sign-in-anywhere", email),
        _counter(throttle.SIGN_IN_NETWORK, "sign-in-network", network()),
        *([_counter(throttle.SIGN_IN_WIDE, "sign-in-wide", wide)] if wide else []),
    ]


def factor_counters(account_id: int) -> list[Counter]:
    """Return where a wrong code counts."""
    known = known_browser(account_id)
    mark = known if known is not None else str(account_id)
    return [_counter(throttle.SECOND_FACTOR, "factor", mark)]


def mail_counters(email: str) -> list[Counter]:
    """Return where asking for a mail counts, so that nobody fills somebody's mailbox."""
    return [
        _counter(throttle.MAIL_ASKED_FOR, "mail", email),
        _counter(throttle.SIGN_IN, "mail-from", network()),
    ]


@contextmanager
def slow_try(counters: Sequence[Counter], *, known: str | None) -> Iterator[None]:
    """Make a try at a password in the block: there is a place to hash, and it is counted.

    Where it was right, let the caller give the count back.

    Args:
        counters: where it counts, before it is made.
        known: by what somebody is known; None for a stranger.

    Raises:
        TriedTooOften: see `count_try`.
        AllPlacesTaken: come again in a moment.
    """
    _turn_away(throttle.longest_wait(reading_session(), counters, now=now()))
    reading_session().commit()  # no connection is held while one waits and hashes
    with hashing.place(known):
        count_try(counters)
        yield


def count_try(counters: Sequence[Counter]) -> None:
    """Count a try before it is made, and keep that.

    Raises:
        TriedTooOften: it may not be made; it says for how long.
    """
    if not is_counted(counters):
        _turn_away(throttle.longest_wait(reading_session(), counters, now=now()) or 1)


def is_counted(counters: Sequence[Counter]) -> bool:
    """Count a try before it is made, and keep that; False when there were too many just now.

    It looks first, so that who is refused anyway takes nobody's turn to write.
    """
    if throttle.longest_wait(reading_session(), counters, now=now()):
        return False
    try:
        with transaction() as counting:
            throttle.take(counting, counters, now=now())
    except TooOften:
        return False
    return True


def known_browser(account_id: int) -> str | None:
    """Return the mark of this browser, if this account was signed in with it before."""
    return _browsers().mark_of(request.cookies.get(_cookie_name(), ""), account_id)


def remember_browser(account_id: int) -> None:
    """Let this browser be known for this account, next to those it is known for already."""
    value = _browsers().with_account(request.cookies.get(_cookie_name(), ""), account_id)

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            value,
            max_age=KNOWN_FOR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Strict",  # it is asked for when a form of our own is sent, and nowhere else
        )
        return response


def _counter(bucket: Bucket, *parts: str) -> Counter:
    return Counter(throttle.key_for(current_app.config["SECRET_KEY"], *parts), bucket)


def _browsers() -> KnownBrowsers:
    return KnownBrowsers(current_app.config["SECRET_KEY"])


def _cookie_name() -> str:
    return cookie_name(current_app.config["SESSION_COOKIE_NAME"])


def _turn_away(wait_seconds: int) -> None:
    if wait_seconds:
        raise TriedTooOften(min(wait_seconds, SLOWEST_SECONDS))
