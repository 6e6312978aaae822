"""The form that copies an event: only the day is asked, and the times are offered."""

import uuid
from datetime import datetime, timedelta

from wtforms import HiddenField
from wtforms.validators import InputRequired

from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.schedule import is_too_late_to_plan
from planner.store.models import Event
from planner.web.clock import now
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import ClockField, DayField

USUAL_STEP = timedelta(days=7)


class CopyForm(Form):
    """The same event on another day."""

    uid = HiddenField()
    held_on = DayField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    starts = ClockField(_l("From"), validators=[InputRequired(_l("Write when it starts."))])
    event: Event

    @staticmethod
    def defaults(event: Event) -> dict[str, object]:
        """Offer the same hour, a week later."""
        offered = day_of(max(event.starts_at, now()), event.zone)
        weekday = day_of(event.starts_at, event.zone).weekday()
        ahead = (weekday - offered.weekday()) % 7 or 7
        return {
            "uid": str(uuid.uuid4()),
            "held_on": offered + timedelta(days=ahead),
            "starts": time_of(event.starts_at, event.zone),
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
