"""The signed cookie of people who signed in; everybody else has none, and costs nothing."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class SignedSessions(SecureCookieSessionInterface):
    """Flask's own sessions, without making ready to check a signature where there is no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie; an empty session where there is none."""
        if not request.cookies.get(self.get_cookie_name(app)):
            return self.session_class()
        return super().open_session(app, request)
