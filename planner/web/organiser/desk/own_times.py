"""When something happens that whoever looks has a part in, and whom to call."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from planner.core.enums import EventState
from planner.core.roles import Right, TeamRole
from planner.services.day.agenda import EventDesk
from planner.services.logistics.sheet_rows import lines_of, moment_of, permitted_until
from planner.services.logistics.suppliers import deliveries_of, moment_after
from planner.services.people.colleagues import team_of
from planner.store.models import TeamMember
from planner.web.access import current_account, my_rights
from planner.web.filters import day_and_time, number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.who_runs import runner_of


@dataclass(frozen=True)
class TimeLine:
    """Something at a time; `is_mine` says that whoever looks does it."""

    at: str
    words: str
    about: str = ""
    is_mine: bool = False


@dataclass(frozen=True)
class OwnTimes:
    """When, where and for how many, with what comes for whoever looks.

    Attributes:
        room: how many fit; empty where nobody said.
    """

    lines: list[TimeLine]
    room: str


@dataclass(frozen=True)
class WhomToCall:
    """Who knows more: the contact of the event, and who leads it.

    Attributes:
        phone: as somebody typed it; empty where there is none.
        leads: names of who leads it; they have no number in the planner.
    """

    name: str
    phone: str
    leads: str


def own_times_panel(desk: EventDesk) -> OwnTimes | None:
    """Put times in order: the event, the deliveries of the kitchen, the own lines of the sheet."""
    event = desk.event
    if event.state is EventState.CANCELLED:
        return None
    found = sorted(_moments(desk), key=lambda each: each[0])
    room = ""
    if event.capacity:
        room = ngettext(
            "There is room for %(n)s person.",
            "There is room for %(n)s people.",
            event.capacity,
            n=number(event.capacity),
        )
    return OwnTimes([line for _at, line in found], room)


def _moments(desk: EventDesk) -> Iterator[tuple[datetime, TimeLine]]:
    event, rights = desk.event, my_rights()

    def at(moment: datetime) -> str:
        is_same_day = abs(moment - event.starts_at).days < 1
        return time(moment, event.zone) if is_same_day else day_and_time(moment, event.zone)

    yield event.starts_at, TimeLine(at(event.starts_at), _("The event begins"))
    yield event.ends_at, TimeLine(at(event.ends_at), _("The event ends"))
    if Right.FOOD in rights:
        for one in deliveries_of(desk.session, [event.id]):
            moment = moment_after(event, one.arrives_minutes)
            if moment is not None and one.supplier is not None:
                words = _("%(name)s delivers", name=one.supplier.name)
                yield moment, TimeLine(at(moment), words, one.what)
    if Right.SHEET in rights:
        me = current_account().id
        for line in lines_of(desk.session, event.id):
            if line.account_id == me and line.done_at is None:
                moment = moment_of(line)
                yield moment, TimeLine(at(moment), line.title, line.place, is_mine=True)
        until = permitted_until(desk.session, event.id)
        if until is not None:
            yield until, TimeLine(at(until), _("It has to be over"))


def whom_to_call_panel(desk: EventDesk) -> WhomToCall | None:
    """Say whom to call; None where nobody is known."""
    event = desk.event
    runner = runner_of(event)
    leads = names_in_team(desk, team_of(desk.session, event.id), TeamRole.LEAD)
    if event.contact_phone:
        return WhomToCall(event.contact_name or runner.name, event.contact_phone, ", ".join(leads))
    if runner.phone or leads:
        return WhomToCall(runner.name, runner.phone, ", ".join(leads))
    return None


def names_in_team(desk: EventDesk, team: Iterable[TeamMember], role: TeamRole) -> list[str]:
    """Return who is in the team for something; where nobody leads it, who made the event."""
    found = [
        one.account.name for one in team if one.role is role and one.account.disabled_at is None
    ]
    maker = desk.event.created_by
    is_missing = role is TeamRole.LEAD and not found
    return [maker.name] if is_missing and maker and maker.disabled_at is None else found
