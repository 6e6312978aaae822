"""The form that makes all shifts of an event in one press: a line for each, with how many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wtforms import BooleanField, StringField
from wtforms.validators import Length, Optional

from planner.core.helpers.asking import ShowRate, ask_for
from planner.core.helpers.shifts import MOST_NEEDED, MOST_TASK
from planner.services.helpers.shift_making import ProposedShift, ShiftPlan
from planner.store.models import Event
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, Between, WholeNumberField
from planner.web.shift_words import TASKS, span_words


@dataclass(frozen=True)
class ProposedLine:
    """A shift that can be made: the names of its fields, and when it would be."""

    keep: str
    task: str
    needed: str
    when: str


class MakeForm(Form):
    """Which shifts to make; the fields of each are added by `make_form`."""

    shifts: Sequence[ProposedShift] = ()

    def validate(self, extra_validators: object = None) -> bool:
        """Check each line, and that something is left to make."""
        is_valid = bool(super().validate(extra_validators))
        for one in self._kept():
            if not self[_task(one)].data:
                self[_task(one)].errors = [_("Write what is to be done.")]
                is_valid = False
            if self[_needed(one)].data is None and not self[_needed(one)].errors:
                self[_needed(one)].errors = [_("Write how many helpers are needed.")]
                is_valid = False
        if not self._kept():
            self.form_errors.append(_("Keep at least one shift."))
            return False
        return is_valid

    def answer(self, rate: ShowRate) -> list[ShiftPlan]:
        """Return the shifts to make; only of a valid form."""
        return [self._plan(one, rate) for one in self._kept()]

    def _kept(self) -> list[ProposedShift]:
        return [one for one in self.shifts if self[_keep(one)].data]

    def _plan(self, one: ProposedShift, rate: ShowRate) -> ShiftPlan:
        plan, task, needed = one.plan, self[_task(one)].data, self[_needed(one)].data
        most = plan.most if needed == plan.needed else max(needed, ask_for(needed, rate))
        # In its own language, as long as nobody wrote something else.
        is_ours = plan.kind is not None and task in (plan.task, str(TASKS[plan.kind]))
        if is_ours:
            return replace(plan, needed=needed, most=most)
        return replace(plan, task=task, kind=None, needed=needed, most=most)


def make_form(shifts: Sequence[ProposedShift]) -> MakeForm:
    """Return the form of what is proposed, with three fields for each shift."""
    fields: dict[str, object] = {"shifts": shifts}
    for one in shifts:
        fields[_keep(one)] = BooleanField(_l("Make this shift"), default=True)
        fields[_task(one)] = StringField(
            _l("What is to be done?"),
            default=_shown_task(one),
            validators=[Length(max=MOST_TASK, message=TOO_LONG)],
            render_kw={"maxlength": MOST_TASK},
        )
        fields[_needed(one)] = WholeNumberField(
            _l("How many helpers?"),
            default=one.plan.needed,
            validators=[
                Optional(),
                Between(1, MOST_NEEDED, _l("Write a number from 1 to 200.")),
            ],
            render_kw={"min": 1, "max": MOST_NEEDED},
        )
    made: MakeForm = type("MakeFormOfShifts", (MakeForm,), fields)()
    return made


def lines_of(shifts: Sequence[ProposedShift], event: Event) -> list[ProposedLine]:
    """Return what the form shows beside the fields of each shift."""
    return [
        ProposedLine(_keep(one), _task(one), _needed(one), span_words(one.span, event.zone))
        for one in shifts
    ]


def _shown_task(one: ProposedShift) -> str:
    return str(TASKS[one.plan.kind]) if one.plan.kind else one.plan.task


def _keep(one: ProposedShift) -> str:
    return f"keep-{one.key}"


def _task(one: ProposedShift) -> str:
    return f"task-{one.key}"


def _needed(one: ProposedShift) -> str:
    return f"needed-{one.key}"
