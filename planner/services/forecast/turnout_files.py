"""Read what came to past events from a file, say what is wrong with it, and keep it.

The same reader serves the page and the command; nothing is kept before every row was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.texts import N_
from planner.exports.table_faults import Fault, read_file
from planner.exports.tables import Cell, write_table
from planner.services.forecast.learn import TurnoutRecord, record_turnout
from planner.services.forecast.turnout_cells import (
    HEADINGS,
    NEEDED,
    find_columns,
    headings_in,
    read_row,
)
from planner.store.models import Series, Turnout

MOST_ROWS = 1_000
TOO_MANY = N_("There are more than 1,000 rows. Cut the file in pieces.")
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


def read_turnouts(session: Session, data: bytes, *, today: date, language: str = "en") -> Preview:
    """Read a CSV file or a workbook of past events, with Dutch or English headings.

    Args:
        session: only reads, to see what is there already.
        data: the whole file; limit its size before.
        today: a past event is not after it.
        language: in which missing columns are named.
    """
    table = read_file(data, max_rows=MOST_ROWS, too_many=TOO_MANY)
    if isinstance(table, Fault):
        return Preview(refusal=table)
    columns = find_columns(table.header)
    names = dict(zip(HEADINGS, headings_in(language), strict=True))
    missing = [names[name] for name in NEEDED if name not in columns]
    if missing:
        text = N_("These columns are missing: %(columns)s. The first row must name them.")
        return Preview(refusal=Fault(text, {"columns": ", ".join(missing)}))
    if not table.rows:
        return Preview(refusal=Fault(N_("There is nothing under the first row.")))
    rows: list[ReadRow] = []
    faults: list[Fault] = []
    seen = _keys_there(session)
    for line, cells in zip(table.lines, table.rows, strict=True):
        read = read_row(line, columns, cells, today=today)
        if isinstance(read, Fault):
            faults.append(read)
            continue
        key = _key(read.series_name, read.title, read.held_on)
        rows.append(ReadRow(line, read, is_there=key in seen))
        seen.add(key)
    return Preview(rows, faults)


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


def _keys_there(session: Session) -> set[tuple[str, str, date]]:
    rows = session.execute(
        select(func.coalesce(Series.name, ""), Turnout.title, Turnout.held_on).outerjoin(
            Series, Series.id == Turnout.series_id
        )
    )
    return {_key(series, title, held_on) for series, title, held_on in rows}


def _key(series_name: str, title: str, held_on: date) -> tuple[str, str, date]:
    return series_name.lower(), title.lower(), held_on
