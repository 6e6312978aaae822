"""Leave a past event out of what forecasts learn from, say why, and let it count again."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import InputRequired

from planner.core.enums import LeftOutBecause
from planner.core.roles import Right
from planner.core.turnout import Spoken
from planner.services.forecast import leaving_out
from planner.services.forecast.leaving_out import Effect
from planner.store.models import Event, Turnout
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_year, number
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import options
from planner.web.organiser.forecast import bp
from planner.web.organiser.labels import LEFT_OUT_NAMES
from planner.web.organiser.undoing import UNDO


class LeaveOutForm(Form):
    """Why does it not count?"""

    because = RadioField(
        _l("Why does it not count?"),
        choices=options(LEFT_OUT_NAMES.items()),
        validators=[InputRequired(_l("Choose why."))],
    )

    def answer(self) -> LeftOutBecause:
        """Return the reason; only of a valid form."""
        return LeftOutBecause(self.because.data)


@bp.route("/<int:turnout_id>/leave-out", methods=["GET", "POST"])
@needs(Right.PLAN, audited="turnouts.leave_out")
def leave_out(turnout_id: int) -> ResponseReturnValue:
    """Ask why a past event does not count, or leave it out and show what that does."""
    turnout = reading_session().get(Turnout, turnout_id) or abort(404)
    shown_on = _asked_event()
    because = turnout.left_out_because
    form = LeaveOutForm(data={"because": because.value if because else None}).edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/forecast/leave_out.html",
            form=form,
            title=turnout.title,
            day=day_and_year(turnout.held_on),
            came=number(turnout.came),
            back=_back_to(shown_on),
        )
        return page, 422 if form.errors else 200
    effect = _change(turnout_id, form.answer(), shown_on)
    address = url_for(
        "forecast.count_again", turnout_id=turnout_id, event=shown_on.id if shown_on else None
    )
    flash(left_out_words(effect), UNDO + address)
    return redirect(_back_to(shown_on), code=303)


@bp.post("/<int:turnout_id>/count-again")
@needs(Right.PLAN, audited="turnouts.count_again")
def count_again(turnout_id: int) -> ResponseReturnValue:
    """Let a past event count again; sent twice, nothing happens."""
    shown_on = _asked_event()
    effect = _change(turnout_id, None, shown_on)
    flash(counts_again_words(effect))
    return redirect(_back_to(shown_on), code=303)


def left_out_words(effect: Effect | None) -> str:
    """Say that an event is left out, and what that does to the forecast of one to come."""
    if effect is None or effect.before is None:
        return _("Left out. Forecasts no longer learn from it.")
    if effect.after is None:
        return _(
            "Left out. There is no forecast of “%(title)s” without it: say how many you expect.",
            title=effect.event.title,
        )
    if effect.before == effect.after:
        return _(
            "Left out. The forecast of “%(title)s” stays %(likely)s, probably %(low)s to %(high)s.",
            title=effect.event.title,
            **_numbers("", effect.after),
        )
    return _(
        "Left out. The forecast of “%(title)s” was %(old_likely)s, probably %(old_low)s to "
        "%(old_high)s. Now it is %(likely)s, probably %(low)s to %(high)s.",
        title=effect.event.title,
        **_numbers("old_", effect.before),
        **_numbers("", effect.after),
    )


def counts_again_words(effect: Effect | None) -> str:
    """Say that an event counts again, and what that does to the forecast of one to come."""
    if effect is None or effect.after is None:
        return _("It counts again. Forecasts learn from it.")
    if effect.before is None or effect.before == effect.after:
        return _(
            "It counts again. The forecast of “%(title)s” is %(likely)s, probably %(low)s to "
            "%(high)s.",
            title=effect.event.title,
            **_numbers("", effect.after),
        )
    return _(
        "It counts again. The forecast of “%(title)s” was %(old_likely)s, probably %(old_low)s to "
        "%(old_high)s. Now it is %(likely)s, probably %(low)s to %(high)s.",
        title=effect.event.title,
        **_numbers("old_", effect.before),
        **_numbers("", effect.after),
    )


def _numbers(prefix: str, said: Spoken) -> dict[str, str]:
    return {
        f"{prefix}likely": number(said.likely),
        f"{prefix}low": number(said.low),
        f"{prefix}high": number(said.high),
    }


def _change(
    turnout_id: int, because: LeftOutBecause | None, shown_on: Event | None
) -> Effect | None:
    turnout = session().get(Turnout, turnout_id) or abort(404)
    event = session().get_one(Event, shown_on.id) if shown_on else None
    effect = leaving_out.leave_out(session(), turnout, because, shown_on=event, now=now())
    session().commit()
    return effect


def _asked_event() -> Event | None:
    """Return the event on whose page it was pressed, if any."""
    event_id = request.args.get("event", 0, type=int)
    return reading_session().get(Event, event_id) if event_id else None


def _back_to(shown_on: Event | None) -> str:
    if shown_on is None:
        return url_for("forecast.list_turnouts")
    return url_for("desk.show_reckoning", event_id=shown_on.id)
