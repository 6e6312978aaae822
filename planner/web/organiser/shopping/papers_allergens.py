"""A card for each dish with what is in it, to stand beside the dish; in two languages.

The list is that of Regulation (EU) 1169/2011, Annex II. A card tells what the menu says is in a
dish, and nothing of what is not: a dish of which nothing was filled in is never called safe.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from planner.core.catering import Dish
from planner.core.diets import ALLERGEN_NAMES, Allergen
from planner.web.i18n import ORGANISER_LANGUAGES, current_locale, in_language
from planner.web.i18n import gettext as _
from planner.web.organiser.labels import known_name

PICTURES = {
    Allergen.GLUTEN: "grains",
    Allergen.CRUSTACEANS: "shrimp",
    Allergen.EGGS: "egg",
    Allergen.FISH: "fish",
    Allergen.MILK: "cheese",
}
MANY = 4
"""With more of them they stand in two columns, so that all fourteen fit on a card."""
LONG_NAME = 24


@dataclass(frozen=True)
class AllergenLanguage:
    """What a card says in one language, whatever the dish."""

    code: str
    contains: str
    unknown: str
    none: str
    ask: str


@dataclass(frozen=True)
class InIt:
    """One of the fourteen: a picture where there is a clear one, the word, and it in others."""

    picture: str
    word: str
    others: list[tuple[str, str]]


@dataclass(frozen=True)
class AllergenCard:
    """The card of one dish."""

    name: str
    other_names: list[tuple[str, str]]
    in_it: list[InIt]
    is_known: bool
    is_long: bool
    is_full: bool


def languages() -> list[str]:
    """Return the languages of a card: the reader's own first."""
    here = current_locale().language
    return [here, *(code for code in ORGANISER_LANGUAGES if code != here)]


def tongues() -> list[AllergenLanguage]:
    """Return what every card says, in each language."""
    return [tongue for code in languages() for tongue in _in(code)]


def allergen_cards(dishes: Iterable[Dish]) -> list[AllergenCard]:
    """Write the cards, in the order of the menu."""
    return [_card(dish) for dish in dishes]


def _in(code: str) -> Iterable[AllergenLanguage]:
    with in_language(code):
        yield AllergenLanguage(
            code=code,
            contains=_("In this dish:"),
            unknown=_("Not filled in yet"),
            none=_("None of the 14 allergens"),
            ask=_("Do you have an allergy? Ask us."),
        )


def _card(dish: Dish) -> AllergenCard:
    name, *other_names = ((code, _name(dish, code)) for code in languages())
    return AllergenCard(
        name=name[1],
        other_names=[each for each in other_names if each[1] != name[1]],
        in_it=[_in_it(one) for one in Allergen if one in dish.allergens],
        is_known=dish.are_allergens_checked,
        is_long=len(name[1]) > LONG_NAME,
        is_full=len(dish.allergens) > MANY,
    )


def _name(dish: Dish, code: str) -> str:
    with in_language(code):
        return known_name(dish.name)


def _in_it(one: Allergen) -> InIt:
    here, *others = languages()
    return InIt(
        PICTURES.get(one, ""), _word(one, here), [(each, _word(one, each)) for each in others]
    )


def _word(one: Allergen, code: str) -> str:
    with in_language(code):
        return _(ALLERGEN_NAMES[one])
