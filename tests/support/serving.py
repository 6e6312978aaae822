"""A planner on a port of this machine, for tests that come with a real browser or client."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Quiet(WSGIRequestHandler):
    """Says nothing: a path may hold a code."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Keep it to itself."""


def closed_in_the_end(app: "WSGIApplication") -> "WSGIApplication":
    """Close each answer, also of a browser that has gone: this server leaves it open then."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        made = app(environ, start_response)
        try:
            yield from made
        finally:
            if close := getattr(made, "close", None):
                close()

    return answer


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(make: Callable[[str], Flask], *, host: str = "localhost") -> Iterator[str]:
    """Serve an application, made for its own address, until the block ends."""
    port = free_port()
    base_url = f"http://{host}:{port}"
    app = make(base_url)
    server = make_server(
        "127.0.0.1", port, closed_in_the_end(app), threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield base_url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["store"].close()
