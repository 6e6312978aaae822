"""A server process in which no thread waits for somebody slow: it is given what has arrived.

Eight threads serve everybody. A thread that reads a request as it trickles in, a letter a second,
serves nobody else meanwhile, and a few dozen such connections would close the gates. So the loop
that watches all connections also watches requests arrive, and a thread is given one whose lines,
and body if it is short, are here. Long bodies are read by a thread, but never by so many at once
that none is left for others, and not for ever.
"""

import re
import selectors
import socket
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

LONGEST_HEAD = 64 * 1024
"""What is longer is for the server itself to refuse."""
SHORT_BODY = 32 * 1024
ARRIVES_WITHIN_SECONDS = 15.0
BODY_WITHIN_SECONDS = 60.0
LINGER_SECONDS = 2.0
"""How long a server that stops waits for a request that is arriving."""
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.I)
IN_PIECES = re.compile(rb"\r\n(?:transfer-encoding|expect):", re.I)
"""Headers of a body whose length is not known before, or that is sent when it is asked for."""


@dataclass(frozen=True)
class Need:
    """What a thread needs before it is given a request.

    Attributes:
        bytes: that have to be here.
        is_long: there is more, which the thread reads as it comes.
    """

    bytes: int
    is_long: bool = False


def need_of(have: bytes) -> Need:
    """Say how much of a request has to be here, judged by what is."""
    end = have.find(b"\r\n\r\n")
    if end < 0:
        too_long = len(have) >= LONGEST_HEAD
        return Need(len(have) if too_long else len(have) + 1, is_long=too_long)
    head, after = have[: end + 2], end + 4
    length = LENGTH.search(head)
    body = int(length[1]) if length else 0
    if IN_PIECES.search(head) or body > SHORT_BODY:
        return Need(after, is_long=True)
    return Need(after + body)


@dataclass
class Arriving:
    """A connection whose request is not here yet.

    Attributes:
        until: when to hang up.
        seen: how many bytes were here the last time.
    """

    until: float
    seen: int = -1


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads, given what has arrived. All but `handle` runs in the loop alone."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self._arriving: dict[Any, Arriving] = {}
        self._reading: dict[Any, float] = {}
        """Connections whose long bodies a thread reads, since when."""
        self._in_turn: deque[tuple[Any, float]] = deque()
        """Connections whose long bodies wait until another was read."""
        self._looked_at = 0.0

    def enqueue_req(self, conn: Any) -> None:
        """Give a thread what came on a connection, or wait for the rest."""
        inside = conn.parser.unreader.buf.getvalue() if conn.parser is not None else b""
        have = inside + _peek(conn.sock)
        need = need_of(have)
        waits = self._arriving.setdefault(conn, Arriving(time.monotonic() + ARRIVES_WITHIN_SECONDS))
        # Woken and nothing new: the other side hung up, which a thread finds out at once.
        is_over = waits.seen == len(have)
        if len(have) < need.bytes and not is_over:
            waits.seen = len(have)
            conn.sock.setblocking(False)
            _wake_at(conn.sock, need.bytes - len(inside))  # not for what is here already
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._more_came, conn))
            return
        del self._arriving[conn]
        if not have:
            self._hang_up(conn)
            return
        _wake_at(conn.sock, 1)
        conn.data_ready = True
        if not (need.is_long or is_over):
            super().enqueue_req(conn)
        elif len(self._reading) < max(1, int(self.cfg.threads) // 2):
            self._read_long(conn)
        else:
            self._in_turn.append((conn, time.monotonic() + BODY_WITHIN_SECONDS))

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Go on after a request; where its body was long, with the next that waits."""
        was_long = self._reading.pop(conn, None) is not None
        super().finish_request(conn, fs)
        if was_long and self._in_turn:
            self._read_long(self._in_turn.popleft()[0])

    def murder_pending(self) -> None:
        """Hang up on whoever is too slow; called each time the loop went round."""
        super().murder_pending()
        now = time.monotonic()
        if now - self._looked_at < 1:
            return
        self._looked_at = now
        linger = 0.0 if self.alive else ARRIVES_WITHIN_SECONDS - LINGER_SECONDS
        late = [conn for conn, waits in self._arriving.items() if waits.until - linger < now]
        too_many = max(0, len(self._arriving) - self.worker_connections // 2)
        for conn in {*late, *list(self._arriving)[:too_many]}:
            del self._arriving[conn]
            with suppress(OSError, KeyError, ValueError):
                self.poller.unregister(conn.sock)
            self._hang_up(conn)
        while self._in_turn and self._in_turn[0][1] < now:
            self._hang_up(self._in_turn.popleft()[0])
        for conn, since in self._reading.items():
            if now - since > BODY_WITHIN_SECONDS:
                # The thread reads the end of it now; what it answers still goes out.
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)

    def _more_came(self, conn: Any, _socket: object) -> None:
        self.poller.unregister(conn.sock)
        self.enqueue_req(conn)

    def _read_long(self, conn: Any) -> None:
        self._reading[conn] = time.monotonic()
        super().enqueue_req(conn)

    def _hang_up(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()


def _peek(sock: Any) -> bytes:
    """Return what has arrived, and leave it where it is."""
    try:
        flags = socket.MSG_PEEK | socket.MSG_DONTWAIT
        return bytes(sock.recv(LONGEST_HEAD + SHORT_BODY, flags))
    except OSError:
        return b""


def _wake_at(sock: Any, count: int) -> None:
    """Let the loop see a connection as readable once so many bytes are here."""
    with suppress(OSError, AttributeError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, count)
