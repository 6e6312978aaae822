"""What is in somebody's calendar file, and the rows by which it is passed on and kept."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from planner.exports.ics_leaving import Leave, LeftOut

_MOMENTS = ("starts_at", "ends_at", "revised_at")


@dataclass(frozen=True, kw_only=True)
class ForeignEntry:
    """One event on one date, as a file says it.

    Attributes:
        recurrence_id: which date of a repeated event, in UTC; empty for one that is not repeated.
        ends_at: None where the file does not say.
        was_cut: whether its text was too long and has been cut.
        revised_at: when it was last changed there; None where the file does not say.
        is_private: whether whoever wrote it asked to keep it to themselves.
        unknown_zone: the name of a time zone that nobody knows; empty where none is.
        read_in: the zone in which its times were read instead.
    """

    uid: str
    recurrence_id: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime | None
    is_all_day: bool
    description: str
    venue_name: str
    venue_address: str
    was_cut: bool
    revised_at: datetime | None = None
    is_private: bool = False
    unknown_zone: str = ""
    read_in: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the others of its file."""
        return self.uid, self.recurrence_id


@dataclass(frozen=True)
class Reading:
    """What is in a file: its name for itself, the events to come by start, what was left out."""

    name: str
    entries: tuple[ForeignEntry, ...]
    left_out: tuple[LeftOut, ...]


def as_rows(reading: Reading) -> list[dict[str, Any]]:
    """Return what was read as rows of plain values, without the name."""
    rows = [
        {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(one).items()
        }
        for one in reading.entries
    ]
    for one in reading.left_out:
        fields = asdict(one)
        reason: Leave = fields.pop("reason")
        rows.append({**fields, "left_out": reason.name})
    return rows


def of_rows(rows: Iterable[Mapping[str, Any]], *, name: str = "") -> Reading:
    """Read back what `as_rows` wrote, of an earlier version too."""
    entries, left_out = [], []
    for row in rows:
        fields = dict(row)
        if "left_out" in fields:
            left_out.append(LeftOut(reason=Leave[fields.pop("left_out")], **fields))
            continue
        for moment in _MOMENTS:
            said = fields.get(moment)
            fields[moment] = datetime.fromisoformat(said) if said else None
        entries.append(ForeignEntry(**fields))
    return Reading(name, tuple(entries), tuple(left_out))
