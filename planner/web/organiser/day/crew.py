"""What the page of the day adds for the crew: it is the page on which they work.

Each panel of it stands below what the day itself asks, and none of it is asked again every twenty
seconds.
"""

from collections.abc import Sequence
from dataclasses import replace

from flask import request
from markupsafe import Markup

from planner.core.roles import TeamRole
from planner.services.day.agenda import EventDesk
from planner.services.day.live import LiveEvent
from planner.store.models import Event
from planner.web.looking_again import HEADER
from planner.web.organiser.desk.event_head import todo_panel
from planner.web.organiser.desk.own_times import own_times_panel, whom_to_call_panel
from planner.web.organiser.desk.panels import Panel, desk_of, drawn_columns
from planner.web.organiser.own_views import is_own_view

CREW: Sequence[Sequence[Panel[EventDesk]]] = (
    (
        Panel("todo", todo_panel),
        Panel("own_times", own_times_panel),
        Panel("whom_to_call", whom_to_call_panel),
    ),
)


def crew_panels(event: Event, seen: LiveEvent) -> Sequence[Markup]:
    """Draw what the crew has to do, when, and whom to call; nothing for all others."""
    if HEADER in request.headers or not is_own_view(TeamRole.CREW):
        return ()
    desk = replace(desk_of(event, EventDesk), known_tally=seen.answers, known_forecast=seen.made)
    return drawn_columns(desk, CREW)[0]
