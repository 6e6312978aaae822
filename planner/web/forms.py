"""The base of every form: typed, stripped, and sure to say what is wrong in a sentence."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from gettext import NullTranslations
from types import MappingProxyType
from typing import Any, ClassVar, Self

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field
from wtforms.i18n import get_builtin_gnu_translations

from planner.core.bidi import without_controls
from planner.web.asking_back import Asks, ask_back, only_asks
from planner.web.db import let_others_write
from planner.web.i18n import current_language
from planner.web.meanwhile import NAME, Editing, Edits
from planner.web.once import key_field

Filter = Callable[[Any], Any]

TEXT_FIELDS = frozenset({"StringField", "TextAreaField", "EmailField", "AddressField"})


def strip(value: Any) -> Any:
    """Take the spaces around a text away, and signs in it that turn text around."""
    return without_controls(value).strip() if isinstance(value, str) else value


@cache
def wtforms_texts(language: str) -> NullTranslations:
    """Return the sentences of WTForms in a language."""
    texts: NullTranslations = get_builtin_gnu_translations([language])
    return texts


class Form(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token. Subclasses add `answer()`, which returns a frozen dataclass.

    Attributes:
        event_columns: which columns of the event the fields stand for, where the form edits one
            and they are called differently; None where it edits something else.
        together: fields that only mean something together, such as a place and its address.
        asks: what is asked about a number that can hardly be meant; see `asking_back`.
    """

    event_columns: ClassVar[Mapping[str, str] | None] = None
    together: ClassVar[Sequence[tuple[str, ...]]] = ()
    editing: Editing | None = None
    asks: Asks = MappingProxyType({})
    is_sent = False

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Settings of all our forms."""

        def bind_field(self, form: "Form", unbound_field: Any, options: dict[str, Any]) -> Field:
            """Clean every text field."""
            filters: list[Filter] = list(unbound_field.kwargs.get("filters", []))
            if unbound_field.field_class.__name__ in TEXT_FIELDS:
                filters.append(strip)
                options = {**options, "filters": filters}
                unbound_field.kwargs.pop("filters", None)
            field: Field = unbound_field.bind(form=form, **options)
            return field

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:
            """Note whether this is the form that was sent, of several on a page."""
            found = super().wrap_formdata(form, formdata)
            form.is_sent = request.method == "POST" and found is not None
            return found

        def get_translations(self, form: "Form") -> NullTranslations:
            """Return what WTForms itself says, in the reader's language, from its own files."""
            return wtforms_texts(current_language())

    def edits(
        self,
        of: str = "",
        *,
        but: Collection[str] = (),
        stored: Mapping[str, object] | None = None,
        own_is_fine: bool = False,
        unseen: str = "",
    ) -> Self:
        """Say that the form edits what it is filled with, which somebody else may edit too.

        Args:
            of: what that is, where the address of the page does not say it all.
            but: fields that only propose something, which nobody has stored.
            stored: what is stored, where the form does not show it; empty then means 'as it was'.
            own_is_fine: whether the sender is not asked about a change of their own, as where
                every touch of a slider is sent.
            unseen: differs where something else is stored that the form may not show.
        """
        self.editing = Editing(
            self, Edits(of, but, stored, self.together, self.event_columns, own_is_fine, unseen)
        )
        return self

    def has_missed_what_it_hides(self, sentence: str) -> bool:
        """Say, with this sentence, that what the form may not show changed meanwhile, if it did."""
        if self.editing is None or not self.editing.has_missed:
            return False
        let_others_write()
        self.form_errors.append(sentence)
        return True

    @property
    def has_clashes(self) -> bool:
        """Whether somebody has to choose between two values."""
        return bool(self.editing and self.editing.clashes)

    def hidden_tag(self, *fields: str) -> Markup:
        """Return the hidden fields, with the key that lets the form do once what it makes."""
        hidden: Markup = super().hidden_tag(*fields)
        return (hidden + key_field() if self.meta.csrf else hidden) + self.version_tag()

    def version_tag(self) -> Markup:
        """Return the version that the form was made from; nothing for one that edits nothing."""
        return self.editing.tag() if self.editing else Markup()

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, and ask about what can hardly be meant."""
        is_valid = bool(super().validate(extra_validators))
        return ask_back(self, self.asks) and is_valid

    @property
    def only_asks(self) -> bool:
        """Whether nothing is wrong: a question waits for an answer."""
        return only_asks(self)

    def is_posted_and_valid(self) -> bool:
        """Say whether the form was sent, holds what it should and meets with no other change."""
        if request.method != "POST":
            return False
        if self.validate() and (self.editing is None or self._meets()):
            return True
        if NAME in request.form:
            let_others_write()  # before the page is made that says what is wrong
        return False

    def _meets(self) -> bool:
        """Put the form together with what was changed meanwhile; what came of it is checked too."""
        return bool(self.editing and self.editing.settle() and self.validate())


class GuestForm(Form):
    """A form on a page whose address is the secret, and its cookie comes from no other site."""

    class Meta(Form.Meta):
        """Settings of guests' forms."""

        csrf = False


class EmptyForm(Form):
    """Only a button."""
