"""Answers that were set aside: shown on the event's page, and let count or undone in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import AsideReason, AsideState
from planner.core.roles import Right
from planner.services.answer import set_aside
from planner.services.answer.set_aside import AsideGroup, Decided, Outcome
from planner.services.day.agenda import EventDesk
from planner.services.guests.list_values import GuestState
from planner.web.access import may_open, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.numbers import whole_number
from planner.web.organiser.guests import bp
from planner.web.organiser.lookup import event_of_guests, event_to_change

MOST = 2**31
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AsideShown:
    """What was set aside together, ready to show.

    Attributes:
        what: how many came how, in a sentence.
        then: what that means now.
        can_count: whether there is something to let count; so with `can_undo`.
    """

    key: int
    version: int
    seen: int
    what: str
    then: str
    when: str
    can_count: bool
    can_undo: bool


@dataclass(frozen=True)
class AsidePanel:
    """What nobody has looked at; without a right to do so, only what it is."""

    groups: list[AsideShown]
    may_look: bool


def aside_panel(desk: EventDesk) -> AsidePanel | None:
    """Say what was set aside; None, and no question to the database, where nothing was."""
    if not desk.facts.set_aside:
        return None
    found = set_aside.list_set_aside(desk.session, desk.event.id, is_open=True)
    url = url_for("guests.let_count", event_id=desk.event.id)
    return AsidePanel(
        groups=[aside_shown(one, desk.event.zone) for one in found],
        may_look=may_open(url, "POST"),
    )


def aside_shown(group: AsideGroup, zone: str) -> AsideShown:
    """Return what was set aside together in words."""
    return AsideShown(
        key=group.key,
        version=group.version,
        seen=group.seen,
        what=_what(group),
        then=" ".join(_then(group)),
        when=day_and_time(group.first_at, zone),
        can_count=group.state is not AsideState.TAKEN_IN,
        can_undo=group.state is not AsideState.UNDONE,
    )


@bp.get("/<int:event_id>/set-aside")
@needs(Right.GUESTS)
def show_set_aside(event_id: int) -> ResponseReturnValue:
    """Show what was set aside, and what was decided before."""
    event = event_of_guests(event_id)
    found = set_aside.list_set_aside(reading_session(), event_id)
    return render_template(
        "organiser/guests/set_aside.html",
        event=event,
        waiting=_shown(found, event.zone, is_open=True),
        decided=_shown(found, event.zone, is_open=False),
        cards_url=url_for(
            "guests.show_guests", event_id=event_id, state=GuestState.SET_ASIDE.value
        ),
    )


@bp.post("/<int:event_id>/set-aside/count")
@needs(Right.GUESTS, audited="guests_aside.count")
def let_count(event_id: int) -> ResponseReturnValue:
    """Let answers count that were set aside."""
    done = _decide(event_id, AsideState.TAKEN_IN)
    if done.decided is Decided.DONE:
        flash(
            ngettext("%(num)s answer counts now.", "%(num)s answers count now.", done.number),
            "ok",
        )
    if done.waiting:
        flash(
            ngettext(
                "There is no place for %(num)s household. It stands in the line for one.",
                "There is no place for %(num)s households. They stand in the line for one.",
                done.waiting,
            ),
            "warn",
        )
    return _back(event_id)


@bp.post("/<int:event_id>/set-aside/undo")
@needs(Right.GUESTS, audited="guests_aside.undo")
def undo_set_aside(event_id: int) -> ResponseReturnValue:
    """Undo answers: their cards stop working."""
    done = _decide(event_id, AsideState.UNDONE)
    if done.decided is Decided.DONE:
        flash(
            ngettext(
                "%(num)s answer is undone. Its card does not work any more.",
                "%(num)s answers are undone. Their cards do not work any more.",
                done.number,
            ),
            "ok",
        )
    return _back(event_id)


def _decide(event_id: int, wanted: AsideState) -> Outcome:
    event_to_change(event_id)
    done = set_aside.decide(
        session(),
        event_id,
        _number("aside"),
        wanted,
        version=_number("version"),
        seen=_number("seen"),
        now=now(),
    )
    if done.decided is Decided.GONE:
        abort(404)
    if done.decided is Decided.DONE:
        session().commit()
    elif done.decided is Decided.AS_IT_WAS:
        flash(_("That was done already."), "ok")
    else:
        flash(_("Somebody decided this meanwhile. Look again."), "warn")
    return done


def _shown(found: Sequence[AsideGroup], zone: str, *, is_open: bool) -> list[AsideShown]:
    return [aside_shown(one, zone) for one in found if (one.state is AsideState.OPEN) is is_open]


def _what(group: AsideGroup) -> str:
    number, span = group.number, _span(group.last_at - group.first_at)
    if group.reason is AsideReason.WORD:
        return ngettext(
            "%(num)s answer came without the word on the poster.",
            "%(num)s answers came without the word on the poster.",
            number,
        )
    if group.reason is AsideReason.LOOK:
        return ngettext(
            "%(num)s answer without a card waits until you look.",
            "%(num)s answers without a card wait until you look.",
            number,
        )
    if group.reason is AsideReason.SHARE:
        return ngettext(
            "%(num)s answer came from a connection that has half of the open places already.",
            "%(num)s answers came from a connection that has half of the open places already.",
            number,
        )
    if group.reason is AsideReason.PACE:
        return ngettext(
            "%(num)s answer came in %(time)s, when far more came than usual.",
            "%(num)s answers came in %(time)s, far more than usual.",
            number,
            time=span,
        )
    return ngettext(
        "%(num)s answer came in %(time)s from one connection.",
        "%(num)s answers came in %(time)s from one connection.",
        number,
        time=span,
    )


def _then(group: AsideGroup) -> list[str]:
    if group.state is AsideState.TAKEN_IN:
        return [_("They count. Somebody looked.")]
    if group.state is AsideState.UNDONE:
        return [_("They were undone, and their cards do not work.")]
    said = [
        _("They do not count until you look."),
        ngettext("They are about %(num)s person.", "They are about %(num)s people.", group.heads),
    ]
    if group.places:
        said.append(
            ngettext(
                "Nobody looked for two hours, so %(num)s of these people has a place.",
                "Nobody looked for two hours, so %(num)s of these people have a place.",
                group.places,
            )
        )
    return said


def _span(span: timedelta) -> str:
    if span < 2 * MINUTE:
        seconds = max(1, round(span.total_seconds()))
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    if span < 2 * HOUR:
        return ngettext("%(num)s minute", "%(num)s minutes", round(span / MINUTE))
    if span < 2 * DAY:
        return ngettext("%(num)s hour", "%(num)s hours", round(span / HOUR))
    return ngettext("%(num)s day", "%(num)s days", round(span / DAY))


def _number(name: str) -> int:
    number = request.form.get(name, 0, type=whole_number)
    return number if 0 < number < MOST else 0


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("guests.show_set_aside", event_id=event_id), code=303)
