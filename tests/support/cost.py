"""What a page costs, counted in steps instead of time: the same on every machine.

Two counts, for neither stands for the other: steps of SQLite's virtual machine, and calls of
functions with the lines of our own code and templates that ran.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event

from planner.paths import PACKAGE
from planner.store.base import Store

EVERY = 20
"""Steps of SQLite between two looks: a count is at most so many too low for each statement."""
OURS = (str(PACKAGE), str(PACKAGE.parent / "templates"))
Handler = Callable[[], int | None]


@dataclass
class Cost:
    """What was counted.

    Attributes:
        database: steps of SQLite; none on PostgreSQL.
        python: functions called, and lines of ours.
        sent: bytes of the answer.
        is_page: it is shown in a browser.
    """

    database: int = 0
    python: int = 0
    sent: int = 0
    is_page: bool = False


class _Counting(sqlite3.Connection):
    """Counts the steps of its statements; another handler is asked as often as it wants."""

    counted: "Cost | None" = None
    _theirs: Handler | None = None
    _every = _since = 0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        super().set_progress_handler(self._tick, EVERY)

    def set_progress_handler(self, progress_handler: Handler | None, n: int) -> None:
        self._theirs, self._every, self._since = progress_handler, n, 0

    def _tick(self) -> int:
        if _Counting.counted is not None:
            _Counting.counted.database += EVERY
        self._since += EVERY
        if self._theirs is None or self._since < self._every:
            return 0
        self._since = 0
        return self._theirs() or 0


def count_steps_of(store: Store) -> None:
    """Have the connections that a store opens from here on count their steps."""
    if store.is_sqlite:
        store.engine.dispose()

        @event.listens_for(store.engine, "do_connect")
        def connect(dialect: Any, record: Any, given: Any, named: dict[str, Any]) -> None:
            named["factory"] = _Counting


@contextmanager
def counting() -> Iterator[Cost]:
    """Count what happens in this thread, on every store that `count_steps_of` was told of."""
    cost = Cost()
    paths: dict[str, bool] = {}

    def line(frame: FrameType, what: str, _value: Any) -> Any:
        if what == "line":
            cost.python += 1
        return line

    def call(frame: FrameType, what: str, _value: Any) -> Any:
        path = frame.f_code.co_filename
        if path == __file__:
            return None
        cost.python += 1
        is_ours = paths.get(path)
        if is_ours is None:
            is_ours = paths[path] = str(Path(path)).startswith(OURS)
        return line if is_ours else None

    _Counting.counted, before = cost, sys.gettrace()
    sys.settrace(call)
    try:
        yield cost
    finally:
        sys.settrace(before)
        _Counting.counted = None
