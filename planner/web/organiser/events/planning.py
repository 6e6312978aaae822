"""Make an event, change it, copy it."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import BooleanField
from wtforms.validators import InputRequired

from planner.core.enums import EventType
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.roles import Right
from planner.core.schedule import is_too_late_to_plan
from planner.services.day import event_listing
from planner.services.forecast.credibility import Earlier, earlier_heads
from planner.services.helpers.shift_making import count_shifts
from planner.services.logistics.copying import has_logistics
from planner.services.plan import event_plan, making, own_words, places, planning
from planner.services.plan.series import known_series
from planner.store.models import Event, Series
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.events import bp
from planner.web.organiser.events.event_form import EventForm, defaults_for_new, values_of
from planner.web.organiser.events.programme import say_what_lies_outside
from planner.web.organiser.events.series_scope import scope_choices, wider_change
from planner.web.organiser.events.special_day_words import say_special_days, special_words_of
from planner.web.organiser.fields import ClockField, DayField
from planner.web.organiser.forecast.crowd_words import say_crowding
from planner.web.organiser.labels import KIND_NOTES, TYPE_PICTURES
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.messages.tell_presenter import after_change
from planner.web.organiser.questions import about_party, about_people, about_places

USUAL_STEP = timedelta(days=7)


class CopyForm(Form):
    """The same event on another day."""

    held_on = DayField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    starts = ClockField(_l("From"), validators=[InputRequired(_l("Write when it starts."))])
    with_shifts = BooleanField(_l("The shifts of helpers too"), default=True)
    with_logistics = BooleanField(
        _l("The run sheet, tasks, things, deliveries and budget too"), default=True
    )
    event: Event

    @staticmethod
    def defaults(event: Event) -> dict[str, object]:
        """Offer the same hour, a week later."""
        offered = day_of(max(event.starts_at, now()), event.zone)
        weekday = day_of(event.starts_at, event.zone).weekday()
        ahead = (weekday - offered.weekday()) % 7 or 7
        return {
            "held_on": offered + timedelta(days=ahead),
            "starts": time_of(event.starts_at, event.zone),
            "with_shifts": True,
            "with_logistics": True,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields, then whether that moment exists and is still to come."""
        if not super().validate(extra_validators):
            return False
        try:
            starts_at, ends_at = self.answer()
        except NoSuchTime:
            self.starts.errors = [
                _("In that night the clock skips this time. Choose an hour earlier or later.")
            ]
            return False
        if is_too_late_to_plan(ends_at, now=now()):
            self.held_on.errors = [_("Choose a day that is still to come.")]
            return False
        return starts_at < ends_at

    def answer(self) -> tuple[datetime, datetime]:
        """Return start and end; it lasts as long as the first one."""
        if self.held_on.data is None or self.starts.data is None:
            raise ValueError("the form is not valid")
        starts_at = moment_at(self.held_on.data, self.starts.data, self.event.zone)
        return starts_at, starts_at + (self.event.ends_at - self.event.starts_at)


@bp.route("/events/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="planning.new")
def plan_event() -> ResponseReturnValue:
    """Show the form of a new event, or make the event."""
    zone = settings().zone
    form = EventForm(data={**defaults_for_new(zone), **_usual_contact(), **_asked_for()})
    prepare(form, zone=zone)
    if not form.is_posted_and_valid():
        return event_form_page(form, title=_("New event"))
    event = making.create_event(
        session(),
        form.answer(),
        account_id=current_account().id,
        now=now(),
        series=_series(form),
        is_draft=True,
    )
    own_words.take_from_series(session(), event)
    say_crowding(session(), event)
    say_special_days(event)
    session().commit()
    flash(_("It is a draft: only you and your colleagues see it. You can change everything."))
    return redirect(url_for("desk.show_event", event_id=event.id), code=303)


def _usual_contact() -> dict[str, object]:
    """Return whom guests of a new event call, as the organisation says."""
    ours = current_account().organisation
    return {"contact_name": ours.contact_name, "contact_phone": ours.contact_phone}


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="planning.edit")
@anew("events.plan_event", lambda: _prepared(EventForm()))
def edit_event(event_id: int) -> ResponseReturnValue:
    """Show the form of an event that is there, or change it."""
    event = event_to_show(event_id)
    form = EventForm(
        data={**values_of(event_plan.plan_of(event)), "series_id": event.series_id or 0}
    )
    prepare(form, zone=event.zone, event=event)
    form.edits()
    if not form.is_posted_and_valid():
        return event_form_page(form, title=_("Change the event"), event=event)
    wider = wider_change(event, form.answer())
    if request.form.get("do") == "back":
        return event_form_page(form, title=_("Change the event"), event=event)
    if wider and not wider.is_seen:
        return wider.page()
    changing, moment = event_to_change(event_id), now()
    planning.change_event(session(), changing, form.answer(), now=moment)
    changing.series = _series(form)
    address = after_change(event_id, moment)
    if wider:
        done = 1 + wider.do(moment)
        flash(ngettext("%(num)s event is changed.", "%(num)s events are changed.", done))
        address = url_for("events.show_series", series_id=event.series_id)
    say_crowding(session(), changing)
    say_special_days(changing, before=form.before)
    session().commit()
    flash(_("Saved."))
    say_what_lies_outside(changing)
    return redirect(address, code=303)


@bp.route("/events/<int:event_id>/copy", methods=["GET", "POST"])
@needs(Right.PLAN, audited="planning.copy")
def copy_event(event_id: int) -> ResponseReturnValue:
    """Ask for a day, or plan the same event on it."""
    event = event_to_show(event_id)
    form = CopyForm(data=CopyForm.defaults(event))
    form.event = event
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/events/copy.html",
            form=form,
            event=event,
            has_shifts=bool(count_shifts(reading_session(), event_id)),
            has_logistics=has_logistics(reading_session(), event_id),
        )
        return page, 422 if form.errors else 200
    starts_at, ends_at = form.answer()
    copied = planning.copy_event(
        session(),
        event_to_change(event_id),
        starts_at=starts_at,
        ends_at=ends_at,
        now=now(),
        account_id=current_account().id,
        with_shifts=form.with_shifts.data,
        with_logistics=form.with_logistics.data,
    )
    session().commit()
    flash(_("The copy is a draft. It learns from the other events of its series."))
    return redirect(url_for("desk.show_event", event_id=copied.id), code=303)


def _prepared(form: EventForm) -> EventForm:
    prepare(form, zone=settings().zone)
    return form


def prepare(form: EventForm, *, zone: str, event: Event | None = None) -> None:
    """Fill in what the form of an event offers to choose from, and with what it compares."""
    reading = reading_session()

    def earlier() -> Earlier:
        chosen = form.event_type.data
        return earlier_heads(
            reading,
            series_id=form.series_id.data or None,
            event_type=chosen if isinstance(chosen, EventType) else None,
            but_event_id=event.id if event else None,
        )

    form.asks = {
        "expected": about_people(earlier),
        "capacity": about_places(earlier),
        "largest_open_party": about_party(),
    }
    form.prepare(
        zone=zone,
        series=[(series.id, series.name) for series in _series_for(reading, event)],
        # Out of its series it would be counted as real, and would not go with the example.
        may_be_alone=_example_series(event) is None,
        parents=event_listing.possible_parents(reading, event, now=now()),
        is_new=event is None,
        before=event_plan.plan_of(event) if event else None,
    )


def event_form_page(
    form: EventForm, *, title: str, event: Event | None = None
) -> ResponseReturnValue:
    """Show the form, with what is known to choose from while typing."""
    page = render_template(
        "organiser/events/event_form.html",
        form=form,
        title=title,
        event=event,
        scopes=scope_choices(event),
        back=url_for("desk.show_event", event_id=event.id)
        if event
        else url_for("events.list_events"),
        **event_form_values(form),
    )
    return page, 422 if form.errors else 200


def event_form_values(form: EventForm) -> dict[str, object]:
    """Return what the fields of an event show besides the form itself."""
    return {
        "venues": places.known_venues(reading_session()),
        "neighbourhoods": places.known_neighbourhoods(reading_session()),
        "special": special_words_of(form),
        "type_pictures": {kind.value: picture for kind, picture in TYPE_PICTURES.items()},
        "kind_notes": {kind.value: note for kind, note in KIND_NOTES.items()},
    }


def _asked_for() -> dict[str, str]:
    """Read from the address what a link already chose, such as ?type=barbecue."""
    asked = request.args.get("type", "")
    return {"event_type": asked} if asked in {kind.value for kind in EventType} else {}


def _series_for(reading: Session, event: Event | None) -> list[Series]:
    """List the series that an event may be of: the example is of its own, and of no other."""
    own = _example_series(event)
    return [own] if own else known_series(reading)


def _example_series(event: Event | None) -> Series | None:
    own = event.series if event else None
    return own if own and own.is_example else None


def _series(form: EventForm) -> Series | None:
    return session().get(Series, form.series_id.data) if form.series_id.data else None
