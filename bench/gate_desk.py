"""An organiser at work while the gates scan: prints thousands of cards, and fetches files."""

import http.client
import threading
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlencode

from sqlalchemy import select

from bench.gate_site import HOST, GateSite
from planner.services import people
from planner.store.base import Store
from planner.store.models import Batch

EMAIL, PASSWORD = "noor@bench.example", "a long password of the bench"
PAUSE_SECONDS = 0.2


class Desk:
    """A signed-in organiser's browser."""

    def __init__(self, site: GateSite) -> None:
        self.port, self.cookies = site.port, dict[str, str]()
        store = Store(site.url)
        with store.transaction() as session:
            people.add_account(
                session, email=EMAIL, name="Noor", password=PASSWORD, now=datetime.now(UTC)
            )
        with store.reading() as session:
            wanted = select(Batch.id).where(Batch.event_id == site.event_id).order_by(Batch.id)
            batch_id = session.scalars(wanted).first()
        store.close()
        self.guests = f"/events/{site.event_id}/guests"
        self.papers = f"/events/{site.event_id}/invitations/{batch_id}/pdf"
        status, _page = self.send("/sign-in", {"email": EMAIL, "password": PASSWORD})
        if status != 303:
            raise RuntimeError("the organiser could not sign in")

    def ask(self, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Send one request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as line:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Host": HOST, "Cookie": cookie}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request("POST" if body is not None else "GET", path, body, headers)
            answer = line.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _sign, kept = value.partition(";")[0].partition("=")
                    self.cookies[key] = kept
            return answer.status, answer.read()

    def send(self, path: str, fields: dict[str, str], *, form_on: str = "") -> tuple[int, bytes]:
        """Send a form with the token of the page that it stands on."""
        page = self.ask(form_on or path)[1].decode()
        token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        return self.ask(path, urlencode({**fields, "csrf_token": token}))

    def print_cards(self) -> None:
        """Have a large stack made in the background.

        Raises:
            RuntimeError: that was refused.
        """
        status, _page = self.send(f"{self.papers}/cards", {}, form_on=self.papers)
        if status != 303:
            raise RuntimeError(f"printing was answered with {status}")

    def export_until(self, over: threading.Event) -> int:
        """Fetch the table of all guests and look at the progress, again and again; say how often.

        Raises:
            RuntimeError: a file was refused.
        """
        times = 0
        while not over.wait(PAUSE_SECONDS):
            for path in (f"{self.guests}/table.csv", self.papers):
                status, _body = self.ask(path)
                if status != 200:
                    raise RuntimeError(f"{path} was answered with {status}")
            times += 1
        return times
