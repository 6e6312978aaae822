"""What we do when it rains or is hot, and the decision: go inside, check, tell everybody."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.logistics.weather import WeatherChoice, decide_on, inside_of
from planner.core.roles import Right
from planner.core.turnout import Forecast, Weather, spoken
from planner.services.day import weather_choice
from planner.services.forecast.forecasting import forecast_event
from planner.services.logistics.permits import sites_of
from planner.services.logistics.weather import is_decided
from planner.services.messages.notices import pending_of
from planner.services.plan import places
from planner.store.models import Event, EventSite, Venue
from planner.web.access import my_rights, needs
from planner.web.chance_words import chance_words
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.organiser.desk.logistic_steps import WEATHER_URL
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.weather import bp
from planner.web.organiser.weather.forms import DecideForm, WeatherPlanForm


@dataclass(frozen=True)
class SiteWeather:
    """What is planned and decided about the weather at one event.

    Attributes:
        site: what is kept of it; None while nothing is.
        inside: where it is dry; None where no such place was named.
        outside: where it was to be before it was moved inside; None where it was not.
        choice: what was decided for the day on which it is; None while that is open.
    """

    event: Event
    site: EventSite | None
    inside: Venue | None
    outside: Venue | None
    choice: WeatherChoice | None

    @property
    def is_inside(self) -> bool:
        """Whether the event is where it is dry."""
        return self.inside is not None and self.event.venue_id == self.inside.id

    @property
    def mark(self) -> str:
        """Differs where somebody decided something else."""
        version = self.site.version if self.site is not None else 0
        return f"{version} {self.event.venue_id}"


@bp.get("/events/<int:event_id>/weather")
@needs(Right.LOGISTICS)
def show_weather(event_id: int) -> ResponseReturnValue:
    """Show the plan, the chance and the decision."""
    return _page(_weather_at(event_to_show(event_id)))


@bp.post("/events/<int:event_id>/weather/plan")
@needs(Right.LOGISTICS, audited="weather.plan")
def keep_plan(event_id: int) -> ResponseReturnValue:
    """Keep what we do when it rains or is hot."""
    found = _weather_at(event_to_show(event_id))
    form = _plan_form(found)
    if not form.is_posted_and_valid():
        return _page(found, form), 422
    event = event_to_change(event_id)
    weather_choice.keep_plan(session(), event, form.answer(), now=now())
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("weather.show_weather", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/weather/inside", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="weather.inside")
def go_inside(event_id: int) -> ResponseReturnValue:
    """Show whether everybody fits inside, or move the event there."""
    found = _weather_at(event_to_show(event_id))
    if found.inside is None or not _is_coming(found.event):
        abort(404)
    form = _decide_form(found, Weather.RAIN)
    if not form.is_posted_and_valid() or form.has_missed_what_it_hides(_meanwhile()):
        page = render_template(
            "organiser/weather/inside.html",
            event=found.event,
            venue=found.inside,
            is_inside=found.is_inside,
            form=form,
            fits=_fits_words(found.event, found.inside),
        )
        return page, 422 if form.errors else 200
    return _decide(event_id, WeatherChoice.INSIDE, form)


@bp.post("/events/<int:event_id>/weather/outside")
@needs(Right.MANAGE, audited="weather.outside")
def stay_outside(event_id: int) -> ResponseReturnValue:
    """Keep what the weather will be, and that it is where it was planned."""
    found = _weather_at(event_to_show(event_id))
    if not _is_coming(found.event):
        abort(404)
    form = _decide_form(found, found.event.weather)
    if not form.is_posted_and_valid() or form.has_missed_what_it_hides(_meanwhile()):
        return _page(found, decide=form), 422
    return _decide(event_id, WeatherChoice.OUTSIDE, form)


def _decide(event_id: int, choice: WeatherChoice, form: DecideForm) -> ResponseReturnValue:
    event = event_to_change(event_id)
    was = event.venue_id
    weather_choice.decide(session(), event, choice, form.answer(), now=now())
    is_moved = event.venue_id != was
    notice = pending_of(session(), event_id)
    session().commit()
    if is_moved and notice is not None and Right.GUESTS in my_rights():
        flash(_("Moved. Now tell everybody."))
        address = url_for("messages.tell_guests", event_id=event_id, notice_id=notice.id)
        return redirect(address, code=303)
    moved = _("Moved. Nobody has to be told.")
    flash(moved if is_moved else _("Noted. The forecast counts on this weather."))
    return redirect(url_for("weather.show_weather", event_id=event_id), code=303)


def _page(
    found: SiteWeather, form: WeatherPlanForm | None = None, decide: DecideForm | None = None
) -> str:
    event = found.event
    return render_template(
        "organiser/weather/weather.html",
        event=event,
        form=form or _plan_form(found),
        decide=decide or _decide_form(found, event.weather),
        found=found,
        places=places.known_venues(reading_session()),
        fits=_fits_words(event, found.inside) if found.inside is not None else "",
        decided=_decided_words(found),
        plan=_plan_words(found),
        decide_on=day(decide_on(day_of(event.starts_at, event.zone))),
        is_coming=_is_coming(event),
        may_decide=Right.MANAGE in my_rights(),
        forecast_url=WEATHER_URL,
    )


def _weather_at(event: Event) -> SiteWeather:
    reading = reading_session()
    site = sites_of(reading, [event.id]).get(event.id)
    is_open = site is None or not is_decided(site, event)
    return SiteWeather(
        event=event,
        site=site,
        inside=_venue(site.rain_venue_id) if site is not None else None,
        outside=_venue(site.dry_venue_id) if site is not None else None,
        choice=None if site is None or is_open else site.weather_choice,
    )


def _venue(venue_id: int | None) -> Venue | None:
    return reading_session().get(Venue, venue_id) if venue_id is not None else None


def _plan_form(found: SiteWeather) -> WeatherPlanForm:
    form = WeatherPlanForm(data=WeatherPlanForm.defaults(found.site, found.inside))
    form.fixed_place = found.inside if found.is_inside and found.outside is not None else None
    return form.edits("plan")


def _decide_form(found: SiteWeather, weather: Weather) -> DecideForm:
    form = DecideForm(data={"weather": weather.value})
    return form.edits("decision", but=("weather",), unseen=found.mark)


def _meanwhile() -> str:
    return _(
        "Somebody else decided meanwhile. Look at what stands there now. "
        "Do you still want it? Then send it again."
    )


def _is_coming(event: Event) -> bool:
    return event.state in (EventState.DRAFT, EventState.PUBLISHED) and now() < event.starts_at


def _fits_words(event: Event, venue: Venue) -> str:
    """Say how likely it is that not everybody fits inside."""
    made = forecast_event(reading_session(), event, now=now()).forecast
    fits = inside_of(made, venue.capacity)
    if fits.capacity is None:
        return _("Nobody filled in how many fit in %(place)s.", place=venue.name)
    if fits.chance_too_many is None or not isinstance(made, Forecast):
        return _(
            "%(place)s is for %(people)s people. Nobody knows yet how many come.",
            place=venue.name,
            people=number(fits.capacity),
        )
    return _(
        "%(place)s is for %(people)s people and the forecast is %(likely)s: %(chance)s that not "
        "everybody fits.",
        place=venue.name,
        people=number(fits.capacity),
        likely=number(spoken(made).likely),
        chance=chance_words(fits.chance_too_many),
    )


def _decided_words(found: SiteWeather) -> str:
    venue = found.event.venue
    if found.choice is None:
        return ""
    if found.choice is WeatherChoice.INSIDE and venue is not None:
        return _("Decided: it is inside, at %(place)s.", place=venue.name)
    if venue is not None:
        return _("Decided: it is where it was planned, at %(place)s.", place=venue.name)
    return _("Decided: it is where it was planned.")


def _plan_words(found: SiteWeather) -> str:
    """Return what was planned for the weather that it will be; empty for nothing."""
    if found.site is None:
        return ""
    words = {Weather.RAIN: found.site.rain_words, Weather.HEAT: found.site.heat_words}
    return words.get(found.event.weather, "")
