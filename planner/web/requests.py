"""What a request brings: its fields, without the one sign that no text may hold, and its cookie.

PostgreSQL keeps no NUL in a text and SQLite ends one there in places; nobody types it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Request, abort, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

NUL = "\x00"
SIGNS = frozenset({"/healthz", "/readyz"})
"""What a balancer or a container asks, by whatever name or address it knows this server."""


class SignedSessions(SecureCookieSessionInterface):
    """Flask's own sessions, without making ready to check a signature where there is no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie; an empty session where there is none."""
        if not request.cookies.get(self.get_cookie_name(app)):
            return self.session_class()
        return super().open_session(app, request)


class Typed(ImmutableMultiDict[str, Any]):
    """Fields of a form or of an address."""

    def __init__(
        self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None
    ) -> None:
        given = MultiDict(mapping)
        super().__init__(
            [(_without(name), _without(value)) for name, value in given.items(multi=True)]
        )


class PlannerRequest(Request):
    """A request whose fields are texts that can be kept."""

    parameter_storage_class = Typed


def let_anybody_ask_for_signs(environ: dict[str, Any], host: str) -> None:
    """Take a request for a sign of life as one to our own name: the answer tells no secret."""
    if environ.get("PATH_INFO") in SIGNS:
        environ["HTTP_HOST"] = host


def init_requests(app: Flask) -> None:
    """Clean what is typed; an address with such a sign in it is nobody's."""
    app.request_class = PlannerRequest

    @app.before_request
    def refuse_impossible_addresses() -> None:
        if NUL in request.path:
            abort(404)


def _without(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value
