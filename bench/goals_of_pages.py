"""What is wanted of pages, lists, papers and a start, beside what was measured.

Rows for the table of goals, from plain figures; who measured them is told in `bench.goals`.
"""

from collections.abc import Mapping

from bench.goal import Goal
from bench.goals_of_scans import MOST_MEMORY_MB

GUEST_MILLIS = {"not answered": 1.8, "answered": 2.5}
GUEST_PAGES_PER_SECOND, ANSWERS_PER_SECOND = 800, 400
PAGE_MILLIS, PAGE_BYTES = 60, 100_000
LIVE_BYTES = 3_000
EVENTS_MILLIS = 20
MOST_TIMES = 10
"""What ten times as many guests may cost."""
A_LOOK = 1.0
"""Milliseconds that are no growth: what a clock of processors can tell apart."""
PHONES_LIST_SECONDS = 0.1
CARDS_SECONDS = 16
FIRST_PAGE_SECONDS = 1.0
IMPORT_SECONDS = 0.6
Figures = Mapping[str, tuple[float, int]]
"""Milliseconds of a processor and bytes, by the name of a page."""


def of_guests(
    millis: Mapping[str, float], *, pages_per_second: float, answers_per_second: float
) -> list[Goal]:
    """Compare guests' pages: milliseconds of a processor, before an answer and after it."""
    return [
        *(
            Goal(
                f"processor time of a guest's page, {state}",
                f"at most {most} ms",
                f"{millis[state]:.2f} ms",
                millis[state] <= most,
            )
            for state, most in GUEST_MILLIS.items()
        ),
        _rate("pages of guests", pages_per_second, GUEST_PAGES_PER_SECOND),
        _rate("answers of guests", answers_per_second, ANSWERS_PER_SECOND),
    ]


def _rate(what: str, measured: float, wanted: float) -> Goal:
    return Goal(what, f"at least {wanted}/s", f"{measured:.0f}/s", measured >= wanted)


def of_desk(few: Figures, many: Figures) -> list[Goal]:
    """Compare all pages of organisers, at 5,000 guests and at ten times as many."""
    grown = {
        name: cost[0] / few[name][0]
        for name, cost in many.items()
        if cost[0] > MOST_TIMES * few[name][0] + A_LOOK
    }
    return [
        _all_of("pages of organisers with 5,000 guests who came", few, PAGE_MILLIS),
        Goal(
            "the same with 50,000",
            f"at most {MOST_TIMES} times",
            _but(len(many), {name: f"{times:.0f} times" for name, times in grown.items()}),
            not grown,
        ),
    ]


def of_lists(found: Figures) -> list[Goal]:
    """Compare the lists of events with 2,000 to come and 2,000 behind."""
    return [_all_of("Events and Past events, 2,000 each", found, EVENTS_MILLIS)]


def of_live_part(sent: int) -> list[Goal]:
    """Compare what the live page asks for again, in bytes as they are sent."""
    return [
        Goal(
            "the live part, each time",
            f"at most {LIVE_BYTES:,} bytes",
            f"{sent:,}",
            sent <= LIVE_BYTES,
        )
    ]


def of_papers(*, first_list_seconds: float, cards_seconds: float) -> list[Goal]:
    """Compare the phones' first list and the cards on paper, in seconds of a processor."""
    return [
        _seconds(
            "list of 5,000 for the first phone of a worker", first_list_seconds, PHONES_LIST_SECONDS
        ),
        _seconds("5,000 cards as a PDF", cards_seconds, CARDS_SECONDS),
    ]


def of_start(
    *, import_seconds: float, first_page_seconds: float, memory_mb: Mapping[str, float]
) -> list[Goal]:
    """Compare a start, and the memory after each stage of a day."""
    most = max(memory_mb, key=lambda stage: memory_mb[stage])
    return [
        _seconds("first page after a start", first_page_seconds, FIRST_PAGE_SECONDS),
        _seconds("import planner.app, of a processor", import_seconds, IMPORT_SECONDS),
        Goal(
            "memory of the whole service in a day",
            f"at most {MOST_MEMORY_MB} MB",
            f"{memory_mb[most]:.0f} MB ({most})",
            memory_mb[most] <= MOST_MEMORY_MB,
        ),
    ]


def _seconds(what: str, measured: float, wanted: float) -> Goal:
    return Goal(what, f"at most {wanted} s", f"{measured:.2f} s", measured <= wanted)


def _all_of(what: str, costs: Figures, most_millis: float) -> Goal:
    dear = {
        name: f"{millis:.0f} ms, {sent / 1000:.0f} kB"
        for name, (millis, sent) in costs.items()
        if millis > most_millis or sent > PAGE_BYTES
    }
    wanted = f"at most {most_millis} ms of a processor and {PAGE_BYTES // 1000} kB each"
    return Goal(what, wanted, _but(len(costs), dear), not dear)


def _but(count: int, wrong: Mapping[str, str]) -> str:
    """Say how many are well, and which are not."""
    told = ", ".join(f"{name} {words}" for name, words in wrong.items())
    return f"{count - len(wrong)} of {count}" + (f"; not {told}" if told else "")
