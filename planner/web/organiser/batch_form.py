"""The form for a batch of cards."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from planner.services.invite import LARGEST_PARTY, MOST_CARDS, BatchPlan
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import Between, WholeNumberField


class BatchForm(Form):
    """How many cards, for how many people each, and who hands them out."""

    name = StringField(
        _l("Name of this stack"),
        description=_l("Only you see it, for example: Passartweg, even numbers."),
        validators=[
            InputRequired(_l("Give the stack a name.")),
            Length(max=80, message=_l("Make the name shorter: 80 letters at most.")),
        ],
    )
    count = WholeNumberField(
        _l("How many cards?"),
        validators=[
            InputRequired(_l("Say how many cards, for example 40.")),
            Between(1, MOST_CARDS, _l("Make 1 to 5,000 cards at a time.")),
        ],
    )
    largest_party = WholeNumberField(
        _l("How many people at most on one card?"),
        description=_l("For a household 8 is usual."),
        default=8,
        validators=[
            InputRequired(_l("Say how many people, for example 8.")),
            Between(1, LARGEST_PARTY, _l("Choose 1 to 50 people.")),
        ],
    )
    intermediary = StringField(
        _l("Who hands them out?"),
        description=_l("The person who knows the guests. Leave it empty if you do it yourself."),
        validators=[Length(max=80, message=_l("Make the name shorter: 80 letters at most."))],
        render_kw={"autocomplete": "off"},
    )
    names_intermediary = BooleanField(_l("Put the first name of this person on the cards"))

    def validate_count(self, field: WholeNumberField) -> None:
        """Refuse a blank that is not empty, which the browser may send."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Say how many cards, for example 40."))

    def validate_largest_party(self, field: WholeNumberField) -> None:
        """As for the number of cards."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Say how many people, for example 8."))

    def answer(self) -> BatchPlan:
        """Return what was decided."""
        return BatchPlan(
            name=self.name.data or "",
            count=self.count.data or 1,
            largest_party=self.largest_party.data or 1,
            intermediary_name=self.intermediary.data or None,
            names_intermediary=bool(self.names_intermediary.data),
        )
