"""The forms of a site, of one permit, and of a rule of the town."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any, ClassVar

from babel.dates import get_month_names
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.logistics.permits import (
    MOST_AUTHORITY,
    MOST_PERMIT_NOTE,
    MOST_REFERENCE,
    MOST_RULE_TITLE,
    MOST_SOURCE,
    PermitKind,
    PermitRule,
    PermitState,
    SiteFact,
)
from planner.services.logistics.permits import PermitPlan
from planner.store.models import Event, Permit
from planner.web.forms import Form
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import (
    MOST_GUESTS,
    TOO_LONG,
    Between,
    ClockField,
    DayField,
    WholeNumberField,
    options,
)
from planner.web.organiser.permits.permit_words import (
    FACTS,
    KINDS,
    NEVER_OF_CHECKS,
    STATES,
    state_words,
)

MOST_PHONE = 40
MOST_DAYS = 400
A_YEAR = 2027
"""A year as most: of 365 days."""
_PEOPLE = _l("Write a number of people, from 1 to 100,000.")
_DAYS = _l("Write a number of days, at most 400.")


class SiteForm(Form):
    """What happens at the event; the field of each fact is added below."""

    @staticmethod
    def defaults(facts: frozenset[SiteFact] | None) -> dict[str, object]:
        """Return what the form shows."""
        return {fact.value: fact in (facts or ()) for fact in SiteFact}

    def answer(self) -> dict[SiteFact, bool]:
        """Return what is so and what is not."""
        return {fact: bool(self[fact.value].data) for fact in SiteFact}


for _fact, (_words, _note) in FACTS.items():
    setattr(SiteForm, _fact.value, BooleanField(_words))


class PermitForm(Form):
    """How far a permit is."""

    together: ClassVar = (("until_day", "until_time"),)

    title = StringField(
        _l("What is asked?"), validators=[Length(max=MOST_RULE_TITLE, message=TOO_LONG)]
    )
    kind = SelectField(_l("What is it?"), choices=options(KINDS.items()))
    authority = StringField(
        _l("Who asks it?"), validators=[Length(max=MOST_AUTHORITY, message=TOO_LONG)]
    )
    phone = StringField(
        _l("On which number?"), validators=[Length(max=MOST_PHONE, message=TOO_LONG)]
    )
    days_before = WholeNumberField(
        _l("How many days before the event has it to be there?"),
        validators=[Optional(), Between(0, MOST_DAYS, _DAYS)],
        render_kw={"min": 0},
    )
    state = RadioField(
        _l("How far is it?"),
        choices=options(STATES.items()),
        default=PermitState.TO_DO.value,
        validators=[InputRequired(_l("Choose one."))],
    )
    most_people = WholeNumberField(
        _l("How many people did you name at most?"),
        validators=[Optional(), Between(1, MOST_GUESTS, _PEOPLE)],
        render_kw={"min": 1},
    )
    until_day = DayField(_l("It may go on until: day"), validators=[Optional()])
    until_time = ClockField(_l("Time"), validators=[Optional()])
    sent_on = DayField(_l("Sent on"), validators=[Optional()])
    reference = StringField(
        _l("Reference"), validators=[Length(max=MOST_REFERENCE, message=TOO_LONG)]
    )
    note = TextAreaField(
        _l("What has to be remembered?"),
        validators=[Length(max=MOST_PERMIT_NOTE, message=TOO_LONG)],
        render_kw={"maxlength": MOST_PERMIT_NOTE, "rows": 3},
    )

    event: Event
    rule: PermitRule | None = None
    until: datetime | None = None
    today: date

    def prepare(self, event: Event, rule: PermitRule | None, *, today: date) -> None:
        """Know the event and the day there; what a rule says is not asked."""
        self.event, self.rule, self.today = event, rule, today
        if rule is None:
            return
        del self.title, self.kind, self.authority, self.phone, self.days_before
        if rule.kind is PermitKind.CHECK:
            can_be = [
                one
                for one in PermitState
                if one not in NEVER_OF_CHECKS or one.value == self.state.data
            ]
            self.state.choices = options((one, state_words(one, rule.kind)) for one in can_be)

    @staticmethod
    def defaults(permit: Permit | None, event: Event) -> dict[str, object]:
        """Return what the form shows."""
        if permit is None:
            return {"state": PermitState.TO_DO.value, "days_before": 28}
        names = ("title", "authority", "phone", "days_before", "most_people", "sent_on")
        until = permit.until
        return {
            **{name: getattr(permit, name) for name in (*names, "reference", "note")},
            "kind": permit.kind.value,
            "state": permit.state.value,
            "until_day": day_of(until, event.zone) if until else None,
            "until_time": time_of(until, event.zone) if until else None,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether the end can be."""
        is_valid = bool(super().validate(extra_validators))
        if self.rule is None and not self.title.data:
            self.title.errors = [_("Write what is asked, such as: notify the fire service.")]
            is_valid = False
        if self.sent_on.data is not None and self.sent_on.data > self.today:
            self.sent_on.errors = [_("That day is still to come. Write the day it was sent.")]
            is_valid = False
        return self._check_until() and is_valid

    def answer(self) -> PermitPlan:
        """Return how far it is; only of a valid form."""
        said = PermitPlan(
            state=PermitState(self.state.data),
            most_people=self.most_people.data,
            until=self.until,
            sent_on=self.sent_on.data,
            reference=self.reference.data or "",
            note=self.note.data or "",
        )
        if self.rule is not None:
            return said
        return PermitPlan(
            state=said.state,
            title=self.title.data or "",
            kind=PermitKind(self.kind.data),
            authority=self.authority.data or "",
            phone=self.phone.data or "",
            days_before=self.days_before.data if self.days_before.data is not None else 28,
            most_people=said.most_people,
            until=said.until,
            sent_on=said.sent_on,
            reference=said.reference,
            note=said.note,
        )

    def _check_until(self) -> bool:
        day, at = self.until_day.data, self.until_time.data
        self.until = None
        if day is None and at is None:
            return True
        if at is None:
            self.until_time.errors = [_("Write a time, for example 15:00.")]
            return False
        try:
            self.until = moment_at(
                day or day_of(self.event.ends_at, self.event.zone), at, self.event.zone
            )
        except NoSuchTime:
            self.until_time.errors = [
                _("In that night the clock skips this time. Choose an hour earlier or later.")
            ]
            return False
        if self.until <= self.event.starts_at:
            wrong = self.until_time if day is None else self.until_day
            wrong.errors = [_("The event begins after that. Until when may it go on?")]
            return False
        return True


class TownRuleForm(Form):
    """What a town asks: of which events, and when."""

    together: ClassVar = (("season_day", "season_month"),)

    title = StringField(
        _l("What is asked?"),
        validators=[
            DataRequired(_l("Write what is asked, such as: notify the fire service.")),
            Length(max=MOST_RULE_TITLE, message=TOO_LONG),
        ],
    )
    kind = SelectField(_l("What is it?"), choices=options(KINDS.items()))
    days_before = WholeNumberField(
        _l("How many days before the event has it to be there?"),
        validators=[InputRequired(_DAYS), Between(0, MOST_DAYS, _DAYS)],
        render_kw={"min": 0},
    )
    least_people = WholeNumberField(
        _l("From how many people?"),
        validators=[Optional(), Between(1, MOST_GUESTS, _PEOPLE)],
        render_kw={"min": 1},
    )
    change_days = WholeNumberField(
        _l("Until how many days before can a change be told?"),
        validators=[Optional(), Between(0, MOST_DAYS, _DAYS)],
        render_kw={"min": 0},
    )
    season_day = WholeNumberField(
        _l("And by which day of the year before?"),
        validators=[Optional(), Between(1, 31, _l("Write a day of the month."))],
        render_kw={"min": 1, "max": 31},
    )
    season_month = SelectField(_l("Of which month?"), validate_choice=False)
    is_instead = BooleanField(_l("It takes the place of a notification"))
    falls_away = BooleanField(_l("It falls away where such a permit is asked"))
    authority = StringField(
        _l("Who asks it?"), validators=[Length(max=MOST_AUTHORITY, message=TOO_LONG)]
    )
    phone = StringField(
        _l("On which number?"), validators=[Length(max=MOST_PHONE, message=TOO_LONG)]
    )
    source = StringField(
        _l("Where does it say so?"), validators=[Length(max=MOST_SOURCE, message=TOO_LONG)]
    )
    seen_on = DayField(_l("Read there on"), validators=[Optional()])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        months = get_month_names("wide", context="stand-alone", locale=current_language())
        self.season_month.choices = options([("", _("No such day")), *sorted(months.items())])

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether that day of the year is there every year."""
        is_valid = bool(super().validate(extra_validators))
        day, month = self.season_day.data, self._month()
        if (day is None) != (month is None):
            missing = self.season_day if day is None else self.season_month
            missing.errors = [_("Fill in both the day and the month, or neither.")]
            return False
        if day is not None and month is not None and day > monthrange(A_YEAR, month)[1]:
            self.season_day.errors = [_("That month has no such day each year.")]
            return False
        return is_valid

    def _month(self) -> int | None:
        typed = self.season_month.data or ""
        return int(typed) if typed.isdecimal() and 1 <= int(typed) <= 12 else None

    @staticmethod
    def defaults(rule: PermitRule) -> dict[str, object]:
        """Return what the form of a rule that is there shows."""
        month, day = rule.season_by or ("", None)
        names = ("title", "days_before", "least_people", "change_days", "is_instead")
        more = ("falls_away", "authority", "phone", "source", "seen_on")
        return {
            **{name: getattr(rule, name) for name in (*names, *more)},
            "kind": rule.kind.value,
            "season_day": day,
            "season_month": str(month),
            **{_asked(fact): fact in rule.facts for fact in SiteFact},
        }

    def answer(self) -> PermitRule:
        """Return the rule; only of a valid form."""
        day, month = self.season_day.data, self._month()
        return PermitRule(
            title=self.title.data or "",
            kind=PermitKind(self.kind.data),
            facts=frozenset(fact for fact in SiteFact if self[_asked(fact)].data),
            least_people=self.least_people.data,
            days_before=self.days_before.data or 0,
            season_by=(month, day) if month is not None and day is not None else None,
            change_days=self.change_days.data,
            is_instead=self.is_instead.data,
            falls_away=self.falls_away.data,
            authority=self.authority.data or "",
            phone=self.phone.data or "",
            source=self.source.data or "",
            seen_on=self.seen_on.data,
        )

    def facts(self) -> list[object]:
        """Return the fields of the facts, to show them in their order."""
        return [self[_asked(fact)] for fact in SiteFact]


def _asked(fact: SiteFact) -> str:
    return f"asked_{fact.value}"


for _fact, (_words, _note) in FACTS.items():
    setattr(TownRuleForm, _asked(_fact), BooleanField(_words))
del _fact, _words, _note
