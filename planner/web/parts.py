"""Parts of a page: one that fails says so in its place, and the page stands.

A panel, a row of a list: whatever is shown of one event, however odd what is kept of it, is made
through `attempt` and drawn through `draw`. What failed is logged with the route and the name of
the part, counted for the figures, and shown as a sentence. That everything is busy, or that a page
read for too long, is no fault of a part: then there is no page.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, g
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from planner.store.locks import WriterWaitedTooLong
from planner.store.reading_time import ReadTookTooLong
from planner.web.db import read_anew
from planner.web.errors import route_name
from planner.web.watching import note_failed_part

Result = TypeVar("Result")
BROKEN = "organiser/broken_part.html"
OF_THE_WHOLE = (HTTPException, ReadTookTooLong, PoolTimeout, WriterWaitedTooLong)
log = logging.getLogger("planner")


@dataclass(frozen=True)
class Failed:
    """What there is instead of a part that could not be made.

    Attributes:
        part: its name.
    """

    part: str


def attempt(part: str, make: Callable[[], Result]) -> Result | Failed:
    """Make a part, or note that it failed.

    A statement that failed ends the transaction of whoever reads; PostgreSQL would refuse all that
    come after it. So reading begins anew, and what was read before is read again when it is asked.

    Args:
        part: its name in the log: never anything of an event or a person.
        make: makes it; it only reads.
    """
    try:
        return make()
    except OF_THE_WHOLE:
        raise
    except Exception as error:
        is_gone = isinstance(error, DBAPIError) and error.connection_invalidated
        if is_gone or not read_anew():
            raise
        log.error("a part failed on %s: %s", route_name(), part, exc_info=error)
        note_failed_part(route_name(), part)
        g.has_failed_part = True
        return Failed(part)


def draw(part: str, template: str, *, otherwise: str = BROKEN, **values: Any) -> Markup:
    """Return a part from its template, or the sentence that it can't be shown.

    Args:
        part: its name in the log.
        template: of the part alone.
        otherwise: of what stands there when it can't be shown.
        values: what it shows; where one has failed already, it is not tried.
    """
    drawn: Markup | Failed = Failed(part)
    if not any(isinstance(value, Failed) for value in values.values()):
        drawn = attempt(part, lambda: _rendered(template, values))
    return _rendered(otherwise, values) if isinstance(drawn, Failed) else drawn


def _rendered(template: str, values: dict[str, Any]) -> Markup:
    # Without what every page gets: that would be asked for once more for each part.
    return Markup(current_app.jinja_env.get_template(template).render(values))  # noqa: S704


def has_failed_part() -> bool:
    """Say whether something is missing on this page, so that it may not say that all is well."""
    return bool(g.get("has_failed_part"))
