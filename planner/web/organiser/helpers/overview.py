"""Who helps at an event: its shifts under their days, who is in, who waits, and who eats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Optional

from planner.core.enums import EventState
from planner.core.helpers.asking import ShowRate
from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.helpers import totals
from planner.services.helpers.shift_rows import helping_ends_at, shifts_of, span
from planner.store.models import Event, Shift
from planner.web.access import my_rights, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, number
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.meanwhile import ask_again
from planner.web.organiser.fields import MOST_GUESTS, Between, WholeNumberField
from planner.web.organiser.helpers import bp
from planner.web.organiser.helpers.making import make_panel
from planner.web.organiser.helpers.shown import PersonShown, ShiftLine, shift_shown
from planner.web.organiser.helpers.thanks import thanks_of
from planner.web.organiser.helpers.today import today_page
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.said_words import help_offers_words
from planner.web.shift_words import task, when


class OthersEatingForm(Form):
    """How many others eat too, besides guests and helpers in shifts?"""

    event_columns: ClassVar = {"others": "staff_eating"}

    others = WholeNumberField(
        _l("How many others eat too?"),
        validators=[Optional(), Between(0, MOST_GUESTS, _l("Write 0 or more."))],
        render_kw={"min": 0},
    )

    def answer(self) -> int:
        """Return how many; only of a valid form."""
        return int(self.others.data or 0)


@dataclass(frozen=True)
class ShiftsOfDay:
    """The shifts of one day."""

    day: str
    shifts: list[ShiftLine]


@dataclass(frozen=True)
class ShiftOff:
    """A shift that is not held, and how it goes on after all."""

    words: str
    url: str


@bp.get("/events/<int:event_id>/helpers")
@needs(Right.HELPERS_NOW)
def show_helpers(event_id: int) -> ResponseReturnValue:
    """Show all shifts to who arranges them, and the list of today to the crew."""
    event = event_to_show(event_id)
    if Right.HELPERS not in my_rights():
        return today_page(event)
    return _page(event, _others_form(event))


@bp.post("/events/<int:event_id>/helpers/eating")
@needs(Right.HELPERS, audited="helpers.eating")
def keep_others_eating(event_id: int) -> ResponseReturnValue:
    """Keep how many others eat too."""
    event = event_to_show(event_id)
    form = _others_form(event)
    if not form.is_posted_and_valid():
        return ask_again(form) if form.has_clashes else (_page(event, form), 422)
    event_to_change(event_id).staff_eating = form.answer()
    session().commit()
    flash(_("Saved. The shopping counts on it."))
    return redirect(url_for("helpers.show_helpers", event_id=event_id), code=303)


def _others_form(event: Event) -> OthersEatingForm:
    return OthersEatingForm(data={"others": event.staff_eating}).edits()


def _page(event: Event, form: OthersEatingForm) -> str:
    reading, at = reading_session(), now()
    every = shifts_of(reading, event.id, with_removed=True)
    kept = [one for one in every if one.removed_at is None]
    rate = totals.learned_rate(reading, event.organisation_id)
    days = _days(kept, rate, event)
    is_planned = event.state in (EventState.DRAFT, EventState.PUBLISHED)
    return render_template(
        "organiser/helpers/helpers.html",
        event=event,
        days=days,
        aside=_aside(days),
        sum_words=_sum_words(days) if is_planned and helping_ends_at(event, kept) > at else "",
        rate_words=_rate_words(rate),
        eating=_eating_words(event),
        others=form,
        make=make_panel(event) if not kept and is_planned else None,
        called_off=[
            ShiftOff(
                _("%(task)s, %(when)s", task=task(one), when=when(one)),
                url_for("helpers.put_shift_back", event_id=event.id, shift_id=one.id),
            )
            for one in every
            if one.removed_at is not None
        ],
        thanks=thanks_of(event, kept) if event.ends_at <= at else None,
        is_planned=is_planned,
        offers=help_offers_words(event.help_offers),
    )


def _days(shifts: Sequence[Shift], rate: ShowRate, event: Event) -> list[ShiftsOfDay]:
    """Put shifts under the day on which they begin, also those that end after midnight."""
    at = now()
    by_day: dict[date, list[ShiftLine]] = {}
    for one in shifts:
        held_on = day_of(span(one).starts_at, event.zone)
        by_day.setdefault(held_on, []).append(shift_shown(one, rate, now=at))
    return [ShiftsOfDay(day(held_on), those) for held_on, those in by_day.items()]


def _aside(days: Sequence[ShiftsOfDay]) -> list[tuple[ShiftLine, PersonShown]]:
    return [(one, person) for each in days for one in each.shifts for person in one.aside]


def _sum_words(days: Sequence[ShiftsOfDay]) -> str:
    missing = sum(one.missing for each in days for one in each.shifts)
    if not missing:
        return _("Every shift has enough helpers.")
    return ngettext("%(num)s helper is still needed.", "%(num)s helpers are still needed.", missing)


def _rate_words(rate: ShowRate) -> str:
    if rate.is_own:
        return _(
            "Of %(signed)s who signed up with you, %(came)s came. So ask a few more.",
            signed=number(rate.signed),
            came=number(rate.came),
        )
    return _(
        "We assume that 9 of 10 who sign up come, until you noted it of 20 helpers. "
        "So ask a few more."
    )


def _eating_words(event: Event) -> str:
    return ngettext(
        "%(num)s helper eats, and is in no card’s number.",
        "%(num)s helpers eat, and are in no card’s number.",
        event.helpers_eating,
    )
