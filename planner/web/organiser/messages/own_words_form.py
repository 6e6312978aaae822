"""The form of an organiser's own sentences in a letter, each beside the same in other languages."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length

from planner.core.own_letters import (
    LONGEST_SENTENCE,
    LetterPart,
    LetterWords,
    OwnLetter,
    blanks_of,
    name_of,
)
from planner.core.said_in import plain
from planner.services.plan.own_words import words_of
from planner.store.models import Event
from planner.web.blank_words import Blanks
from planner.web.event_words import own_language
from planner.web.forms import Form
from planner.web.i18n import OWN_NAMES
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.language_words import TOO_LONG, others_than, writing_of

STILL_RIGHT = "still_right"
PART_LABELS = {
    LetterPart.OPENING: _l("A sentence at the beginning"),
    LetterPart.CLOSING: _l("A sentence at the end"),
}


class OwnWordsForm(Form):
    """The sentences of one letter; made for an event by `own_words_form`."""

    letter: OwnLetter
    languages: Sequence[str]

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field; a text in another language is one of the own words."""
        is_valid = super().validate(extra_validators)
        for part in LetterPart:
            own = self[part]
            is_lonely = not own.data and any(one.data for one in self.beside(part))
            if is_lonely and not own.errors:
                own.errors = [
                    _("Write it in your own language too. Who reads no other reads that.")
                ]
                is_valid = False
        return is_valid

    def beside(self, part: LetterPart) -> list[StringField]:
        """List the fields of a sentence in other languages."""
        return [self[field_in(part, language)] for language in self.languages]

    def own(self) -> dict[str, str]:
        """Return the own words, by the name they are kept by; only of a valid form."""
        return {name_of(self.letter, part): self[part].data or "" for part in LetterPart}

    def said(self) -> dict[str, dict[str, str]]:
        """Return the same in other languages, by language and name; only of a valid form."""
        return {
            language: {
                name_of(self.letter, part): self[field_in(part, language)].data or ""
                for part in LetterPart
            }
            for language in self.languages
        }

    def is_still_right(self) -> bool:
        """Say whether texts made from older words are right for the new ones."""
        return STILL_RIGHT in self and bool(self[STILL_RIGHT].data)


def own_words_form(event: Event, letter: OwnLetter) -> OwnWordsForm:
    """Return the form of a letter of an event, filled with what is kept."""
    own, words = own_language(event), words_of(event)
    others = others_than(own)
    fields: dict[str, Any] = {"letter": letter, "languages": others}
    values: dict[str, Any] = {}
    for part in LetterPart:
        name = name_of(letter, part)
        fields[part.value] = _field(TextAreaField, PART_LABELS[part], letter, own, rows=3)
        values[part.value] = words.own.get(name, "")
        for language in others:
            label = f"{OWN_NAMES[language]} · {PART_LABELS[part]}"
            fields[field_in(part, language)] = _field(
                TextAreaField, label, letter, language, rows=3
            )
            values[field_in(part, language)] = words.text_in(language, name)
    if any(older_fields(words, letter, part, others) for part in LetterPart):
        fields[STILL_RIGHT] = BooleanField(_l("The older texts are still right"))
    made: OwnWordsForm = type("OwnWordsFormOfLetter", (OwnWordsForm,), fields)(data=values)
    return made


def older_fields(
    words: LetterWords, letter: OwnLetter, part: LetterPart, languages: Sequence[str]
) -> frozenset[str]:
    """Return the fields whose texts were made from other words than the own ones are now."""
    name = name_of(letter, part)
    return frozenset(field_in(part, one) for one in languages if words.is_older(one, name))


def field_in(part: LetterPart, language: str) -> str:
    """Return the name of the field of a sentence in another language."""
    return f"{part}-in-{language}"


def _one_line(typed: Any) -> Any:
    return plain(typed) if isinstance(typed, str) else typed


def _field(
    kind: type[StringField], label: str, letter: OwnLetter, language: str, *, rows: int
) -> StringField:
    return kind(
        label,
        filters=[_one_line],
        validators=[Length(max=LONGEST_SENTENCE, message=TOO_LONG), Blanks(blanks_of(letter))],
        render_kw={"maxlength": LONGEST_SENTENCE, "rows": rows, **writing_of(language)},
    )
