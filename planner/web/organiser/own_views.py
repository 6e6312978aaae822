"""Which page of an event somebody of its team works on: the cook's, the day's, the totals.

One rule at one address: `/events/N` leads each of them to their own page, wherever the link stands
that they followed, a list, a mail or a bookmark. The whole page stays one press away.
Source: docs/decisions/0052-own-views.md.
"""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from planner.core.roles import AccountRole, TeamRole
from planner.core.texts import N_
from planner.store.models import Account
from planner.web.access import my_team_role

OWN_VIEWS: Mapping[TeamRole, str] = {
    TeamRole.KITCHEN: "own.show_cook",
    TeamRole.CREW: "day.show_day",
    TeamRole.READER: "own.show_totals",
}
"""Endpoints; a lead works on the whole page."""
OPEN_WORDS: Mapping[TeamRole, str] = {
    TeamRole.LEAD: N_("Open the event"),
    TeamRole.CREW: N_("Open the page of the day"),
    TeamRole.KITCHEN: N_("Open the kitchen page"),
    TeamRole.READER: N_("Open the totals"),
}
WHOLE = "whole"
"""In the address of an event: all of it, whatever one's role; `whole_url` writes it."""


def own_view_url(event_id: int, role: TeamRole | None, **values: Any) -> str:
    """Return the page of an event on which somebody with this role works."""
    whole = "desk.show_event"
    endpoint = whole if role is None else OWN_VIEWS.get(role, whole)
    return url_for(endpoint, event_id=event_id, **values)


def whole_url(event_id: int) -> str:
    """Return the page with all of an event, for whoever has another one of their own."""
    return url_for("desk.show_event", event_id=event_id, whole=1)


def leads_elsewhere(event_id: int) -> str:
    """Return where the address of this event leads whoever asks; empty for the whole page."""
    role = my_team_role()
    if role not in OWN_VIEWS or WHOLE in request.args:
        return ""
    return own_view_url(event_id, role, **request.args.to_dict())


def home_url(account: Account) -> str:
    """Return where somebody begins: a team member with the own events, others with the list."""
    is_member = account.role is AccountRole.MEMBER
    return url_for("events.show_start" if is_member else "events.list_events")


def is_own_view(role: TeamRole) -> bool:
    """Say whether this page is where whoever looks works."""
    return my_team_role() is role
