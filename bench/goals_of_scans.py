"""What is wanted of the gate, beside what was measured: rows for the table of goals."""

from bench.faults import Report
from bench.gate_busy import Busy
from bench.gate_faults import Verdict
from bench.gate_load import Load, Run
from bench.gate_reloads import Reloaded
from bench.goal import Goal

LEAST_OF_BARE = {16: 1.0, 4: 0.75}
"""Of the rate of the bare endpoint, by the number of phones."""
MOST_MILLIS = {16: 20, 4: 9}
"""Within which 99 of 100 are answered, by the number of phones."""
MOST_CPU_MILLIS = 0.9
LEAST_OF_SQLITE = 0.6
BESIDE_PRINTING_MILLIS = 30
BESIDE_READING_MILLIS = 100
READING_MILLIS = 300
MOST_MEMORY_MB = 180
BACK_WITHIN_SECONDS = 2.0


def of_load(load: Load) -> list[Goal]:
    """Compare the gate alone with the bare endpoint of the same run, and with its goals."""
    rows = [_beside_bare(load.ours[phones], load.bare[phones], phones) for phones in (16, 4)]
    cpu = load.ours[16].cpu_millis
    return [
        *rows,
        Goal(
            "processor time of a check-in, 16 phones",
            f"at most {MOST_CPU_MILLIS} ms",
            f"{cpu:.2f} ms, {cpu / load.bare[16].cpu_millis:.1f} times the bare endpoint's",
            cpu <= MOST_CPU_MILLIS,
        ),
        Goal(
            "longest wait at 200 check-ins a second",
            "500 ms",
            f"{load.paced.millis[-1]:.0f} ms",
            load.paced.millis[-1] <= 500,
        ),
    ]


def _beside_bare(ours: Run, bare: Run, phones: int) -> Goal:
    ratio, slow = ours.per_second / bare.per_second, ours.level(0.99)
    return Goal(
        f"check-in, {phones} phones flat out, against a bare endpoint in the same run",
        f"at least {LEAST_OF_BARE[phones]} of its rate, 99% within {MOST_MILLIS[phones]} ms",
        f"{ratio:.2f} ({ours.per_second:.0f}/s against {bare.per_second:.0f}/s), {slow:.0f} ms "
        f"(bare {bare.level(0.99):.0f} ms)",
        ratio >= LEAST_OF_BARE[phones] and slow <= MOST_MILLIS[phones],
    )


def of_postgres(on_postgres: Run | None, on_sqlite: Run) -> list[Goal]:
    """Compare PostgreSQL with SQLite in the same run; nothing where there is none installed."""
    if on_postgres is None:
        return []
    ratio = on_postgres.per_second / on_sqlite.per_second
    return [
        Goal(
            "check-in on PostgreSQL, 16 phones flat out, against SQLite in the same run",
            f"at least {LEAST_OF_SQLITE} of its rate",
            f"{ratio:.2f} ({on_postgres.per_second:.0f}/s)",
            ratio >= LEAST_OF_SQLITE,
        )
    ]


def of_busy(printing: Busy, reading: Busy) -> list[Goal]:
    """Compare the gate beside printing, exports and guests' pages with its goals.

    Raises:
        ValueError: no guest's page was read.
    """
    pages, scans, beside = reading.beside, reading.scans, printing.scans
    if pages is None:
        raise ValueError("no invitation was read")
    return [
        Goal(
            "50 check-ins a second while 5,000 cards print and a list is exported",
            f"99% within {BESIDE_PRINTING_MILLIS} ms",
            f"{beside.per_second:.0f}/s, {beside.level(0.99):.0f} ms",
            beside.per_second >= 45 and beside.level(0.99) <= BESIDE_PRINTING_MILLIS,
        ),
        Goal(
            "200 invitation pages a second, beside 100 check-ins a second",
            f"99% within {READING_MILLIS} ms",
            f"{pages.per_second:.0f}/s, {pages.level(0.99):.0f} ms",
            pages.per_second >= 190 and pages.level(0.99) <= READING_MILLIS,
        ),
        Goal(
            "100 check-ins a second meanwhile",
            f"99% within {BESIDE_READING_MILLIS} ms",
            f"{scans.per_second:.0f}/s, {scans.level(0.99):.0f} ms",
            scans.per_second >= 95 and scans.level(0.99) <= BESIDE_READING_MILLIS,
        ),
        Goal(
            "memory of the whole service afterwards",
            f"at most {MOST_MEMORY_MB} MB",
            f"{reading.memory_mb:.0f} MB",
            reading.memory_mb <= MOST_MEMORY_MB,
        ),
    ]


def of_reloads(found: Reloaded) -> list[Goal]:
    """Compare the gate beside reloads and exports with its goal."""
    scans = found.scans
    return [
        Goal(
            "50 check-ins a second while 16 reloads and two exports are under way",
            "99% within 50 ms",
            f"{scans.per_second:.0f}/s, {scans.level(0.99):.0f} ms",
            scans.per_second >= 45 and scans.level(0.99) <= 50,
        )
    ]


def of_faults(reports: dict[str, Report]) -> list[Goal]:
    """Compare what phones saw during each cause with the goal."""
    return [
        Goal(
            name,
            f"0 lost, only 503, back within {BACK_WITHIN_SECONDS:.0f} s",
            f"{report.lost} lost, {sum(report.statuses[one] for one in report.others)} others, "
            f"{max(report.back_after, default=float('inf')):.2f} s",
            not report.lost
            and not report.doubled
            and not report.others
            and max(report.back_after, default=float("inf")) <= BACK_WITHIN_SECONDS,
        )
        for name, report in reports.items()
    ]


def of_crashes(killed: Verdict, cut: Verdict | None, *, kills: int, cuts: int) -> list[Goal]:
    """Compare what crashes left with the goal."""
    verdicts = [(f"{kills} kills of a worker", killed)]
    if cut is not None:
        verdicts.append((f"{cuts} power cuts", cut))
    return [
        Goal(
            name,
            "0 lost, 0 doubled",
            f"{found.lost} lost, {found.doubled} doubled of {found.answered:,}",
            not found.lost and not found.doubled,
        )
        for name, found in verdicts
    ]


def of_races(wrong: dict[str, int], *, cards: int) -> list[Goal]:
    """Compare how many cards let in another number of people than their party, by database."""
    return [
        Goal(
            f"{cards} cards on fifty phones at once, {kind}",
            "each lets in just its party",
            f"{found} did not",
            not found,
        )
        for kind, found in wrong.items()
    ]
