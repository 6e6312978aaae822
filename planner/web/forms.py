"""The base of every form: typed, stripped, and sure to say what is wrong in a sentence."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field

from planner.core.bidi import without_controls

Filter = Callable[[Any], Any]


def strip(value: Any) -> Any:
    """Take the spaces around a text away, and signs in it that turn text around."""
    return without_controls(value).strip() if isinstance(value, str) else value


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

    def is_posted_and_valid(self) -> bool:
        """Say whether the form was sent and holds what it should."""
        return request.method == "POST" and bool(self.validate())


class GuestForm(Form):
    """A form on a page whose address is itself the secret: no cookie, so no CSRF token."""

    class Meta(Form.Meta):
        """Settings of guests' forms."""

        csrf = False


class EmptyForm(Form):
    """Only a button."""
