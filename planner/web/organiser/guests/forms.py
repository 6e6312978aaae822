"""Forms about one guest: whom a card is for, and what somebody told by phone or at the door."""

from typing import Any, ClassVar

from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from planner.core.diets import DIET_NAMES, Diet
from planner.core.enums import Reply
from planner.core.guest_names import LONGEST_NAME, clean_name
from planner.exports.phones import clean_phone
from planner.services.guests.list_answers import ReportedAnswer
from planner.services.guests.named_guests import GuestDetails
from planner.services.invite.issuing import LARGEST_PARTY
from planner.store.models import Answer
from planner.translations.reading import guest_languages
from planner.web.address_field import OF_ANOTHER, AddressField
from planner.web.forms import Form
from planner.web.i18n import OWN_NAMES
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.cards.card_forms import NumberForm
from planner.web.organiser.fields import Between, WholeNumberField, options

COUNT = _l("Type a number, such as 2.")
LARGEST = _l("A card is for 1 to 50 people.")
OFF = {"autocomplete": "off"}


class DetailsForm(Form):
    """Whom a card is for."""

    name = StringField(_l("Name"), render_kw={**OFF, "maxlength": LONGEST_NAME})
    phone = StringField(_l("Phone number"), render_kw={**OFF, "inputmode": "tel"})
    email = AddressField(_l("E-mail address"), render_kw=OF_ANOTHER)
    language = SelectField(
        _l("Which language do they read?"),
        description=_l("Their card, its page and mail to them are in it."),
        default="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, OWN_NAMES[code]) for code in guest_languages()]
        self.language.choices = options([("", _("I do not know")), *known])

    def validate_name(self, field: StringField) -> None:
        """Refuse a card for nobody."""
        name = clean_name(field.data or "")
        if not name:
            raise ValidationError(_("Write a name."))
        if len(name) > LONGEST_NAME:
            raise ValidationError(_("Write a shorter name."))

    def validate_phone(self, field: StringField) -> None:
        """Refuse what nobody can call."""
        if clean_phone(field.data or "") is None:
            raise ValidationError(_("Write a phone number, for example 06 12345678."))

    def answer(self) -> GuestDetails:
        """Return whom the card is for; only of a valid form."""
        return GuestDetails(
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.address,
            language=self.language.data or "",
        )


class StackForm(Form):
    """In which stack new cards go, and for how many people each is."""

    stack = StringField(
        _l("Stack of cards"),
        description=_l("Cards of one stack are printed together."),
        validators=[
            InputRequired(_l("Give the stack a name, for example Partners.")),
            Length(max=80, message=_l("Choose a shorter name.")),
        ],
        render_kw={**OFF, "list": "known-stacks", "maxlength": 80},
    )
    largest_party = WholeNumberField(
        _l("How many people may come on one card?"),
        default=4,
        validators=[InputRequired(LARGEST), Between(1, LARGEST_PARTY, LARGEST)],
        render_kw={"inputmode": "numeric"},
    )

    @property
    def stack_name(self) -> str:
        """The name of the stack, on one line."""
        return clean_name(self.stack.data or "")


class NewGuestForm(DetailsForm, StackForm):
    """A guest by name who gets a card."""


class NumberedDetailsForm(DetailsForm, NumberForm):
    """Whom a card with a number is for."""


class ToldForm(NumberForm):
    """What somebody told; what is left empty stays as it was."""

    together: ClassVar = (
        ("adults", "children"),
        tuple(f"eat_{diet.value}" for diet in Diet),
    )

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
    adults = WholeNumberField(_l("Adults"), validators=[Between(0, 1000, COUNT)])
    children = WholeNumberField(_l("Children under 12"), validators=[Between(0, 1000, COUNT)])

    def told(self) -> ReportedAnswer:
        """Return what was told; only of a valid form."""
        return ReportedAnswer(
            reply=Reply(self.reply.data),
            adults=self.adults.data,
            children=self.children.data,
            diets={diet.value: self.eaters(diet).data for diet in Diet if self.eaters(diet).data},
        )

    def eaters(self, diet: Diet) -> Any:
        """Return the field of a diet."""
        return self[f"eat_{diet.value}"]

    @property
    def diets(self) -> list[Any]:
        """The fields of all diets."""
        return [self.eaters(diet) for diet in Diet]


def values_told(answer: Answer | None) -> dict[str, object]:
    """Return what is stored of what such a form tells; what nobody told is empty."""
    if answer is None:
        return {}
    told: dict[str, object] = {"reply": answer.reply.value}
    if answer.is_detailed:
        told |= {"adults": answer.adults or None, "children": answer.children or None}
        told |= {f"eat_{row.diet}": row.heads or None for row in answer.diets}
    return told


for _diet in Diet:
    _field = WholeNumberField(_l(DIET_NAMES[_diet]), validators=[Between(0, 1000, COUNT)])
    setattr(ToldForm, f"eat_{_diet.value}", _field)
