"""A calendar program as RFC 5546 has it: what it makes of each mail that arrives, and no more.

Written from the standard, not from ours. 2.1.5: of messages about one UID the higher SEQUENCE
counts, of equal ones the later DTSTAMP; anything older is left alone. 3.2.2: a REQUEST puts an
entry in or changes it, and another time needs a higher SEQUENCE. 3.2.5: a CANCEL takes it out. What
was never in leaves no trace, so an old REQUEST after a CANCEL puts a ghost in.
"""

import email
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from typing import Any

import icalendar


@dataclass(frozen=True)
class Entry:
    """What stands in the calendar under one UID."""

    sequence: int
    stamp: datetime
    starts_at: datetime
    is_on: bool


@dataclass
class CalendarProgram:
    """One household's calendar.

    Attributes:
        drops_doubles: whether its mail server drops a mail whose Message-ID it had before.
    """

    drops_doubles: bool
    entries: dict[str, Entry] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    """What a strict program would not have understood."""

    def receive(self, raw: bytes) -> None:
        """Take a mail in."""
        message = email.message_from_bytes(raw, policy=policy.default)
        if self.drops_doubles and str(message["Message-ID"]) in self.seen:
            return
        self.seen.add(str(message["Message-ID"]))
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                body = part.get_payload(decode=True)
                assert isinstance(body, bytes)
                self._read(body, method=str(part.get_param("method")))

    def live(self) -> dict[str, datetime]:
        """Return when each event starts that stands in the calendar as taking place."""
        return {uid: one.starts_at for uid, one in self.entries.items() if one.is_on}

    def _read(self, body: bytes, *, method: str) -> None:
        calendar = icalendar.Calendar.from_ical(body)
        assert str(calendar["METHOD"]) == method
        (found,) = calendar.walk("VEVENT")
        entry: Any = found
        uid, before = str(entry["UID"]), self.entries.get(str(entry["UID"]))
        new = Entry(
            int(str(entry["SEQUENCE"])), entry["DTSTAMP"].dt, entry["DTSTART"].dt,
            is_on=method == "REQUEST",
        )  # fmt: skip
        if before is None:
            if new.is_on:
                self.entries[uid] = new
            return
        if (new.sequence, new.stamp) < (before.sequence, before.stamp):
            self.complaints.append(f"{method} {new.sequence} is older than {before.sequence}")
            return
        changes = (new.is_on, new.starts_at) != (before.is_on, before.starts_at)
        if changes and new.sequence <= before.sequence:
            self.complaints.append(f"{method} {new.sequence} changes without a higher number")
        self.entries[uid] = new
