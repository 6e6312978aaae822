"""The form of one dish: how much people eat of it, how it is sold, what is in it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from planner.core.catering import KEEPING_NAMES, Dish, Keeping, Pack, Unit
from planner.core.diets import ALLERGEN_NAMES, DIET_NAMES, EVERY_DIET, Allergen, Diet
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import (
    Between,
    DecimalField,
    EuroField,
    WholeNumberField,
    options,
)

MOST_EATEN = 100_000
MOST_IN_PACK = 10_000_000
UNIT_NAMES = {
    Unit.PIECE: _l("Pieces"),
    Unit.GRAM: _l("Grams"),
    Unit.MILLILITRE: _l("Millilitres"),
}


class CheckCards(SelectMultipleField):
    """Several choices as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DishForm(Form):
    """A dish on a menu."""

    together: ClassVar = (
        ("unit", "per_adult", "per_child", "per_toddler", "pack", "large_pack"),
        ("allergens", "are_allergens_checked"),
        ("suits", "meant_for"),
    )

    name = StringField(
        _l("What is it?"),
        validators=[
            DataRequired(_l("Give the dish a name.")),
            Length(max=80, message=_l("Choose a shorter name.")),
        ],
        render_kw={"maxlength": 80},
    )
    unit = SelectField(_l("Counted in"), choices=options(UNIT_NAMES.items()))
    per_adult = DecimalField(
        _l("An adult eats"),
        validators=[
            InputRequired(_l("Write how much an adult eats, for example 1,5.")),
            Between(0, MOST_EATEN, _l("Write an amount from 0 to 100,000.")),
        ],
    )
    per_child = DecimalField(
        _l("A child eats"),
        validators=[Optional(), Between(0, MOST_EATEN, _l("Write an amount from 0 to 100,000."))],
    )
    per_toddler = DecimalField(
        _l("A child under 4 eats"),
        validators=[Optional(), Between(0, MOST_EATEN, _l("Write an amount from 0 to 100,000."))],
    )
    pack = WholeNumberField(
        _l("In one pack"),
        default=1,
        validators=[
            InputRequired(_l("Write how much is in a pack.")),
            Between(1, MOST_IN_PACK, _l("At least 1 goes into a pack.")),
        ],
    )
    price = EuroField(
        _l("A pack costs, in euro"),
        validators=[Optional(), Between(0, 10_000_000, _l("Write an amount up to 100,000 euro."))],
        render_kw={"inputmode": "decimal"},
    )
    large_pack = WholeNumberField(
        _l("In a larger pack"),
        validators=[Optional(), Between(1, MOST_IN_PACK, _l("At least 1 goes into a pack."))],
    )
    large_price = EuroField(
        _l("The larger pack costs, in euro"),
        validators=[Optional(), Between(0, 10_000_000, _l("Write an amount up to 100,000 euro."))],
        render_kw={"inputmode": "decimal"},
    )
    supplier = StringField(
        _l("Where do you buy it?"), validators=[Length(max=80, message=_l("Use fewer words."))]
    )
    keeping = RadioField(
        _l("What happens with what is left?"), default=Keeping.FRESH.value, choices=[]
    )
    comes_back = WholeNumberField(
        _l("Of its price, so much comes back, in percent"),
        validators=[Optional(), Between(0, 100, _l("Write a percentage from 0 to 100."))],
        render_kw={"min": 0, "max": 100},
    )
    replaced_by = CheckCards(_l("What do people take when it is gone?"), choices=[])
    suits = CheckCards(_l("It suits people who eat"), choices=[])
    meant_for = CheckCards(_l("Is it only for people who eat in a certain way?"), choices=[])
    allergens = CheckCards(_l("What is in it?"), choices=[])
    are_allergens_checked = BooleanField(_l("I looked at the pack: nothing else is in it"))

    packs: Sequence[Pack] = ()

    def prepare(
        self, others: Mapping[int, str], packs: Sequence[Pack] = (), *, with_costs: bool = True
    ) -> None:
        """Write the choices in the reader's language.

        Args:
            others: names of the other dishes of the menu, by their id.
            packs: as the dish has them; who sees no prices leaves those as they are.
            with_costs: whether who writes sees prices.
        """
        self.packs = packs
        if not with_costs:
            del self.price, self.large_price
        self.replaced_by.choices = options((str(each), name) for each, name in others.items())
        self.keeping.choices = options((one, _(name)) for one, name in KEEPING_NAMES.items())
        for field in (self.suits, self.meant_for):
            field.choices = options((one, _(name)) for one, name in DIET_NAMES.items())
        self.allergens.choices = options((one, _(name)) for one, name in ALLERGEN_NAMES.items())

    def answer(self) -> Dish:
        """Return the dish; only of a valid form."""
        meant_for = frozenset(Diet(each) for each in self.meant_for.data or ())
        small, large = self._prices()
        packs = [Pack(int(self.pack.data or 1), small)]
        if self.large_pack.data:
            packs.append(Pack(self.large_pack.data, large))
        return Dish(
            name=self.name.data or "",
            unit=Unit(self.unit.data),
            per_adult=self.per_adult.data or 0,
            per_child=self.per_child.data,
            per_toddler=self.per_toddler.data or 0,
            packs=tuple(packs),
            keeping=Keeping(self.keeping.data),
            suits=meant_for | frozenset(Diet(each) for each in self.suits.data or ()),
            meant_for=meant_for,
            allergens=frozenset(Allergen(each) for each in self.allergens.data or ()),
            are_allergens_checked=bool(self.are_allergens_checked.data),
            supplier=self.supplier.data or "",
            comes_back=None if self.comes_back.data is None else self.comes_back.data / 100,
        )

    def _prices(self) -> tuple[int, int]:
        """Return what a pack and a larger one cost, in cents; 0 where nobody wrote it."""
        if "price" in self:
            return self.price.data or 0, self.large_price.data or 0
        known = sorted(self.packs, key=lambda pack: pack.content)
        prices = [pack.price_cents for pack in known]
        return (prices[0] if prices else 0), (prices[-1] if len(prices) > 1 else 0)


def values_of(dish: Dish, name: str) -> dict[str, object]:
    """Return what the form of a dish that is there shows."""
    small, *larger = sorted(dish.packs, key=lambda pack: pack.content)
    return {
        "name": name,
        "unit": dish.unit.value,
        "per_adult": dish.per_adult,
        "per_child": dish.per_child,
        "per_toddler": dish.per_toddler or None,
        "pack": small.content,
        "price": small.price_cents,
        "large_pack": larger[-1].content if larger else None,
        "large_price": larger[-1].price_cents if larger else None,
        "supplier": dish.supplier,
        "keeping": dish.keeping.value,
        "comes_back": None if dish.comes_back is None else round(100 * dish.comes_back),
        "suits": sorted(dish.suits),
        "meant_for": sorted(dish.meant_for),
        "allergens": sorted(dish.allergens),
        "are_allergens_checked": dish.are_allergens_checked,
    }


def values_of_new() -> dict[str, object]:
    """Return what the form of a new dish shows: something that everybody may eat."""
    return {"unit": Unit.PIECE.value, "suits": sorted(EVERY_DIET), "pack": 1}
