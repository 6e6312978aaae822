"""A change of one event that is done to later ones or to all of its series: shown, then done."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.core.texts import N_
from planner.services.plan import series_change
from planner.services.plan.event_plan import EventPlan, plan_of
from planner.services.plan.series_change import SeriesChange, SeriesScope, TouchedEvent, WhyNot
from planner.store.models import Event
from planner.web.access import my_rights
from planner.web.clock import now
from planner.web.db import let_others_write, reading_session, session
from planner.web.edit_turn import take_turns_at
from planner.web.filters import day, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.events.special_day_words import KnownDays
from planner.web.organiser.labels import MENU_NAMES
from planner.web.organiser.scope_choice import NAME, ScopeChoice, choices_among, scope_asked

SURE = "sure"
BUTTONS = {NAME, SURE, "do"}
FIELD_NAMES = {
    "title": _l("What is it called?"),
    "venue_name": _l("Place"),
    "venue_address": _l("Address"),
    "neighbourhood_name": _l("For which neighbourhood?"),
    "contact_name": _l("Who can guests call?"),
    "contact_phone": _l("Phone number"),
    "menu_preset": _l("Food"),
    "description": _l("What happens there?"),
    "wear_or_bring": _l("What do people wear or bring?"),
    "expected": _l("How many people do you expect?"),
    "capacity": _l("How many people fit?"),
}
"""What a change is called before it is done; the rest is counted."""


WHY_NOT = {
    WhyNot.ENDS_FIRST: N_("This one stays as it is: it would end before it starts."),
    WhyNot.IS_GOING_ON: N_("This one stays as it is: it is going on."),
    WhyNot.WOULD_BE_OVER: N_("This one stays as it is: its new moment is over."),
}


@dataclass(frozen=True)
class TouchedLine:
    """An event that would be changed, in words."""

    title: str
    day: str
    url: str
    after: str
    notes: list[str]
    why_not: str


def scope_choices(event: Event | None) -> list[ScopeChoice]:
    """Return what there is to choose; nothing where no other event of its series is to come."""
    if event is None or event.series_id is None or Right.PLAN not in my_rights():
        return []
    later, total = series_change.count_to_change(reading_session(), event, now=now())
    return choices_among(
        later,
        total,
        lambda count: ngettext(
            "And %(num)s other event. You see first what that touches.",
            "And %(num)s other events. You see first what that touches.",
            count,
        ),
    )


@dataclass(frozen=True)
class WiderChange:
    """What is done to the other events of a series, as it was asked for."""

    event: Event
    change: SeriesChange
    touched: list[TouchedEvent]
    after: EventPlan

    @property
    def mark(self) -> str:
        """Tell what was shown from what would be done now."""
        seen = [
            (one.event.id, str(one.event.updated_at), one.yes, one.printed, one.is_ordered)
            for one in self.touched
        ]
        return sha256(repr((seen, self.change)).encode()).hexdigest()[:24]

    @property
    def is_seen(self) -> bool:
        """Whether the sender has seen this very list."""
        return request.form.get(SURE) == self.mark

    def do(self, moment: datetime) -> int:
        """Do it, in the transaction of the change itself; return how many were changed."""
        writing = session()
        ids = {one.event.id for one in self.touched if one.after}
        others = series_change.events_to_change(writing, self.event, SeriesScope.ALL, now=moment)
        chosen = [event for event in others if event.id in ids]
        return series_change.change_events(writing, chosen, self.change, now=moment)

    def page(self) -> ResponseReturnValue:
        """Show what the change touches, with one button that does it to all."""
        let_others_write()
        reading = reading_session()
        known = KnownDays(reading)
        typed = [
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in {"csrf_token", "once", *BUTTONS}
        ]
        page = render_template(
            "organiser/events/series_change.html",
            event=self.event,
            scope=scope_asked().value,
            mark=self.mark,
            has_changed=bool(request.form.get(SURE)),
            what=_what(self.change),
            rows=[_shown(one, self.change, known) for one in self.touched],
            count=1 + sum(one.after is not None for one in self.touched),
            left_alone=series_change.count_left_alone(reading, self.event, now=now()),
            typed=typed,
            back=url_for("events.edit_event", event_id=self.event.id),
        )
        return page, 200


def wider_change(event: Event, after: EventPlan) -> WiderChange | None:
    """Return what a change does to others of its series; None where only this one is meant."""
    scope = scope_asked()
    if scope is SeriesScope.THIS or Right.PLAN not in my_rights():
        return None
    change = series_change.difference(plan_of(event), after)
    others = series_change.events_to_change(reading_session(), event, scope, now=now())
    if change.is_nothing or not others:
        return None
    if SURE in request.form:
        # Or who saves one of them at this moment would overwrite it, or be overwritten, unseen.
        take_turns_at(other.id for other in others)
        others = series_change.events_to_change(reading_session(), event, scope, now=now())
    touched = series_change.touched_events(reading_session(), others, change, now=now())
    return WiderChange(event, change, touched, after)


def _what(change: SeriesChange) -> list[tuple[str, str]]:
    """Say what is changed: what it is called, and what it becomes."""
    said = []
    if change.days:
        moved = (
            ngettext("%(num)s day later", "%(num)s days later", change.days)
            if change.days > 0
            else ngettext("%(num)s day earlier", "%(num)s days earlier", -change.days)
        )
        said.append((_("Day"), moved))
    if change.starts:
        said.append((_("From"), f"{change.starts:%H:%M}"))
    if change.ends:
        said.append((_("Until"), f"{change.ends[1]:%H:%M}"))
    if change.closes:
        said.append((_("Last day to answer"), _("another one")))
    for name, words in FIELD_NAMES.items():
        if name in change.values:
            value = change.values[name]
            value = MENU_NAMES.get(str(value), value) if name == "menu_preset" else value
            said.append((str(words), str(value) if value not in {None, ""} else _("nothing")))
    others = change.values.keys() - FIELD_NAMES.keys()
    if others:
        more = ngettext("%(num)s thing under More", "%(num)s things under More", len(others))
        said.append((_("Besides"), more))
    return said


def _shown(one: TouchedEvent, change: SeriesChange, known: KnownDays) -> TouchedLine:
    event, after = one.event, one.after
    notes = []
    if one.yes and change.is_on_cards:
        notes += [
            ngettext("%(num)s household said yes.", "%(num)s households said yes.", one.yes),
            ngettext(
                "%(num)s of them has an address for mail.",
                "%(num)s of them have an address for mail.",
                one.reachable,
            ),
        ]
    if one.printed and change.is_on_cards:
        notes.append(
            ngettext(
                "%(num)s card is printed, and says what it was.",
                "%(num)s cards are printed, and say what it was.",
                one.printed,
            )
        )
    if one.is_ordered and (change.moves or "menu_preset" in change.values):
        notes.append(_("Its food is ordered already. Tell the shop."))
    if one.shifts and change.moves:
        notes.append(
            ngettext(
                "%(num)s shift with helpers moves along.",
                "%(num)s shifts with helpers move along.",
                one.shifts,
            )
        )
    if after and change.days:
        notes += known.words(day_of(after.starts_at, event.zone))
    return TouchedLine(
        title=event.title,
        day=day(event.starts_at, event.zone),
        url=url_for("desk.show_event", event_id=event.id),
        after=_after(event, after, change) if after else "",
        notes=notes,
        why_not=_(WHY_NOT[one.why_not]) if one.why_not else "",
    )


def _after(event: Event, after: EventPlan, change: SeriesChange) -> str:
    """Say when it is after the change, where that is another moment."""
    if not change.moves:
        return ""
    times = time_range(after.starts_at, after.ends_at, event.zone)
    return _("Then %(day)s, %(times)s.", day=day(after.starts_at, event.zone), times=times)
