"""The base of every form: typed, stripped, and sure to say what is wrong in a sentence."""

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field
from wtforms.i18n import get_builtin_gnu_translations

from planner.core.bidi import without_controls
from planner.web.i18n import current_language
from planner.web.once import key_field

Filter = Callable[[Any], Any]


def strip(value: Any) -> Any:
    """Take the spaces around a text away, and signs in it that turn text around."""
    return without_controls(value).strip() if isinstance(value, str) else value


@cache
def wtforms_texts(language: str) -> NullTranslations:
    """Return the sentences of WTForms in a language."""
    texts: NullTranslations = get_builtin_gnu_translations([language])
    return texts


class Form(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token. Subclasses add `answer()`, which returns a frozen dataclass."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Settings of all our forms."""

        def bind_field(self, form: "Form", unbound_field: Any, options: dict[str, Any]) -> Field:
            """Clean every text field."""
            filters: list[Filter] = list(unbound_field.kwargs.get("filters", []))
            if unbound_field.field_class.__name__ in {"StringField", "TextAreaField", "EmailField"}:
                filters.append(strip)
                options = {**options, "filters": filters}
                unbound_field.kwargs.pop("filters", None)
            field: Field = unbound_field.bind(form=form, **options)
            return field

        def get_translations(self, form: "Form") -> NullTranslations:
            """Return what WTForms itself says, in the reader's language, from its own files."""
            return wtforms_texts(current_language())

    def hidden_tag(self, *fields: str) -> Markup:
        """Return the hidden fields, with the key that lets the form do once what it makes."""
        hidden: Markup = super().hidden_tag(*fields)
        return hidden + key_field() if self.meta.csrf else hidden

    def is_posted_and_valid(self) -> bool:
        """Say whether the form was sent and holds what it should."""
        return request.method == "POST" and bool(self.validate())


class GuestForm(Form):
    """A form on a page whose address is the secret, and its cookie comes from no other site."""

    class Meta(Form.Meta):
        """Settings of guests' forms."""

        csrf = False


class EmptyForm(Form):
    """Only a button."""
