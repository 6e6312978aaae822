"""What organisers read of the blanks in their own words: which there are, and what is wrong."""

from collections.abc import Collection

from wtforms import Field
from wtforms.validators import ValidationError

from planner.core.placeholders import (
    FoundFault,
    Placeholder,
    PlaceholderFault,
    check,
    named_in,
    used_in,
)
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _


class Blanks:
    """Checks the blanks of a text; the sentence beside the field says which there are."""

    def __init__(self, allowed: Collection[Placeholder] = tuple(Placeholder)) -> None:
        self.allowed = allowed

    def __call__(self, form: object, field: Field) -> None:
        """Stop at the first blank that can't be filled in."""
        for fault in check(field.data or "", self.allowed):
            raise ValidationError(fault_words(fault, self.allowed))


def written_out(form: object, field: Field) -> None:
    """Stop at a blank where nothing is filled in: guests would read it as it was typed."""
    for one in sorted(used_in(field.data or "")):
        raise ValidationError(
            _(
                "Nothing is filled in here. Write it out instead of %(name)s.",
                name=named_in(current_language(), one),
            )
        )


def fault_words(fault: FoundFault, allowed: Collection[Placeholder]) -> str:
    """Say what is wrong with a blank, and what to write."""
    names = blank_names(allowed)
    if fault.kind is PlaceholderFault.OPEN:
        return _(
            "This blank is not whole: %(typed)s. Write it like one of these: %(names)s.",
            typed=fault.typed,
            names=names,
        )
    if fault.kind is PlaceholderFault.NOT_HERE:
        return _(
            "We can't fill in %(typed)s here. You can use: %(names)s.",
            typed=fault.typed,
            names=names,
        )
    return _("We don't know %(typed)s. You can use: %(names)s.", typed=fault.typed, names=names)


def blank_names(allowed: Collection[Placeholder]) -> str:
    """List the blanks as this organiser types them."""
    language = current_language()
    return ", ".join(named_in(language, one) for one in Placeholder if one in allowed)


def blanks_hint(allowed: Collection[Placeholder]) -> str:
    """Say which blanks there are, and what becomes of one that stays empty."""
    words = _("We fill these in for you: %(names)s.", names=blank_names(allowed))
    if Placeholder.NAME not in allowed:
        return words
    without = _(
        "Without a name, the greeting or the sentence with %(name)s falls away.",
        name=named_in(current_language(), Placeholder.NAME),
    )
    return f"{words} {without}"
