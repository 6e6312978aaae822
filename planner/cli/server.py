"""The web server: gunicorn with threads, logs without addresses, a graceful end."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.http import wsgi  # type: ignore[import-untyped]

from planner.cli import day_worker, housekeeping, mail_worker, message_worker
from planner.cli.log_lines import use_json_lines
from planner.cli.patient_worker import PatientWorker
from planner.settings import Settings

THREADS = 8
# Making a sheet of codes keeps the interpreter busy; the usual 5 ms before another thread may go on
# would let each of a scan's five database calls wait that long. Measured: p99 from 5 s to 14 ms.
SWITCH_SECONDS = 0.0005
GRACE_SECONDS = 20


class QuietLogger(Logger):  # type: ignore[misc]
    """Gunicorn's log without addresses of pages or people: they hold codes, and are personal."""

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log a failure of a request without the address that was asked for."""
        if str(msg).startswith("Error handling request"):
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log that a request made no sense without saying what it was or who sent it."""
        if str(msg).startswith("Invalid request"):
            msg, args = "A request could not be read", ()
        super().warning(msg, *args, **kwargs)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings; it reads no file and no command line of its own."""

    def __init__(
        self,
        settings: Settings,
        *,
        log_level: str,
        when_ready: Callable[[], None],
        with_mail: bool = True,
    ):
        self._settings = settings
        self._with_mail = with_mail
        self._mail: mail_worker.Worker | None = None
        self._log_level = log_level
        self._when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what to do."""
        for name, value in self._choices().items():
            self.cfg.set(name, value)

    def _choices(self) -> dict[str, Any]:
        return {
            "bind": [self._settings.bind],
            "workers": self._settings.workers,
            "worker_class": PatientWorker,
            "threads": THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 5,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": self._log_level,
            "logger_class": (
                QuietJsonLogger if self._settings.log_format == "json" else QuietLogger
            ),
            "proc_name": "planner",
            "umask": 0o077,
            "control_socket_disable": True,
            # Only ProxyFix reads what a proxy says, as often as PLANNER_TRUSTED_PROXIES allows.
            "secure_scheme_headers": {},
            "post_worker_init": lambda worker: self._prepare_worker(),
            "worker_exit": lambda arbiter, worker: self._end_worker(),
            "when_ready": lambda arbiter: self._when_ready(),
        }

    def load(self) -> Flask:
        """Put the application together, with what workers would need at their first request.

        That happens before they fork off, so that they share its memory. Connections are never
        shared: each worker opens its own.
        """
        from sqlalchemy.orm import configure_mappers

        from planner.app import create_app

        app = create_app(self._settings)
        configure_mappers()
        app.extensions["store"].engine.dispose()
        return app

    def _prepare_worker(self) -> None:
        """Begin what runs beside the pages, in the worker: threads do not survive a fork."""
        if self._settings.metrics_bind:
            from planner.cli import metrics_server

            metrics_server.start(self._settings)
        sys.setswitchinterval(SWITCH_SECONDS)
        housekeeping.start(self._settings)
        message_worker.start(self.wsgi())
        day_worker.start(self.wsgi())
        if self._with_mail:
            self._mail = mail_worker.start(self._settings)

    def _end_worker(self) -> None:
        if self._mail is not None:
            self._mail.stop()


class QuietJsonLogger(QuietLogger):
    """The same as lines of JSON."""

    def setup(self, cfg: Any) -> None:
        """Let what gunicorn says go where everything else goes."""
        super().setup(cfg)
        use_json_lines()


def run(
    settings: Settings,
    *,
    log_level: str = "info",
    when_ready: Callable[[], None] = lambda: None,
    with_mail: bool = True,
) -> None:
    """Serve until SIGTERM or Ctrl-C; requests that are under way are finished first.

    The application is put together before the workers fork off, so that they share its memory;
    what is frozen is not touched by their garbage collection.
    """
    _leave_out_the_name()
    with _folder_of_figures() if settings.metrics_bind else nullcontext():
        server = Server(settings, log_level=log_level, when_ready=when_ready, with_mail=with_mail)
        server.wsgi()
        gc.collect()
        gc.freeze()
        server.run()


@contextmanager
def _folder_of_figures() -> Iterator[None]:
    """Give the processes a folder to count in; the library looks for it when it is loaded."""
    folder, process = tempfile.mkdtemp(prefix="planner-figures-"), os.getpid()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    import prometheus_client  # noqa: F401 - for the workers

    try:
        yield
    finally:
        if os.getpid() == process:  # a worker ends here too
            shutil.rmtree(folder, ignore_errors=True)


def _leave_out_the_name() -> None:
    """Let no answer say which program serves: gunicorn has no setting for that."""
    original = wsgi.Response.default_headers

    def default_headers(response: Any) -> list[str]:
        return [line for line in original(response) if not line.startswith("Server:")]

    wsgi.Response.default_headers = default_headers
