"""The form by which an event is made and changed: few fields, the rest under 'More'."""

import dataclasses
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import ClassVar

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.enums import EventType
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.schedule import is_too_late_to_plan, next_saturday
from planner.core.turnout import EventKind
from planner.core.typed_words import can_be_typed
from planner.exports.phones import phone_href
from planner.services.invite.issuing import LARGEST_PARTY
from planner.services.plan.event_plan import EventPlan, move_plan
from planner.web.clock import now
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import (
    MOST_GUESTS,
    TOO_LONG,
    Between,
    ClockField,
    DayField,
    EuroField,
    WholeNumberField,
    options,
    weather_field,
)
from planner.web.organiser.labels import (
    EATING_NAMES,
    KIND_NAMES,
    MENU_NAMES,
    TYPE_NAMES,
    WEATHER_NAMES,
)

MOST_CENTS = 100_000_000
MOST_FLYERS = 1_000_000
DAY_ENDS = time(23, 59)
PLAN_FIELDS = [part.name for part in dataclasses.fields(EventPlan)]


def _id_or_none(chosen: object) -> int | None:
    return int(str(chosen)) or None


class FirstFields(Form):
    """What the form of an event asks in sight."""

    title = StringField(
        _l("What is it called?"),
        validators=[
            DataRequired(_l("Give the event a name.")),
            Length(max=120, message=_l("Choose a shorter name.")),
        ],
        render_kw={"maxlength": 120},
    )
    event_type = RadioField(
        _l("What is it?"),
        choices=options(TYPE_NAMES.items()),
        coerce=EventType,
        default=EventType.BARBECUE.value,
        validators=[InputRequired(_l("Choose what it is."))],
    )
    held_on = DayField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    starts = ClockField(_l("From"), validators=[InputRequired(_l("Write when it starts."))])
    ends = ClockField(_l("Until"), validators=[InputRequired(_l("Write when it ends."))])
    venue_name = StringField(
        _l("Place"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"list": "known-venues", "autocomplete": "off"},
    )
    venue_address = StringField(
        _l("Address"),
        validators=[Length(max=200, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    neighbourhood_name = StringField(
        _l("For which neighbourhood?"),
        validators=[Length(max=80, message=TOO_LONG)],
        render_kw={"list": "known-neighbourhoods", "autocomplete": "off"},
    )
    kind = RadioField(
        _l("Can people come without answering?"),
        choices=options(KIND_NAMES.items()),
        coerce=EventKind,
        default=EventKind.UNSURE.value,
        validators=[InputRequired(_l("Choose one."))],
    )
    expected = WholeNumberField(
        _l("How many people do you expect?"),
        validators=[
            Optional(),
            Between(
                1,
                MOST_GUESTS,
                _l("Write a number from 1 to 100,000, or leave it empty."),
            ),
        ],
    )
    series_id = SelectField(_l("Does it resemble earlier events?"), coerce=int, default=0)


class EventForm(FirstFields):
    """An event, with the fields under 'More'; `span` holds start and end once it is valid.

    A field has the name that it has in the plan; `answer` and `values_of` then need not know it.
    """

    event_columns: ClassVar = {
        "held_on": "starts_at",
        "starts": "starts_at",
        "ends_on": "ends_at",
        "ends": "ends_at",
        "answers_close_on": "answers_close_at",
        "venue_name": "venue_id",
        "venue_address": "venue_id",
        "neighbourhood_name": "neighbourhood_id",
    }
    together: ClassVar = (("venue_name", "venue_address"), ("contact_name", "contact_phone"))

    menu_preset = SelectField(_l("Food"), choices=options(MENU_NAMES.items()), default="")
    description = TextAreaField(
        _l("What happens there?"), validators=[Length(max=2000, message=TOO_LONG)]
    )
    wear_or_bring = StringField(
        _l("What do people wear or bring?"),
        validators=[Length(max=200, message=TOO_LONG)],
        render_kw={"maxlength": 200},
    )
    contact_name = StringField(
        _l("Who can guests call?"), validators=[Length(max=80, message=TOO_LONG)]
    )
    contact_phone = StringField(
        _l("Phone number"),
        validators=[Length(max=40, message=TOO_LONG)],
        render_kw={"inputmode": "tel"},
    )
    answers_close_on = DayField(_l("Last day to answer"), validators=[Optional()])
    capacity = WholeNumberField(
        _l("How many people fit?"),
        validators=[
            Optional(),
            Between(1, MOST_GUESTS, _l("At least 1 person must fit. Empty means no limit.")),
        ],
    )
    staff_eating = WholeNumberField(
        _l("Who else eats: staff and others not in a shift"),
        default=0,
        validators=[
            Optional(),
            Between(0, MOST_GUESTS, _l("Write 0 or more.")),
        ],
    )
    eating_percent = SelectField(_l("Who comes, do they all eat?"), coerce=int, default=100)
    flyers = WholeNumberField(
        _l("How many flyers went round?"),
        validators=[Optional(), Between(0, MOST_FLYERS, _l("Write 0 or more."))],
    )
    weather = weather_field(_l("What weather do you expect?"), WEATHER_NAMES)
    is_holiday = BooleanField(_l("It is a holiday, or there is no school"))
    budget_cents = EuroField(
        _l("Budget for food, in euro"),
        validators=[
            Optional(),
            Between(0, MOST_CENTS, _l("Write an amount up to 1,000,000 euro.")),
        ],
        render_kw={"inputmode": "decimal", "class": "input-short"},
    )
    ends_on = DayField(_l("Ends on another day"), validators=[Optional()])
    parent_id = SelectField(_l("Part of a larger event"), coerce=_id_or_none)
    is_public = BooleanField(_l("Everybody may find it on the public page"), default=True)
    answers_without_card = BooleanField(
        _l("People can answer on that page without a card"), default=True
    )
    largest_open_party = WholeNumberField(
        _l("At most how many on one such answer?"),
        default=8,
        validators=[
            Optional(),
            Between(1, LARGEST_PARTY, _l("Write a number from 1 to 50.")),
        ],
    )
    open_word = StringField(
        _l("A word that they type too"),
        validators=[Length(max=40, message=TOO_LONG)],
        render_kw={"maxlength": 40, "autocomplete": "off"},
    )
    looks_first = BooleanField(_l("Somebody looks at each such answer before it counts"))

    def prepare(
        self,
        *,
        zone: str,
        series: Iterable[tuple[int, str]],
        parents: Iterable[tuple[int, str]],
        is_new: bool,
        may_be_alone: bool = True,
        before: EventPlan | None = None,
    ) -> None:
        """Tell the form what there is to choose from, in which zone its times are, how it was."""
        self.zone = zone
        self.is_new = is_new
        self.before = before
        self.span: tuple[datetime, datetime] | None = None
        none = [(0, _("No, this is the first"))] if may_be_alone else []
        self.series_id.choices = options([*none, *series])
        self.parent_id.choices = options([(0, _("No")), *parents])
        self.eating_percent.choices = options(EATING_NAMES.items())

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether the times go together."""
        is_valid = bool(super().validate(extra_validators))
        if self.open_word.data and not can_be_typed(self.open_word.data):
            is_valid = _refuse(self.open_word, _("Choose a word with letters or digits."))
        if self.contact_phone.data and not phone_href(self.contact_phone.data):
            is_valid = _refuse(
                self.contact_phone, _("Write a phone number, for example 06 12345678.")
            )
        if self.held_on.data and self.starts.data and self.ends.data:
            is_valid = self._check_times(self.held_on.data) and is_valid
        return is_valid

    def _check_times(self, held_on: date) -> bool:
        starts_at = self._moment(held_on, self.starts)
        ends_at = self._moment(self._along(self.ends_on) or held_on, self.ends)
        if starts_at is None or ends_at is None:
            return False
        if ends_at <= starts_at:
            return _refuse(
                self.ends,
                _("It ends before it starts. Does it end on another day? Fill that in under More."),
            )
        if self.is_new and is_too_late_to_plan(ends_at, now=now()):
            return _refuse(
                self.held_on,
                _("Choose a day that is still to come. Record a past event under Past events."),
            )
        closes_on = self._along(self.answers_close_on)
        if closes_on is not None and closes_on > held_on:
            return _refuse(
                self.answers_close_on, _("Choose a day before the event, or the day itself.")
            )
        self.span = (starts_at, ends_at)
        return True

    def _along(self, field: DayField) -> date | None:
        """Return the day of a field; what nobody touched moves by as many days as the event."""
        typed: date | None = field.data
        if self.before is None or typed is None or typed != field.object_data:
            return typed
        was_on, held_on = day_of(self.before.starts_at, self.zone), self.held_on.data
        return typed + (held_on - was_on) if held_on else typed

    def _moment(self, day: date, field: ClockField) -> datetime | None:
        try:
            return moment_at(day, field.data or time(), self.zone)
        except NoSuchTime:
            _refuse(
                field,
                _("In that night the clock skips this time. Choose an hour earlier or later."),
            )
            return None

    def answer(self) -> EventPlan:
        """Return the plan; only of a valid form."""
        if self.span is None:
            raise ValueError("the form is not valid")
        starts_at, ends_at = self.span
        typed = {name: self[name].data for name in PLAN_FIELDS if name in self}
        return EventPlan(
            **{name: value for name, value in typed.items() if value is not None},
            starts_at=starts_at,
            ends_at=ends_at,
            zone=self.zone,
            answers_close_at=self._answers_close_at(starts_at),
        )

    def _answers_close_at(self, starts_at: datetime) -> datetime | None:
        closes_on, before = self.answers_close_on.data, self.before
        if closes_on is None:
            return None
        if before is None or closes_on != self.answers_close_on.object_data:
            return min(moment_at(closes_on, DAY_ENDS, self.zone), starts_at)
        moved = move_plan(before, starts_at=starts_at, ends_at=starts_at).answers_close_at
        is_when_it_begins = before.answers_close_at == before.starts_at
        return starts_at if moved is None or is_when_it_begins else min(moved, starts_at)

    @property
    def opens_more(self) -> bool:
        """Whether a field under 'More' has an error, so that it must be open."""
        return any(
            field.errors
            for field in self
            if hasattr(EventForm, field.name) and not hasattr(FirstFields, field.name)
        )


def defaults_for_new(zone: str) -> dict[str, object]:
    """Return what a new event's form shows first: next Saturday afternoon."""
    return {
        "held_on": next_saturday(now(), zone),
        "starts": time(15),
        "ends": time(19),
    }


def values_of(plan: EventPlan) -> dict[str, object]:
    """Return what the form of an event that is there shows."""
    zone = plan.zone
    held_on, ends_on = day_of(plan.starts_at, zone), day_of(plan.ends_at, zone)
    return {
        **vars(plan),
        "held_on": held_on,
        "starts": time_of(plan.starts_at, zone),
        "ends": time_of(plan.ends_at, zone),
        "ends_on": ends_on if ends_on != held_on else None,
        "answers_close_on": plan.answers_close_at and day_of(plan.answers_close_at, zone),
    }


def _refuse(field: object, sentence: str) -> bool:
    field.errors = [*field.errors, sentence]  # type: ignore[attr-defined]
    return False
