"""The form of one shift: what, when, how many, and who may take it."""

from datetime import datetime, time
from typing import ClassVar

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.anchors import EventAnchor, TimeSpan, anchor_for, minutes_from, next_time
from planner.core.helpers.asking import ShowRate, ask_for
from planner.core.helpers.shifts import (
    FARTHEST_MINUTES,
    LONGEST_MINUTES,
    MOST_NEEDED,
    MOST_SHIFT_NOTE,
    MOST_SHIFT_PLACE,
    MOST_TASK,
)
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.services.helpers.shift_making import ShiftPlan
from planner.services.helpers.shift_rows import span
from planner.store.models import Event, ProgrammeItem, Shift
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import (
    TOO_LONG,
    Between,
    ClockField,
    DayField,
    WholeNumberField,
    options,
)
from planner.web.organiser.helpers.helper_words import LEAST_AGE_NAMES, kind_of
from planner.web.shift_words import TASKS

ITEM = "item-"
_HOW_MANY = _l("Write a number from 1 to 200.")


class ShiftForm(Form):
    """A shift, with its day and times by the clocks where the event is."""

    together: ClassVar = (("held_on", "starts", "ends"), ("needed", "most"))

    task = StringField(
        _l("What is to be done?"),
        validators=[
            DataRequired(_l("Write what is to be done, such as: at the grill.")),
            Length(max=MOST_TASK, message=TOO_LONG),
        ],
    )
    held_on = DayField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    starts = ClockField(_l("From"), validators=[InputRequired(_l("Write when it starts."))])
    ends = ClockField(_l("Until"), validators=[InputRequired(_l("Write when it ends."))])
    counts_from = SelectField(_l("Moves along with"), validate_choice=False)
    needed = WholeNumberField(
        _l("How many helpers are needed?"),
        validators=[
            InputRequired(_l("Write how many helpers are needed.")),
            Between(1, MOST_NEEDED, _HOW_MANY),
        ],
        render_kw={"min": 1},
    )
    most = WholeNumberField(
        _l("How many at most?"),
        validators=[Optional(), Between(1, MOST_NEEDED, _HOW_MANY)],
        render_kw={"min": 1},
    )
    place = StringField(_l("Where?"), validators=[Length(max=MOST_SHIFT_PLACE, message=TOO_LONG)])
    note = TextAreaField(
        _l("What should helpers know?"),
        validators=[Length(max=MOST_SHIFT_NOTE, message=TOO_LONG)],
        render_kw={"maxlength": MOST_SHIFT_NOTE, "rows": 3},
    )
    least_age = RadioField(
        _l("From which age?"),
        choices=options(LEAST_AGE_NAMES.items()),
        coerce=int,
        default=13,
        validators=[InputRequired(_l("Choose one."))],
    )
    asks_certificate = BooleanField(_l("A certificate of conduct has to be seen"))
    is_open = BooleanField(_l("People can take it by themselves"), default=True)

    event: Event
    shift: Shift | None = None
    minutes = 0
    length = 0
    chosen: tuple[EventAnchor, ProgrammeItem | None] = (EventAnchor.START, None)

    def prepare(self, event: Event, shift: Shift | None = None) -> None:
        """Offer what the shift can move along with."""
        self.event, self.shift = event, shift
        usual = [] if shift else [("", _("What fits best"))]
        self.counts_from.choices = options(
            [
                *usual,
                (EventAnchor.START.value, _("The beginning of the event")),
                (EventAnchor.END.value, _("The end of the event")),
                *((f"{ITEM}{one.id}", one.title) for one in event.programme),
            ]
        )

    @staticmethod
    def defaults(shift: Shift) -> dict[str, object]:
        """Return what the form of a shift that is there shows."""
        when, zone = span(shift), shift.event.zone
        return {
            "task": str(TASKS[shift.kind]) if shift.kind else shift.task,
            "held_on": day_of(when.starts_at, zone),
            "starts": time_of(when.starts_at, zone),
            "ends": time_of(when.ends_at, zone),
            "counts_from": f"{ITEM}{shift.item_id}"
            if shift.anchor is EventAnchor.ITEM and shift.item_id
            else shift.anchor.value,
            "needed": shift.needed,
            "most": shift.most,
            "place": shift.place,
            "note": shift.note,
            "least_age": shift.least_age,
            "asks_certificate": shift.asks_certificate,
            "is_open": shift.is_open,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether the times can be and the numbers fit."""
        is_valid = bool(super().validate(extra_validators))
        if self.needed.data and self.most.data and self.most.data < self.needed.data:
            self.most.errors = [_("At most can't be fewer than are needed.")]
            is_valid = False
        day, starts, ends = self.held_on.data, self.starts.data, self.ends.data
        if day is None or starts is None or ends is None:
            return False
        return self._check_times(datetime.combine(day, starts), ends) and is_valid

    def answer(self, rate: ShowRate) -> ShiftPlan:
        """Return the shift; only of a valid form.

        Args:
            rate: which part of who signs up comes, by which it takes more than it needs.
        """
        anchor, item = self.chosen
        needed, task = int(self.needed.data or 1), self.task.data or ""
        kind = kind_of(task)
        shift = self.shift
        if shift is not None and shift.kind and task == str(TASKS[shift.kind]):
            kind, task = shift.kind, shift.task
        return ShiftPlan(
            task=task,
            kind=kind,
            anchor=anchor,
            item_id=item.id if item else None,
            minutes=self.minutes,
            length=self.length,
            needed=needed,
            most=self.most.data or max(needed, ask_for(needed, rate)),
            place=self.place.data or "",
            note=self.note.data or "",
            least_age=self.least_age.data,
            asks_certificate=self.asks_certificate.data,
            is_open=self.is_open.data,
        )

    def _check_times(self, shown: datetime, ends: time) -> bool:
        zone = self.event.zone
        try:
            when = self._as_it_is(shown, ends) or self._as_typed(shown, ends)
        except NoSuchTime:
            self.starts.errors = [
                _("In that night the clock skips this time. Choose an hour earlier or later.")
            ]
            return False
        if ends == shown.time() or not 0 < when.minutes <= LONGEST_MINUTES:
            self.ends.errors = [_("A shift ends later than it starts, within a day.")]
            return False
        begins, chosen = self._anchor(when.starts_at)
        self.minutes, self.length = minutes_from(begins, when.starts_at, zone), when.minutes
        self.chosen = chosen
        if abs(self.minutes) > FARTHEST_MINUTES:
            self.held_on.errors = [
                _("A shift is at most two weeks before the event, or two weeks after.")
            ]
            return False
        return True

    def _as_it_is(self, shown: datetime, ends: time) -> TimeSpan | None:
        """Return when the shift is, where nobody changed its times.

        An hour that comes twice in a night can be typed in one way only.
        """
        if self.shift is None:
            return None
        when, zone = span(self.shift), self.event.zone
        there = day_of(when.starts_at, zone), time_of(when.starts_at, zone)
        is_same = (shown.date(), shown.time()) == there and ends == time_of(when.ends_at, zone)
        return when if is_same else None

    def _as_typed(self, shown: datetime, ends: time) -> TimeSpan:
        zone = self.event.zone
        starts_at = moment_at(shown.date(), shown.time(), zone)
        return TimeSpan(starts_at, next_time(starts_at, ends, zone))

    def _anchor(
        self, starts_at: datetime
    ) -> tuple[datetime, tuple[EventAnchor, ProgrammeItem | None]]:
        event, asked = self.event, self.counts_from.data or ""
        item = next((one for one in event.programme if asked == f"{ITEM}{one.id}"), None)
        if item is not None:
            return item.starts_at, (EventAnchor.ITEM, item)
        if asked in (EventAnchor.START.value, EventAnchor.END.value):
            anchor = EventAnchor(asked)
        else:
            anchor = anchor_for(starts_at, ends_at=event.ends_at)
        return event.ends_at if anchor is EventAnchor.END else event.starts_at, (anchor, None)
