"""What a partner says of a promise: how far it is, one sentence, and where it moves, the day."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import AnyOf, Length, Optional

from planner.core.residents.changes import PromiseNews, UpdateFault
from planner.core.residents.undertakings import MOST_UPDATE, PromiseState
from planner.store.models import Promise
from planner.web.day_field import DayField
from planner.web.forms import GuestForm
from planner.web.i18n import lazy_gettext as _l
from planner.web.marked_words import is_nobody_in


class PartnerWord(StrEnum):
    """What a partner can say."""

    BUSY = "busy"
    DONE = "done"
    CANNOT = "cannot"
    NEW_DAY = "new-day"


WORDS: Mapping[PartnerWord, str] = {
    PartnerWord.BUSY: _l("We are busy with it"),
    PartnerWord.DONE: _l("It is done"),
    PartnerWord.CANNOT: _l("It can't be done"),
    PartnerWord.NEW_DAY: _l("It will be another day"),
}
FAULTS: Mapping[UpdateFault, tuple[str, str]] = {
    UpdateFault.PAST_DAY: ("day", _l("This day is past. Choose today or a later day.")),
    UpdateFault.NO_DAY: ("day", _l("Choose the new day.")),
    UpdateFault.NO_WORDS: ("words", _l("Say in one sentence what was done: residents read it.")),
    UpdateFault.NO_REASON: ("words", _l("Say why, in one sentence: residents read it.")),
    UpdateFault.NO_REASON_FOR_DAY: ("words", _l("Say why, in one sentence: residents read it.")),
    UpdateFault.NOTHING_NEW: ("words", _l("Say in one sentence how far it is.")),
}
"""The field beside which a sentence stands."""


class PartnerWordForm(GuestForm):
    """How far a promise is."""

    word = RadioField(
        _l("How far is it?"),
        choices=[SelectChoice(word.value, words) for word, words in WORDS.items()],
        validators=[AnyOf([word.value for word in PartnerWord], _l("Choose how far it is."))],
        validate_choice=False,
    )
    words = TextAreaField(
        _l("In one sentence"),
        description=_l("Residents may read it. No names, no house numbers."),
        validators=[Length(max=MOST_UPDATE, message=_l("Make it shorter: 300 letters at most."))],
        render_kw={"rows": 3, "maxlength": MOST_UPDATE},
    )
    day = DayField(_l("The new day"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask about what points at somebody: residents read it."""
        is_valid = bool(super().validate(extra_validators))
        return is_nobody_in(self, "words") and is_valid

    def answer(self, promise: Promise) -> PromiseNews:
        """Return what is said; only of a valid form. Where it moves, it is as far as it was."""
        words = " ".join((self.words.data or "").split())
        if self.word.data == PartnerWord.NEW_DAY:
            return PromiseNews(promise.state, words, self.day.data)
        return PromiseNews(PromiseState(self.word.data), words, promise.due_on)


def say_fault(form: PartnerWordForm, fault: UpdateFault) -> None:
    """Put the sentence of what is missing beside its field."""
    name, words = FAULTS[fault]
    form[name].errors = [str(words)]
