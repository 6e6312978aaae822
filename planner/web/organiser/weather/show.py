"""What we do when it rains or is hot, and the decision: go inside, check, tell everybody."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.logistics.weather import (
    MOST_WEATHER_WORDS,
    WeatherChoice,
    decide_on,
    inside_of,
)
from planner.core.roles import Right
from planner.core.turnout import Weather
from planner.services.day import weather_choice
from planner.services.forecast.forecasting import forecast_event
from planner.services.logistics.permits import site_of, sites_of
from planner.services.logistics.weather import is_decided
from planner.services.messages.notices import pending_of
from planner.store.models import Event, EventSite, Venue
from planner.web.access import my_rights, needs
from planner.web.chance_words import chance_words
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, number
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, options
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.weather import bp

FORECAST_URL = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"
"""Where the weather is told; nothing of the event goes there."""
WEATHERS = {
    Weather.ORDINARY: _l("Dry, or a drop"),
    Weather.RAIN: _l("Rain"),
    Weather.HEAT: _l("Hot"),
}


class WeatherPlanForm(Form):
    """What we do when it rains or is hot."""

    rain_words = TextAreaField(
        _l("What do we do when it rains?"),
        validators=[Length(max=MOST_WEATHER_WORDS, message=TOO_LONG)],
        render_kw={"maxlength": MOST_WEATHER_WORDS, "rows": 3},
    )
    venue = SelectField(_l("Where is it dry?"), validate_choice=False)
    heat_words = TextAreaField(
        _l("What do we do when it is hot?"),
        validators=[Length(max=MOST_WEATHER_WORDS, message=TOO_LONG)],
        render_kw={"maxlength": MOST_WEATHER_WORDS, "rows": 3},
    )

    venue_ids: frozenset[int] = frozenset()

    def prepare(self, venues: list[Venue]) -> None:
        """Offer the places that are known."""
        self.venue_ids = frozenset(one.id for one in venues)
        self.venue.choices = options(
            [("", _("No such place")), *((one.id, one.name) for one in venues)]
        )

    def venue_id(self) -> int | None:
        """Return the place that was chosen; None for no such place."""
        asked = self.venue.data or ""
        found = int(asked) if asked.isdecimal() else None
        return found if found in self.venue_ids else None


class DecideForm(Form):
    """What the weather will be; where the event is says the press."""

    weather = RadioField(
        _l("What will it be?"),
        choices=options(WEATHERS.items()),
        default=Weather.ORDINARY.value,
    )


@bp.get("/events/<int:event_id>/weather")
@needs(Right.LOGISTICS)
def show_weather(event_id: int) -> ResponseReturnValue:
    """Show the plan, the chance and the decision."""
    event = event_to_show(event_id)
    return _page(event, _plan_form(event))


@bp.post("/events/<int:event_id>/weather/plan")
@needs(Right.LOGISTICS, audited="weather.plan")
def keep_plan(event_id: int) -> ResponseReturnValue:
    """Keep what we do when it rains or is hot."""
    event = event_to_show(event_id)
    form = _plan_form(event)
    if not form.is_posted_and_valid():
        return _page(event, form), 422
    event_to_change(event_id)
    site = site_of(session(), event_id)
    site.rain_words, site.heat_words = form.rain_words.data or "", form.heat_words.data or ""
    site.rain_venue_id = form.venue_id()
    site.version += 1
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("weather.show_weather", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/weather/inside", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="weather.inside")
def go_inside(event_id: int) -> ResponseReturnValue:
    """Show whether everybody fits inside, or move the event there."""
    event = event_to_show(event_id)
    site = sites_of(reading_session(), [event_id]).get(event_id)
    venue = _venue(site)
    if venue is None or not _is_coming(event):
        abort(404)
    form = DecideForm(data={"weather": Weather.RAIN.value})
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/weather/inside.html",
            event=event,
            venue=venue,
            form=form,
            fits=_fits_words(event, venue),
        )
        return page, 422 if form.errors else 200
    return _decide(event_id, WeatherChoice.INSIDE, form)


@bp.post("/events/<int:event_id>/weather/outside")
@needs(Right.MANAGE, audited="weather.outside")
def stay_outside(event_id: int) -> ResponseReturnValue:
    """Keep what the weather will be, and that it is where it was planned."""
    event = event_to_show(event_id)
    if not _is_coming(event):
        abort(404)
    form = DecideForm()
    if not form.is_posted_and_valid():
        return _page(event, _plan_form(event), form), 422
    return _decide(event_id, WeatherChoice.OUTSIDE, form)


def _decide(event_id: int, choice: WeatherChoice, form: DecideForm) -> ResponseReturnValue:
    event = event_to_change(event_id)
    weather_choice.decide(session(), event, choice, Weather(form.weather.data), now=now())
    session().commit()
    notice = pending_of(session(), event_id)
    if notice is not None and Right.GUESTS in my_rights():
        flash(_("Moved. Now tell everybody."))
        address = url_for("messages.tell_guests", event_id=event_id, notice_id=notice.id)
        return redirect(address, code=303)
    flash(_("Noted. The forecast counts on this weather."))
    return redirect(url_for("weather.show_weather", event_id=event_id), code=303)


def _page(event: Event, form: WeatherPlanForm, decide: DecideForm | None = None) -> str:
    site = sites_of(reading_session(), [event.id]).get(event.id)
    venue = _venue(site)
    choice = site.weather_choice if site is not None and is_decided(site, event) else None
    return render_template(
        "organiser/weather/weather.html",
        event=event,
        form=form,
        decide=decide or DecideForm(formdata=None, data={"weather": event.weather.value}),
        venue=venue,
        is_inside=venue is not None and event.venue_id == venue.id,
        fits=_fits_words(event, venue) if venue is not None else "",
        decided=_decided_words(choice),
        decide_on=day(decide_on(day_of(event.starts_at, event.zone))),
        is_coming=_is_coming(event),
        may_decide=Right.MANAGE in my_rights(),
        forecast_url=FORECAST_URL,
        rain_words=site.rain_words if site else "",
        heat_words=site.heat_words if site else "",
        has_error=bool(request.method == "POST" and decide is not None),
    )


def _plan_form(event: Event) -> WeatherPlanForm:
    reading = reading_session()
    site = sites_of(reading, [event.id]).get(event.id)
    form = WeatherPlanForm(
        data={
            "rain_words": site.rain_words if site else "",
            "heat_words": site.heat_words if site else "",
            "venue": str(site.rain_venue_id or "") if site else "",
        }
    )
    venues = reading.scalars(
        select(Venue)
        .where(Venue.organisation_id == event.organisation_id)
        .order_by(Venue.name, Venue.id)
    ).all()
    form.prepare(list(venues))
    return form.edits("plan")


def _venue(site: EventSite | None) -> Venue | None:
    if site is None or site.rain_venue_id is None:
        return None
    return reading_session().get(Venue, site.rain_venue_id)


def _is_coming(event: Event) -> bool:
    return event.state in (EventState.DRAFT, EventState.PUBLISHED) and now() < event.starts_at


def _fits_words(event: Event, venue: Venue) -> str:
    """Say how likely it is that not everybody fits inside."""
    made = forecast_event(reading_session(), event, now=now()).forecast
    found = inside_of(made, venue.capacity)
    if found.capacity is None:
        return _("Nobody filled in how many fit in %(place)s.", place=venue.name)
    if found.chance_too_many is None:
        return _(
            "%(place)s is for %(people)s people. Nobody knows yet how many come.",
            place=venue.name,
            people=number(found.capacity),
        )
    return _(
        "%(place)s is for %(people)s people: %(chance)s that more come.",
        place=venue.name,
        people=number(found.capacity),
        chance=chance_words(found.chance_too_many),
    )


def _decided_words(choice: WeatherChoice | None) -> str:
    if choice is WeatherChoice.INSIDE:
        return _("Decided: it is inside.")
    if choice is WeatherChoice.OUTSIDE:
        return _("Decided: it is where it was planned.")
    return ""
