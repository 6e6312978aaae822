"""The form for an answer without a card: one tap, and what tells a neighbour from a program."""

from wtforms import IntegerField, StringField

from planner.core.enums import Reply
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.stamp import StampFault, find_stamp_fault

LONGEST_WORD = 40
WAIT = "wait"
MOST_SIGNS = 6


class HeadsField(IntegerField):
    """With how many; what is no number stays in the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, in the digits of any script."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = int(typed) if typed.isdecimal() and len(typed) < MOST_SIGNS else None


class OpenForm(GuestForm):
    """Yes, maybe, no, or a place in the line."""

    answer = StringField()
    heads = HeadsField(_l("How many people are coming?"), default=2)
    word = StringField(
        _l("The word on the poster"),
        render_kw={"maxlength": LONGEST_WORD, "autocomplete": "off", "autocapitalize": "none"},
    )
    website = StringField(_l("Leave this empty"))
    """People do not see it. Programs fill in whatever they find."""
    stamp = StringField()

    @property
    def waits(self) -> bool:
        """Whether a place in the line was asked for."""
        return bool(self.answer.data == WAIT)

    def reply(self) -> Reply | None:
        """Return what was tapped; None when it was none of our buttons."""
        try:
            return Reply(self.answer.data or "")
        except ValueError:
            return None

    def find_stamp_fault(self, event_id: int) -> StampFault | None:
        """Say why this is no form of ours that somebody filled in by hand; None when it is."""
        if self.website.data:
            return StampFault.FORGED
        return find_stamp_fault(self.stamp.data or "", event_id)

    def typed_word(self) -> str:
        """Return what was read on the poster; no more of it than a word can be."""
        return (self.word.data or "")[:LONGEST_WORD]

    def check_heads(self, *, most: int) -> int | None:
        """Return with how many they wait; None with a sentence beside the field."""
        if self.heads.data is not None and 1 <= self.heads.data <= most:
            return int(self.heads.data)
        self.heads.errors = [_("Type a number from 1 to %(most)s.", most=most)]
        return None
