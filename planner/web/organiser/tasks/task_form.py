"""The form of one task: what, by when, and whose it is."""

from collections.abc import Sequence
from typing import ClassVar

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from planner.core.local_time import day_of
from planner.core.logistics.tasks import (
    FARTHEST_AFTER,
    FARTHEST_BEFORE,
    MOST_OWNER,
    MOST_TASK_NOTE,
    MOST_TASK_TITLE,
)
from planner.services.logistics.tasks import TaskPlan, due_on
from planner.store.models import Account, Event, EventTask, Partner
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, DayField, options

ACCOUNT, PARTNER, WORDS = "account-", "partner-", "words"
MOST_PHONE = 40


class TaskForm(Form):
    """A task with its day; it moves along with the event unless that day stays."""

    together: ClassVar = (("whose", "owner", "phone"), ("by", "stays"))

    title = StringField(
        _l("What has to be done?"),
        validators=[
            DataRequired(_l("Write what has to be done, such as: arrange power.")),
            Length(max=MOST_TASK_TITLE, message=TOO_LONG),
        ],
    )
    by = DayField(_l("By which day?"), validators=[InputRequired(_l("Choose a day."))])
    stays = BooleanField(_l("This day stays when the event moves"))
    whose = SelectField(_l("Whose is it?"), validate_choice=False)
    owner = StringField(_l("Who?"), validators=[Length(max=MOST_OWNER, message=TOO_LONG)])
    phone = StringField(
        _l("On which number can you call them?"),
        validators=[Length(max=MOST_PHONE, message=TOO_LONG)],
    )
    note = TextAreaField(
        _l("What should they know?"),
        validators=[Length(max=MOST_TASK_NOTE, message=TOO_LONG)],
        render_kw={"maxlength": MOST_TASK_NOTE, "rows": 3},
    )

    event: Event
    _offered: frozenset[str]

    def prepare(
        self,
        event: Event,
        accounts: Sequence[Account],
        partners: Sequence[Partner],
        has_now: Account | None = None,
    ) -> None:
        """Offer who can have it; `has_now` stays, also where they are in the team no more."""
        self.event = event
        if has_now is not None and all(one.id != has_now.id for one in accounts):
            accounts = [*accounts, has_now]
        owners = [
            ("", _("Nobody’s yet")),
            *((f"{ACCOUNT}{one.id}", one.name) for one in accounts),
            *((f"{PARTNER}{one.id}", one.name) for one in partners),
            (WORDS, _("Somebody else")),
        ]
        self._offered = frozenset(value for value, _words in owners)
        self.whose.choices = options(owners)

    @staticmethod
    def defaults(task: EventTask) -> dict[str, object]:
        """Return what the form of a task that is there shows."""
        whose = WORDS if task.owner else ""
        if task.account_id is not None:
            whose = f"{ACCOUNT}{task.account_id}"
        elif task.partner_id is not None:
            whose = f"{PARTNER}{task.partner_id}"
        return {
            "title": task.title,
            "by": due_on(task, task.event),
            "stays": task.fixed_on is not None,
            "whose": whose,
            "owner": task.owner,
            "phone": task.phone,
            "note": task.note,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether the day can be and somebody else has a name."""
        is_valid = bool(super().validate(extra_validators))
        if self.by.data is not None and not self.by.errors:
            away = self.by.data - day_of(self.event.starts_at, self.event.zone)
            if not -FARTHEST_BEFORE <= away <= FARTHEST_AFTER:
                self.by.errors = [
                    _(
                        "Choose a day at most %(before)s days before the event, or at most "
                        "%(after)s days after it.",
                        before=FARTHEST_BEFORE.days,
                        after=FARTHEST_AFTER.days,
                    )
                ]
                is_valid = False
        if (self.whose.data or "") not in self._offered:
            self.whose.errors = [_("Choose one.")]
            is_valid = False
        if self.whose.data == WORDS and not self.owner.data:
            self.owner.errors = [_("Write who does it.")]
            is_valid = False
        return is_valid

    def answer(self) -> TaskPlan:
        """Return the task; only of a valid form."""
        held_on = day_of(self.event.starts_at, self.event.zone)
        by, whose = self.by.data or held_on, self.whose.data or ""
        is_words = whose == WORDS
        return TaskPlan(
            title=self.title.data or "",
            days=(by - held_on).days,
            fixed_on=by if self.stays.data else None,
            account_id=int(whose.removeprefix(ACCOUNT)) if whose.startswith(ACCOUNT) else None,
            partner_id=int(whose.removeprefix(PARTNER)) if whose.startswith(PARTNER) else None,
            owner=self.owner.data or "" if is_words else "",
            # Who has an account sees it in their own calendar; all others are called.
            phone="" if whose.startswith(ACCOUNT) or not whose else self.phone.data or "",
            note=self.note.data or "",
        )
