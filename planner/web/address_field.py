"""The field for an e-mail address, on every form that takes one: one rule, and one way to ask."""

from typing import Any

from wtforms import EmailField
from wtforms.validators import ValidationError

from planner.core.mail_address import (
    LONGEST_ADDRESS,
    AddressFault,
    clean_email,
    meant_by,
    read_address,
    readable,
)
from planner.web.asking_back import is_meant
from planner.web.i18n import gettext as _

EXAMPLE = "jan@feest.nl"
USUAL = {"maxlength": LONGEST_ADDRESS, "inputmode": "email", "dir": "ltr"}
OF_ONE_S_OWN = {"autocomplete": "email"}
OF_ANOTHER = {"autocomplete": "off"}


class AddressField(EmailField):
    """One e-mail address, or nothing; whether it may be empty its validators say.

    It shows a domain in its own letters. What looks like a slip is asked about once, and taken when
    the form is sent again: we never change what somebody typed.
    """

    def __init__(self, *args: Any, is_needed: bool = False, **more: Any) -> None:
        """Prepare; `is_needed` says whether empty is as wrong as what is no address."""
        more["render_kw"] = {**USUAL, **more.get("render_kw", {})}
        super().__init__(*args, **more)
        self._is_needed = is_needed

    @property
    def address(self) -> str:
        """The address as it is stored; empty where there is none. Only of a valid form."""
        return clean_email(self.data or "") or ""

    def process_data(self, value: Any) -> None:
        """Show what is stored as its owner writes it."""
        self.data = readable(value or "")

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what nobody could write to, and ask about what is hardly meant."""
        if self.errors or validation_stopped:
            return
        found = read_address(self.data or "")
        if found is AddressFault.SIGNS:
            raise ValidationError(
                _("Before the @ we can only use plain letters, such as e instead of é.")
            )
        if isinstance(found, AddressFault) or (self._is_needed and not found):
            raise ValidationError(_("Type an address such as %(example)s.", example=EXAMPLE))
        meant = meant_by(found)
        if meant and found != self.object_data:
            shown = readable(meant)
            is_meant(
                self,
                found,
                _("Do you mean %(address)s? If not, press the button again.", address=shown),
            )
