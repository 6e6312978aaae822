"""Large lists and papers: only a few are made at once, so that the gate keeps its threads."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

MOST_AT_ONCE = 2
"""In one process. Each takes a thread, a good part of a processor, and some ten megabytes."""
RETRY_AFTER_SECONDS = 5
_room = threading.BoundedSemaphore(MOST_AT_ONCE)

Given = ParamSpec("Given")


def is_large(view: Callable[Given, ResponseReturnValue]) -> Callable[Given, ResponseReturnValue]:
    """Let a view wait its turn, by asking the browser to come back: a queue would hold threads."""

    @wraps(view)
    def bounded(*given: Given.args, **named: Given.kwargs) -> ResponseReturnValue:
        if not _room.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)
        try:
            return view(*given, **named)
        finally:
            _room.release()

    return bounded
