"""The forms by which past turnout comes in: one event by hand, or a file of many."""

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from planner.core.enums import CountQuality
from planner.core.local_time import day_of
from planner.core.turnout import EventKind
from planner.exports.table_faults import ACCEPTS
from planner.services.forecast.learn import TurnoutRecord
from planner.web.clock import now
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import (
    MOST_GUESTS,
    TOO_LONG,
    Between,
    DayField,
    WholeNumberField,
    options,
    weather_field,
)
from planner.web.organiser.file_form import FileForm
from planner.web.organiser.labels import KIND_NAMES, QUALITY_NAMES, WEATHERS_OF_THE_DAY

NUMBER = _l("Write a number from 0 to 100,000.")


class CountForm(Form):
    """Beside a count: how many more might have come where it is "at least", and what day it was."""

    weather = weather_field(_l("What was the weather?"), WEATHERS_OF_THE_DAY)
    is_holiday = BooleanField(_l("It was a holiday, or there was no school"))
    missed = WholeNumberField(
        _l("How many more might have come?"),
        validators=[Optional(), Between(0, MOST_GUESTS, NUMBER)],
    )

    def validate_missed(self, field: WholeNumberField) -> None:
        """Refuse more people where everybody who wanted to come is counted."""
        if field.data and self["quality"].data != CountQuality.AT_LEAST.value:
            raise ValidationError(
                _("Choose “At least this many” above, or leave this empty: else all are counted.")
            )


class TurnoutForm(CountForm):
    """What came to one past event."""

    title = StringField(
        _l("What was it called?"),
        validators=[
            DataRequired(_l("Give the event a name.")),
            Length(max=120, message=_l("Choose a shorter name.")),
        ],
        render_kw={"maxlength": 120},
    )
    held_on = DayField(_l("Day"), validators=[InputRequired(_l("Choose the day it was."))])
    came = WholeNumberField(
        _l("How many people came?"),
        validators=[
            InputRequired(_l("Write how many came. An estimate is fine too.")),
            Between(0, MOST_GUESTS, NUMBER),
        ],
    )
    quality = RadioField(
        _l("How do you know?"),
        choices=options(QUALITY_NAMES.items()),
        default=CountQuality.COUNTED.value,
        validators=[InputRequired(_l("Choose one."))],
    )
    series_name = StringField(
        _l("Which series does it belong to?"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"list": "known-series", "autocomplete": "off"},
    )
    yes_heads = WholeNumberField(
        _l("How many people had said yes?"),
        validators=[Optional(), Between(0, MOST_GUESTS, NUMBER)],
    )
    expected = WholeNumberField(
        _l("How many did you expect yourself?"),
        validators=[Optional(), Between(0, MOST_GUESTS, NUMBER)],
    )
    neighbourhood_name = StringField(
        _l("In which neighbourhood?"),
        validators=[Length(max=80, message=TOO_LONG)],
        render_kw={"list": "known-neighbourhoods", "autocomplete": "off"},
    )
    kind = SelectField(
        _l("Could people come without answering?"),
        choices=options(KIND_NAMES.items()),
        default=EventKind.UNSURE.value,
    )
    zone: str

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields, and that the event is past."""
        is_valid = bool(super().validate(extra_validators))
        if self.held_on.data and self.held_on.data > day_of(now(), self.zone):
            self.held_on.errors = [_("This day is still to come. Choose the day it was.")]
            return False
        return is_valid

    def answer(self) -> TurnoutRecord:
        """Return the record; only of a valid form."""
        if self.held_on.data is None or self.came.data is None:
            raise ValueError("the form is not valid")
        return TurnoutRecord(
            title=self.title.data or "",
            held_on=self.held_on.data,
            came=self.came.data,
            kind=EventKind(self.kind.data),
            yes_heads=self.yes_heads.data or 0,
            expected=self.expected.data,
            quality=CountQuality(self.quality.data),
            missed=self.missed.data,
            weather=self.weather.data,
            is_holiday=self.is_holiday.data,
            series_name=self.series_name.data or "",
            neighbourhood_name=self.neighbourhood_name.data or "",
        )


class TurnoutFileForm(FileForm):
    """A file of past events, or of guests of them."""

    accepts = f"{ACCEPTS},text/plain"
    largest = 2 * 1024 * 1024
