"""The forms of what an event needs, of what came back, and of what is owned."""

from collections.abc import Sequence
from typing import ClassVar

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.logistics.money import MOST_CENTS
from planner.core.logistics.suppliers import MOST_SUPPLIER_NAME, MOST_SUPPLIER_NOTE
from planner.core.logistics.things import (
    MOST_COUNT,
    MOST_KEPT_AT,
    MOST_THING_NAME,
    CountedFrom,
    ThingSource,
)
from planner.services.logistics.uses import UsePlan
from planner.store.models import Supplier, ThingUse
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, Between, EuroField, WholeNumberField, options

MOST_PHONE = 40
MOST_HOURS = 14 * 24
COUNTED_FROM = {
    CountedFrom.NOTHING: _l("Nothing: it is the same however many come"),
    CountedFrom.PORTIONS: _l("People who eat"),
    CountedFrom.HEADS: _l("People who come"),
}
SOURCES = {
    ThingSource.OWN: _l("Our own"),
    ThingSource.BORROWED: _l("Borrowed"),
    ThingSource.HIRED: _l("Hired"),
    ThingSource.BOUGHT: _l("Bought"),
}
_COUNT = _l("Write a number from 0 to 100,000.")
_HOURS = _l("Write a number of hours, at most two weeks.")
_EUROS = _l("Write an amount up to 1,000,000 euro.")


class UseForm(Form):
    """What an event needs of one thing."""

    together: ClassVar = (
        ("counted_from", "per"),
        ("source", "supplier", "from_whom", "phone"),
    )

    name = StringField(
        _l("What is needed?"),
        validators=[
            DataRequired(_l("Write what is needed, such as: tables.")),
            Length(max=MOST_THING_NAME, message=TOO_LONG),
        ],
    )
    counted_from = SelectField(_l("How many follows from"), choices=options(COUNTED_FROM.items()))
    per = WholeNumberField(
        _l("One for how many of them?"),
        validators=[Optional(), Between(1, MOST_COUNT, _l("Write a number from 1 to 100,000."))],
        render_kw={"min": 1},
    )
    count = WholeNumberField(
        _l("How many?"),
        validators=[Optional(), Between(0, MOST_COUNT, _COUNT)],
        render_kw={"min": 0},
    )
    source = SelectField(_l("From where?"), choices=options(SOURCES.items()))
    supplier = SelectField(_l("From which supplier?"), validate_choice=False)
    from_whom = StringField(
        _l("From whom?"), validators=[Length(max=MOST_SUPPLIER_NAME, message=TOO_LONG)]
    )
    phone = StringField(
        _l("On which number?"), validators=[Length(max=MOST_PHONE, message=TOO_LONG)]
    )
    out_hours = WholeNumberField(
        _l("Out how many hours before the event begins?"),
        validators=[InputRequired(_HOURS), Between(0, MOST_HOURS, _HOURS)],
        render_kw={"min": 0},
    )
    back_hours = WholeNumberField(
        _l("Back how many hours after it ends?"),
        validators=[InputRequired(_HOURS), Between(0, MOST_HOURS, _HOURS)],
        render_kw={"min": 0},
    )
    note = StringField(
        _l("What has to be remembered?"),
        validators=[Length(max=MOST_SUPPLIER_NOTE, message=TOO_LONG)],
    )

    planned = EuroField(
        _l("What is it to cost?"), validators=[Optional(), Between(0, MOST_CENTS, _EUROS)]
    )
    paid = EuroField(_l("What was paid?"), validators=[Optional(), Between(0, MOST_CENTS, _EUROS)])

    use: ThingUse | None = None
    supplier_ids: frozenset[int] = frozenset()

    def prepare(
        self, suppliers: Sequence[Supplier], use: ThingUse | None, *, with_costs: bool
    ) -> None:
        """Offer who can supply it, and ask for money whoever sees it."""
        self.use = use
        if not with_costs:
            del self.planned, self.paid
        self.supplier_ids = frozenset(one.id for one in suppliers)
        self.supplier.choices = options(
            [("", _("None of these")), *((one.id, one.name) for one in suppliers)]
        )

    @staticmethod
    def defaults(use: ThingUse | None) -> dict[str, object]:
        """Return what the form shows."""
        if use is None:
            return {"out_hours": 3, "back_hours": 2, "source": ThingSource.OWN.value}
        names = ("name", "per", "count", "from_whom", "phone", "note")
        return {
            **{name: getattr(use, name) for name in names},
            "counted_from": use.counted_from.value,
            "source": use.source.value,
            "supplier": str(use.supplier_id or ""),
            "planned": use.planned_cents,
            "paid": use.paid_cents,
            "out_hours": -(-use.out_minutes // 60),
            "back_hours": -(-use.back_minutes // 60),
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether a number can be told."""
        is_valid = bool(super().validate(extra_validators))
        follows = self.counted_from.data != CountedFrom.NOTHING.value
        if follows and not self.per.data and not self.per.errors:
            self.per.errors = [_("Write for how many people there is one, such as 8.")]
            return False
        if not follows and self.count.data is None and not self.count.errors:
            self.count.errors = [_("Write how many are needed.")]
            return False
        return is_valid

    def answer(self) -> UsePlan:
        """Return what is needed; only of a valid form."""
        follows = CountedFrom(self.counted_from.data)
        source = ThingSource(self.source.data)
        asked = self.supplier.data or ""
        supplier_id = int(asked) if asked.isdecimal() else None
        is_own = source is ThingSource.OWN
        use = self.use
        return UsePlan(
            name=self.name.data or "",
            counted_from=follows,
            per=self.per.data if follows is not CountedFrom.NOTHING else None,
            count=self.count.data,
            source=source,
            supplier_id=supplier_id if supplier_id in self.supplier_ids and not is_own else None,
            from_whom="" if is_own else self.from_whom.data or "",
            phone="" if is_own else self.phone.data or "",
            out_minutes=60 * (self.out_hours.data or 0),
            back_minutes=60 * (self.back_hours.data or 0),
            planned_cents=self._cents("planned", use.planned_cents if use else None),
            paid_cents=self._cents("paid", use.paid_cents if use else None),
            note=self.note.data or "",
        )

    def _cents(self, name: str, before: int | None) -> int | None:
        """Return an amount, as it was where this person sees no money."""
        return self[name].data if name in self else before


class MovedForm(Form):
    """How many went out and came back, where one press does not say it."""

    together: ClassVar = (("taken", "back", "broken"),)

    taken = WholeNumberField(
        _l("Went out"),
        validators=[Optional(), Between(0, MOST_COUNT, _COUNT)],
        render_kw={"min": 0},
    )
    back = WholeNumberField(
        _l("Came back whole"),
        validators=[Optional(), Between(0, MOST_COUNT, _COUNT)],
        render_kw={"min": 0},
    )
    broken = WholeNumberField(
        _l("Came back broken"),
        validators=[Optional(), Between(0, MOST_COUNT, _COUNT)],
        render_kw={"min": 0},
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, then whether no more came back than went out."""
        is_valid = bool(super().validate(extra_validators))
        came = (self.back.data or 0) + (self.broken.data or 0)
        if self.broken.data and self.back.data is None and not self.back.errors:
            self.back.errors = [_("Write how many came back whole; 0 for none.")]
            return False
        if self.back.data is not None and self.taken.data is None and not self.taken.errors:
            self.taken.errors = [_("Write how many went out.")]
            return False
        if self.back.data is not None and came > (self.taken.data or 0):
            self.back.errors = [_("More came back than went out. Correct one of the two.")]
            return False
        return is_valid


class ThingForm(Form):
    """Something that is owned."""

    name = StringField(
        _l("What is it?"),
        validators=[
            DataRequired(_l("Write what it is, such as: tables.")),
            Length(max=MOST_THING_NAME, message=TOO_LONG),
        ],
    )
    owned = WholeNumberField(
        _l("How many are there?"),
        validators=[InputRequired(_COUNT), Between(0, MOST_COUNT, _COUNT)],
        render_kw={"min": 0},
    )
    kept_at = StringField(
        _l("Where do they lie?"), validators=[Length(max=MOST_KEPT_AT, message=TOO_LONG)]
    )
