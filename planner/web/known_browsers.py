"""Browsers in which somebody was signed in before: a signed cookie says so, and opens nothing.

It holds, for each account, a number drawn by chance: no name, no address, nothing to find an
account by. Whoever steals it can try passwords of that account in the place that is kept for its
owner, ten at once as anybody, and no more.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.http import parse_cookie

KNOWN_FOR = timedelta(days=180)
"""Since the last sign-in."""
MOST_ACCOUNTS = 5
"""In one browser, such as of an office; the oldest is forgotten."""
Marks = Mapping[str, str]
STRANGERS = "strangers"


class KnownBrowsers:
    """Reads and writes the cookie of browsers that are known.

    Args:
        secret_key: of the installation; with another one nobody is known any more.
    """

    def __init__(self, secret_key: str) -> None:
        self._key = secret_key.encode()
        self._signer = URLSafeTimedSerializer(secret_key, salt="known-browser")

    def read(self, cookie: str) -> Marks:
        """Return the marks in a cookie; none where it is not ours, or too old."""
        if not cookie:
            return {}
        try:
            found = self._signer.loads(cookie, max_age=round(KNOWN_FOR.total_seconds()))
        except BadSignature:
            return {}
        return found if isinstance(found, dict) else {}

    def who_asks(self, environ: Mapping[str, Any], cookie: str) -> str:
        """Return by what a browser is known, if it is: asked before anything else is done for it.

        Args:
            environ: of a request.
            cookie: the name of the cookie.
        """
        sent = environ.get("HTTP_COOKIE", "")
        marks = self.read(parse_cookie(sent).get(cookie, "")) if cookie in sent else {}
        return next(iter(marks.values()), STRANGERS)

    def mark_of(self, cookie: str, account_id: int) -> str | None:
        """Return by which a browser is known for an account; None where it is not."""
        return self.read(cookie).get(self._name_of(account_id))

    def with_account(self, cookie: str, account_id: int) -> str:
        """Return a cookie by which the browser is known for one more account, from now on."""
        name, marks = self._name_of(account_id), dict(self.read(cookie))
        mark = marks.pop(name, None) or secrets.token_urlsafe(12)
        newest = list(marks.items())[1 - MOST_ACCOUNTS :]
        return str(self._signer.dumps({**dict(newest), name: mark}))

    def _name_of(self, account_id: int) -> str:
        text = f"known-browser:{account_id}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:16]


def cookie_name(session_cookie: str) -> str:
    """Return the name of the cookie, which stands beside that of the session."""
    return f"{session_cookie}-known"
