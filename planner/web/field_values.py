"""What a field of a form holds: as a browser sends it, and as people read it."""

from dataclasses import dataclass
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectFieldBase

from planner.web import clash_words

NOT_TYPED = (HiddenField, PasswordField, FileField)
"""Fields that show nothing of what is stored."""
_NOTHING_AT_FIRST = (RadioField, SelectMultipleField)
"""Choices of which a browser sends none until somebody chooses; of a list it sends the first."""


@dataclass(frozen=True)
class Together:
    """Fields that only mean something together, such as a place and its address; mostly one.

    Attributes:
        fields: as they were sent.
        stored: the same as they would show what is stored now.
    """

    fields: tuple[Field, ...]
    stored: tuple[Field, ...]

    @property
    def name(self) -> str:
        """Of the first field."""
        return str(self.fields[0].name)

    @property
    def differing(self) -> list[tuple[Field, Field]]:
        """The fields that hold something else than is stored, with what is stored."""
        return [
            (field, stored)
            for field, stored in zip(self.fields, self.stored, strict=True)
            if values_sent(field) != values_sent(stored)
        ]

    @property
    def label(self) -> str:
        """What it asks for."""
        asked = [field for field, _stored in self.differing] or self.fields
        return ", ".join(label_of(field) for field in asked)

    def words(self) -> tuple[str, str]:
        """Write what is stored, and what is sent, as people read it."""
        pairs = self.differing
        if len(pairs) == 1:
            ((field, stored),) = pairs
            return in_words(stored), in_words(field)
        return (
            " · ".join(f"{label_of(stored)}: {in_words(stored)}" for _field, stored in pairs),
            " · ".join(f"{label_of(field)}: {in_words(field)}" for field, _stored in pairs),
        )

    def take_over(self) -> None:
        """Let the form hold what is stored."""
        for field, stored in zip(self.fields, self.stored, strict=True):
            field.data, field.raw_data = stored.data, values_sent(stored)
            field.errors, field.process_errors = [], []


def twin(field: Field) -> Field:
    """Return a copy that can hold something else."""
    made: Field = object.__new__(type(field))
    vars(made).update(vars(field))
    return made


def values_sent(field: Field) -> list[str]:
    """Return what a browser sends of what a field holds."""
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectFieldBase):
        options: list[Any] = list(field.iter_choices())
        chosen = [str(one.value) for one in options if one.selected]
        is_list = isinstance(field, SelectField) and not isinstance(field, _NOTHING_AT_FIRST)
        if is_list and not chosen:
            chosen = [str(one.value) for one in options[:1]]
        return sorted(chosen)
    read: Any = twin(field)
    read.raw_data = None  # what was typed may mean the same and look different
    return [str(read._value())]


def in_words(field: Field) -> str:
    """Write what a field holds as people read it."""
    if isinstance(field, BooleanField):
        return clash_words.ticked(field.data)
    if isinstance(field, SelectFieldBase):
        options: list[Any] = list(field.iter_choices())
        words = [str(one.label) for one in options if one.selected]
        return ", ".join(words) or clash_words.nothing()
    return "".join(values_sent(field)).strip() or clash_words.nothing()


def label_of(field: Field) -> str:
    """Return what a field asks for."""
    return str(field.label.text).rstrip()
