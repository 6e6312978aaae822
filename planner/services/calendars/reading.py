"""Have a calendar file read by a process with limits, or say in a sentence why not."""

import json
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from planner.core.texts import N_
from planner.exports.ics_found import Reading, of_rows

LARGEST_FILE = 1_000_000
SECONDS = 10
MEGABYTES = 512
_FOLD = re.compile(rb"\r?\n[ \t]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Refusal(Enum):
    """Why a whole file is refused."""

    TOO_BIG = N_("This file is larger than 1 MB. Export a part of the calendar.")
    NOT_UTF8 = N_("This file is not in UTF-8. Export it once more, with UTF-8 as its encoding.")
    NOT_A_CALENDAR = N_("This is no calendar file, or it is broken. Its name mostly ends in .ics.")
    TOO_MANY = N_("There are more than 2,000 events in this file. Export a part of the calendar.")
    TOO_MUCH = N_("This file takes too long to read. Export a part of the calendar.")


@dataclass(frozen=True)
class _Limits:
    seconds: int = SECONDS
    megabytes: int = MEGABYTES


def read_file(
    content: bytes,
    *,
    zone: str,
    now: datetime,
    limits: _Limits = _Limits(),
    largest: int = LARGEST_FILE,
) -> Reading | Refusal:
    """Return what is in a calendar file, or why it is refused.

    Reading happens in a process of its own, because no library bounds what a rule such as "every
    second" or a hundred thousand nested parts may take.
    """
    if len(content) > largest:
        return Refusal.TOO_BIG
    text = _decode(content)
    if text is None:
        return Refusal.NOT_UTF8
    if "BEGIN:VCALENDAR" not in text.upper():
        return Refusal.NOT_A_CALENDAR
    answer = _ask_child(text, zone=zone, now=now, limits=limits)
    if answer is None:
        return Refusal.TOO_MUCH
    if "refused" in answer:
        return Refusal[str(answer["refused"]).upper()]
    return of_rows(answer["rows"], name=str(answer["name"]))


def _decode(content: bytes) -> str | None:
    if content.startswith(_UTF16) or b"\x00" in content:
        return None
    # Simple programs fold a line within a letter of several bytes: RFC 5545, 3.1.
    for written in (content, _FOLD.sub(b"", content)):
        with suppress(UnicodeDecodeError):
            return written.decode("utf-8-sig")
    return None


def _ask_child(text: str, *, zone: str, now: datetime, limits: _Limits) -> dict[str, Any] | None:
    """Return what the process says; None when it ran out of time or memory."""
    task = {
        "zone": zone,
        "now": now.isoformat(),
        "seconds": limits.seconds,
        "megabytes": limits.megabytes,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "planner.exports.ics_child"],
            input=json.dumps(task).encode() + b"\n" + text.encode(),
            capture_output=True,
            timeout=limits.seconds * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
