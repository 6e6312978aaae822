"""Which events came from a calendar that says nothing of them any more, or calls them off."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from planner.core.enums import EventState
from planner.exports.ics_found import Reading
from planner.exports.ics_leaving import Leave, LeftOut
from planner.services.calendars.matching import Key
from planner.store.models import ImportedEvent

_CUT_SHORT = {Leave.CUT_OFF, Leave.TOO_MANY}


def missing(
    rows: Mapping[Key, ImportedEvent],
    reading: Reading,
    found: Mapping[Key, Key],
    *,
    now: datetime,
) -> Iterator[tuple[ImportedEvent, bool]]:
    """Yield each event to come that is gone or called off, and whether the file calls it off.

    An entry that is in the file but can't be read is not gone. Of a file that stops halfway nothing
    is known to be gone, nor of one that only calls off: programs send that by itself.

    Args:
        rows: what was taken over before.
        reading: what is in the file now.
        found: the known key for each key in the file.
        now: the moment.
    """
    there = {found.get(entry.key, entry.key) for entry in reading.entries}
    called_off = _called_off(rows, reading, found)
    is_whole = not any(
        one.reason in _CUT_SHORT or (one.reason is Leave.BROKEN and not one.uid)
        for one in reading.left_out
    )
    is_whole = is_whole and not _only_calls_off(reading)
    spoken_of = {_known(one, found) for one in reading.left_out}
    for key, row in rows.items():
        if row.event.ends_at <= now or row.event.state is EventState.CANCELLED:
            continue
        if key in called_off and key not in there:
            yield row, True
            continue
        is_there = key in there or _is_left_out(key, spoken_of)
        if is_whole and not is_there and _is_ahead(row, now):
            yield row, False


def _called_off(
    rows: Mapping[Key, ImportedEvent], reading: Reading, found: Mapping[Key, Key]
) -> set[Key]:
    """Return what the file calls off: one date, or all of a series where it names none."""
    several: dict[str, list[Key]] = {}
    for key in rows:
        several.setdefault(key[0], []).append(key)
    called_off: set[Key] = set()
    for one in reading.left_out:
        if one.reason is not Leave.CANCELLED:
            continue
        meant = [_known(one, found)] if one.recurrence_id else several.get(one.uid, [])
        called_off |= {key for key in meant if key in rows and rows[key].sequence <= one.sequence}
    return called_off


def _only_calls_off(reading: Reading) -> bool:
    if reading.entries or not reading.left_out:
        return False
    return all(one.reason is Leave.CANCELLED for one in reading.left_out)


def _known(one: LeftOut, found: Mapping[Key, Key]) -> Key:
    said = (one.uid, one.recurrence_id)
    return found.get(said, said)


def _is_ahead(row: ImportedEvent, now: datetime) -> bool:
    """Say whether an entry was still to come when it was read: what is over leaves a calendar."""
    return datetime.fromisoformat(row.as_read["starts_at"]) > now


def _is_left_out(key: Key, spoken_of: Collection[Key]) -> bool:
    return key in spoken_of or (key[0], "") in spoken_of
