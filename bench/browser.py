"""A browser without script over real connections, a new one for each page, as a balancer sees."""

import http.client
import re
import time
from contextlib import closing
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.gate_site import HOST

BUSY = 503
PATIENCE_SECONDS = 60.0


class Browser:
    """Keeps its cookies."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        """What it sends besides."""
        self.answered: dict[str, str] = {}
        """Headers of the last answer, in small letters."""

    def ask(self, path: str, **form: str) -> tuple[int, str]:
        """Get a page, or send a form; give the status and the page."""
        headers = {
            "Host": HOST,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            **self.headers,
        }
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            connection.request("POST" if form else "GET", path, urlencode(form), headers)
            answer = connection.getresponse()
            self.answered = {name.lower(): value for name, value in answer.getheaders()}
            for line in answer.headers.get_all("Set-Cookie") or []:
                self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return answer.status, answer.read().decode(errors="replace")

    def ask_until_served(self, path: str) -> int:
        """Get a page as who is told to try again in a moment does, and does; give the status."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, _page = self.ask(path)
            if status != BUSY or time.monotonic() > until:
                return status
            time.sleep(float(self.answered["retry-after"]))

    def token_on(self, path: str) -> str:
        """Return the CSRF token of a page.

        Raises:
            ValueError: there is none.
        """
        _status, page = self.ask(path)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if found is None:
            raise ValueError(f"no form on {path}")
        return found[1]

    def forget(self, cookie: str) -> None:
        """Forget a cookie, as when its time is over."""
        self._cookies.pop(cookie, None)

    def sign_in(self, email: str, password: str) -> int:
        """Sign in as an organiser; give the status."""
        token = self.token_on("/sign-in")
        return self.ask("/sign-in", email=email, password=password, csrf_token=token)[0]
