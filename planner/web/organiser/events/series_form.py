"""The first page of a series: one plan, and its rhythm or its dates from a spreadsheet."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from planner.core.local_time import day_of
from planner.core.pasted_dates import read_pasted
from planner.core.repeating import Rhythm
from planner.web.clock import now
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.events.event_form import EventForm
from planner.web.organiser.fields import TOO_LONG, Between, WholeNumberField, options

MOST_EVENTS = 60
RHYTHM_NAMES = {
    Rhythm.WEEK: _l("Every week"),
    Rhythm.TWO_WEEKS: _l("Every two weeks"),
    Rhythm.MONTH: _l("Every month"),
}
RHYTHM_NOTES = {
    Rhythm.WEEK: _l("On the same weekday."),
    Rhythm.TWO_WEEKS: _l("On the same weekday."),
    Rhythm.MONTH: _l("Such as the second Saturday of each month."),
}


class SeriesForm(EventForm):
    """A series: the form of an event, and how often it comes back."""

    series_name = StringField(
        _l("What is the series called?"),
        validators=[
            DataRequired(_l("Give the series a name.")),
            Length(max=120, message=_l("Choose a shorter name.")),
        ],
        render_kw={"maxlength": 120},
    )
    rhythm = RadioField(
        _l("How often?"),
        choices=options(RHYTHM_NAMES.items()),
        default=Rhythm.TWO_WEEKS.value,
        validators=[InputRequired(_l("Choose one."))],
    )
    times = WholeNumberField(
        _l("How many times?"),
        default=10,
        validators=[
            InputRequired(_l("Write how many times.")),
            Between(2, MOST_EVENTS, _l("Write a number from 2 to 60.")),
        ],
    )

    pasted = TextAreaField(
        _l("Or paste your dates from a spreadsheet"),
        validators=[Length(max=20_000, message=TOO_LONG)],
        render_kw={"rows": 5, "spellcheck": "false"},
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields, then whether all that was pasted fits."""
        is_valid = bool(super().validate(extra_validators))
        if not self.pasted.data:
            return is_valid
        rows = read_pasted(self.pasted.data, today=day_of(now(), self.zone)).rows
        if len(rows) > MOST_EVENTS:
            sentence = ngettext(
                "That is %(num)s date. Paste at most %(most)s at once.",
                "Those are %(num)s dates. Paste at most %(most)s at once.",
                len(rows),
                most=MOST_EVENTS,
            )
        elif not rows:
            sentence = _("There is no date in it. Copy the rows with their dates.")
        else:
            return is_valid
        self.pasted.errors = [*self.pasted.errors, sentence]
        return False

    def days_later(self) -> int:
        """Return by how many days the end is later than the start: 0, or 1 past midnight."""
        if self.held_on.data is None or self.ends_on.data is None:
            return 0
        return (self.ends_on.data - self.held_on.data).days
