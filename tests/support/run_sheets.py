"""Lines of a run sheet, as the tests of it need them."""

from datetime import timedelta

from planner.core.anchors import EventAnchor
from planner.services.logistics import sheet_making
from planner.services.logistics.sheet_making import LinePlan
from planner.services.logistics.sheet_rows import lines_of, moment_of
from planner.store.base import Store
from planner.store.models import RunLine
from tests.support.cards import SATURDAY
from tests.support.shifts import WEEK_BEFORE

MINUTE = timedelta(minutes=1)
FIRE = LinePlan(title="Vuur aan", anchor=EventAnchor.START, minutes=-45, length=15)
WELCOME = LinePlan(title="Welkom", anchor=EventAnchor.START, minutes=0, length=10)
LIGHTS = LinePlan(title="Lichtshow", anchor=EventAnchor.START, minutes=60, length=20, is_fixed=True)
CLEAR = LinePlan(title="Opruimen", anchor=EventAnchor.END, minutes=0, length=60)
SHEET = [FIRE, WELCOME, LIGHTS, CLEAR]


def make_sheet(store: Store, event_id: int, plans: list[LinePlan] | None = None) -> dict[str, int]:
    """Give an event a sheet; return the number of each line by its title."""
    with store.transaction() as session:
        sheet_making.make_lines(session, event_id, plans or SHEET, now=WEEK_BEFORE)
        return {line.title: line.id for line in lines_of(session, event_id)}


def minutes_of(store: Store, event_id: int) -> dict[str, int]:
    """Return after how many minutes of the usual Saturday's beginning each line is."""
    with store.reading() as session:
        return {
            line.title: round((moment_of(line) - SATURDAY) / MINUTE)
            for line in lines_of(session, event_id)
        }


def line_of(store: Store, line_id: int) -> RunLine:
    """Return a line as it is stored, whether it was taken out or not."""
    with store.reading() as session:
        return session.get_one(RunLine, line_id)


def many_lines(count: int) -> list[LinePlan]:
    """Return so many lines with long names, a quarter of an hour after each other."""
    return [
        LinePlan(
            title=f"Onderdeel {number}: alles klaarzetten en nalopen of het er is",
            anchor=EventAnchor.START,
            minutes=-180 + 15 * number,
            length=30,
            place="Bij de tent achter de school",
            who="Mevrouw Van den Broek-Janssen en de ploeg",
        )
        for number in range(count)
    ]
