"""The forms of a delivery and of a supplier."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.anchors import minutes_from
from planner.core.helpers.shifts import FARTHEST_MINUTES
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of
from planner.core.logistics.money import MOST_CENTS
from planner.core.logistics.suppliers import (
    MOST_DELIVERED,
    MOST_SUPPLIER_NAME,
    MOST_SUPPLIER_NOTE,
    MOST_WRONG,
)
from planner.services.logistics.suppliers import DeliveryPlan, moment_after
from planner.store.models import Event, Supplier, SupplierDelivery
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, Between, ClockField, DayField, EuroField, options

MOST_PHONE = 40
_EUROS = _l("Write an amount up to 1,000,000 euro.")


class DeliveryForm(Form):
    """What a supplier brings, when, and until when more can be called off."""

    together: ClassVar = (("arrives_on", "arrives_at"), ("call_on", "call_until"))

    supplier = SelectField(
        _l("Who brings it?"), validators=[InputRequired(_l("Choose one."))], validate_choice=False
    )
    what = StringField(
        _l("What do they bring?"), validators=[Length(max=MOST_DELIVERED, message=TOO_LONG)]
    )
    arrives_on = DayField(_l("It comes on"), validators=[Optional()])
    arrives_at = ClockField(_l("At what time?"), validators=[Optional()])
    call_on = DayField(_l("More can be asked for until"), validators=[Optional()])
    call_until = ClockField(_l("Until what time?"), validators=[Optional()])

    planned = EuroField(
        _l("What is it to cost?"), validators=[Optional(), Between(0, MOST_CENTS, _EUROS)]
    )
    paid = EuroField(_l("What was paid?"), validators=[Optional(), Between(0, MOST_CENTS, _EUROS)])

    event: Event
    delivery: SupplierDelivery | None = None
    supplier_ids: frozenset[int] = frozenset()
    arrives: int | None = None
    call: int | None = None

    def prepare(
        self,
        event: Event,
        suppliers: Sequence[Supplier],
        delivery: SupplierDelivery | None,
        *,
        with_costs: bool,
    ) -> None:
        """Offer who can bring it, and ask for money whoever sees it."""
        if not with_costs:
            del self.planned, self.paid
        self.event, self.delivery = event, delivery
        self.supplier_ids = frozenset(one.id for one in suppliers)
        self.supplier.choices = options([(one.id, one.name) for one in suppliers])

    @staticmethod
    def defaults(delivery: SupplierDelivery) -> dict[str, object]:
        """Return what the form of a delivery that is there shows."""
        event = delivery.event
        arrives = moment_after(event, delivery.arrives_minutes)
        call = moment_after(event, delivery.call_minutes)
        return {
            "supplier": str(delivery.supplier_id or ""),
            "what": delivery.what,
            "arrives_on": day_of(arrives, event.zone) if arrives else None,
            "arrives_at": time_of(arrives, event.zone) if arrives else None,
            "call_on": day_of(call, event.zone) if call else None,
            "call_until": time_of(call, event.zone) if call else None,
            "planned": delivery.planned_cents,
            "paid": delivery.paid_cents,
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether the times can be."""
        is_valid = bool(super().validate(extra_validators))
        asked = self.supplier.data or ""
        if not asked.isdecimal() or int(asked) not in self.supplier_ids:
            self.supplier.errors = [_("Choose one.")]
            is_valid = False
        arrives = self._minutes(self.arrives_on, self.arrives_at)
        call = self._minutes(self.call_on, self.call_until)
        if isinstance(arrives, str) or isinstance(call, str):
            return False
        self.arrives, self.call = arrives, call
        return is_valid

    def answer(self) -> DeliveryPlan:
        """Return the delivery; only of a valid form."""
        before = self.delivery
        return DeliveryPlan(
            supplier_id=int(self.supplier.data),
            what=self.what.data or "",
            arrives_minutes=self.arrives,
            call_minutes=self.call,
            planned_cents=self._cents("planned", before.planned_cents if before else None),
            paid_cents=self._cents("paid", before.paid_cents if before else None),
        )

    def _cents(self, name: str, before: int | None) -> int | None:
        """Return an amount, as it was where this person sees no money."""
        return self[name].data if name in self else before

    def _minutes(self, on: DayField, at: ClockField) -> int | str | None:
        """Return how long after the beginning a moment is; words where it can't be."""
        if at.data is None:
            if on.data is not None and not at.errors:
                at.errors = [_("Write a time, for example 15:00.")]
                return "missing"
            return "wrong" if at.errors else None
        event = self.event
        day = on.data or day_of(event.starts_at, event.zone)
        try:
            moment = self._moment(datetime.combine(day, at.data))
        except NoSuchTime:
            at.errors = [
                _("In that night the clock skips this time. Choose an hour earlier or later.")
            ]
            return "skipped"
        minutes = minutes_from(event.starts_at, moment, event.zone)
        if abs(minutes) > FARTHEST_MINUTES:
            on.errors = [_("A delivery is at most two weeks before the event, or after it.")]
            return "far"
        return minutes

    def _moment(self, shown: datetime) -> datetime:
        return moment_at(shown.date(), shown.time(), self.event.zone)


class WrongForm(Form):
    """What is not as ordered."""

    wrong = StringField(
        _l("What is wrong?"),
        validators=[
            DataRequired(_l("Write what is wrong, such as: 20 buns too few.")),
            Length(max=MOST_WRONG, message=TOO_LONG),
        ],
    )


class SupplierForm(Form):
    """A supplier."""

    name = StringField(
        _l("Name"),
        validators=[
            DataRequired(_l("Write the name, as it stands with your dishes.")),
            Length(max=MOST_SUPPLIER_NAME, message=TOO_LONG),
        ],
    )
    phone = StringField(
        _l("On which number?"),
        validators=[Length(max=MOST_PHONE, message=TOO_LONG)],
        render_kw={"inputmode": "tel"},
    )
    note = TextAreaField(
        _l("What has to be remembered?"),
        validators=[Length(max=MOST_SUPPLIER_NOTE, message=TOO_LONG)],
        render_kw={"maxlength": MOST_SUPPLIER_NOTE, "rows": 3},
    )
    is_person = BooleanField(_l("This is a private person"))
