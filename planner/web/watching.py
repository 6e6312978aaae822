"""What is noted of each request: a line in the log where JSON is wanted, and figures.

Both name the rule of the address, such as /<code:code>, never the address, and nobody.
"""

import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, g, has_app_context, request

from planner.core.admission import Status
from planner.settings import Settings
from planner.web.errors import route_name

if TYPE_CHECKING:  # what counts is loaded only where somebody wants to know
    from planner.web.figures import Figures

log = logging.getLogger("planner.requests")
GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
BEGAN = "planner.began"
"""In the environment of a request: when that was, by the clock that measures, and its number."""


def init_watching(app: Flask, settings: Settings) -> None:
    """Begin to note requests, where the settings want it."""
    figures = _figures(app) if settings.metrics_bind else None
    app.extensions["figures"] = figures
    app.extensions["watch"] = None
    if figures is None and settings.log_format != "json":
        return
    watch = app.extensions["watch"] = RequestWatch(figures, settings)

    @app.before_request
    def begin() -> None:
        watch.begin(request.environ)

    @app.after_request
    def note(response: Response) -> Response:
        watch.note(route_name(), request.method, response.status_code)
        return response


class RequestWatch:
    """Notes requests as the settings want it.

    Args:
        figures: count them; None where nobody wants to know.
        settings: say whether a line is written, and whose numbers of requests are believed.
    """

    def __init__(self, figures: "Figures | None", settings: Settings) -> None:
        self._figures = figures
        self._writes = settings.log_format == "json"
        self._trusts_proxy = settings.trusted_proxies > 0

    def begin(self, environ: dict[str, Any]) -> None:
        """Take note that a request begins, or that it is gone on with."""
        if BEGAN not in environ:
            given = environ.get("HTTP_X_REQUEST_ID", "") if self._trusts_proxy else ""
            number = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
            environ[BEGAN] = time.perf_counter(), number
        g.began, g.request_id = environ[BEGAN]

    def note(self, route: str, method: str, status: int) -> None:
        """Take note of how it was answered."""
        took = time.perf_counter() - g.get("began", time.perf_counter())
        if self._figures is not None:
            self._figures.note_request(route, method, status, took)
            if status in {429, 503}:
                self._figures.note_refusal(g.get("refused", "too often"))
        if self._writes:
            noted: dict[str, object] = {
                "route": route,
                "method": method,
                "status": status,
                "ms": round(1000 * took, 1),
            }
            log.info("request", extra={"noted": noted})


def note_scans(statuses: Iterable[Status]) -> None:
    """Count what became of scans."""
    figures: Figures | None = current_app.extensions.get("figures")
    if figures is not None:
        for status in statuses:
            figures.scans.labels(status.value).inc()


def note_failed_part(route: str, part: str) -> None:
    """Count a part of a page that could not be shown."""
    figures: Figures | None = current_app.extensions.get("figures")
    if figures is not None:
        figures.failed_parts.labels(route, part).inc()


def request_id() -> str | None:
    """Return the number of this request, which the lines of the log share; None outside of one."""
    return g.get("request_id") if has_app_context() else None


def _figures(app: Flask) -> "Figures":
    from planner.web.figures import the_figures

    figures = the_figures()
    lock = app.extensions["store"].lock
    if lock is not None:
        lock.on_wait = figures.writer_wait.observe
    return figures
