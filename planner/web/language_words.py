"""Languages of guests for who plans: their names, how they are written, and a sentence in each."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from wtforms import StringField
from wtforms.validators import Length

from planner.core.said_in import TextProgress
from planner.services.plan.translating import LanguageReaders
from planner.translations.reading import guest_languages, texts_in
from planner.web.blank_words import written_out
from planner.web.forms import Form
from planner.web.i18n import OWN_NAMES, current_language, ngettext
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

BESIDE = "in-"
TOO_LONG = _l("Write it in fewer words.")


def language_name(code: str) -> str:
    """Return what a language is called in the reader's own, such as 'Arabisch'."""
    name = str(Locale(current_language()).languages[code])
    return name[:1].upper() + name[1:]


def writing_of(language: str) -> dict[str, str]:
    """Return the attributes of a field that is written in a language."""
    return {"lang": language, "dir": "rtl" if texts_in(language).runs_from_right else "ltr"}


def others_than(own: str) -> list[str]:
    """List the languages of guests but one."""
    return [code for code in guest_languages() if code != own]


def with_fields_beside(base: type[Form], own: str, *, longest: int) -> type[Form]:
    """Add a field for one sentence in each language of guests but the own one to a form."""
    fields: dict[str, Any] = {
        f"{BESIDE}{code}": StringField(
            OWN_NAMES[code],
            validators=[Length(max=longest, message=TOO_LONG), written_out],
            render_kw={"maxlength": longest, **writing_of(code)},
        )
        for code in others_than(own)
    }
    return type(f"{base.__name__}InLanguages", (base,), fields)


def values_beside(said: Mapping[str, str] | None) -> dict[str, str]:
    """Return what such fields show of what is kept."""
    return {f"{BESIDE}{code}": words for code, words in (said or {}).items()}


def said_beside(form: Form) -> dict[str, str]:
    """Return what was typed into them, by language; what is empty is left out."""
    typed = {field.name.removeprefix(BESIDE): field.data for field in fields_beside(form)}
    return {
        code: line for code, words in typed.items() if (line := " ".join((words or "").split()))
    }


def fields_beside(form: Form) -> Sequence[StringField]:
    """List the fields of a form for its sentence in other languages."""
    return [field for field in form if field.name.startswith(BESIDE)]


def progress_words(done: TextProgress) -> str:
    """Say how many texts are there, and how many of them were made from older words."""
    words = _("%(there)s of %(wanted)s texts", there=done.there, wanted=done.wanted)
    if not done.older:
        return words
    older = ngettext(
        "%(num)s is made from an older text", "%(num)s are made from an older text", done.older
    )
    return f"{words}, {older}"


def readers_words(readers: LanguageReaders | None) -> str:
    """Say who reads a language, as far as that is known; empty for nobody."""
    if readers is None:
        return ""
    said = []
    if readers.known:
        said.append(
            ngettext("%(num)s household reads it", "%(num)s households read it", readers.known)
        )
    if readers.cards:
        said.append(ngettext("it is on %(num)s card", "it is on %(num)s cards", readers.cards))
    return ", ".join(said)
