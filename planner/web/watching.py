"""What is noted of each request: a line in the log where JSON is wanted, and figures.

Both name the rule of the address, such as /<code:code>, never the address, and nobody.
"""

import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, has_request_context, request

from planner.core.admission import Status
from planner.settings import Settings
from planner.web.errors import route_name

if TYPE_CHECKING:  # what counts is loaded only where somebody wants to know
    from planner.web.figures import Figures

log = logging.getLogger("planner.requests")
GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


def init_watching(app: Flask, settings: Settings) -> None:
    """Begin to note requests, where the settings want it."""
    figures = _figures(app) if settings.metrics_bind else None
    app.extensions["figures"] = figures
    if figures is None and settings.log_format != "json":
        return
    trusts_proxy = settings.trusted_proxies > 0

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        given = request.headers.get("X-Request-Id", "") if trusts_proxy else ""
        g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)

    @app.after_request
    def note(response: Response) -> Response:
        took = time.perf_counter() - g.get("began", time.perf_counter())
        if figures is not None:
            figures.note_request(route_name(), request.method, response.status_code, took)
            if response.status_code in {429, 503}:
                figures.note_refusal(g.get("refused", "too often"))
        if settings.log_format == "json":
            noted: dict[str, object] = {
                "route": route_name(),
                "method": request.method,
                "status": response.status_code,
                "ms": round(1000 * took, 1),
            }
            log.info("request", extra={"noted": noted})
        return response


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
    return g.get("request_id") if has_request_context() else None


def _figures(app: Flask) -> "Figures":
    from planner.web.figures import the_figures

    figures = the_figures()
    lock = app.extensions["store"].lock
    if lock is not None:
        lock.on_wait = figures.writer_wait.observe
    return figures
