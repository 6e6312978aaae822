"""The form of one line of the run sheet: what, when, where and who."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.anchors import EventAnchor, anchor_for, minutes_from
from planner.core.helpers.shifts import FARTHEST_MINUTES
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.logistics.runsheet import MOST_LENGTH, MOST_PLACE, MOST_TITLE, MOST_WHO
from planner.services.logistics.sheet_making import LinePlan
from planner.services.logistics.sheet_rows import moment_of
from planner.store.models import Account, Event, ProgrammeItem, RunLine
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

ITEM = "item-"


class LineForm(Form):
    """A line, with its day and time by the clocks where the event is."""

    together: ClassVar = (("held_on", "starts"),)

    title = StringField(
        _l("What happens?"),
        validators=[
            DataRequired(_l("Write what happens, such as: light the fire.")),
            Length(max=MOST_TITLE, message=TOO_LONG),
        ],
    )
    held_on = DayField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    starts = ClockField(_l("At what time?"), validators=[InputRequired(_l("Write a time."))])
    length = WholeNumberField(
        _l("How long?"),
        validators=[
            Optional(),
            Between(0, MOST_LENGTH, _l("Write a number of minutes, at most a day.")),
        ],
        render_kw={"min": 0},
    )
    counts_from = SelectField(_l("Moves along with"), validate_choice=False)
    is_fixed = BooleanField(_l("It stays at this time, whatever moves"))
    place = StringField(_l("Where?"), validators=[Length(max=MOST_PLACE, message=TOO_LONG)])
    who = StringField(_l("Who does it?"), validators=[Length(max=MOST_WHO, message=TOO_LONG)])
    account = SelectField(_l("In whose calendar?"), validate_choice=False)

    event: Event
    line: RunLine | None = None
    minutes = 0
    chosen: tuple[EventAnchor, ProgrammeItem | None] = (EventAnchor.START, None)
    account_ids: frozenset[int] = frozenset()

    def prepare(
        self, event: Event, accounts: Sequence[Account], line: RunLine | None = None
    ) -> None:
        """Offer what the line can move along with, and who can have it."""
        self.event, self.line = event, line
        usual = [] if line else [("", _("What fits best"))]
        self.counts_from.choices = options(
            [
                *usual,
                (EventAnchor.START.value, _("The beginning of the event")),
                (EventAnchor.END.value, _("The end of the event")),
                *((f"{ITEM}{one.id}", one.title) for one in event.programme),
            ]
        )
        if line is not None and line.account is not None and line.account not in accounts:
            accounts = [*accounts, line.account]
        self.account_ids = frozenset(one.id for one in accounts)
        self.account.choices = options(
            [("", _("Nobody’s")), *((one.id, one.name) for one in accounts)]
        )

    @staticmethod
    def defaults(line: RunLine) -> dict[str, object]:
        """Return what the form of a line that is there shows."""
        at, zone = moment_of(line), line.event.zone
        return {
            "title": line.title,
            "held_on": day_of(at, zone),
            "starts": time_of(at, zone),
            "length": line.length or None,
            "counts_from": f"{ITEM}{line.item_id}"
            if line.anchor is EventAnchor.ITEM and line.item_id
            else line.anchor.value,
            "is_fixed": line.is_fixed,
            "place": line.place,
            "who": line.who,
            "account": str(line.account_id or ""),
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether the time can be."""
        is_valid = bool(super().validate(extra_validators))
        day, starts = self.held_on.data, self.starts.data
        if day is None or starts is None:
            return False
        return self._check_time(datetime.combine(day, starts)) and is_valid

    def answer(self) -> LinePlan:
        """Return the line; only of a valid form."""
        anchor, item = self.chosen
        asked = self.account.data or ""
        account_id = int(asked) if asked.isdecimal() else None
        return LinePlan(
            title=self.title.data or "",
            anchor=anchor,
            item_id=item.id if item else None,
            minutes=self.minutes,
            length=self.length.data or 0,
            place=self.place.data or "",
            who=self.who.data or "",
            account_id=account_id if account_id in self.account_ids else None,
            is_fixed=self.is_fixed.data,
        )

    def _check_time(self, shown: datetime) -> bool:
        zone = self.event.zone
        try:
            at = self._as_it_is(shown) or moment_at(shown.date(), shown.time(), zone)
        except NoSuchTime:
            self.starts.errors = [
                _("In that night the clock skips this time. Choose an hour earlier or later.")
            ]
            return False
        begins, self.chosen = self._anchor(at)
        self.minutes = minutes_from(begins, at, zone)
        if self._is_done_then(at):
            return True
        if abs(self.minutes) > FARTHEST_MINUTES:
            self.held_on.errors = [
                _("A line is at most two weeks before the event, or two weeks after.")
            ]
            return False
        return True

    def _is_done_then(self, at: datetime) -> bool:
        """Say whether it was done then already: opened again it is where it was planned."""
        line, (anchor, item) = self.line, self.chosen
        if line is None or line.done_at is None or at != moment_of(line):
            return False
        if (anchor, item and item.id) != (line.anchor, line.item_id):
            return False
        self.minutes = line.minutes
        return True

    def _as_it_is(self, shown: datetime) -> datetime | None:
        """Return when the line is, where nobody changed it: an hour can come twice in a night."""
        if self.line is None:
            return None
        at, zone = moment_of(self.line), self.event.zone
        is_same = (shown.date(), shown.time()) == (day_of(at, zone), time_of(at, zone))
        return at if is_same else None

    def _anchor(self, at: datetime) -> tuple[datetime, tuple[EventAnchor, ProgrammeItem | None]]:
        event, asked = self.event, self.counts_from.data or ""
        item = next((one for one in event.programme if asked == f"{ITEM}{one.id}"), None)
        if item is not None:
            return item.starts_at, (EventAnchor.ITEM, item)
        if asked in (EventAnchor.START.value, EventAnchor.END.value):
            anchor = EventAnchor(asked)
        else:
            anchor = anchor_for(at, ends_at=event.ends_at)
        return event.ends_at if anchor is EventAnchor.END else event.starts_at, (anchor, None)
