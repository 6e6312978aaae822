"""Forms for one card, by its number: an answer that came by phone, and a card that was lost."""

from dataclasses import dataclass

from wtforms import RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import AnyOf, InputRequired

from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import Between, WholeNumberField

LARGEST_NUMBER = 999_999


class NumberForm(Form):
    """The number that is printed on a card."""

    number = WholeNumberField(
        _l("Number of the card"),
        description=_l("It is printed at the bottom of the card."),
        validators=[
            InputRequired(_l("Type the number of the card, for example 17.")),
            Between(1, LARGEST_NUMBER, _l("Type the number of the card, for example 17.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


@dataclass(frozen=True, kw_only=True)
class PhonedAnswer:
    """What somebody said on the phone; without a party only yes, maybe or no is known."""

    number: int
    reply: Reply
    party: PartyDetails | None


class PhonedAnswerForm(NumberForm):
    """An answer that somebody gave by phone or in the street."""

    reply = RadioField(
        _l("Are they coming?"),
        choices=[
            SelectChoice(Reply.YES.value, _l("Yes")),
            SelectChoice(Reply.MAYBE.value, _l("Maybe")),
            SelectChoice(Reply.NO.value, _l("No")),
        ],
        validators=[AnyOf([reply.value for reply in Reply], _l("Choose yes, maybe or no."))],
        validate_choice=False,
    )
    adults = WholeNumberField(
        _l("Adults"),
        validators=[Between(0, 1000, _l("Type a number, such as 2."))],
        render_kw={"inputmode": "numeric"},
    )
    children = WholeNumberField(
        _l("Children under 12"),
        validators=[Between(0, 1000, _l("Type a number, such as 2."))],
        render_kw={"inputmode": "numeric"},
    )

    def answer(self) -> PhonedAnswer:
        """Return what was said."""
        reply = Reply(self.reply.data)
        adults, children = self.adults.data or 0, self.children.data or 0
        told = reply is not Reply.NO and adults + children > 0
        return PhonedAnswer(
            number=self.number.data or 0,
            reply=reply,
            party=PartyDetails(adults=adults, children=children) if told else None,
        )
