"""Make the shifts of an event in one press, from the last event of the series or a starting set."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.core.turnout import Forecast
from planner.services.forecast.forecasting import forecast_event
from planner.services.helpers import shift_making, totals
from planner.services.helpers.shift_making import ShiftProposal
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.helpers import bp
from planner.web.organiser.helpers.helper_words import words_of_kinds
from planner.web.organiser.helpers.make_form import MakeForm, ProposedLine, lines_of, make_form
from planner.web.organiser.lookup import event_to_change, event_to_show

SET = "set"


@dataclass(frozen=True)
class MakePanel:
    """What an event can begin with, ready to show.

    Attributes:
        send_url: where the form goes.
        from_words: where these shifts come from.
        other_url: the same from the starting set; empty where this is it.
    """

    form: MakeForm
    lines: list[ProposedLine]
    send_url: str
    from_words: str
    other_url: str


def make_panel(event: Event) -> MakePanel:
    """Return the form of what an event can begin with, as it was sent or as it is proposed."""
    proposal = _propose(event)
    asked = SET if proposal.like is None else None
    return MakePanel(
        form=make_form(proposal.shifts),
        lines=lines_of(proposal.shifts, event),
        send_url=url_for("helpers.make_shifts", event_id=event.id, like=asked),
        from_words=_from_words(proposal),
        other_url=url_for("helpers.make_shifts", event_id=event.id, like=SET)
        if proposal.like
        else "",
    )


@bp.route("/events/<int:event_id>/helpers/make", methods=["GET", "POST"])
@needs(Right.HELPERS, audited="helpers.make")
def make_shifts(event_id: int) -> ResponseReturnValue:
    """Show what shifts can be made, or make them all."""
    event = event_to_show(event_id)
    panel = make_panel(event)
    if not panel.form.is_posted_and_valid():
        page = render_template(
            "organiser/helpers/make.html", event=event, make=panel, form=panel.form
        )
        return page, 422 if panel.form.errors else 200
    plans = panel.form.answer(totals.learned_rate(reading_session(), event.organisation_id))
    event_to_change(event_id)
    made = shift_making.make_shifts(session(), event_id, plans, now=now())
    session().commit()
    if made:
        flash(
            ngettext(
                "%(num)s shift is made. Put up the poster, and neighbours can take it.",
                "%(num)s shifts are made. Put up the poster, and neighbours can take one.",
                made,
            )
        )
    else:
        flash(_("There are shifts already: somebody made them meanwhile."), "warn")
    return redirect(url_for("helpers.show_helpers", event_id=event_id), code=303)


def _propose(event: Event) -> ShiftProposal:
    reading = reading_session()
    return shift_making.propose(
        reading,
        event,
        expected=_expected(event),
        words=words_of_kinds(),
        rate=totals.learned_rate(reading, event.organisation_id),
        from_set=request.args.get("like") == SET,
    )


def _expected(event: Event) -> int | None:
    """Return how many guests to make shifts for: what somebody guessed, else what is likely."""
    if event.expected is not None:
        return event.expected
    made = forecast_event(reading_session(), event, now=now()).forecast
    return made.likely if isinstance(made, Forecast) else None


def _from_words(proposal: ShiftProposal) -> str:
    like = proposal.like
    if like is None:
        return _("What an event like this usually takes. Change what you like.")
    return _(
        "The same as at %(title)s, %(day)s. Nobody is in them yet.",
        title=like.title,
        day=day(like.starts_at, like.zone),
    )
