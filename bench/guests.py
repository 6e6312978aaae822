"""How much of a processor a guest's page costs, and how many the server answers in a second.

    python -m bench.guests [--seconds 5]

Pages are asked and answers given over HTTP by several clients that keep their connections, with
the product's own server, on this machine's processors together with them.
"""

import argparse
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from flask import Flask

from bench.gate_load import Run
from bench.gate_site import HOST, GateSite, gate_site
from bench.pages import cpu_ms
from bench.sites import make_site

CLIENTS = 8
CARDS = 2_000
ROUNDS = 60
TO_COME = timedelta(days=10)
SQUEEZED = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class GuestFigures:
    """What was measured.

    Attributes:
        first_ms: processor time of a page that was not answered, in the process, compressed.
        answered_ms: the same of one that was, with its code drawn before.
        reply_ms: the same of a yes or a no that is kept.
        pages: invitation pages over HTTP, as many as there can be.
        replies: a yes and a no by turns over HTTP, each of them kept.
    """

    first_ms: float
    answered_ms: float
    reply_ms: float
    pages: Run
    replies: Run


def measure(*, seconds: float = 5, clients: int = CLIENTS) -> GuestFigures:
    """Measure in the process, then over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        path = site.access.invitation_url.removeprefix("http://localhost")
        first_ms = cpu_ms(_reader(site.app, path), rounds=ROUNDS)
        reply_ms = cpu_ms(_replier(site.app, path), rounds=ROUNDS)
        answered_ms = cpu_ms(_reader(site.app, path), rounds=ROUNDS)
    with gate_site(cards=CARDS, phones=1, begins_in=TO_COME) as served:
        pages = _load(served, _page_of, seconds=seconds, clients=clients)
        replies = _load(served, _reply_of, seconds=seconds, clients=clients)
    return GuestFigures(first_ms, answered_ms, reply_ms, pages, replies)


def _reader(app: Flask, path: str) -> Callable[[], object]:
    return lambda: app.test_client().get(path, headers=SQUEEZED)


def _replier(app: Flask, path: str) -> Callable[[], object]:
    turns = count()

    def reply() -> object:
        said = ("yes", "no")[next(turns) % 2]
        return app.test_client().post(path, data={"answer": said})

    return reply


def _page_of(code: str, _round: int) -> tuple[bytes, int]:
    return f"GET /{code} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n".encode(), 200


def _reply_of(code: str, round_: int) -> tuple[bytes, int]:
    body = f"answer={('yes', 'no')[round_ % 2]}"
    head = f"POST /{code} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    return f"{head}{form}{body}".encode(), 303


def _load(
    site: GateSite,
    asked: Callable[[str, int], tuple[bytes, int]],
    *,
    seconds: float,
    clients: int,
) -> Run:
    """Let some clients ask one after the other, each of cards of its own."""
    millis: list[float] = []
    faults: list[str] = []
    used, begun = site.cpu_seconds(), time.perf_counter()

    def ask(place: int) -> None:
        try:
            with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
                for code, round_ in _cards_in_turn(site.codes[place::clients]):
                    sent = time.perf_counter()
                    if sent - begun > seconds:
                        return
                    request, wanted = asked(code, round_)
                    line.sendall(request)
                    status = _read_answer(line)
                    if status != wanted:
                        raise ValueError(f"{status} instead of {wanted}")
                    millis.append(1000 * (time.perf_counter() - sent))
        except (OSError, ValueError) as error:
            faults.append(repr(error))

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if faults:
        raise RuntimeError(f"{len(faults)} clients gave up: {faults[0]}")
    took = time.perf_counter() - begun
    return Run(len(millis), took, tuple(sorted(millis)), site.cpu_seconds() - used)


def _cards_in_turn(codes: list[str]) -> Iterator[tuple[str, int]]:
    for round_ in count():
        for code in codes:
            yield code, round_


def _read_answer(line: socket.socket) -> int:
    """Read a whole answer and return its status; a client of its own would cost as much again."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(line)
    head, _blank, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(_more(line))
    return int(head[9:12])


def _more(line: socket.socket) -> bytes:
    got = line.recv(65_536)
    if not got:
        raise OSError("the server hung up")
    return got


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description="What a guest's page costs.")
    parser.add_argument("--seconds", type=float, default=5)
    found = measure(seconds=parser.parse_args().seconds)
    sys.stdout.write(
        f"\nA guest's page, processor time in the process (goal 1.8; answered 2.5):\n"
        f"  not answered {found.first_ms:.2f} ms, answered {found.answered_ms:.2f} ms,"
        f" a yes or no that is kept {found.reply_ms:.2f} ms\n"
        f"  over HTTP, pages (goal 800/s):   {found.pages}\n"
        f"  over HTTP, answers (goal 400/s): {found.replies}\n"
    )


if __name__ == "__main__":
    main()
