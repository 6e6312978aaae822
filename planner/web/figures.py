"""Figures for Prometheus: counted in every process, added up by whoever is asked for them."""

from functools import cache

from prometheus_client import Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Figures:
    """What is counted; no label says who."""

    def __init__(self) -> None:
        self.requests = Counter(
            "planner_requests", "Requests answered.", ["route", "method", "status"]
        )
        self.seconds = Histogram(
            "planner_request_seconds", "How long an answer took.", ["route"], buckets=SECONDS
        )
        self.refusals = Counter(
            "planner_refusals", "Requests that were refused for now, by the reason.", ["why"]
        )
        self.scans = Counter("planner_scans", "Scans at gates by what became of them.", ["verdict"])
        self.failed_parts = Counter(
            "planner_failed_parts", "Parts of pages that could not be shown.", ["route", "part"]
        )
        self.writer_wait = Histogram(
            "planner_writer_wait_seconds",
            "How long a writer waited for its turn (SQLite).",
            buckets=SECONDS,
        )

    def note_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request; methods that nobody knows count as one, so that labels stay few."""
        known = method if method in KNOWN_METHODS else "other"
        self.requests.labels(route, known, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def note_refusal(self, why: str) -> None:
        """Count one request that was told to come again."""
        self.refusals.labels(why).inc()


@cache
def the_figures() -> Figures:
    """Return the figures of this process; there is one of each, as the library wants."""
    return Figures()
