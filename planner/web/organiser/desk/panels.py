"""The panels of a page about one event: each brings its own values, and fails alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from markupsafe import Markup

from planner.core.roles import Right
from planner.services.day.agenda import EventDesk
from planner.store.models import Event
from planner.web.access import my_rights
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.installation import settings
from planner.web.organiser.desk.todos import TodoPanel
from planner.web.parts import attempt, draw, has_failed_part
from planner.web.who_runs import has_office_phone

PANELS = "organiser/events/page"
DeskKind = TypeVar("DeskKind", bound=EventDesk)


@dataclass(frozen=True)
class Panel(Generic[DeskKind]):
    """A part of the page.

    Attributes:
        name: of its template in `organiser/events/page`, which finds the values as `panel`.
        values: asks the desk for what it shows, with one query of its own at most; what is
            false is not shown.
        right: what one needs to see it.
    """

    name: str
    values: Callable[[DeskKind], object]
    right: Right = Right.LOOK


def desk_of(event: Event, kind: type[DeskKind]) -> DeskKind:
    """Return the desk of an event for whoever looks at this page."""
    return kind(
        reading_session(),
        event,
        now(),
        has_office_phone=has_office_phone(),
        code_key=settings().code_key,
    )


def drawn_columns(
    desk: DeskKind, columns: Sequence[Sequence[Panel[DeskKind]]]
) -> list[list[Markup]]:
    """Draw the panels of each column that whoever looks may see and that have something to show."""
    mine = my_rights()
    # What one may not see is not even asked for.
    seen = [panel for panels in columns for panel in panels if panel.right in mine]
    values = {panel.name: attempt(panel.name, partial(panel.values, desk)) for panel in seen}
    drawn = {
        name: draw(name, f"{PANELS}/{name}.html", panel=values[name], event=desk.event, desk=desk)
        # To do comes last, when it is known whether something is missing.
        for name in sorted(values, key=lambda name: name == "todo")
        if values[name] and not _promises_too_much(values[name])
    }
    return [[drawn[panel.name] for panel in panels if panel.name in drawn] for panels in columns]


def _promises_too_much(values: object) -> bool:
    """Say whether a panel would say that all is in order while a part of the page is missing."""
    return isinstance(values, TodoPanel) and not values.todos and has_failed_part()
