"""The guest's first form: a yes, a maybe or a no; and how to read a number that somebody typed."""

from wtforms import IntegerField, StringField

from planner.core.enums import Reply
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _


class CountField(IntegerField):
    """A number of people; what is no number stays in the field, with a sentence beside it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, in the digits of any script."""
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if typed and not (typed.isdecimal() and len(typed) < 7):
            raise ValueError(_("Type a number, such as %(example)s.", example=7))
        self.data = int(typed) if typed else None


class ReplyForm(GuestForm):
    """One tap, one answer."""

    answer = StringField()

    def reply(self) -> Reply | None:
        """Return what was tapped; None when it was none of our buttons."""
        try:
            return Reply(self.answer.data or "")
        except ValueError:
            return None
