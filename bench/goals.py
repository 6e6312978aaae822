"""The goals that running the planner is held to, with what was measured, as a table for the docs.

    python -m bench.goals [--short]

The evening goes on while it is measured, and the bare endpoint runs beside the gate. Where others
use the machine, the table says so: then only ratios and processor time hold.
"""

import argparse
import sys
from collections.abc import Callable, Mapping

from bench import (
    desk,
    desk_pages,
    faults,
    gate_faults,
    gate_load,
    gate_races,
    gate_reloads,
    guests,
    start,
)
from bench import goals_of_pages as pages
from bench import goals_of_scans as scans
from bench.gate_busy import busy_site, while_cards_print, while_guests_read
from bench.goal import Goal, Machine, table

Part = Callable[[bool], list[Goal]]
"""Measures and prints; told whether less of everything will do."""


def of_gates(is_short: bool) -> list[Goal]:
    """Measure the gate alone, on both kinds of database and beside the bare endpoint."""
    load = gate_load.measure()
    return [
        *scans.of_load(load),
        *scans.of_postgres(gate_load.measure_on_postgres(), load.ours[16]),
    ]


def of_busy(is_short: bool) -> list[Goal]:
    """Measure the gate while cards print, lists are exported and guests read."""
    seconds = 5 if is_short else 20
    with busy_site(cards=5_000 + 150 * seconds) as site:
        rest = site.codes[5_000:]
        printing = while_cards_print(site, rest[: 50 * seconds])
        reading = while_guests_read(site, rest[50 * seconds :], seconds=seconds)
    sys.stdout.write(f"  scans while 5,000 cards print: {printing.scans}\n")
    sys.stdout.write(f"  invitation pages: {reading.beside}\n  scans beside: {reading.scans}\n")
    return scans.of_busy(printing, reading)


def of_reloads(is_short: bool) -> list[Goal]:
    """Measure the gate while an organiser reloads and exports."""
    return scans.of_reloads(gate_reloads.measure(seconds=5 if is_short else 15))


def of_faults(is_short: bool) -> list[Goal]:
    """Measure what phones see while something is wrong with the machine."""
    return scans.of_faults(faults.measure(seconds=6))


def of_crashes(is_short: bool) -> list[Goal]:
    """Kill, cut the power and race; `make bench` does so many more times in a part of its own."""
    return crashes(kills=10, cuts=3, cards=20) if is_short else crashes(kills=40, cuts=8, cards=100)


def crashes(*, kills: int, cuts: int, cards: int) -> list[Goal]:
    """Kill workers, cut the power and show each card on fifty phones, on both databases."""
    killed, cut = gate_faults.measure(kills=kills, cuts=cuts)
    return [
        *scans.of_crashes(killed, cut, kills=kills, cuts=cuts),
        *scans.of_races(gate_races.on_both(cards=cards), cards=cards),
    ]


def of_papers(is_short: bool) -> list[Goal]:
    """Measure the phones' first list, and cards on paper."""
    first, cards = desk.measure_papers()
    return pages.of_papers(first_list_seconds=first, cards_seconds=cards)


def of_guests(is_short: bool) -> list[Goal]:
    """Measure guests' pages and answers."""
    found = guests.measure(seconds=3 if is_short else 5)
    return pages.of_guests(
        {"not answered": found.first_ms, "answered": found.answered_ms},
        pages_per_second=found.pages.per_second,
        answers_per_second=found.replies.per_second,
    )


def of_organisers(is_short: bool) -> list[Goal]:
    """Measure every page of an organiser, with 5,000 guests and with ten times as many."""
    few = _figures(desk_pages.measure(desk_pages.GUESTS))
    many = {} if is_short else _figures(desk_pages.measure(desk_pages.MANY))
    return [
        *pages.of_desk(few, many),
        *pages.of_lists(_figures(desk_pages.measure_lists(desk_pages.EVENTS))),
    ]


def _figures(costs: desk_pages.Costs) -> pages.Figures:
    return {name: (took.ms, took.sent) for name, took in costs.items() if took.is_page}


def of_start(is_short: bool) -> list[Goal]:
    """Measure a start, and the memory after each stage of a day."""
    found = start.measure()
    return pages.of_start(
        import_seconds=found.import_seconds,
        first_page_seconds=found.first_page_seconds,
        memory_mb=found.memory_mb,
    )


PARTS: Mapping[str, Part] = {
    "scans through the server, next to the least that could do the job": of_gates,
    "scans while the rest is busy": of_busy,
    "scans while an organiser reloads and exports": of_reloads,
    "scans while something is wrong with the machine": of_faults,
    "scans that were answered, after kills, power cuts and races": of_crashes,
    "lists and papers": of_papers,
    "guests' pages and answers": of_guests,
    "pages of organisers": of_organisers,
    "starts and memory": of_start,
}


def measure(*, short: bool = False) -> list[Goal]:
    """Measure everything and print the table."""
    machine, goals = Machine(), list[Goal]()
    for what, part in PARTS.items():
        sys.stdout.write(f"\n{what[0].upper()}{what[1:]}:\n")
        sys.stdout.flush()
        with machine.measuring(what):
            goals += _measured(what, part, short)
    sys.stdout.write(f"\n{machine}\n\n{table(goals)}\n")
    return goals


def _measured(what: str, part: Part, short: bool) -> list[Goal]:
    """Measure a part; where that fails, its goals are not met and the others are measured yet."""
    try:
        return part(short)
    except (OSError, ValueError, RuntimeError) as error:
        return [Goal(what, "measured", f"not measured: {error}", False)]


def measure_crashes() -> list[Goal]:
    """Kill, cut and race as often as the docs tell, and print the table."""
    goals = crashes(kills=200, cuts=50, cards=gate_races.CARDS)
    sys.stdout.write(f"\n{table(goals)}\n")
    return goals


def main() -> None:
    """Print the table; exit with 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description="The goals, measured.")
    parser.add_argument("--short", action="store_true", help="less of everything")
    sys.exit(not all(goal.is_met for goal in measure(short=parser.parse_args().short)))


if __name__ == "__main__":
    main()
