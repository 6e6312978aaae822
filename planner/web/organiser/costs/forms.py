"""The forms of a receipt and of a planned amount."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from planner.core.logistics.money import MOST_CENTS, MOST_COST_WORDS, CostCategory
from planner.services.logistics.costs import CostPlan
from planner.store.models import CostLine, Partner
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, Between, DayField, EuroField, options

CATEGORIES = {
    CostCategory.FOOD: _l("Food and drinks"),
    CostCategory.THINGS: _l("Things and deliveries"),
    CostCategory.PLACE: _l("The place"),
    CostCategory.PROGRAMME: _l("Programme"),
    CostCategory.PRINT: _l("Cards and posters"),
    CostCategory.PERMITS: _l("Permits"),
    CostCategory.OTHER: _l("Other"),
}
_EUROS = _l("Write an amount up to 1,000,000 euro.")


class ReceiptForm(Form):
    """What was paid: amount and category are enough."""

    paid = EuroField(
        _l("Amount"),
        validators=[InputRequired(_l("Write what was paid.")), Between(0, MOST_CENTS, _EUROS)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    category = RadioField(
        _l("For what?"), choices=options(CATEGORIES.items()), default=CostCategory.FOOD.value
    )
    words = StringField(
        _l("Which receipt?"), validators=[Length(max=MOST_COST_WORDS, message=TOO_LONG)]
    )
    is_back = BooleanField(_l("This is money that came back"))

    def answer(self, today: date) -> CostPlan:
        """Return the receipt; only of a valid form."""
        return CostPlan(
            category=CostCategory(self.category.data),
            words=self.words.data or "",
            paid_cents=_signed(self.paid.data, is_back=self.is_back.data),
            paid_on=today,
        )


class CostForm(Form):
    """An amount: what it is to cost, what was paid, and who pays a part."""

    together: ClassVar = (("partner", "share"), ("paid", "is_back"))

    category = SelectField(_l("For what?"), choices=options(CATEGORIES.items()))
    words = StringField(
        _l("What is it?"), validators=[Length(max=MOST_COST_WORDS, message=TOO_LONG)]
    )
    planned = EuroField(
        _l("What is it to cost?"), validators=[Optional(), Between(0, MOST_CENTS, _EUROS)]
    )
    paid = EuroField(_l("What was paid?"), validators=[Optional(), Between(0, MOST_CENTS, _EUROS)])
    is_back = BooleanField(_l("This is money that came back"))
    paid_on = DayField(_l("Paid on"), validators=[Optional()])
    partner = SelectField(_l("Who pays a part of it?"), validate_choice=False)
    share = EuroField(_l("Which part?"), validators=[Optional(), Between(0, MOST_CENTS, _EUROS)])

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
            "paid": abs(line.paid_cents) if line.paid_cents is not None else None,
            "is_back": line.paid_cents is not None and line.paid_cents < 0,
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
        if self.is_back.data and self.paid.data is None and not self.paid.errors:
            self.paid.errors = [_("Write how much came back.")]
            is_valid = False
        whole = self.paid.data if self.paid.data is not None else self.planned.data
        if self.share.data and whole is not None and self.share.data > whole:
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
            paid_cents=_signed(self.paid.data, is_back=self.is_back.data),
            paid_on=self.paid_on.data,
            partner_id=partner_id if is_known else None,
            share_cents=self.share.data if is_known else None,
        )


def _signed(cents: int | None, *, is_back: bool) -> int | None:
    """Return an amount; below nought where it came back."""
    return -cents if cents is not None and is_back else cents
