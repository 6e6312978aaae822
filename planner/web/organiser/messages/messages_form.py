"""When a message goes out by itself, and whether it does; and a form of one button that counts."""

from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from planner.core.messages import MOST_DAYS, TIMED, Rule, Timing
from planner.web.blank_words import written_out
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import Between, ClockField, WholeNumberField

MOST_WORDS = 300


class RuleForm(Form):
    """On or off, and for some of them how many days before and at what time."""

    is_on = BooleanField(_l("Send this message"))
    days = WholeNumberField(
        _l("How many days before?"),
        validators=[
            InputRequired(_l("Write a number of days, 0 for the day itself.")),
            Between(0, MOST_DAYS, _l("Write a number from 0 to 60.")),
        ],
    )
    at = ClockField(
        _l("At what time?"), validators=[InputRequired(_l("Write a time, for example 10:00."))]
    )

    def __init__(self, rule: Rule, timing: Timing) -> None:
        super().__init__(data={"is_on": timing.is_on, "days": timing.days, "at": timing.at})
        self._timing = timing
        if rule is Rule.THANKS:
            self.days.label.text = _l("How many days after you close the event?")
        if rule not in TIMED:
            del self["days"]
            del self["at"]

    def answer(self) -> Timing:
        """Return when it goes out; only of a valid form."""
        if "days" not in self:
            return Timing(is_on=bool(self.is_on.data), days=self._timing.days, at=self._timing.at)
        return Timing(
            is_on=bool(self.is_on.data),
            days=int(self.days.data or 0),
            at=self.at.data or self._timing.at,
        )


class TellForm(Form):
    """One sentence of the organiser's own."""

    words = TextAreaField(
        _l("Do you want to add a sentence?"),
        validators=[Length(max=MOST_WORDS, message=_l("Write it in fewer words.")), written_out],
        render_kw={"maxlength": MOST_WORDS, "rows": 3, "dir": "auto"},
    )

    def answer(self) -> str:
        """Return the sentence; empty for none."""
        return " ".join((self.words.data or "").split())
