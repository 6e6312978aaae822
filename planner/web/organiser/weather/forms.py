"""The forms of rain and heat: what we do then, where it is dry, and what was decided."""

from typing import ClassVar

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from planner.core.logistics.weather import MOST_WEATHER_WORDS
from planner.core.turnout import Weather
from planner.services.day.weather_choice import WeatherPlan
from planner.store.models import EventSite, Venue
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import MOST_GUESTS, TOO_LONG, Between, WholeNumberField, options

WEATHERS = {
    Weather.ORDINARY: _l("Dry, or a drop"),
    Weather.RAIN: _l("Rain"),
    Weather.HEAT: _l("Hot"),
}
_PEOPLE = _l("Write a number of people, from 1 to 100,000.")
_ROWS = {"maxlength": MOST_WEATHER_WORDS, "rows": 3}


class WeatherPlanForm(Form):
    """What we do when it rains or is hot."""

    together: ClassVar = (("place", "address", "capacity"),)

    rain_words = TextAreaField(
        _l("What do we do when it rains?"),
        validators=[Length(max=MOST_WEATHER_WORDS, message=TOO_LONG)],
        render_kw=_ROWS,
    )
    place = StringField(
        _l("Where is it dry?"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"list": "dry-places"},
    )
    address = StringField(
        _l("Address of that place"), validators=[Length(max=200, message=TOO_LONG)]
    )
    capacity = WholeNumberField(
        _l("How many fit in there?"),
        validators=[Optional(), Between(1, MOST_GUESTS, _PEOPLE)],
        render_kw={"min": 1},
    )
    heat_words = TextAreaField(
        _l("What do we do when it is hot?"),
        validators=[Length(max=MOST_WEATHER_WORDS, message=TOO_LONG)],
        render_kw=_ROWS,
    )

    fixed_place: Venue | None = None

    @staticmethod
    def defaults(site: EventSite | None, venue: Venue | None) -> dict[str, object]:
        """Return what the form shows."""
        return {
            "rain_words": site.rain_words if site else "",
            "heat_words": site.heat_words if site else "",
            "place": venue.name if venue else "",
            "address": venue.address if venue else "",
            "capacity": venue.capacity if venue else None,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether what is said of a place has a place."""
        is_valid = bool(super().validate(extra_validators))
        if not self.place.data and (self.address.data or self.capacity.data):
            self.place.errors = [_("Write the name of the place where it is dry.")]
            return False
        if self._names_another():
            self.place.errors = [_("The event is inside there now. First move it outside again.")]
            return False
        return is_valid

    def _names_another(self) -> bool:
        """Say whether the event would be left in a place that is the one for rain no more."""
        fixed = self.fixed_place
        if fixed is None:
            return False
        typed, address = (self.place.data or "").casefold(), self.address.data or ""
        return typed != fixed.name.casefold() or (
            bool(address and fixed.address) and address != fixed.address
        )

    def answer(self) -> WeatherPlan:
        """Return the plan; only of a valid form."""
        return WeatherPlan(
            rain_words=self.rain_words.data or "",
            heat_words=self.heat_words.data or "",
            place=self.place.data or "",
            address=self.address.data or "",
            capacity=self.capacity.data,
        )


class DecideForm(Form):
    """What the weather will be; where the event is says the press."""

    weather = RadioField(
        _l("What will it be?"),
        choices=options(WEATHERS.items()),
        default=Weather.ORDINARY.value,
    )

    def answer(self) -> Weather:
        """Return what it will be; only of a valid form."""
        return Weather(self.weather.data)
