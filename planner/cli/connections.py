"""A listening socket whose connections are hung up on when they take too long or take too much.

The server collects requests and answers outside its threads, however slowly they come and go. What
it does not do is to lose patience: whoever sends a letter a second could keep a connection for a
day, and some hundreds of them could keep all. So the sockets count what goes through them, and are
looked at once a second.
"""

import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

ARRIVES_WITHIN_SECONDS = 15.0
"""For a request to be here from its first byte on, or from the connection on."""
STAYS_FOR_SECONDS = 75.0
"""For the next request to begin after an answer, and for the answer to be fetched."""
BYTES_PER_SECOND = 10_000
"""What moves at least as fast as this may take longer: large files over slow lines."""
MOST_CONNECTIONS = 600
"""In one process, of which each takes a file, and two more while something large comes and goes."""
MOST_BYTES_ARRIVING = 100_000_000
"""Of all requests that are not complete, in one process."""

HOLD = "planner.hold"
"""In the environment of a request: lets the answer leave so many seconds later."""
LONGEST_HEAD = 64 * 1024
"""What is longer the server refuses."""
LENGTH, IN_PIECES = (
    re.compile(rb"\r\n%b[ \t]*:" % name, re.I) for name in (b"content-length", b"transfer-encoding")
)

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Clock = Callable[[], float]


class CanNotListen(Exception):
    """Nobody can listen there: the message says why."""


class Connection(socket.socket):
    """A connection that knows for how long the other side has kept us waiting."""

    clock: Clock = staticmethod(time.monotonic)
    is_answered = False
    """Whether the application is at work for it: then nobody but us takes time."""
    patience = ARRIVES_WITHIN_SECONDS
    since = 0.0
    moved = 0
    """Bytes, since then."""
    held_until = float("-inf")
    head: bytes | None = b""
    """What is here of the lines before a body; None once they are all."""

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive, and count it towards the request.

        A request that tells its length in two ways is the end of the connection: who passes it on
        could read it otherwise than the server, and the rest of it as a request of its own.
        """
        found = super().recv(size, flags)
        if self.patience == STAYS_FOR_SECONDS and not self.is_answered and found:
            self._wait(ARRIVES_WITHIN_SECONDS)
            self.head = b""
        self.moved += len(found)
        if self.head is not None:
            self.head += found
            end = self.head.find(b"\r\n\r\n")
            if end >= 0 or len(self.head) > LONGEST_HEAD:
                head, self.head = self.head[: end + 2], None
                if LENGTH.search(head) and IN_PIECES.search(head):
                    return b""
        return found

    def send(self, data: Any, flags: int = 0) -> int:
        """Send, and count what the other side took."""
        sent = super().send(data, flags)
        self.moved += sent
        return sent

    def begin(self, clock: Clock) -> None:
        """Wait for the first request."""
        self.clock = clock
        self._wait(ARRIVES_WITHIN_SECONDS)

    def note_request(self) -> None:
        """Take note that a request is here and is being answered."""
        self.is_answered = True

    def note_answer(self) -> None:
        """Take note that the answer is made; what is left is to fetch it, and to go on."""
        self._wait(STAYS_FOR_SECONDS)
        self.is_answered = False

    def is_too_slow(self, now: float) -> bool:
        """Say whether the other side had all the time that it gets."""
        if self.is_answered:
            return False
        return now - self.since > self.patience + self.moved / BYTES_PER_SECOND

    @property
    def is_arriving(self) -> bool:
        """Whether a part of a request is here."""
        return not self.is_answered and self.patience == ARRIVES_WITHIN_SECONDS and self.moved > 0

    def hold(self, seconds: float) -> None:
        """Let what is answered leave a while later; nobody of ours waits for that."""
        self.held_until = self.clock() + seconds

    @property
    def is_held(self) -> bool:
        """Whether an answer has to wait."""
        return self.held_until > self.clock()

    def hang_up(self) -> None:
        """End it; whoever waits for something on it finds that out at once."""
        with suppress(OSError):  # it was closed meanwhile
            self.shutdown(socket.SHUT_RDWR)

    def _wait(self, seconds: float) -> None:
        self.patience, self.since, self.moved = seconds, self.clock(), 0


class Listener(socket.socket):
    """Listens, and knows the connections that came of it in this process."""

    def __init__(self, *words: Any, clock: Clock = time.monotonic, **named: Any) -> None:
        super().__init__(*words, **named)
        self._clock = clock
        self._connections: dict[tuple[str, str], Connection] = {}

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection; where there are too many, for the one that waits longest."""
        plain, peer = super().accept()
        made = Connection(plain.family, plain.type, plain.proto, fileno=plain.detach())
        made.begin(self._clock)
        self._forget_closed()
        if len(self._connections) >= MOST_CONNECTIONS:
            self._make_room()
        # As the server calls who asks, in the environment of a request.
        self._connections[peer[0], str(peer[1])] = made
        return made, peer

    def watch(self) -> None:
        """Hang up on whoever is too slow, and on the largest where too much is arriving."""
        self._forget_closed()
        now = self._clock()
        for each in self._open():
            if each.is_too_slow(now):
                each.hang_up()
        arriving = [each for each in self._open() if not each.is_answered]
        arriving.sort(key=lambda each: each.moved)
        too_much = sum(each.moved for each in arriving) - MOST_BYTES_ARRIVING
        while too_much > 0 and arriving:
            largest = arriving.pop()
            too_much -= largest.moved
            largest.hang_up()

    def is_busy(self, *, also_arriving: bool) -> bool:
        """Say whether something is being answered, or else arriving."""
        return any(
            each.is_answered or (also_arriving and each.is_arriving) for each in self._open()
        )

    def watching(self, application: Application) -> Application:
        """Return the application, which tells its connection when it begins and ends to answer."""

        def watched(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            name = environ["REMOTE_ADDR"], environ["REMOTE_PORT"]
            connection = self._connections.get(name)
            if connection is None:
                return application(environ, start)
            connection.note_request()
            environ[HOLD] = connection.hold
            try:
                return _Answer(application(environ, start), connection)
            except BaseException:
                connection.note_answer()
                raise

        return watched

    def _open(self) -> list[Connection]:
        return list(self._connections.values())

    def _forget_closed(self) -> None:
        for name, each in list(self._connections.items()):
            if each.fileno() < 0:
                self._connections.pop(name, None)

    def _make_room(self) -> None:
        waiting = [each for each in self._open() if not each.is_answered]
        if waiting:
            min(waiting, key=lambda each: each.since).hang_up()


class _Answer:
    """What the application answers, until the server closes it."""

    def __init__(self, pieces: Iterable[bytes], connection: Connection) -> None:
        self._pieces, self._connection = pieces, connection

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        try:
            close = getattr(self._pieces, "close", None)
            if close is not None:
                close()
        finally:
            self._connection.note_answer()


def listen(bind: str, *, backlog: int = 1024) -> Listener:
    """Listen on `host:port` or `[host]:port`.

    Raises:
        CanNotListen: somebody else does already, or it is no address of this machine.
    """
    host, _colon, port = bind.rpartition(":")
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(
            host.strip("[]") or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise CanNotListen(error.strerror) from None
    made = Listener(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(backlog)
    except OSError as error:
        made.close()
        raise CanNotListen(error.strerror) from None
    return made
