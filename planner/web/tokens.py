"""A cookie with several tokens: what one phone may do at several places, the present one first.

The phone itself is not known by any name. Who holds a token may do what it is for; which tokens
still hold is for the service to say that made them.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from flask import Response, request

from planner.web.clock import now
from planner.web.installation import settings

_TOKEN = re.compile("[0-9A-Za-z_-]{20,64}")
_BETWEEN = "."


def read_tokens(cookie: str, *, most: int) -> list[str]:
    """Give the tokens of this request's cookie, each once, in their order."""
    return tokens_in(request.cookies.get(cookie, ""), most=most)


def tokens_in(value: str, *, most: int) -> list[str]:
    """Give the tokens in the value of a cookie."""
    tokens = [part for part in value.split(_BETWEEN) if _TOKEN.fullmatch(part)]
    return list(dict.fromkeys(tokens))[:most]


def keep_tokens(
    response: Response, cookie: str, tokens: Sequence[str], *, most: int, until: datetime
) -> None:
    """Let the phone keep its tokens, the first of them for what it does now."""
    response.set_cookie(
        cookie,
        _BETWEEN.join(list(dict.fromkeys(tokens))[:most]),
        max_age=max(0, round((until - now()).total_seconds())),
        path="/",
        secure=settings().is_https,
        httponly=True,
        samesite="Strict",
    )
