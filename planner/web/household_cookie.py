"""The cookie by which a browser may read back what a household told: for one card alone."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from flask import Response

from planner.store.models import Event
from planner.web.clock import now
from planner.web.installation import settings
from planner.web.keeping import forget_on

COOKIE = "planner-household"


def cookie_name() -> str:
    """Return the name of the cookie; its path is that of one card, so each card has its own."""
    return f"__Secure-{COOKIE}" if settings().is_https else COOKIE


def keep_token(response: Response, code: str, event: Event, token: str) -> Response:
    """Let the browser keep its token, until what was told goes."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=max(0, round((_ends_at(event) - now()).total_seconds())),
        path=f"/{code}",
        secure=settings().is_https,
        httponly=True,
        samesite="Strict",
    )
    return response


def forget_token(response: Response, code: str) -> Response:
    """Let the browser forget it."""
    response.delete_cookie(
        cookie_name(),
        path=f"/{code}",
        secure=settings().is_https,
        httponly=True,
        samesite="Strict",
    )
    return response


def _ends_at(event: Event) -> datetime:
    """Return the beginning of the day on which it goes."""
    return datetime.combine(forget_on(event), time(), tzinfo=ZoneInfo(event.zone)).astimezone(UTC)
