"""Read what came to past events from a file, say what is wrong with it, and keep it.

The same reader serves the page and the command; nothing is kept before every row was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from planner.core.enums import CountQuality
from planner.core.texts import N_
from planner.core.turnout import EventKind
from planner.exports.table_faults import Fault, read_file
from planner.exports.tables import Cell, ReadTable, write_table
from planner.services.forecast.guest_lists import MOST_GUEST_ROWS, CountedList
from planner.services.forecast.learn import TurnoutRecord, record_turnout
from planner.services.forecast.turnout_cells import (
    HEADINGS,
    NEEDED,
    find_columns,
    headings_in,
    month_comes_first,
    read_row,
)
from planner.store.models import Event, Series, Turnout

MOST_ROWS = 1_000
TOO_MANY = N_("There are more than 1,000 rows. Cut the file in pieces.")
TOO_MANY_GUESTS = N_("There are more than 5,000 rows. Cut the file in pieces.")
SAMPLE_ROWS = (
    ("2026-06-13", "Buurt-BBQ Passart", "Buurt-BBQ", "Passart", "open", 14, 30, 31),
    ("2026-07-04", "Buurt-BBQ Vrieheide", "Buurt-BBQ", "Vrieheide", "open", 22, 30, 120),
)
SAMPLE_ENDS: Mapping[str, tuple[tuple[Cell, ...], ...]] = {
    "en": (("counted", None, "", "rain", "no"), ("at least", 20, "", "", "yes")),
    "nl": (("geteld", None, "", "regen", "nee"), ("minstens", 20, "", "", "ja")),
}


@dataclass(frozen=True)
class ReadRow:
    """A row that can be kept.

    Attributes:
        line: where it stands in the file; the heading is on line 1.
        is_there: an event of this series, title and day was recorded before.
    """

    line: int
    record: TurnoutRecord
    is_there: bool = False


@dataclass(frozen=True)
class Preview:
    """What would be kept, and what is wrong with other rows; `refusal` is about the whole file."""

    rows: Sequence[ReadRow] = ()
    faults: Sequence[Fault] = ()
    refusal: Fault | None = None

    @property
    def new_rows(self) -> list[ReadRow]:
        """The rows that are not there yet."""
        return [row for row in self.rows if not row.is_there]


def read_sheet(data: bytes) -> ReadTable | Fault:
    """Read a CSV file or a workbook of past events, or of guests of them; limit its size before."""
    table = read_file(data, max_rows=MOST_GUEST_ROWS, too_many=TOO_MANY_GUESTS, is_export=True)
    if isinstance(table, ReadTable) and not table.rows:
        return Fault(N_("There is nothing under the first row."))
    return table


def read_turnouts(session: Session, data: bytes, *, today: date, language: str = "en") -> Preview:
    """Read a CSV file or a workbook of past events, with Dutch or English headings.

    Args:
        session: only reads, to see what is there already.
        data: the whole file; limit its size before.
        today: a past event is not after it.
        language: in which missing columns are named.
    """
    table = read_sheet(data)
    if isinstance(table, Fault):
        return Preview(refusal=table)
    columns = find_columns(table.header)
    names = dict(zip(HEADINGS, headings_in(language), strict=True))
    missing = [names[name] for name in NEEDED if name not in columns]
    if missing:
        text = N_("These columns are missing: %(columns)s. The first row must name them.")
        return Preview(refusal=Fault(text, {"columns": ", ".join(missing)}))
    return read_rows(session, table, columns, today=today)


def read_rows(
    session: Session, table: ReadTable, columns: Mapping[str, int], *, today: date
) -> Preview:
    """Read the rows of a table whose columns are known.

    Args:
        session: only reads, to see what is there already.
        table: as `read_sheet` gave it.
        columns: where what stands, by the names of `HEADINGS`; those of `NEEDED` among them.
        today: a past event is not after it.
    """
    if len(table.rows) > MOST_ROWS:
        return Preview(refusal=Fault(TOO_MANY))
    rows: list[ReadRow] = []
    faults: list[Fault] = []
    seen = _seen(session)
    month_first = month_comes_first(table, columns)
    for line, cells in zip(table.lines, table.rows, strict=True):
        read = read_row(line, columns, cells, today=today, month_first=month_first)
        if isinstance(read, Fault):
            faults.append(read)
            continue
        rows.append(ReadRow(line, read, is_there=seen.has(read)))
        seen.add(read.series_name, read.title, read.held_on)
    return Preview(rows, faults)


@dataclass(frozen=True, kw_only=True)
class ToldOfList:
    """What the organiser adds to a list of guests, which does not say it.

    Attributes:
        title, day: of the one event that the list is about, where no column says it.
        came: what came to the first, the second event, as typed; where nobody was checked in.
    """

    title: str = ""
    day: str = ""
    series: str = ""
    neighbourhood: str = ""
    kind: EventKind = EventKind.UNSURE
    quality: CountQuality = CountQuality.COUNTED
    came: Sequence[str] = ()


def table_of_list(counted: CountedList, told: ToldOfList) -> ReadTable:
    """Return what was counted of a list as a table of events, with the columns of `HEADINGS`."""
    came = [*told.came, *[""] * len(counted.events)]
    rows = [
        {
            "date": event.day or told.day,
            "title": event.title or told.title,
            "series": told.series,
            "neighbourhood": told.neighbourhood,
            "kind": told.kind.value,
            "yes": str(event.yes),
            "came": typed or ("" if event.checked_in is None else str(event.checked_in)),
            "quality": told.quality.value,
        }
        for event, typed in zip(counted.events, came, strict=False)
    ]
    header = tuple(HEADINGS)
    return ReadTable(
        header,
        tuple(tuple(row.get(name, "") for name in header) for row in rows),
        tuple(range(1, len(rows) + 1)),
    )


def import_turnouts(
    session: Session,
    records: Iterable[TurnoutRecord],
    *,
    now: datetime,
    is_demonstration: bool = False,
) -> int:
    """Keep the records that are not there yet and return how many: all of them, or none.

    The same ones once more add nothing.
    """
    kept = [
        record_turnout(session, record, now=now, is_demonstration=is_demonstration)
        for record in records
    ]
    return sum(each.is_new for each in kept)


def take_back(session: Session, imported_at: datetime) -> int:
    """Forget the past events of one file, and the series it made; return how many events.

    Args:
        session: writes.
        imported_at: the moment that was given to `import_turnouts`; nothing else bears it.
    """
    turnouts = session.scalars(
        select(Turnout).where(Turnout.created_at == imported_at, Turnout.event_id.is_(None))
    ).all()
    for turnout in turnouts:
        session.delete(turnout)
    session.flush()
    made = select(Series).where(
        Series.created_at == imported_at,
        ~exists().where(Turnout.series_id == Series.id),
        ~exists().where(Event.series_id == Series.id),
    )
    for series in session.scalars(made).all():
        session.delete(series)
    return len(turnouts)


def write_turnouts(records: Iterable[TurnoutRecord]) -> bytes:
    """Write records as a file that `read_turnouts` reads."""
    return write_table(
        list(HEADINGS),
        [
            (
                record.held_on,
                record.title,
                record.series_name,
                record.neighbourhood_name,
                record.kind.value,
                record.yes_heads,
                record.expected,
                record.came,
                record.quality.value,
                record.missed,
                record.left_out_because.value if record.left_out_because else "",
                record.weather.value,
                "yes" if record.is_holiday else "no",
            )
            for record in records
        ],
    )


def sample_file(language: str = "en") -> bytes:
    """Return a file with the expected heading and two rows, in Dutch or else in English."""
    ends = SAMPLE_ENDS.get(language, SAMPLE_ENDS["en"])
    rows = [(*row, *end) for row, end in zip(SAMPLE_ROWS, ends, strict=True)]
    return write_table(headings_in(language), rows)


class _Seen:
    """Which past events are there: by name and day, with the series that each is in.

    A file that names no series, or one typed without it before, is about the same event: kept
    twice it would teach twice. Two series may well have the same name on the same day.
    """

    def __init__(self) -> None:
        self._series: dict[tuple[str, date], set[str]] = {}

    def add(self, series_name: str, title: str, held_on: date) -> None:
        """Note one; a series that is empty is none."""
        self._series.setdefault((title.lower(), held_on), set()).add(series_name.lower())

    def has(self, record: TurnoutRecord) -> bool:
        """Return whether this event is among them."""
        known = self._series.get((record.title.lower(), record.held_on), set())
        name = record.series_name.lower()
        return name in known or "" in known or bool(known and not name)


def _seen(session: Session) -> _Seen:
    rows = session.execute(
        select(func.coalesce(Series.name, ""), Turnout.title, Turnout.held_on).outerjoin(
            Series, Series.id == Turnout.series_id
        )
    )
    seen = _Seen()
    for series, title, held_on in rows:
        seen.add(series, title, held_on)
    return seen
