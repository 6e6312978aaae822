"""The forms of a receipt and of a planned amount."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from planner.core.logistics.money import MOST_COST_WORDS, CostCategory
from planner.services.logistics.costs import CostPlan
from planner.store.models import CostLine, Partner
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, DayField, EuroField, options

CATEGORIES = {
    CostCategory.FOOD: _l("Food and drinks"),
    CostCategory.THINGS: _l("Things and deliveries"),
    CostCategory.PLACE: _l("The place"),
    CostCategory.PROGRAMME: _l("Programme"),
    CostCategory.PRINT: _l("Cards and posters"),
    CostCategory.PERMITS: _l("Permits"),
    CostCategory.OTHER: _l("Other"),
}


class ReceiptForm(Form):
    """What was paid: amount and category are enough."""

    paid = EuroField(_l("Amount"), validators=[InputRequired(_l("Write what was paid."))])
    category = SelectField(_l("For what?"), choices=options(CATEGORIES.items()))
    words = StringField(
        _l("Which receipt?"), validators=[Length(max=MOST_COST_WORDS, message=TOO_LONG)]
    )

    def answer(self, today: date) -> CostPlan:
        """Return the receipt; only of a valid form."""
        return CostPlan(
            category=CostCategory(self.category.data),
            words=self.words.data or "",
            paid_cents=self.paid.data,
            paid_on=today,
        )


class CostForm(Form):
    """An amount: what it is to cost, what was paid, and who pays a part."""

    together: ClassVar = (("partner", "share"),)

    category = SelectField(_l("For what?"), choices=options(CATEGORIES.items()))
    words = StringField(
        _l("What is it?"), validators=[Length(max=MOST_COST_WORDS, message=TOO_LONG)]
    )
    planned = EuroField(_l("What is it to cost?"), validators=[Optional()])
    paid = EuroField(_l("What was paid?"), validators=[Optional()])
    paid_on = DayField(_l("Paid on"), validators=[Optional()])
    partner = SelectField(_l("Who pays a part of it?"), validate_choice=False)
    share = EuroField(_l("Which part?"), validators=[Optional()])

    partner_ids: frozenset[int] = frozenset()

    def prepare(self, partners: Sequence[Partner]) -> None:
        """Offer who can pay a part."""
        self.partner_ids = frozenset(one.id for one in partners)
        self.partner.choices = options(
            [("", _("Nobody")), *((one.id, one.name) for one in partners)]
        )

    @staticmethod
    def defaults(line: CostLine) -> dict[str, object]:
        """Return what the form of an amount that is there shows."""
        return {
            "category": line.category.value,
            "words": line.words,
            "planned": line.planned_cents,
            "paid": line.paid_cents,
            "paid_on": line.paid_on,
            "partner": str(line.partner_id or ""),
            "share": line.share_cents,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, and that there is an amount and no part without a partner."""
        is_valid = bool(super().validate(extra_validators))
        amounts = (self.planned, self.paid)
        if all(one.data is None and not one.errors for one in amounts):
            self.planned.errors = [_("Write what it is to cost, or what was paid.")]
            is_valid = False
        if self.share.data and not self.partner.data:
            self.partner.errors = [_("Choose who pays that part.")]
            is_valid = False
        largest = max(self.planned.data or 0, self.paid.data or 0)
        if self.share.data and largest and self.share.data > largest:
            self.share.errors = [_("A part can’t be more than the whole.")]
            is_valid = False
        return is_valid

    def answer(self) -> CostPlan:
        """Return the amount; only of a valid form."""
        asked = self.partner.data or ""
        partner_id = int(asked) if asked.isdecimal() else None
        is_known = partner_id in self.partner_ids
        return CostPlan(
            category=CostCategory(self.category.data),
            words=self.words.data or "",
            planned_cents=self.planned.data,
            paid_cents=self.paid.data,
            paid_on=self.paid_on.data,
            partner_id=partner_id if is_known else None,
            share_cents=self.share.data if is_known else None,
        )
