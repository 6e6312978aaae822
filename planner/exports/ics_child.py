"""Read a calendar file in a process of its own, which can't take more than it is given.

    python -m planner.exports.ics_child  < task

The first line of the task is JSON (zone, now, seconds, megabytes), the rest is the file. The
answer is JSON too: a refusal, or what is in the file.
"""

import contextlib
import json
import os
import sys
from datetime import datetime
from typing import Any

from planner.exports.ics_found import as_rows
from planner.exports.ics_reading import NotACalendar, TooManyEvents, read_calendar

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no limits; there the time limit must do
    resource = None  # type: ignore[assignment]


def main() -> None:
    """Do the task of the standard input and end."""
    task = json.loads(sys.stdin.buffer.readline())
    _limit(seconds=task["seconds"], megabytes=task["megabytes"])
    content = sys.stdin.buffer.read().decode("utf-8")
    answer: dict[str, Any]
    try:
        reading = read_calendar(content, zone=task["zone"], now=datetime.fromisoformat(task["now"]))
        answer = {"name": reading.name, "rows": as_rows(reading)}
    except NotACalendar:
        answer = {"refused": "not_a_calendar"}
    except TooManyEvents:
        answer = {"refused": "too_many"}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_much"}
    sys.stdout.write(json.dumps(answer))


def _limit(*, seconds: int, megabytes: int) -> None:
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(10)  # the people at the gate go first
    if resource is None:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
