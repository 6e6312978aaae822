"""The forms of a series: one plan and its rhythm, then its days to look over."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import request
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from planner.core.local_time import NoSuchTime, moment_at
from planner.core.repeating import Rhythm, repeat
from planner.core.schedule import is_too_late_to_plan
from planner.web.clock import now
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.events.event_form import EventForm
from planner.web.organiser.fields import Between, WholeNumberField, day_or_fault, options

MOST_EVENTS = 15
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
            Between(2, MOST_EVENTS, _l("Write a number from 2 to 15.")),
        ],
    )

    def days(self) -> list[date]:
        """Return the days of the rhythm; only of a valid form."""
        if self.held_on.data is None:
            raise ValueError("the form is not valid")
        return repeat(self.held_on.data, Rhythm(self.rhythm.data), int(self.times.data or 0))

    def length(self) -> timedelta:
        """Return by how many days the end is later than the start: 0, or 1 past midnight."""
        if self.held_on.data is None or self.ends_on.data is None:
            return timedelta()
        return timedelta(days=(self.ends_on.data - self.held_on.data).days)


@dataclass(frozen=True)
class DayChoice:
    """One day of the preview: kept or not, and what is wrong with it."""

    value: str
    is_kept: bool
    moments: tuple[datetime, datetime] | None = None
    error: str = ""


def offered_days(form: SeriesForm) -> list[DayChoice]:
    """Return the days of the rhythm, all kept, for a first look."""
    return [_checked(form, day.isoformat(), is_kept=True) for day in form.days()]


def chosen_days(form: SeriesForm) -> list[DayChoice]:
    """Return the days as they were changed and ticked on the preview."""
    choices: list[DayChoice] = []
    for place in range(MOST_EVENTS):
        value = request.form.get(f"day-{place}")
        if value is None:
            break
        is_kept = f"keep-{place}" in request.form
        choice = _checked(form, value, is_kept=is_kept)
        taken = {each.moments for each in choices if each.is_kept and each.moments}
        if is_kept and choice.moments in taken:
            choice = DayChoice(value, is_kept, None, _("This day is in the list already."))
        choices.append(choice)
    return choices


def _checked(form: SeriesForm, value: str, *, is_kept: bool) -> DayChoice:
    if not is_kept:
        return DayChoice(value, is_kept)
    day, fault = day_or_fault(value)
    if day is None:
        return DayChoice(value, is_kept, None, fault)
    try:
        starts_at = moment_at(day, form.starts.data or time(), form.zone)
        ends_at = moment_at(day + form.length(), form.ends.data or time(), form.zone)
    except NoSuchTime:
        return DayChoice(value, is_kept, None, _("In that night the clock skips this time."))
    if is_too_late_to_plan(ends_at, now=now()):
        return DayChoice(value, is_kept, None, _("Choose a day that is still to come."))
    return DayChoice(value, is_kept, (starts_at, ends_at))
