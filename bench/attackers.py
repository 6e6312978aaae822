"""Who attacks a served planner: browsers by the dozen, each from an address of its own.

They run in a process of their own, for phones are timed in the one that measures. The server is
told to believe a proxy about where they come from.
"""

import http.client
import multiprocessing
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from typing import Any

from bench.browser import Browser
from bench.gate_site import HOST

REFUSED = {429, 503}
NO_ANSWER = 0


@dataclass
class Seen:
    """What a kind of visitor was answered.

    Attributes:
        statuses: how often each; 0 where no answer came.
        millis: how long answers took that were no refusal.
        without_retry: refusals that did not say when to come back.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    millis: list[float] = field(default_factory=list)
    without_retry: int = 0

    def note(self, status: int, retry_after: str | None, millis: float) -> None:
        """Count an answer."""
        self.statuses[status] += 1
        if status in REFUSED:
            self.without_retry += retry_after is None
        else:
            self.millis.append(millis)

    def add(self, other: "Seen") -> None:
        """Count what somebody else of the same kind saw."""
        self.statuses += other.statuses
        self.millis += other.millis
        self.without_retry += other.without_retry

    @property
    def faults(self) -> int:
        """Answers that a server never gives that holds: 5xx, unless it says when to come back."""
        broken = sum(count for status, count in self.statuses.items() if status >= 500)
        return broken - self.statuses[503] + self.without_retry

    def __str__(self) -> str:
        said = ", ".join(
            f"{count} x {status or 'no answer'}" for status, count in sorted(self.statuses.items())
        )
        slowest = f"; slowest {max(self.millis):.0f} ms" if self.millis else ""
        silent = f"; {self.without_retry} without Retry-After" if self.without_retry else ""
        return f"{said or 'nobody came'}{slowest}{silent}"


Attack = Callable[[int, threading.Event, Seen], None]
"""What one of the attackers does until it is over, and what it saw; told which one it is."""


@contextmanager
def attacked(attack: Attack, *, by: int) -> Iterator[Seen]:
    """Let so many attack as long as the block lasts; what they saw stands in it afterwards."""
    processes = multiprocessing.get_context("fork")
    over, results = processes.Event(), processes.SimpleQueue()
    all_at_it = processes.Event()
    process = processes.Process(target=_attack, args=(attack, by, all_at_it, over, results))
    process.start()
    seen = Seen()
    try:
        all_at_it.wait(60)
        yield seen
    finally:
        over.set()
        seen.add(results.get())
        process.join()


def _attack(attack: Attack, by: int, all_at_it: Event, over: Event, results: Any) -> None:
    here, ready = threading.Event(), threading.Barrier(by + 1)
    seen = [Seen() for _each in range(by)]

    def work(place: int) -> None:
        ready.wait()
        attack(place, here, seen[place])

    threads = [threading.Thread(target=work, args=(place,)) for place in range(by)]
    for thread in threads:
        thread.start()
    ready.wait()
    all_at_it.set()
    over.wait()
    here.set()
    for thread in threads:
        thread.join()
    together = Seen()
    for each in seen:
        together.add(each)
    results.put(together)


class Visitor(Browser):
    """A browser at an address of its own, which keeps its connection and notes what it sees."""

    def __init__(self, port: int, address: str, seen: Seen) -> None:
        super().__init__(port)
        self.headers = {"X-Forwarded-For": address, "Accept-Language": "en"}
        self._seen = seen

    def send(self, path: str, **form: str) -> int:
        """Send a form, or ask for a page; note and return the status."""
        began = time.perf_counter()
        try:
            status, _page = self.ask(path, **form)
        except (OSError, http.client.HTTPException):
            status = NO_ANSWER
            self.answered.clear()
        took = 1000 * (time.perf_counter() - began)
        self._seen.note(status, self.answered.get("retry-after"), took)
        return status

    def noting(self, seen: Seen) -> "Visitor":
        """Note what is seen from now on somewhere else."""
        self._seen = seen
        return self

    def token_sooner_or_later(self, path: str, over: threading.Event) -> str:
        """Return the token of a page, however often it has to be asked for."""
        while not over.is_set():
            with suppress(ValueError, OSError, http.client.HTTPException):
                return self.token_on(path)
            over.wait(0.2)
        return ""


def address_of(place: int) -> str:
    """Return the address of an attacker."""
    return f"198.51.{100 + place // 200}.{1 + place % 200}"


def signing_in(port: int, email: str = "") -> Attack:
    """Try passwords of one account, or of addresses that nobody has."""

    def attack(place: int, over: threading.Event, seen: Seen) -> None:
        visitor = Visitor(port, address_of(place), seen)
        token, turn = visitor.token_sooner_or_later("/sign-in", over), 0
        while not over.is_set():
            turn += 1
            typed = email or f"random-{place}-{turn}@x.example"
            visitor.send("/sign-in", email=typed, password=f"guess {turn}", csrf_token=token)

    return attack


def answering(port: int, slug: str, stamp: Callable[[], str]) -> Attack:
    """Answer without a card, again and again."""

    def attack(place: int, over: threading.Event, seen: Seen) -> None:
        visitor = Visitor(port, address_of(place), seen)
        while not over.is_set():
            visitor.send(f"/e/{slug}/answer", answer="yes", stamp=stamp())

    return attack


def guessing_codes(port: int, email: str, password: str) -> Attack:
    """Try second steps of an account whose password is known."""

    def attack(place: int, over: threading.Event, seen: Seen) -> None:
        visitor = Visitor(port, address_of(place), seen)
        path = "/sign-in/second-step"
        while not over.is_set():
            token = visitor.token_sooner_or_later("/sign-in", over)
            status = visitor.send("/sign-in", email=email, password=password, csrf_token=token)
            if status != 303:
                continue
            token = visitor.token_sooner_or_later(path, over)
            while not over.is_set():
                visitor.send(path, code="000000", csrf_token=token)

    return attack


def guessing_pins(port: int, links: Sequence[str]) -> Attack:
    """Try codes of private links that are known."""

    def attack(place: int, over: threading.Event, seen: Seen) -> None:
        visitor, path = Visitor(port, address_of(place), seen), links[place % len(links)]
        token = visitor.token_sooner_or_later(path, over)
        while not over.is_set():
            visitor.send(path, code="000000", csrf_token=token)

    return attack


def reading(port: int, path: str) -> Attack:
    """Ask for one page again and again, from addresses of one's own."""

    def attack(place: int, over: threading.Event, seen: Seen) -> None:
        visitor = Visitor(port, address_of(place), seen)
        while not over.is_set():
            visitor.send(path)

    return attack


def exporting(desks: Sequence[Visitor], paths: Sequence[str]) -> Attack:
    """Ask for lists and papers, each browser for another one and for the next at once."""

    def attack(place: int, over: threading.Event, seen: Seen) -> None:
        desk, turn = desks[place].noting(seen), place
        while not over.is_set():
            desk.send(paths[turn % len(paths)])
            turn += 1

    return attack


def saving(desks: Sequence[Visitor], event: str) -> Attack:
    """Save forms of an event, and read its page in between."""

    def attack(place: int, over: threading.Event, seen: Seen) -> None:
        desk, turn = desks[place].noting(seen), 0
        token = desk.token_sooner_or_later(event, over)
        while not over.is_set():
            turn += 1
            desk.send(f"{event}/guess", expected=str(50 + turn % 50), csrf_token=token)
            stack = {"name": f"Stack {place} {turn}", "count": "2", "largest_party": "4"}
            desk.send(f"{event}/invitations/new", **stack, languages="nl", csrf_token=token)
            dish = {"name": f"Dish {place} {turn}", "unit": "piece", "per_adult": "1", "pack": "20"}
            desk.send(f"{event}/menu/new", **dish, keeping="freezable", csrf_token=token)
            desk.send(event)

    return attack


def sending_slowly(port: int) -> Attack:
    """Begin a request and send a letter of it now and then, on twenty connections."""

    def attack(_place: int, over: threading.Event, _seen: Seen) -> None:
        opened = [socket.create_connection(("127.0.0.1", port)) for _each in range(20)]
        for each in opened:
            each.sendall(b"POST /gate/scans HTTP/1.1\r\nHost: bench.example\r\nX-Slow: ")
        while not over.wait(0.5):
            for each in opened:
                with suppress(OSError):
                    each.send(b"x")
        for each in opened:
            each.close()

    return attack


def never_reading(port: int, path: str, *, at_once: int = 6) -> Attack:
    """Ask for a large file several times on one connection, and fetch none of them."""
    asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode() * at_once

    def attack(_place: int, over: threading.Event, _seen: Seen) -> None:
        while not over.is_set():
            with closing(socket.socket()) as connection, suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.connect(("127.0.0.1", port))
                connection.sendall(asked)
                over.wait(5)

    return attack
