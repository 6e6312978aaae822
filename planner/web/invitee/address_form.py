"""The form for an address to write to: one field, and nobody has to fill it in."""

from typing import Any

from wtforms import EmailField

from planner.core.guest_names import LONGEST_EMAIL, clean_email
from planner.core.mail import can_be_written_to
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l


class AddressForm(GuestForm):
    """Where to write when something changes."""

    email = EmailField(
        _l("Your e-mail address"),
        render_kw={
            "maxlength": LONGEST_EMAIL,
            "autocomplete": "email",
            "inputmode": "email",
            "dir": "ltr",
        },
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what nobody could write to."""
        if not super().validate(extra_validators):
            return False
        if not can_be_written_to(self.answer()):
            self.email.errors = [_("Type an address such as %(example)s.", example="jan@feest.nl")]
            return False
        return True

    def say_too_often(self) -> None:
        """Say that the address of this card was changed too often."""
        self.email.errors = [_("You changed it a few times. Try again in an hour, or call us.")]

    def answer(self) -> str:
        """Return the address in small letters; empty when it is none."""
        return clean_email(self.email.data or "") or ""
