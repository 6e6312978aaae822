"""The form of a part of an event: when, what, where."""

from datetime import date, datetime, time, timedelta

from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.services.plan.programmes import ItemPlan, fits
from planner.store.models import Event, ProgrammeItem
from planner.web.filters import time_range
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, ClockField


class ItemForm(Form):
    """A part of an event; its times are on the event's own days."""

    title = StringField(
        _l("What happens?"),
        validators=[
            DataRequired(_l("Write what happens, such as: the light show.")),
            Length(max=120, message=TOO_LONG),
        ],
    )
    starts = ClockField(_l("From"), validators=[InputRequired(_l("Write when it starts."))])
    ends = ClockField(_l("Until"), validators=[Optional()])
    place = StringField(_l("Where?"), validators=[Length(max=120, message=TOO_LONG)])

    event: Event
    wish: ItemPlan | None = None

    @staticmethod
    def defaults(item: ProgrammeItem, zone: str) -> dict[str, object]:
        """Return what the form of a part that is there shows."""
        return {
            "title": item.title,
            "starts": time_of(item.starts_at, zone),
            "ends": item.ends_at and time_of(item.ends_at, zone),
            "place": item.place,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether the part lies within its event."""
        is_valid = bool(super().validate(extra_validators))
        if self.starts.data is not None and not self.starts.errors:
            is_valid = self._check_times(self.starts.data) and is_valid
        return is_valid

    def answer(self) -> ItemPlan:
        """Return the part; only of a valid form."""
        if self.wish is None:
            raise ValueError("the form is not valid")
        return self.wish

    def _check_times(self, starts: time) -> bool:
        event = self.event
        starts_at = _first_from(event.starts_at, starts, event)
        if starts_at is None or not fits(event, starts_at, None):
            return self._refuse(self.starts)
        ends, ends_at = self.ends.data, None
        if ends is not None:
            ends_at = _first_from(starts_at + timedelta(minutes=1), ends, event)
            if ends_at is None or not fits(event, starts_at, ends_at):
                return self._refuse(self.ends, is_backwards=ends <= starts)
        self.wish = ItemPlan(
            title=self.title.data or "",
            starts_at=starts_at,
            ends_at=ends_at,
            place=self.place.data or "",
        )
        return True

    def _refuse(self, field: ClockField, *, is_backwards: bool = False) -> bool:
        event = self.event
        times = time_range(event.starts_at, event.ends_at, event.zone)
        sentence = _(
            "The event is %(times)s. Choose a time within it, or change the event.", times=times
        )
        field.errors = [_("It ends before it starts.") if is_backwards else sentence]
        return False


def _first_from(moment: datetime, at: time, event: Event) -> datetime | None:
    """Return when the clock first shows a time from a moment on, also after midnight.

    None in the night that the clock skips it.
    """
    today: date = day_of(moment, event.zone)
    for day in (today, today + timedelta(days=1)):
        try:
            found = moment_at(day, at, event.zone)
        except NoSuchTime:
            return None
        if found >= moment:
            return found
    return None
