"""The form of who wants to hear what became of what was said: for guests' and public pages."""

from typing import Any

from wtforms import BooleanField, StringField

from planner.web.address_field import OF_ONE_S_OWN, AddressField
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l


class FollowForm(GuestForm):
    """An address, and a tick of its own."""

    email = AddressField(_l("Your e-mail address"), render_kw=OF_ONE_S_OWN, is_needed=True)
    agrees = BooleanField(_l("Write to me about this neighbourhood."))
    website = StringField(_l("Leave this empty"))
    """People do not see it. Programs fill in whatever they find."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse an address without a yes."""
        is_valid = bool(super().validate(extra_validators))
        if not self.agrees.data:
            self.agrees.errors = [_("Tick this box, then we may write to you.")]
            is_valid = False
        return is_valid

    def say_too_often(self) -> None:
        """Say that mail was asked for too often, from here or for this address."""
        self.email.errors = [_("That was too often. Try again in an hour.")]

    def answer(self) -> str:
        """Return the address in small letters; empty when it is none."""
        return self.email.address
