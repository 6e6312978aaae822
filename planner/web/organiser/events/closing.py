"""Close an event with its count, or call it off; both can be taken back."""

from dataclasses import dataclass
from typing import ClassVar, cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from planner.core.enums import CountQuality, LeftOutBecause
from planner.core.roles import Right
from planner.core.turnout import Weather
from planner.services.forecast import leaving_out
from planner.services.forecast.credibility import earlier_of
from planner.services.forecast.said import keep_said
from planner.services.gate.recounts import last_recount
from planner.services.plan import closing, planning
from planner.services.shop import appetites, larder
from planner.services.shop.orders import placed_of
from planner.store.models import Event
from planner.web.access import needs
from planner.web.blank_words import written_out
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.event_words import own_language
from planner.web.filters import number, time
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.language_words import (
    fields_beside,
    said_beside,
    values_beside,
    with_fields_beside,
)
from planner.web.organiser.events import bp
from planner.web.organiser.events.leftovers_form import answers_of, dish_fields, leftovers_form
from planner.web.organiser.events.leftovers_form import values_of as leftovers_of
from planner.web.organiser.fields import MOST_GUESTS, Between, WholeNumberField, options
from planner.web.organiser.forecast.leaving_out import left_out_words
from planner.web.organiser.forecast.turnout_form import CountForm
from planner.web.organiser.labels import LEARN_NAMES, QUALITY_NAMES, QUALITY_NOTES
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.messages.tell_presenter import after_change
from planner.web.organiser.questions import about_people


@dataclass(frozen=True)
class Count:
    """How many came, on what a day, how far that is sure, and whether forecasts learn from it."""

    came: int
    quality: CountQuality
    missed: int | None
    left_out_because: LeftOutBecause | None
    weather: Weather
    is_holiday: bool


class CloseForm(CountForm):
    """How many people came?"""

    came = WholeNumberField(
        _l("How many people came?"),
        validators=[
            InputRequired(_l("Write how many came. An estimate is fine too.")),
            Between(0, MOST_GUESTS, _l("Write a number from 0 to 100,000.")),
        ],
        render_kw={"min": 0},
    )
    quality = RadioField(
        _l("How do you know?"),
        choices=options(QUALITY_NAMES.items()),
        default=CountQuality.COUNTED.value,
        validators=[InputRequired(_l("Choose one."))],
    )
    left_out_because = SelectField(
        _l("Do forecasts learn from it?"), choices=options(LEARN_NAMES.items()), default=""
    )
    word = TextAreaField(
        _l("What do you do with what guests said?"),
        validators=[Length(max=600, message=_l("Write it in fewer words."))],
        render_kw={"maxlength": 600},
    )

    def answer(self) -> Count:
        """Return the count; only of a valid form."""
        because = self.left_out_because.data
        return Count(
            int(self.came.data or 0),
            CountQuality(self.quality.data),
            self.missed.data,
            LeftOutBecause(because) if because else None,
            self.weather.data,
            self.is_holiday.data,
        )


MOST_REASON = 200
"""Signs."""


class CancelForm(Form):
    """Why is it off?"""

    event_columns: ClassVar = {"reason": "cancelled_reason"}

    reason = StringField(
        _l("Why is it cancelled?"),
        validators=[
            DataRequired(_l("Write why, in a few words. Guests read it.")),
            Length(max=MOST_REASON, message=_l("Write it in fewer words.")),
            written_out,
        ],
        render_kw={"maxlength": MOST_REASON},
    )

    def answer(self) -> str:
        """Return the reason; only of a valid form."""
        return str(self.reason.data)


@bp.route("/events/<int:event_id>/close", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="closing.close")
def close_event(event_id: int) -> ResponseReturnValue:
    """Propose the count of the gate, or make the count past turnout."""
    event = event_to_show(event_id)
    if event.series is not None and event.series.is_example:
        flash(_("This is an example to try things out with. It is taken away, not closed."))
        return redirect(url_for("start.show_first_steps"), code=303)
    reading = reading_session()
    counted = closing.counted_that_day(reading, event)
    before = closing.turnout_of(reading, event_id)
    order = placed_of(event)
    form = leftovers_form(CloseForm, order)(
        data={
            "came": before.came if before else counted,
            "word": event.word_afterwards,
            "quality": before.quality if before else CountQuality.COUNTED,
            "missed": before.missed if before else None,
            # As it was expected, until somebody says how it was.
            "weather": (before or event).weather,
            "is_holiday": (before or event).is_holiday,
            "left_out_because": before.left_out_because or "" if before else "",
            **leftovers_of(order, appetites.dish_outcomes(reading, event), event.zone),
        }
    ).edits(but=() if before else ("came",))
    asked = about_people(lambda: earlier_of(reading, event))
    # Who leaves it out has said already that it was not like the others.
    form.asks = {"came": lambda heads: "" if form["left_out_because"].data else asked(heads)}
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/events/close.html",
            form=form,
            event=event,
            counted=_counted_words(event, counted),
            waiting=_waiting_words(closing.still_waiting(reading, event_id)),
            dishes=dish_fields(order),
            is_over=event.ends_at <= now(),
            notes={quality.value: note for quality, note in QUALITY_NOTES.items()},
        )
        return page, 422 if form.errors else 200
    # Leftovers are asked together with the count: a week later nobody knows them any more, and
    # the next order learns from both.
    count = cast(CloseForm, form).answer()
    closed = event_to_change(event_id)
    closed.word_afterwards = cast(CloseForm, form).word.data or ""
    turnout = closing.close_event(
        session(),
        closed,
        came=count.came,
        quality=count.quality,
        missed=count.missed,
        weather=count.weather,
        is_holiday=count.is_holiday,
        now=now(),
    )
    effect = None
    if count.left_out_because:
        effect = leaving_out.leave_out(session(), turnout, count.left_out_because, now=now())
    keep_said(session(), closed, now=now())
    fared = answers_of(form, event, order)
    for dish_id, how in fared.items():
        appetites.note_leftovers(
            session(), event_id, dish_id, left=how.left_over, ran_out_at=how.ran_out_at
        )
    kept = larder.keep_leftovers(
        session(), closed, order, {each: how.left_over for each, how in fared.items()}, now=now()
    )
    session().commit()
    if kept:
        flash(
            ngettext(
                "%(num)s dish that keeps is in stock now, and comes off the next list.",
                "%(num)s dishes that keep are in stock now, and come off the next list.",
                kept,
            )
        )
    if count.left_out_because:
        flash(_("Closed."))
        flash(left_out_words(effect))
    else:
        flash(_("Closed. The next forecast of this series learns from it."))
    return redirect(url_for("desk.show_afterwards", event_id=event_id), code=303)


def _counted_words(event: Event, counted: int | None) -> str:
    """Say who counted that number on the day itself."""
    recount = last_recount(reading_session(), event.id)
    if counted is None:
        return ""
    if recount is None:
        return ngettext(
            "At the gate %(num)s person was counted.",
            "At the gate %(num)s people were counted.",
            counted,
        )
    own = _(
        "Somebody counted %(n)s people at %(time)s.",
        n=number(recount.heads),
        time=time(recount.counted_at, event.zone),
    )
    later = counted - recount.heads
    if not later:
        return own
    after = ngettext("%(num)s person came after that.", "%(num)s people came after that.", later)
    return f"{own} {after}"


def _waiting_words(people: int) -> str:
    """Say how many had no place, where how many more might have come is asked."""
    if not people:
        return ""
    return ngettext(
        "%(num)s person was still waiting for a place.",
        "%(num)s people were still waiting for a place.",
        people,
    )


@bp.post("/events/<int:event_id>/reopen")
@needs(Right.MANAGE, audited="closing.reopen")
def reopen_event(event_id: int) -> ResponseReturnValue:
    """Take closing back."""
    closing.reopen_event(session(), event_to_change(event_id), now=now())
    larder.take_back(session(), event_id)
    session().commit()
    flash(_("The event is open again."))
    return redirect(url_for("desk.show_event", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/cancel", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="closing.cancel")
def cancel_event(event_id: int) -> ResponseReturnValue:
    """Ask for the reason, or call the event off."""
    event = event_to_show(event_id)
    made = with_fields_beside(CancelForm, own_language(event), longest=MOST_REASON)
    known = {"reason": event.cancelled_reason, **values_beside(event.reason_in)}
    form = cast(CancelForm, made(data=known).edits())
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/events/cancel.html", form=form, event=event, beside=fields_beside(form)
        )
        return page, 422 if form.errors else 200
    # One moment for both: by it the page of telling guests knows that this very change raised it.
    moment = now()
    planning.cancel_event(
        session(),
        event_to_change(event_id),
        reason=form.answer(),
        reason_in=said_beside(form),
        now=moment,
    )
    address = after_change(event_id, moment)
    session().commit()
    return redirect(address, code=303)


@bp.post("/events/<int:event_id>/resume")
@needs(Right.MANAGE, audited="closing.resume")
def resume_event(event_id: int) -> ResponseReturnValue:
    """Let a cancelled event go on after all."""
    moment = now()
    planning.resume_event(session(), event_to_change(event_id), now=moment)
    address = after_change(event_id, moment)
    session().commit()
    flash(_("The event takes place. Guests see it at once."))
    return redirect(address, code=303)
