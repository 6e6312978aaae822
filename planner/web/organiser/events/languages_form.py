"""The forms of texts in guests' languages: a field for each text and language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from planner.core.local_time import time_of
from planner.core.texts import N_
from planner.exports.table_faults import ACCEPTS
from planner.services.plan.translating import LONGEST, OwnText, TextKind
from planner.store.models import Event
from planner.translations.reading import GUEST_LANGUAGES
from planner.web.forms import Form
from planner.web.i18n import OWN_NAMES
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.language_words import language_name, writing_of
from planner.web.organiser.fields import TOO_LONG, options
from planner.web.organiser.file_form import FileForm

KIND_NAMES: Mapping[TextKind, str] = {
    TextKind.TITLE: N_("What is it called?"),
    TextKind.DESCRIPTION: N_("What happens there?"),
    TextKind.WEAR_OR_BRING: N_("What do people wear or bring?"),
    TextKind.PROMISE_LINE: N_("The line about a promise, on the cards"),
    TextKind.WORD_AFTERWARDS: N_("What is done with what guests said"),
    TextKind.PLACE: N_("Where?"),
}
MANY_LINES = {TextKind.DESCRIPTION, TextKind.WORD_AFTERWARDS}
STILL_RIGHT = "still-right"


@dataclass(frozen=True)
class TextShown:
    """An own text and its fields; `older` names the fields made from older words."""

    name: str
    words: str
    fields: Sequence[str]
    older: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class LanguageLine:
    """How far a language is, ready to show; `read_by` says who reads it, empty for nobody known."""

    code: str
    name: str
    own_name: str
    words: str
    read_by: str
    url: str
    is_whole: bool
    is_current: bool
    still_right: str
    """The name of the field that says that older texts are right; empty where there are none."""


class WrittenInForm(Form):
    """In which language an organiser writes."""

    language = SelectField(_l("In which language did you write?"))

    def __init__(self, language: str) -> None:
        super().__init__(data={"language": language})
        self.language.choices = options([(code, language_name(code)) for code in GUEST_LANGUAGES])


class TextsFileForm(FileForm):
    """A file with texts that somebody translated."""

    accepts = ACCEPTS


def texts_form(texts: Sequence[OwnText], languages: Sequence[str], zone: str) -> Form:
    """Return the form of these texts in these languages, filled with what is kept."""
    fields: dict[str, object] = {}
    values: dict[str, object] = {}
    for language in languages:
        for one in texts:
            name = field_name(language, one)
            fields[name] = _field(one, language, zone)
            values[name] = one.text_in(language)
        if any(one.is_older(language) for one in texts):
            fields[f"{language}-{STILL_RIGHT}"] = BooleanField(
                _l("The older texts are still right")
            )
    made: Form = type("TextsForm", (Form,), fields)(data=values)
    return made


def field_name(language: str, text: OwnText) -> str:
    """Return the name of a field of the form."""
    return f"{language}-{text.key}"


def texts_shown(texts: Sequence[OwnText], languages: Sequence[str], zone: str) -> list[TextShown]:
    """Return each own text with its fields."""
    return [
        TextShown(
            name=text_name(one, zone),
            words=one.words,
            fields=[field_name(code, one) for code in languages],
            older=frozenset(field_name(code, one) for code in languages if one.is_older(code)),
        )
        for one in texts
    ]


def text_name(text: OwnText, zone: str) -> str:
    """Return what a text is called; of a part of the programme with its time."""
    name = _(KIND_NAMES[text.kind])
    if isinstance(text.row, Event):
        return name
    starts = time_of(text.row.starts_at, zone)
    if text.kind is TextKind.PLACE:
        return _("Programme, %(time)s: where?", time=f"{starts:%H:%M}")
    return _("Programme, %(time)s: what happens?", time=f"{starts:%H:%M}")


def _field(text: OwnText, language: str, zone: str) -> StringField:
    kind = TextAreaField if text.kind in MANY_LINES else StringField
    longest = LONGEST[text.kind]
    lines = {"rows": 5} if text.kind in MANY_LINES else {}
    return kind(
        f"{OWN_NAMES[language]} · {text_name(text, zone)}",
        validators=[Length(max=longest, message=TOO_LONG)],
        render_kw={"maxlength": longest, **writing_of(language), **lines},
    )
