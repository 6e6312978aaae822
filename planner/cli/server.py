"""The web server: processes of waitress on one socket, quiet logs, a graceful end."""

import gc
import logging
import os
import resource
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from waitress.server import create_server  # type: ignore[import-untyped]

from planner.cli import loading
from planner.cli.channels import OneAnswerAtATime
from planner.cli.connections import (
    LONGEST_HEAD,
    MOST_CONNECTIONS,
    Application,
    Listener,
    listen,
)
from planner.cli.log_lines import use_json_lines, use_text_lines
from planner.cli.memory import fill_holes, make_what_is_shared, use_one_heap
from planner.cli.office import Office
from planner.cli.processes import Life, Processes
from planner.cli.rush import Rush
from planner.settings import Settings
from planner.web.lanes import FRONT_THREADS

if TYPE_CHECKING:
    from planner.cli.mail_worker import Worker

# Making a sheet of codes keeps the interpreter busy; the usual 5 ms before another thread may go on
# would let each of a scan's five database calls wait that long. Measured: p99 from 5 s to 14 ms.
SWITCH_SECONDS = 0.0005
GRACE_SECONDS = 20
DRAIN_SECONDS = 14.0
"""For what is under way to be answered and fetched."""
LINGER_SECONDS = 2.0
"""For a request that is arriving."""
LOOK_SECONDS = 0.05
LOOKS_UNTIL_QUIET = 5
LAST_MAIL_SECONDS = 5.0
OFFICE_NICENESS = 5
"""So much the office's process gives way to those of gates and guests."""
LARGEST_REQUEST = 16 * 1024 * 1024
"""Bytes that are collected at all: from 4 MB on the application says in a sentence that it is too
large, beyond this the server does in one line."""
IN_MEMORY = 256 * 1024
"""Bytes of one request or answer, before the rest waits in a file."""
NO_LIMIT = 1 << 40
FILES_FOR_CONNECTIONS = 4 * MOST_CONNECTIONS


def run(
    settings: Settings,
    *,
    log_level: int = logging.INFO,
    when_ready: Callable[[], None] = lambda: None,
    with_mail: bool = True,
) -> None:
    """Serve until SIGTERM or Ctrl-C; requests that are under way are finished first.

    The application is put together before the processes fork off, so that they share its memory;
    what is frozen is not touched by their garbage collection.

    Raises:
        CanNotListen: nobody can listen there.
    """
    _prepare_logs(settings, log_level)
    os.umask(0o077)
    _allow_more_files()
    use_one_heap()
    with tempfile.TemporaryDirectory(prefix="planner-serve-") as name:
        folder = Path(name)
        if settings.metrics_bind:
            _count_in(folder / "figures")
        with loading():
            app = make_app(settings)
        with listen(settings.bind) as listener, Office(app, folder / "office.sock") as office:
            when_ready()
            # Nothing is collected before: new things would fill the holes, and each costs a page of
            # memory that was shared.
            gc.freeze()
            fill_holes()
            # On PostgreSQL a single scan may wait for one card, while others go on.
            least = 1 if app.extensions["store"].is_sqlite else 2
            rush = Rush(app.extensions["answer_rush"], least=least)
            front = partial(serve, office.before(app), listener, rush=rush)
            behind = partial(serve_office, app, office, with_mail=with_mail)
            works = [*[front] * settings.workers, behind]
            Processes(works, grace_seconds=GRACE_SECONDS).run()


def make_app(settings: Settings) -> Flask:
    """Put the application together, with what processes would need at their first request.

    Connections are never shared: each process opens its own.
    """
    from sqlalchemy.orm import configure_mappers

    from planner.app import create_app

    app = create_app(settings)
    configure_mappers()
    make_what_is_shared(app)
    app.extensions["store"].engine.dispose()
    return app


def serve(
    application: Application,
    listener: Listener,
    life: Life,
    *,
    rush: Rush | None = None,
) -> None:
    """Answer gates, guests and everybody on a socket, until the life is over.

    Args:
        application: answers each request.
        listener: is listened on.
        life: of this process.
        rush: answers together what phones at gates send.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    sockets: dict[int, Any] = {}
    server = create_server(
        listener.watching(rush.before(application) if rush else application),
        map=sockets,
        sockets=[listener],
        threads=FRONT_THREADS,
        connection_limit=2 * MOST_CONNECTIONS,  # the listener keeps it well below
        asyncore_use_poll=True,
        # A browser that hung up is noticed while its request waits for a turn.
        channel_request_lookahead=1,
        # Only ProxyFix reads what a proxy says, as often as PLANNER_TRUSTED_PROXIES allows.
        clear_untrusted_proxy_headers=False,
        max_request_header_size=LONGEST_HEAD,
        max_request_body_size=LARGEST_REQUEST,
        inbuf_overflow=IN_MEMORY,
        outbuf_overflow=IN_MEMORY,
        outbuf_high_watermark=NO_LIMIT,  # no thread waits until somebody has read
        channel_timeout=NO_LIMIT,  # the listener's to say
        log_socket_errors=False,
        ident=None,
    )
    server.channel_class = OneAnswerAtATime
    if rush is not None:
        rush.begin(server)

    def watch() -> None:
        while not life.is_over.wait(1.0):
            life.beat()
            listener.watch()
        _drain(listener, sockets, life)
        server.pull_trigger()
        sockets.clear()  # the loop goes on as long as there is something to watch

    threading.Thread(target=watch, name="watch", daemon=True).start()
    server.run()


def serve_office(app: Flask, office: Office, life: Life, *, with_mail: bool) -> None:
    """Make organisers' pages and papers, and do what is done beside, until the life is over."""
    settings: Settings = app.extensions["settings"]
    os.nice(OFFICE_NICENESS)
    sys.setswitchinterval(SWITCH_SECONDS)
    mail = _begin_beside(app, settings, with_mail=with_mail)
    office.serve(life, on_end=lambda: mail.stop(within_seconds=0) if mail else None)
    if mail is not None:
        mail.stop(within_seconds=LAST_MAIL_SECONDS)


def _drain(listener: Listener, sockets: dict[int, Any], life: Life) -> None:
    """Accept nobody any more, and wait until what is under way is answered and fetched."""
    sockets.pop(listener.fileno(), None)
    listener.close()
    wait, quiet = threading.Event(), 0
    for turn in range(int(DRAIN_SECONDS / LOOK_SECONDS)):
        life.beat()
        lingers = turn * LOOK_SECONDS < LINGER_SECONDS
        is_busy = listener.is_busy(also_arriving=lingers)
        # What is answered may still have to be sent.
        is_busy = is_busy or any(each.writable() for each in list(sockets.values()))
        quiet = 0 if is_busy else quiet + 1
        if quiet > LOOKS_UNTIL_QUIET:  # a request that is here, and not begun, shows up meanwhile
            break
        wait.wait(LOOK_SECONDS)


def _begin_beside(app: Flask, settings: Settings, *, with_mail: bool) -> "Worker | None":
    """Begin what runs beside the pages, in the process: threads do not survive a fork."""
    # Loaded here: the processes that listen need none of it, and nobody's first page waits for it.
    from planner.cli import (
        calendar_worker,
        day_worker,
        housekeeping,
        incoming_worker,
        mail_worker,
        message_worker,
    )

    if settings.metrics_bind:
        from planner.cli import metrics_server

        metrics_server.start(settings)
    housekeeping.start(settings)
    message_worker.start(app)
    day_worker.start(app)
    calendar_worker.start(app)
    incoming_worker.start(app)
    return mail_worker.start(settings, app) if with_mail else None


def _prepare_logs(settings: Settings, level: int) -> None:
    if settings.log_format == "json":
        use_json_lines()
    else:
        use_text_lines()
    logging.getLogger("planner.server").setLevel(level)
    server = logging.getLogger("waitress")
    server.setLevel(logging.ERROR)
    server.addFilter(leave_out_addresses)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def leave_out_addresses(record: logging.LogRecord) -> bool:
    """Let the server's own words go: they hold addresses of pages and people. A trace stays."""
    record.msg, record.args = "The server failed at a connection", ()
    return True


def _allow_more_files() -> None:
    """Let a process have a file for each connection, and for what waits beside them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_FOR_CONNECTIONS if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < min(wanted, FILES_FOR_CONNECTIONS):
        with suppress(OSError, ValueError):
            limits = (min(wanted, FILES_FOR_CONNECTIONS), hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def _count_in(folder: Path) -> None:
    """Give the processes a folder to count in; the library looks for it when it is loaded."""
    folder.mkdir()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    import prometheus_client  # noqa: F401 - for the processes
