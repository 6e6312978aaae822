"""The form that asks what guests may count on: a field a promise, so that two may decide."""

from collections.abc import Sequence
from dataclasses import replace

from flask import request
from wtforms import BooleanField, Field
from wtforms.form import BaseForm
from wtforms.validators import DataRequired

from planner.core.assurances import Assurance
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.events.publish_rows import AssuranceRow

NOT_TICKED = _l("Tick it when it is right. Is it not? Then change it first.")
CHANGED = _l("This changed meanwhile. Is it right now? Then tick it.")


class Confirmed(DataRequired):
    """Ticked. On top of the page the error says of what, since it is the same for all."""

    def __init__(self, assurance: Assurance) -> None:
        super().__init__(NOT_TICKED)
        self._of_assurance = f"{assurance.value}-"
        self.field_flags = {**self.field_flags, "named": True}

    def __call__(self, form: BaseForm, field: Field) -> None:
        if any(name.startswith(self._of_assurance) for name in request.form):  # of other words
            self.message = CHANGED
        super().__call__(form, field)


def assurance_form(rows: Sequence[AssuranceRow]) -> Form:
    """Return a form with a tick for each promise, as it is stored or was sent."""
    fields: dict[str, object] = {
        row.key: BooleanField(
            row.words, validators=[Confirmed(row.assurance)] if row.is_must else []
        )
        for row in rows
    }
    made: type[Form] = type("AssuranceForm", (Form,), fields)
    return made(data={row.key: row.is_ticked for row in rows})


def as_ticked(rows: Sequence[AssuranceRow], form: Form) -> list[AssuranceRow]:
    """Return the promises as they stand in their form, with what is wrong with them."""
    return [
        replace(
            row,
            is_ticked=bool(form[row.key].data),
            error=" ".join(str(error) for error in form[row.key].errors),
        )
        for row in rows
    ]
