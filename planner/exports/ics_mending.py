"""Calendar files that are broken in ways a careful reader sees through.

Line ends of other systems, text of vCalendar 1.0 and a file that stops halfway are mended; an
entry that nobody can read is named and spoils none of the others.
"""

import quopri
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.exports.ics_leaving import Leave, LeftOut
from planner.exports.ics_values import LONGEST_TITLE, LONGEST_UID

if TYPE_CHECKING:
    from icalendar import Calendar

_ENCODED = "QUOTED-PRINTABLE"
_HEADS = ("METHOD", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE")


@dataclass
class _Part:
    """A calendar of a file in pieces: what it says of itself, its zones, its entries."""

    heads: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def lines_of(content: str) -> list[str]:
    """Split a file into its lines, whichever way they end, without empty ones."""
    one_kind = content.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    return [line for line in _decoded(one_kind.split("\n")) if line.strip()]


def parse(lines: list[str]) -> tuple[list["Calendar"], list[LeftOut]]:
    """Read all calendars of a file, and name the entries that nobody can read.

    It is read as a whole first, as most are whole. No calendar is returned where nothing of it
    can be read.
    """
    whole = _try("\r\n".join(lines) + "\r\n")
    if whole is not None:
        return whole, []
    parts, left_out = _pieces(lines)
    found: list[Calendar] = []
    for part in parts:
        head = ["BEGIN:VCALENDAR", "VERSION:2.0"]
        head += [line for line in part.heads if _wrapped([line]) is not None]
        head += [zone for zone in part.zones if _wrapped([zone]) is not None]
        for good in _readable(head, part.events, left_out):
            found += good
    return found, left_out


def _readable(
    head: list[str], events: list[str], left_out: list[LeftOut]
) -> Iterator[list["Calendar"]]:
    """Yield what can be read, by halves: one bad entry among 2,000 is found in eleven steps."""
    if not events:
        return
    read = _try("\r\n".join([*head, *events, "END:VCALENDAR", ""]))
    if read is not None:
        yield read
    elif len(events) == 1:
        left_out.append(_named(events[0].split("\r\n"), Leave.BROKEN))
    else:
        half = len(events) // 2
        yield from _readable(head, events[:half], left_out)
        yield from _readable(head, events[half:], left_out)


def _pieces(lines: Iterable[str]) -> tuple[list[_Part], list[LeftOut]]:
    """Take a file apart by its BEGIN and END lines; an entry without its END is left out."""
    parts, left_out = [_Part()], []
    block: list[str] = []
    open_names: list[str] = []
    for line in lines:
        word = line.strip().upper()
        if word in {"BEGIN:VCALENDAR", "END:VCALENDAR"} or (block and word == "BEGIN:VEVENT"):
            if block:
                left_out.append(_named(block, Leave.BROKEN))
            if word == "BEGIN:VCALENDAR":
                parts.append(_Part())
            block, open_names = [], []
        if word.startswith("BEGIN:") and word != "BEGIN:VCALENDAR":
            open_names.append(word[6:])
        if not open_names:
            if line.upper().startswith(_HEADS):
                parts[-1].heads.append(line)
            continue
        block.append(line)
        if word == f"END:{open_names[-1]}":
            name = open_names.pop()
            if not open_names:
                if name in {"VEVENT", "VTIMEZONE"}:
                    kept = parts[-1].events if name == "VEVENT" else parts[-1].zones
                    kept.append("\r\n".join(block))
                block = []
    if block:
        left_out.append(_named(block, Leave.CUT_OFF))
    return [part for part in parts if part.events], left_out


def _named(block: list[str], reason: Leave) -> LeftOut:
    """Name an entry that can't be read by what its lines say."""
    said = {"SUMMARY": "", "UID": ""}
    for line in block:
        head, _colon, value = line.partition(":")
        name = head.partition(";")[0].strip().upper()
        if said.get(name) == "":
            said[name] = " ".join(value.replace("\\", "").split())
    return LeftOut(said["SUMMARY"][:LONGEST_TITLE], reason, uid=said["UID"][:LONGEST_UID])


def _wrapped(lines: list[str]) -> list["Calendar"] | None:
    return _try("\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]))


def _try(content: str) -> list["Calendar"] | None:
    from icalendar import Calendar

    try:
        parsed = Calendar.from_ical(content, multiple=True)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # the library raises many kinds for a broken file
        return None
    return [one for one in parsed if isinstance(one, Calendar)] or None


def _decoded(lines: Iterable[str]) -> Iterator[str]:
    """Write lines that vCalendar 1.0 encoded as the lines that they stand for."""
    rest = iter(lines)
    for line in rest:
        head, colon, value = line.partition(":")
        if not colon or _ENCODED not in head.upper():
            yield line
            continue
        values = [value]
        while values[-1].endswith("="):  # the line goes on
            values[-1] = values[-1][:-1]
            values.append(next(rest, ""))
        yield _plain(head, "".join(values))


def _plain(head: str, value: str) -> str:
    name, *parameters = head.split(";")
    charset = "utf-8"
    kept = [name]
    for parameter in parameters:
        key, _equals, said = parameter.partition("=")
        if key.upper() == "CHARSET":
            charset = said.strip('"')
        elif _ENCODED not in parameter.upper():
            kept.append(parameter)
    raw = quopri.decodestring(value.encode("utf-8"))
    try:
        text = raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = raw.decode("utf-8", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign, written in (("\\", "\\\\"), ("\n", "\\n"), (";", "\\;"), (",", "\\,")):
        text = text.replace(sign, written)
    return f"{';'.join(kept)}:{text}"
