"""Dishes, packs and menus; and what the guests declared about themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from planner.core.diets import EVERY_DIET, AgeBand, Allergen, Diet
from planner.core.texts import N_


class Unit(StrEnum):
    """In what the amounts of a dish are counted."""

    GRAM = "gram"
    MILLILITRE = "millilitre"
    PIECE = "piece"


class Keeping(StrEnum):
    """What can be done with what is left: it decides how far to buy beyond the likely need."""

    FRESH = "fresh"
    FREEZABLE = "freezable"
    FROZEN = "frozen"
    DRY = "dry"
    RETURNABLE = "returnable"


KEEPING_NAMES: Mapping[Keeping, str] = {
    Keeping.FRESH: N_("Fresh: leftovers are thrown away"),
    Keeping.FREEZABLE: N_("Can be frozen the same evening"),
    Keeping.FROZEN: N_("Frozen: keeps in a freezer"),
    Keeping.DRY: N_("Dry, in tins or in jars: keeps"),
    Keeping.RETURNABLE: N_("The shop takes it back"),
}

SALVAGE: Mapping[Keeping, float] = {
    Keeping.FRESH: 0.0,
    Keeping.FREEZABLE: 0.5,
    Keeping.FROZEN: 0.9,
    Keeping.DRY: 0.9,
    Keeping.RETURNABLE: 0.95,
}
"""The part of the price that comes back from what is left, where nobody said otherwise."""
MOST_SALVAGE = 0.98
"""With all of its price back, any amount would be worth buying."""


@dataclass(frozen=True, slots=True)
class Pack:
    """How a dish is sold: so many grams, millilitres or pieces for so many cents."""

    content: int
    price_cents: int = 0

    def __post_init__(self) -> None:
        if self.content < 1 or self.price_cents < 0:
            raise ValueError(f"a pack holds at least 1 and costs at least 0, not {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dish:
    """One line of a menu.

    Args:
        name: as the cook calls it.
        unit: in what the amounts are counted.
        per_adult: amount that a guest of 12 or older eats on average; 1.6 burgers is fine.
        per_child: amount for 4 to 11 years; None is half of an adult's.
        per_toddler: amount under 4 years.
        packs: how it is sold; at least one.
        keeping: what can be done with leftovers.
        suits: the diets that may eat it; people without a diet eat everything.
        meant_for: an alternative for these diets only, such as vegetarian burgers; empty for a
            dish that everybody takes who may.
        allergens: what must be told about it.
        are_allergens_checked: somebody looked at the pack; without that, none named is not none.
        supplier: where it is bought.
        group: dishes of the same group and unit stand in for each other, piece for piece: who
            finds the one gone takes the other; empty for a dish that nothing replaces.
        comes_back: the part of the price that comes back from what is left; None for what is
            usual for its keeping.

    Raises:
        ValueError: no pack, a negative amount, meant for a diet that it does not suit, or a part
            that is none.
    """

    name: str
    unit: Unit
    per_adult: float
    per_child: float | None = None
    per_toddler: float = 0
    packs: tuple[Pack, ...]
    keeping: Keeping = Keeping.FRESH
    suits: frozenset[Diet] = EVERY_DIET
    meant_for: frozenset[Diet] = frozenset()
    allergens: frozenset[Allergen] = frozenset()
    are_allergens_checked: bool = False
    supplier: str = ""
    group: str = ""
    comes_back: float | None = None

    def __post_init__(self) -> None:
        if not self.packs:
            raise ValueError(f"{self.name} needs at least one pack to be sold in")
        if min(self.portions.values()) < 0:
            raise ValueError(f"{self.name} has a negative portion")
        if not self.meant_for <= self.suits:
            raise ValueError(f"{self.name} is meant for a diet that it does not suit")
        if self.comes_back is not None and not 0 <= self.comes_back <= 1:
            raise ValueError(f"{self.name} brings back a part of its price, not {self.comes_back}")

    @property
    def salvage(self) -> float:
        """The part of the price that comes back from what is left."""
        part = SALVAGE[self.keeping] if self.comes_back is None else self.comes_back
        return min(part, MOST_SALVAGE)

    @property
    def portions(self) -> Mapping[AgeBand, float]:
        """The average amount for one guest of each age."""
        per_child = self.per_adult / 2 if self.per_child is None else self.per_child
        return {
            AgeBand.ADULT: self.per_adult,
            AgeBand.CHILD: per_child,
            AgeBand.TODDLER: self.per_toddler,
        }

    def scaled(self, factor: float) -> Self:
        """Return the dish with so many times its portions, as people turned out to eat it."""
        portions = self.portions
        return replace(
            self,
            per_adult=portions[AgeBand.ADULT] * factor,
            per_child=portions[AgeBand.CHILD] * factor,
            per_toddler=portions[AgeBand.TODDLER] * factor,
        )


@dataclass(frozen=True, slots=True)
class Menu:
    """What is served at one event."""

    name: str
    dishes: tuple[Dish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the answers say about ages and diets, in heads.

    Args:
        adults: guests of 12 and older.
        children: guests of 4 to 11.
        toddlers: guests under 4.
        diets: guests with each diet.
        of_known_diets: of so many guests it is known whether they have a diet; None for all who
            declared an age.

    Raises:
        ValueError: a negative number.
    """

    adults: int = 0
    children: int = 0
    toddlers: int = 0
    diets: Mapping[Diet, int] = field(default_factory=dict)
    of_known_diets: int | None = None

    def __post_init__(self) -> None:
        ages = (self.adults, self.children, self.toddlers)
        numbers = (*ages, self.of_known_diets or 0, *self.diets.values())
        if min(numbers) < 0:
            raise ValueError("nobody declares a negative number of people")

    @property
    def heads(self) -> int:
        """Everybody of whom it is known whether they have a diet."""
        known = self.of_known_diets
        if known is None:
            known = self.adults + self.children + self.toddlers
        return max(known, sum(self.diets.values()))
