"""Whose browser it is: its cookie, and the rule before every page of a stack of cards."""

from typing import cast

from flask import Response, after_this_request, g, render_template, request
from flask.typing import ResponseReturnValue

from planner.services.invite import intermediaries
from planner.store.models import Batch, IntermediarySignIn
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.installation import settings
from planner.web.who_runs import runner_of, show_runner

COOKIE = "planner-hand-out"
PATH = "/hand-out"
"""Where these pages are; the cookie was sent there alone before guests' pages had to know it."""


def cookie_name(link_id: int) -> str:
    """Return the name of the cookie of one stack; who has two stacks has two cookies."""
    return f"{_prefix('__Host-')}{COOKIE}-{link_id}"


def keep_token(response: Response, link_id: int, token: str) -> None:
    """Let the browser keep its token; guests' pages look at it to keep shut what families told."""
    response.set_cookie(
        cookie_name(link_id),
        token,
        max_age=round(intermediaries.SIGNED_IN_FOR.total_seconds()),
        path="/",
        secure=settings().is_https,
        httponly=True,
        # Not strict: the link stands in a message, and who taps it there must not type the code
        # again. What changes anything asks for a token of the form as well.
        samesite="Lax",
    )


def forget_token(response: Response, link_id: int) -> None:
    """Let the browser forget its token."""
    secure = settings().is_https
    response.delete_cookie(cookie_name(link_id), path="/", secure=secure)
    response.delete_cookie(_old_name(link_id), path=PATH, secure=secure)


def find_sign_in(link_id: int) -> IntermediarySignIn | None:
    """Look this browser's sign-in at a stack up, once a request."""
    if "hand_out" not in g:
        token = request.cookies.get(cookie_name(link_id))
        old = request.cookies.get(_old_name(link_id))
        g.hand_out = _look_up(link_id, token or old)
        if g.hand_out is not None and token is None and old is not None:
            _move_along(link_id, old)
    return cast(IntermediarySignIn | None, g.hand_out)


def is_open_here() -> bool:
    """Say whether any stack of cards is open in this browser."""
    start = f"{_prefix('__Host-')}{COOKIE}-"
    return any(
        _look_up(int(number), token) is not None
        for name, token in request.cookies.items()
        if (number := name.removeprefix(start)) != name and number.isdecimal() and len(number) < 10
    )


def _look_up(link_id: int, token: str | None) -> IntermediarySignIn | None:
    if not token:
        return None
    return intermediaries.find_sign_in(
        reading_session(),
        link_id,
        token,
        code_key=settings().code_key,
        keep=settings().retention,
        now=now(),
    )


def _move_along(link_id: int, token: str) -> None:
    """Have a cookie of before the update sent to guests' pages too."""

    @after_this_request
    def keep(response: Response) -> Response:
        if not response.headers.getlist("Set-Cookie"):
            keep_token(response, link_id, token)
        return response


def _old_name(link_id: int) -> str:
    return f"{_prefix('__Secure-')}{COOKIE}-{link_id}"


def _prefix(over_tls: str) -> str:
    return over_tls if settings().is_https else ""


def current_sign_in() -> IntermediarySignIn:
    """Return the sign-in of this browser; only on pages behind `require_sign_in`."""
    return cast(IntermediarySignIn, g.hand_out)


def current_batch() -> Batch:
    """Return the stack whose pages these are; only on pages behind `require_sign_in`."""
    return current_sign_in().link.batch


def sender() -> tuple[str, int]:
    """Say who sends a form, and of which organisation the cards are."""
    link = current_sign_in().link
    return f"link {link.id}", link.batch.event.organisation_id


def require_sign_in() -> ResponseReturnValue | None:
    """Turn away who has not come in here, or whose way in was taken away."""
    link_id = (request.view_args or {}).get("link_id", 0)
    if find_sign_in(link_id) is None:
        return render_template("intermediary/closed.html"), 403
    show_runner(runner_of(current_batch().event))
    return None
