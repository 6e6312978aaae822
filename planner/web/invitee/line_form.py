"""The form to wait for a place."""

from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.invitee.forms import CountField


class LineForm(GuestForm):
    """With how many?"""

    heads = CountField(_l("How many are you?"))

    def check_heads(self, *, most: int) -> int | None:
        """Return with how many they wait; None with a sentence beside the field."""
        if self.validate() and self.heads.data is not None and 1 <= self.heads.data <= most:
            return int(self.heads.data)
        self.heads.errors = [_("Type a number from 1 to %(most)s.", most=most)]
        return None

    def say_too_many(self) -> None:
        """Say that so many will never fit."""
        self.heads.errors = [_("There are not so many places. Are you with fewer? Or call us.")]
