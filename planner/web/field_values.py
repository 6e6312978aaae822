"""What a field of a form holds: as a browser sends it, and as people read it."""

from collections.abc import Iterator
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
)
from wtforms.fields.choices import SelectFieldBase

from planner.web import clash_words

NOT_TYPED = (HiddenField, PasswordField, FileField)
"""Fields that show nothing of what is stored."""


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
    def label(self) -> str:
        """What it asks for."""
        return ", ".join(label_of(field) for field in self.fields)

    def words(self) -> tuple[str, str]:
        """Write what is stored, and what is sent, as people read it."""
        if len(self.fields) == 1:
            return in_words(self.stored[0]), in_words(self.fields[0])
        pairs = [(label_of(one), in_words(theirs), in_words(one)) for one, theirs in self._pairs()]
        differ = [(label, theirs, mine) for label, theirs, mine in pairs if theirs != mine]
        return (
            " · ".join(f"{label}: {theirs}" for label, theirs, _mine in differ),
            " · ".join(f"{label}: {mine}" for label, _theirs, mine in differ),
        )

    def take_over(self) -> None:
        """Let the form hold what is stored."""
        for field, stored in self._pairs():
            field.data, field.raw_data = stored.data, values_sent(stored)
            field.errors, field.process_errors = [], []

    def _pairs(self) -> Iterator[tuple[Field, Field]]:
        return zip(self.fields, self.stored, strict=True)


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
        is_list = isinstance(field, SelectField) and not isinstance(field, RadioField)
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
