"""Forms of who hands cards out: the code, an answer for a family, a request. None asks a name."""

from dataclasses import dataclass

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.services.invite.requests import LONGEST
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.numbers import LARGEST

MOST = 1000
_NUMBER = _l("Type the number of a card, such as 20.")


class AccessCodeForm(Form):
    """The six digits that were told by phone."""

    code = StringField(
        _l("Code"),
        description=_l("Six digits. We told you them by phone."),
        validators=[
            DataRequired(_l("Type the six digits that we told you by phone.")),
            Length(max=40, message=_l("Type the six digits that we told you by phone.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )

    def answer(self) -> str:
        """Return what was typed."""
        return self.code.data or ""


@dataclass(frozen=True)
class SaidAnswer:
    """What a family told; without a party only yes or no is known."""

    reply: Reply
    party: PartyDetails | None


class AnswerForm(Form):
    """An answer that a family gave to who hands the cards out."""

    reply = RadioField(
        _l("Are they coming?"),
        choices=[
            SelectChoice(Reply.YES.value, _l("Yes")),
            SelectChoice(Reply.NO.value, _l("No")),
        ],
        validators=[AnyOf([Reply.YES.value, Reply.NO.value], _l("Choose yes or no."))],
        validate_choice=False,
    )
    adults = IntegerField(
        _l("Adults"),
        validators=[Optional(), NumberRange(0, MOST, _l("Type a number, such as 2."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    children = IntegerField(
        _l("Children under 12"),
        validators=[Optional(), NumberRange(0, MOST, _l("Type a number, such as 2."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def answer(self) -> SaidAnswer:
        """Return what was told."""
        adults, children = self.adults.data or 0, self.children.data or 0
        told = adults + children > 0
        return SaidAnswer(
            reply=Reply(self.reply.data),
            party=PartyDetails(adults=adults, children=children) if told else None,
        )


class RangeForm(Form):
    """From which number to which the cards were handed out."""

    first = IntegerField(
        _l("Cards"),
        validators=[InputRequired(_NUMBER), NumberRange(1, LARGEST, _NUMBER)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    last = IntegerField(
        _l("up to"),
        validators=[InputRequired(_NUMBER), NumberRange(1, LARGEST, _NUMBER)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def answer(self) -> tuple[int, int]:
        """Return the lowest and the highest number, in whatever order they were typed."""
        first, last = sorted((self.first.data or 0, self.last.data or 0))
        return first, last


class RequestForm(Form):
    """What the organiser should do, in a few words."""

    words = TextAreaField(
        _l("What do you need?"),
        description=_l("For example: two more cards. Do not write names or addresses here."),
        validators=[
            DataRequired(_l("Write what you need, for example: two more cards.")),
            Length(max=LONGEST, message=_l("Make it shorter: 300 letters at most.")),
        ],
        render_kw={"rows": 3, "maxlength": LONGEST, "autocomplete": "off"},
    )

    def answer(self) -> str:
        """Return what was written, in one line."""
        return " ".join((self.words.data or "").split())
