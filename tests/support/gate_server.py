"""A gate behind a real server that can be stopped, started, and made to lose its answers."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server

from planner.app import create_app
from planner.core.enums import Reply
from planner.services.gate import counting, gates
from planner.settings import Settings
from planner.store.models import Event, Gate, GateDevice, GateNote, Remark, Scan
from tests.support.gate import CODE_KEY, answer, make_cards, make_event, make_gate
from tests.support.serving import Quiet, free_port

Environ = dict[str, Any]
Start = Callable[..., Any]


class GateServer:
    """A barbecue that is going on, with cards for three people each.

    Args:
        settings: of the installation; its address and key are chosen here.
        cards: how many.
        told: whether the households said how many they are; else the gate has to ask.
        values: what else is to be known of the event.
    """

    def __init__(self, settings: Settings, *, cards: int, told: bool = True, **values: Any) -> None:
        self.port = free_port()
        url = f"http://localhost:{self.port}"
        self.settings = replace(settings, base_url=url, code_key=CODE_KEY)
        self.app: Flask = create_app(self.settings, clock=lambda: datetime.now(UTC))
        self.store = self.app.extensions["store"]
        begun = datetime.now(UTC) - timedelta(hours=1)
        with self.store.transaction() as session:
            event = make_event(
                session, starts_at=begun, ends_at=begun + timedelta(hours=4), **values
            )
            self.event_id = event.id
            self.codes = make_cards(session, event, count=cards, party=3) if cards else []
            for number in range(1, cards + 1) if told else ():
                answer(session, event, number, Reply.YES, adults=3)
            self.link = self.link_of(make_gate(session, event))
        self.lost_answers, self.lost_path = 0, "/gate/scans"
        self.refuses_scans = False
        self.bytes_sent: Counter[str] = Counter()
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the planner."""
        return self.settings.base_url

    def start(self) -> None:
        """Answer at the same address as before."""
        server = make_server(
            "127.0.0.1", self.port, self._answer, threaded=True, request_handler=Quiet
        )
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Answer nothing any more: not even a refusal."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
        self._server = None

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self.store.close()

    def lose_answers(self, count: int, path: str = "/gate/scans") -> None:
        """Take so many batches, and let their answers never arrive."""
        self.lost_answers, self.lost_path = count, path

    def scans(self) -> list[Scan]:
        """Return all scans that arrived."""
        with self.store.reading() as session:
            return list(session.scalars(select(Scan).order_by(Scan.id)))

    def notes(self) -> list[str]:
        """Return what volunteers wrote down for the organiser."""
        with self.store.reading() as session:
            return [note.text for note in session.scalars(select(GateNote).order_by(GateNote.id))]

    def remarks(self) -> list[tuple[str, int]]:
        """Return what residents said, and how many said it."""
        with self.store.reading() as session:
            return [(each.words, each.heads) for each in session.scalars(select(Remark))]

    def inside(self) -> int:
        """Return how many people are inside."""
        with self.store.reading() as session:
            return counting.head_count(session, self.event_id).inside

    def sign_all_out(self) -> None:
        """Take all phones away."""
        with self.store.transaction() as session:
            for device in session.scalars(select(GateDevice)):
                device.revoked_at = datetime.now(UTC)

    def another_gate(self, name: str) -> str:
        """Open one more gate and give its link."""
        with self.store.transaction() as session:
            return self.link_of(make_gate(session, session.get_one(Event, self.event_id), name))

    def listening_link(self) -> str:
        """Make the link for phones that only listen."""
        with self.store.transaction() as session:
            event = session.get_one(Event, self.event_id)
            made = gates.open_listening(
                session, event, "Listening", code_key=CODE_KEY, now=datetime.now(UTC)
            )
            return self.link_of(made)

    def link_of(self, opened: Gate) -> str:
        """Give the link of a gate."""
        return gates.gate_link(opened, code_key=CODE_KEY, base_url=self.url)

    def _answer(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if self.refuses_scans and environ["PATH_INFO"] == "/gate/scans":
            start("400 Bad Request", [])
            return [b""]
        answer = self.app(environ, start)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", tuple)()
        path = environ["PATH_INFO"]
        self.bytes_sent[path] += len(body)
        if path == self.lost_path and self.lost_answers:
            self.lost_answers -= 1
            return [b""]  # what was taken stays taken
        return [body]
