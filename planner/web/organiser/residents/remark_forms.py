"""The forms with which remarks are noted and sorted."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.residents.questions import (
    MOST_HEADS,
    MOST_STREET,
    MOST_SUMMARY,
    MOST_WORDS,
    Area,
    HeardBy,
    RemarkState,
    ResidentQuestion,
)
from planner.core.residents.undertakings import MOST_UPDATE
from planner.services.residents.noting import NewRemark
from planner.services.residents.sorting import Sorted
from planner.services.residents.themes import LONGEST_NAME
from planner.store.models import Neighbourhood, ProgrammeItem, Remark, Theme
from planner.web.forms import Form
from planner.web.i18n import OWN_NAMES
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.marked_words import is_nobody_in
from planner.web.organiser.fields import Between, WholeNumberField, options
from planner.web.organiser.residents.remark_words import AREAS, QUESTIONS

TOO_LONG = _l("Write it in fewer words.")


def _words() -> TextAreaField:
    return TextAreaField(
        _l("What was said"),
        description=_l("In their words. No names, no house numbers."),
        validators=[
            DataRequired(_l("Write what was said.")),
            Length(max=MOST_WORDS, message=_l("Write it in fewer words: 500 letters at most.")),
        ],
        render_kw={"rows": 3, "maxlength": MOST_WORDS, "dir": "auto"},
    )


def _heads() -> WholeNumberField:
    return WholeNumberField(
        _l("How many people said it?"),
        default=1,
        validators=[
            InputRequired(_l("Write how many people said it.")),
            Between(1, MOST_HEADS, _l("Write a number from 1 to 500.")),
        ],
        render_kw={"min": 1, "max": MOST_HEADS},
    )


def _street() -> StringField:
    return StringField(
        _l("Which street is it about?"),
        description=_l("Without a house number."),
        validators=[Length(max=MOST_STREET, message=TOO_LONG)],
        render_kw={"maxlength": MOST_STREET, "autocomplete": "off"},
    )


class NoteRemarkForm(Form):
    """What somebody said, typed from a form on paper or noted at a desk."""

    question = RadioField(
        _l("Which question?"),
        validators=[InputRequired(_l("Choose which question it was."))],
    )
    words = _words()
    heads = _heads()
    street = _street()
    stop = SelectField(_l("At which stop?"), validators=[Optional()])
    neighbourhood = SelectField(_l("In which neighbourhood?"), validators=[Optional()])

    def prepare(
        self, *, stops: Sequence[ProgrammeItem], neighbourhoods: Sequence[Neighbourhood]
    ) -> None:
        """Offer the stops of a walk, or the neighbourhoods where it is at no event."""
        self.question.choices = options((one, _(words)) for one, words in QUESTIONS.items())
        self.stop.choices = options([("", _("At none of them"))]) + options(
            (each.id, each.title) for each in stops
        )
        self.neighbourhood.choices = options((each.id, each.name) for each in neighbourhoods)
        if not stops:
            del self.stop
        if not neighbourhoods:
            del self.neighbourhood

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask about what points at somebody."""
        is_valid = bool(super().validate(extra_validators))
        return is_nobody_in(self, "words") and is_valid

    def answer(self) -> NewRemark:
        """Return what was noted; only of a valid form."""
        has_stops = "stop" in self
        return NewRemark(
            question=ResidentQuestion(self.question.data),
            words=self.words.data or "",
            heads=self.heads.data or 1,
            street=self.street.data or "",
            stop_id=int(self.stop.data) if has_stops and self.stop.data else None,
            heard_by=HeardBy.WALK if has_stops else HeardBy.PAPER,
        )


class SortForm(Form):
    """One remark: what it says the same as, whether it may be shown, and the answer to it."""

    theme = RadioField(_l("It says the same as"), validators=[Optional()])
    new_theme = StringField(
        _l("Or a new theme"),
        validators=[Length(max=LONGEST_NAME, message=TOO_LONG)],
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
    words = _words()
    heads = _heads()
    street = _street()
    language = SelectField(_l("In which language?"), validators=[Optional()])
    summary = TextAreaField(
        _l("What residents read of it"),
        description=_l("Needed where it is in another language. Empty: the words themselves."),
        validators=[Length(max=MOST_SUMMARY, message=TOO_LONG)],
        render_kw={"rows": 2, "maxlength": MOST_SUMMARY, "dir": "auto"},
    )
    why_not = TextAreaField(
        _l("Why nothing can be promised"),
        description=_l("This is the answer then. Residents may ask for it."),
        validators=[Length(max=MOST_UPDATE, message=TOO_LONG)],
        render_kw={"rows": 2, "maxlength": MOST_UPDATE, "dir": "auto"},
    )
    state = RadioField(_l("May it be shown?"), validators=[InputRequired(_l("Choose one."))])

    def __init__(self, remark: Remark, themes: Sequence[Theme]) -> None:
        super().__init__(
            data={
                "theme": str(remark.theme_id or ""),
                "words": remark.words,
                "heads": remark.heads,
                "street": remark.street,
                "language": remark.language,
                "summary": remark.summary,
                "why_not": remark.why_not,
                "state": remark.state.value,
            }
        )
        self.theme.choices = options(
            [("", _("Nothing else yet")), *((each.id, each.name) for each in themes)]
        )
        own = [("", _("Our own language"))]
        self.language.choices = options([*own, *OWN_NAMES.items()])
        self.state.choices = options(
            (
                (RemarkState.NEW, _("Nobody decided yet")),
                (RemarkState.SHOWN, _("Fit to show")),
                (RemarkState.HIDDEN, _("Not to show")),
            )
        )
        if remark.question is ResidentQuestion.PROUD:
            del self.why_not

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse to show words in another language; ask about what points at somebody."""
        is_valid = bool(super().validate(extra_validators))
        shown = self.state.data == RemarkState.SHOWN
        if is_valid and shown and self.language.data and not self.summary.data:
            self.summary.errors = [_("Write what residents read of it.")]
            return False
        if self.state.data != RemarkState.HIDDEN:
            is_valid = is_nobody_in(self, "words", "summary") and is_valid
        return is_valid

    def answer(self) -> Sorted:
        """Return what was decided; only of a valid form."""
        return Sorted(
            words=self.words.data or "",
            summary=self.summary.data or "",
            language=self.language.data or "",
            street=self.street.data or "",
            heads=self.heads.data or 1,
            state=RemarkState(self.state.data),
            theme_id=int(self.theme.data) if self.theme.data else None,
            new_theme=self.new_theme.data or "",
            why_not=(self.why_not.data or "") if "why_not" in self else "",
        )


class ThemeForm(Form):
    """What a theme is called, and of which of the programme's themes it is a part."""

    name = StringField(
        _l("Theme"),
        validators=[
            DataRequired(_l("Write what it is about.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
        render_kw={"maxlength": LONGEST_NAME},
    )
    area = SelectField(_l("Part of which theme of the programme?"), validators=[Optional()])

    def prepare(self) -> None:
        """Write the programme's themes in the reader's language."""
        self.area.choices = options([("", _("None of them"))]) + options(
            (one, _(words)) for one, words in AREAS.items()
        )

    def answer(self) -> tuple[str, Area | None]:
        """Return name and area; only of a valid form."""
        return self.name.data or "", Area(self.area.data) if self.area.data else None


class TogetherForm(Form):
    """Into which other theme this one goes."""

    into = SelectField(
        _l("Put it together with"), validators=[InputRequired(_l("Choose a theme."))]
    )
