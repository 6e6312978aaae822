"""What an organiser writes to helpers, and to which of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from planner.core.helpers.messages import MOST_HELPER_WORDS, HelperGroup
from planner.store.models import Shift
from planner.web import shift_words
from planner.web.blank_words import written_out
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG

SHIFT = "shift-"


@dataclass(frozen=True, slots=True)
class HelperWords:
    """What is written, and to whom.

    Attributes:
        shift_id: of one shift only; None for all.
    """

    words: str
    group: HelperGroup = HelperGroup.EVERYONE
    shift_id: int | None = None


class HelperWordsForm(Form):
    """Words to helpers of an event."""

    to = SelectField(_l("To whom?"))
    words = TextAreaField(
        _l("What do you want to say?"),
        validators=[
            DataRequired(_l("Write what they should know.")),
            Length(max=MOST_HELPER_WORDS, message=TOO_LONG),
            written_out,
        ],
        render_kw={"maxlength": MOST_HELPER_WORDS, "rows": 5, "dir": "auto"},
    )

    def __init__(self, shifts: Sequence[Shift], *, words: str = "", is_over: bool = False) -> None:
        """Make the form.

        Args:
            shifts: of the event, in the order of time.
            words: that it begins with.
            is_over: then it thanks everybody who helped.
        """
        super().__init__(data={"words": words, "to": HelperGroup.EVERYONE.value})
        if is_over:
            del self["to"]
            return
        self.to.choices = [
            (HelperGroup.EVERYONE.value, _("All who help or wait")),
            (HelperGroup.IN_A_SHIFT.value, _("All who are in a shift")),
            (HelperGroup.WAITING.value, _("Who waits for a place")),
            (HelperGroup.NOT_CONFIRMED.value, _("Who did not confirm yet")),
            *(
                (
                    f"{SHIFT}{shift.id}",
                    _(
                        "%(task)s, %(when)s",
                        task=shift_words.task(shift),
                        when=shift_words.when(shift),
                    ),
                )
                for shift in shifts
            ),
        ]

    def answer(self) -> HelperWords:
        """Return what is written and to whom; only of a valid form."""
        words = str(self.words.data or "").replace("\r\n", "\n").strip()
        if "to" not in self:
            return HelperWords(words)
        to = str(self.to.data)
        if to.startswith(SHIFT):
            return HelperWords(words, shift_id=int(to.removeprefix(SHIFT)))
        return HelperWords(words, HelperGroup(to))
