"""What an organiser writes in a message of their own, to whom, and when it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from planner.core.local_time import NoSuchTime, day_of, moment_at
from planner.core.own_messages import (
    MOST_SUBJECT,
    MOST_TEXT,
    OF_HELPERS,
    MessageGroup,
    may_leave_at,
)
from planner.core.placeholders import check
from planner.services.guests.list_values import Stack
from planner.services.messages.own_messages import MessagePlan
from planner.store.models import Event, EventMessage, Shift
from planner.web import shift_words
from planner.web.blank_words import Blanks, fault_words
from planner.web.filters import day
from planner.web.forms import Form
from planner.web.i18n import OWN_NAMES
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.language_words import BESIDE, TOO_LONG, others_than, writing_of
from planner.web.organiser.fields import ClockField, DayField
from planner.web.own_messages import IN_SUBJECT, IN_TEXT, IN_TEXT_TO_HELPERS, SUBJECT, TEXT

STACK, SHIFT = "stack-", "shift-"
ROWS, ROWS_BESIDE = 8, 4


@dataclass(frozen=True, kw_only=True)
class GroupChoices:
    """What a message can be for besides the groups that every event has.

    Attributes:
        stacks: batches of cards; `shifts` of who helps, empty for whoever may not see helpers.
        has_helpers: whether all who help are a group here.
        has_programme: whether there is a programme that can go along.
    """

    stacks: Sequence[Stack] = ()
    shifts: Sequence[Shift] = ()
    has_helpers: bool = False
    has_programme: bool = False


class OwnMessageForm(Form):
    """A message in one's own words."""

    to = SelectField(_l("To whom?"))
    subject = StringField(
        _l("What is it about?"),
        validators=[
            DataRequired(_l("Write in a few words what it is about.")),
            Length(max=MOST_SUBJECT, message=TOO_LONG),
            Blanks(IN_SUBJECT),
        ],
        render_kw={"maxlength": MOST_SUBJECT, "dir": "auto"},
    )
    text = TextAreaField(
        _l("What do you want to say?"),
        validators=[
            DataRequired(_l("Write what they should know.")),
            Length(max=MOST_TEXT, message=TOO_LONG),
            Blanks(IN_TEXT),
        ],
        render_kw={"maxlength": MOST_TEXT, "rows": ROWS, "dir": "auto"},
    )
    has_programme = BooleanField(_l("Send the programme along, as a PDF"))

    def __init__(self, choices: GroupChoices, message: EventMessage | None = None) -> None:
        """Make the form of a new message, or of one that has not left."""
        super().__init__(data=_data_of(message) if message else {"to": MessageGroup.COMING.value})
        self.to.choices = groups_shown(choices)
        if not choices.has_programme:
            del self["has_programme"]

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field; who helps has no card, so no number of one is filled in for them."""
        if not super().validate(extra_validators):
            return False
        group, _number = group_in(str(self.to.data))
        if group not in OF_HELPERS:
            return True
        for field in (self.text, *self.beside()):
            for fault in check(field.data or "", IN_TEXT_TO_HELPERS):
                field.errors = [fault_words(fault, IN_TEXT_TO_HELPERS)]
                return False
        return True

    def answer(self) -> MessagePlan:
        """Return what is written; only of a valid form."""
        group, number = group_in(str(self.to.data))
        return MessagePlan(
            audience=group,
            batch_id=number if group is MessageGroup.STACK else None,
            shift_id=number if group is MessageGroup.SHIFT else None,
            subject=_line(self.subject.data),
            text=_lines(self.text.data),
            words_in=self._beside(),
            has_programme="has_programme" in self and bool(self.has_programme.data),
        )

    def beside(self) -> Sequence[Field]:
        """List the fields for the same in other languages, a subject before each text."""
        return [one for one in self if one.name.startswith(BESIDE)]

    def _beside(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for one in self.beside():
            _in, part, code = one.name.split("-", 2)
            typed = _line(one.data) if part == SUBJECT else _lines(one.data)
            if typed:
                found.setdefault(code, {})[part] = typed
        return found


class SendForm(Form):
    """When a message leaves: now, or at a moment where the event is."""

    on = DayField(_l("On which day?"))
    at = ClockField(_l("At what time?"))

    def __init__(self, event: Event, *, now: datetime) -> None:
        super().__init__()
        self.event, self.now = event, now
        self.moment: datetime | None = None

    def is_at_a_moment(self) -> bool:
        """Read the moment, or say beside the field what is wrong with it."""
        if not self.is_posted_and_valid():
            return False
        on, at = self.on.data, self.at.data
        if on is None:
            self.on.errors = [_("Choose a day, for example 12-6-2027.")]
        if at is None:
            self.at.errors = [_("Write a time, for example 10:00.")]
        if on is None or at is None:
            return False
        try:
            self.moment = moment_at(on, at, self.event.zone)
        except NoSuchTime:
            self.at.errors = [
                _("In that night the clock skips this time. Choose an hour earlier or later.")
            ]
            return False
        if self.moment <= self.now:
            is_earlier_day = on < day_of(self.now, self.event.zone)
            wrong = self.on if is_earlier_day else self.at
            wrong.errors = [_("That moment has passed. Choose a later one.")]
        elif not may_leave_at(self.moment, ends_at=self.event.ends_at):
            self.on.errors = [too_late_words(self.event)]
        return not (self.on.errors or self.at.errors)


def too_late_words(event: Event) -> str:
    """Say until when guests are written to about an event."""
    return _(
        "A message leaves at most 14 days after the event: it was on %(day)s.",
        day=day(event.ends_at, event.zone),
    )


def own_message_form(own: str) -> type[OwnMessageForm]:
    """Return the form with fields for the same in each language of guests but the own one."""
    fields: dict[str, Any] = {}
    for code in others_than(own):
        name = OWN_NAMES[code]
        fields[f"{BESIDE}{SUBJECT}-{code}"] = StringField(
            _l("%(language)s: what it is about", language=name),
            validators=[Length(max=MOST_SUBJECT, message=TOO_LONG), Blanks(IN_SUBJECT)],
            render_kw={"maxlength": MOST_SUBJECT, **writing_of(code)},
        )
        fields[f"{BESIDE}{TEXT}-{code}"] = TextAreaField(
            _l("%(language)s: what you say", language=name),
            validators=[Length(max=MOST_TEXT, message=TOO_LONG), Blanks(IN_TEXT)],
            render_kw={"maxlength": MOST_TEXT, "rows": ROWS_BESIDE, **writing_of(code)},
        )
    return type("OwnMessageFormInLanguages", (OwnMessageForm,), fields)


def group_in(value: str) -> tuple[MessageGroup, int | None]:
    """Read a choice of the field: the group, and of which batch or shift."""
    for group, before in ((MessageGroup.STACK, STACK), (MessageGroup.SHIFT, SHIFT)):
        if value.startswith(before):
            return group, int(value.removeprefix(before))
    return MessageGroup(value), None


def groups_shown(choices: GroupChoices) -> list[tuple[str, str]]:
    """Return the groups that one can choose from, in words."""
    helpers = [(MessageGroup.HELPERS.value, _("All who help or wait to help"))]
    return [
        (MessageGroup.COMING.value, _("Who said yes")),
        (MessageGroup.MAYBE.value, _("Who said maybe")),
        (MessageGroup.SILENT.value, _("Who did not answer yet")),
        (MessageGroup.IN_LINE.value, _("Who waits for a place")),
        (MessageGroup.INSIDE.value, _("Who is inside now")),
        *(
            (f"{STACK}{one.batch_id}", _("Stack: %(name)s, without who said no", name=one.name))
            for one in choices.stacks
        ),
        *(helpers if choices.has_helpers else []),
        *(
            (
                f"{SHIFT}{shift.id}",
                _(
                    "Helpers: %(task)s, %(when)s",
                    task=shift_words.task(shift),
                    when=shift_words.when(shift),
                ),
            )
            for shift in choices.shifts
        ),
    ]


def _data_of(message: EventMessage) -> Mapping[str, Any]:
    number = message.batch_id if message.audience is MessageGroup.STACK else message.shift_id
    before = {MessageGroup.STACK: STACK, MessageGroup.SHIFT: SHIFT}.get(message.audience)
    return {
        "to": f"{before}{number}" if before else message.audience.value,
        "subject": message.subject,
        "text": message.text,
        "has_programme": message.has_programme,
        **{
            f"{BESIDE}{part}-{code}": words
            for code, said in (message.words_in or {}).items()
            for part, words in said.items()
        },
    }


def _line(typed: object) -> str:
    return " ".join(str(typed or "").split())


def _lines(typed: object) -> str:
    return str(typed or "").replace("\r\n", "\n").replace("\r", "\n").strip()
