"""Forms about a promise: what is undertaken, what became of it, who has it from here on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from planner.core.residents.changes import PromiseNews, UpdateFault
from planner.core.residents.questions import MOST_STREET, street_only
from planner.core.residents.undertakings import (
    MOST_UPDATE,
    MOST_WHAT,
    PromiseKind,
    PromiseState,
)
from planner.services.residents.promising import Undertaken
from planner.store.models import Promise
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.marked_words import is_nobody_in
from planner.web.organiser.fields import TOO_LONG, DayField

KINDS: Mapping[PromiseKind, str] = {
    PromiseKind.ASKED: _l("We ask somebody to do it"),
    PromiseKind.LOOKED_INTO: _l("They look into it"),
    PromiseKind.PROMISED: _l("They promise it"),
}
STATES: Mapping[PromiseState, str] = {
    PromiseState.OPEN: _l("Not begun yet"),
    PromiseState.BUSY: _l("Busy with it"),
    PromiseState.DONE: _l("It is done"),
    PromiseState.CANNOT: _l("It can't be done"),
}
FAULTS: Mapping[UpdateFault, tuple[str, str]] = {
    UpdateFault.PAST_DAY: ("day", _l("This day is past. Choose today or a later day.")),
    UpdateFault.NO_DAY: ("day", _l("A day was named. Choose that day, or another one.")),
    UpdateFault.NO_WORDS: ("words", _l("Say in one sentence what was done: residents read it.")),
    UpdateFault.NO_REASON: ("words", _l("Say why, in one sentence: residents read it.")),
    UpdateFault.NO_REASON_FOR_DAY: (
        "words",
        _l("Say why the day moves, in one sentence. The first day stays visible."),
    ),
    UpdateFault.NOTHING_NEW: ("words", _l("Write what is new, or choose how far it is.")),
    UpdateFault.SAME_PARTNER: ("partner", _l("This partner has it already. Choose another one.")),
    UpdateFault.NO_PARTNER: ("day", _l("First choose a partner: nobody has it yet.")),
}
"""The field beside which a sentence stands."""
NOBODY = ""


def _choices(pairs: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value.value), label) for value, label in pairs.items()]


class ChangeForm(Form):
    """What is undertaken, where and for whom."""

    what = StringField(
        _l("What will be done?"),
        description=_l("In one sentence, as a neighbour would say it. No names, no house numbers."),
        validators=[
            DataRequired(_l("Write what will be done, for example: a bench at the playground.")),
            Length(max=MOST_WHAT, message=_l("Make it shorter: 160 letters at most.")),
        ],
        render_kw={"maxlength": MOST_WHAT, "autocomplete": "off"},
    )
    kind = RadioField(
        _l("What did they say?"),
        description=_l("Only what a partner has agreed to is shown as a promise."),
        choices=_choices(KINDS),
        default=PromiseKind.ASKED.value,
    )
    neighbourhood = SelectField(_l("Neighbourhood"), validators=[Optional()])
    street = StringField(
        _l("Street or square"),
        description=_l("Without a house number."),
        validators=[Length(max=MOST_STREET, message=TOO_LONG)],
        render_kw={"maxlength": MOST_STREET, "autocomplete": "off"},
    )
    initiative = SelectField(
        _l("For whose initiative?"),
        description=_l("A contact person sees it on the own page."),
        validators=[Optional()],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask about what points at somebody: residents read it."""
        is_valid = bool(super().validate(extra_validators))
        return is_nobody_in(self, "what") and is_valid

    def prepare(self, neighbourhoods: Mapping[int, str], givers: Mapping[int, str]) -> None:
        """Fill in what can be chosen."""
        self.neighbourhood.choices = _named(neighbourhoods, _("None in particular"))
        self.initiative.choices = _named(givers, _("Of nobody in particular"))

    def answer(self, *, event_id: int | None = None) -> Undertaken:
        """Return what is undertaken; only of a valid form."""
        return Undertaken(
            what=self.what.data or "",
            kind=PromiseKind(self.kind.data),
            street=street_only(self.street.data or ""),
            neighbourhood_id=_number(self.neighbourhood.data),
            event_id=event_id,
            intermediary_id=_number(self.initiative.data),
            partner_id=self.partner_id,
            due_on=self.due_on,
        )

    @property
    def partner_id(self) -> int | None:
        """Who does it, where the form asks."""
        return None

    @property
    def due_on(self) -> date | None:
        """By when, where the form asks."""
        return None


class PromiseForm(ChangeForm):
    """A new promise: also who does it, and by when."""

    partner = SelectField(_l("Who does it?"), validators=[Optional()])
    day = DayField(
        _l("By when?"),
        description=_l("The first day that is named stays visible."),
        validators=[Optional()],
    )

    has_partners = False

    def prepare_partners(self, partners: Mapping[int, str]) -> None:
        """Fill in who can do it."""
        self.has_partners = bool(partners)
        self.partner.choices = _named(partners, _("We do not know yet"))

    @property
    def partner_id(self) -> int | None:
        """Who does it."""
        return _number(self.partner.data)

    @property
    def due_on(self) -> date | None:
        """By when."""
        return self.day.data


def words_field() -> TextAreaField:
    """Return the field of what residents will read."""
    return TextAreaField(
        _l("In one sentence"),
        description=_l("Residents may read it. No names, no house numbers."),
        validators=[Length(max=MOST_UPDATE, message=_l("Make it shorter: 300 letters at most."))],
        render_kw={"rows": 2, "maxlength": MOST_UPDATE},
    )


class NewsForm(Form):
    """What became of it."""

    state = RadioField(_l("How far is it?"), choices=_choices(STATES))
    words = words_field()
    day = DayField(_l("By when?"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask about what points at somebody: residents read it."""
        is_valid = bool(super().validate(extra_validators))
        return is_nobody_in(self, "words") and is_valid

    def answer(self) -> PromiseNews:
        """Return what is said; only of a valid form."""
        words = " ".join((self.words.data or "").split())
        return PromiseNews(PromiseState(self.state.data), words, self.day.data)


class PassOnForm(Form):
    """Who has it from here on, and why."""

    partner = SelectField(_l("Who has it from here on?"))
    words = words_field()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask about what points at somebody: residents read it."""
        is_valid = bool(super().validate(extra_validators))
        return is_nobody_in(self, "words") and is_valid

    def prepare_partners(self, partners: Mapping[int, str]) -> None:
        """Fill in who can have it."""
        self.partner.choices = [SelectChoice(str(key), name) for key, name in partners.items()]


class AgreeForm(Form):
    """Since when the partner promises it."""

    day = DayField(
        _l("On which day did they say yes?"),
        validators=[DataRequired(_l("Choose the day on which they said yes."))],
    )


def say_fault(form: Form, fault: UpdateFault) -> None:
    """Put the sentence of what is missing beside its field."""
    name, words = FAULTS[fault]
    form[name].errors = [str(words)]


def seen(form: Form, promise: Promise, *proposed: str) -> None:
    """Let a form carry the version of the promise that its page shows.

    Args:
        form: filled with what is stored.
        promise: as it was read now.
        proposed: fields that say something new, and so are nobody's change.
    """
    form.edits(but=proposed, unseen=str(promise.version))


def meanwhile_words() -> str:
    """Say that somebody else was first."""
    return _(
        "Somebody else changed this promise meanwhile. Look at what stands there now; what you "
        "typed is still here. Do you still want it? Then send it again."
    )


def one_line(words: str | None) -> str:
    """Return what was typed in one line."""
    return " ".join((words or "").split())


def _named(pairs: Mapping[int, str], otherwise: str) -> Sequence[SelectChoice]:
    return [
        SelectChoice(NOBODY, otherwise),
        *(SelectChoice(str(key), name) for key, name in pairs.items()),
    ]


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen else None
