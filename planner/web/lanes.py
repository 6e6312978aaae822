"""Lanes: pages of one kind take so many threads and no more, so that gates always have theirs.

A request that finds its lane full waits in it for a moment, in order; the places to wait are
counted too, for whoever waits holds a thread as well. What gates send never waits here.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from flask import Flask, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from planner.store import reading_time
from planner.web.known_browsers import KnownBrowsers, cookie_name
from planner.web.trying_again import PlacesTaken

PAGE_READS_FOR_SECONDS = 2.0
LARGE_READS_FOR_SECONDS = 10.0
WAITS_FOR_SECONDS = 5.0
LOOKS_EVERY_SECONDS = 0.25
"""Whether who waits is still there."""
RETRY_AFTER_SECONDS = 5
GATE_THREADS = 8
"""In each process, for nobody but the gates."""
REFUSED = "planner.refused"
"""In the environment of a request that another process had no room for."""


View = TypeVar("View", bound=Callable[..., object])


class Lane(Enum):
    """Which threads a page may take; of each lane there is one in a process."""

    GATE = "what gates send and machines ask: short, and never kept waiting"
    GUESTS = "pages of guests and of everybody"
    OFFICE = "pages of organisers and whoever hands cards out, and what calendars fetch"
    SECRETS = "what is sent with a password or a code in it: a few, and no queue for strangers"
    LARGE = "exports and papers, each a good part of a processor and some ten megabytes"


@dataclass(frozen=True)
class Width:
    """How many of a lane are at work at once, how many more may wait, how many of one person."""

    at_once: int
    waiting: int = 0
    each: int = 1_000

    @property
    def threads(self) -> int:
        """How many it can take."""
        return self.at_once + self.waiting


WIDTHS = {
    Lane.GUESTS: Width(2, 9),
    Lane.OFFICE: Width(2, 24, each=16),
    Lane.SECRETS: Width(8, each=4),
    Lane.LARGE: Width(2),
}
HANDED_OVER = {
    Lane.OFFICE: Width(16, each=12),
    Lane.SECRETS: Width(8, each=3),
}
"""Requests for which one process waits until another has answered them: see `cli/office.py`. All
strangers together count as one person: who is known finds places that no stranger can take."""
FRONT_THREADS = (
    WIDTHS[Lane.GUESTS].threads
    + sum(width.threads for width in HANDED_OVER.values())
    + GATE_THREADS
)
"""Of each process that listens."""
OFFICE_THREADS = sum(WIDTHS[lane].threads for lane in (Lane.OFFICE, Lane.SECRETS, Lane.LARGE))
"""Of the process behind them."""


def is_large(view: View) -> View:
    """Say of a view that it makes an export or a paper, or takes as long as one."""
    vars(view)["lane"] = Lane.LARGE
    return view


def takes_secrets(view: View) -> View:
    """Say of a view that a form sent to it holds a password or a code that is slow to check."""
    vars(view)["sent_in"] = Lane.SECRETS
    return view


class LaneFull(ServiceUnavailable):
    """There is no room, and who asked is told to come back: a longer queue would hold threads."""

    why = "no room"

    def __init__(self) -> None:
        super().__init__(retry_after=RETRY_AFTER_SECONDS)


class _Ticket:
    """Somebody who waits.

    Attributes:
        who: the same for all requests of one person; None for nobody in particular.
        is_called: set when it is their turn.
    """

    __slots__ = ("is_called", "who")

    def __init__(self, who: str | None) -> None:
        self.who = who
        self.is_called = threading.Event()


class Queue:
    """The turns of one lane, in order, except that nobody has two while others have none.

    Args:
        width: how many at once, how many may wait, and how many of one person.
    """

    def __init__(self, width: Width) -> None:
        self._width = width
        self._guard = threading.Lock()
        self._inside: Counter[str | None] = Counter()
        self._waiting: deque[_Ticket] = deque()

    def enter(
        self,
        who: str | None = None,
        *,
        is_gone: Callable[[], bool] = lambda: False,
        patience_seconds: float = 0.0,
    ) -> None:
        """Wait for a turn and take it; `leave` gives it back.

        Raises:
            LaneFull: too many wait, it took too long, or nobody waits for the answer any more.
        """
        with self._guard:
            own = self._inside[who] + sum(ticket.who == who for ticket in self._waiting)
            if who is not None and own >= self._width.each:
                raise LaneFull
            if self._inside.total() < self._width.at_once:
                self._inside[who] += 1
                return
            if len(self._waiting) >= self._width.waiting:
                raise LaneFull
            ticket = _Ticket(who)
            self._waiting.append(ticket)
        if not self._wait(ticket, is_gone, patience_seconds):
            raise LaneFull
        if is_gone():
            self.leave(who)
            raise LaneFull

    @property
    def is_full(self) -> bool:
        """Whether nobody in particular would be let in or could wait."""
        with self._guard:
            return (
                self._inside.total() >= self._width.at_once
                and len(self._waiting) >= self._width.waiting
            )

    def leave(self, who: str | None = None) -> None:
        """Give a turn back, to whoever waits longest and has none."""
        with self._guard:
            self._inside[who] -= 1
            self._inside += Counter()  # leaves out who has none
            if self._inside.total() >= self._width.at_once or not self._waiting:
                return
            others = (each for each in self._waiting if not self._inside[each.who])
            ticket = next(others, self._waiting[0])
            self._waiting.remove(ticket)
            self._inside[ticket.who] += 1
            ticket.is_called.set()

    def _wait(self, ticket: _Ticket, is_gone: Callable[[], bool], patience_seconds: float) -> bool:
        ends = time.perf_counter() + patience_seconds
        while not ticket.is_called.wait(LOOKS_EVERY_SECONDS):
            if not is_gone() and time.perf_counter() < ends:
                continue
            with self._guard:
                if not ticket.is_called.is_set():
                    self._waiting.remove(ticket)
                    return False
        return True


class _Visit:
    """What a request took and has to give back."""

    __slots__ = ("taken",)

    def __init__(self) -> None:
        self.taken: list[tuple[Queue, str | None]] = []


_queues = {lane: Queue(width) for lane, width in WIDTHS.items()}
_visit: ContextVar[_Visit | None] = ContextVar("visit", default=None)


@contextmanager
def visit() -> Iterator[None]:
    """Give back, at the end of a request, the turns it took and the time it may read."""
    made = _Visit()
    token = _visit.set(made)
    try:
        with reading_time.limited():
            yield
    finally:
        _visit.reset(token)
        for queue, who in made.taken:
            queue.leave(who)


def take_turn(lane: Lane, who: str | None = None) -> None:
    """Wait until a request may go on in a lane, and let its time to read begin.

    Raises:
        LaneFull: it can't, for now.
        PlacesTaken: the same, of a form with a secret in it.
    """
    here = _visit.get()
    if here is None:
        return  # no request of the server: nobody shares threads with it
    queue = _queues.get(lane)
    if queue is not None:
        try:
            queue.enter(who, is_gone=_is_gone(), patience_seconds=WAITS_FOR_SECONDS)
        except LaneFull as full:
            raise refusal_of(lane) from full
        here.taken.append((queue, who))
    is_sent = request.method == "POST"
    if lane in {Lane.LARGE, Lane.SECRETS} or (lane is Lane.OFFICE and is_sent):
        # A form of an organiser may change each of thousands of cards.
        reading_time.may_read_for(LARGE_READS_FOR_SECONDS)
    elif not (lane is Lane.GATE and is_sent):
        reading_time.may_read_for(PAGE_READS_FOR_SECONDS)


def _is_gone() -> Callable[[], bool]:
    """Return what says whether the browser hung up meanwhile, where the server knows."""
    found: Callable[[], bool] = request.environ.get("waitress.client_disconnected", lambda: False)
    return found


def refusal_of(lane: Lane) -> HTTPException:
    """Return what is answered where a lane has no room."""
    return PlacesTaken() if lane is Lane.SECRETS else LaneFull()


def is_full(lane: Lane) -> bool:
    """Say whether a request of nobody in particular would be refused in a lane."""
    return _queues[lane].is_full


def init_lanes(app: Flask, lane_of: Callable[[str | None, str], Lane]) -> None:
    """Have each request take its turn before anything is asked for it.

    Args:
        app: whose `wsgi_app` is a `visit`.
        lane_of: the lane of a page, by its endpoint and the method.
    """
    browsers = KnownBrowsers(app.config["SECRET_KEY"])
    cookie = cookie_name(app.config["SESSION_COOKIE_NAME"])

    @app.before_request
    def wait_for_turn() -> None:
        endpoint = request.endpoint
        if endpoint == "static":
            return
        lane = lane_of(endpoint, request.method)
        if REFUSED in request.environ:
            raise refusal_of(lane)
        who = None
        if lane is Lane.OFFICE:
            who = browsers.who_asks(request.environ, cookie)
        elif lane is Lane.SECRETS:
            who = f"{endpoint} {browsers.who_asks(request.environ, cookie)}"
        take_turn(lane, who)
