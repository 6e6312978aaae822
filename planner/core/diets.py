"""What people do not eat: diets, the 14 allergens of the European Union, and age bands.

Names are texts that pages translate. An allergy is a fact about somebody's health: it is asked
per household, never with a name, and goes when the event is over (see `retention`).
"""

from collections.abc import Mapping
from enum import StrEnum

from planner.core.texts import N_


class Diet(StrEnum):
    """A way of eating that rules dishes out. Nobody needs one: no diet is the ordinary case."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    FISH = "fish"
    HALAL = "halal"
    KOSHER = "kosher"


DIET_NAMES: Mapping[Diet, str] = {
    Diet.VEGETARIAN: N_("Vegetarian"),
    Diet.VEGAN: N_("Vegan"),
    Diet.FISH: N_("Fish, no meat"),
    Diet.HALAL: N_("Halal"),
    Diet.KOSHER: N_("Kosher"),
}

EVERY_DIET: frozenset[Diet] = frozenset(Diet)
NO_MEAT: frozenset[Diet] = frozenset({Diet.VEGETARIAN, Diet.VEGAN, Diet.FISH})

# Part of all guests, where nobody was asked. Statistics Netherlands (CBS) 2023: 2 % eat fish but
# no meat, 2 % are vegetarian, 0.5 % vegan; a little more here, for a dish that runs out is worse
# than one left. Halal is an assumption: shares differ wildly between neighbourhoods, so ask.
USUAL_SHARES: Mapping[Diet, float] = {
    Diet.VEGETARIAN: 0.04,
    Diet.VEGAN: 0.01,
    Diet.FISH: 0.02,
    Diet.HALAL: 0.10,
    Diet.KOSHER: 0.0,
}


class Allergen(StrEnum):
    """What must be told of food that is not packed. Source: Regulation (EU) 1169/2011, Annex II."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOYBEANS = "soybeans"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


ALLERGEN_NAMES: Mapping[Allergen, str] = {
    Allergen.GLUTEN: N_("Cereals with gluten"),
    Allergen.CRUSTACEANS: N_("Crustaceans, such as shrimps"),
    Allergen.EGGS: N_("Eggs"),
    Allergen.FISH: N_("Fish"),
    Allergen.PEANUTS: N_("Peanuts"),
    Allergen.SOYBEANS: N_("Soya"),
    Allergen.MILK: N_("Milk and lactose"),
    Allergen.NUTS: N_("Nuts"),
    Allergen.CELERY: N_("Celery"),
    Allergen.MUSTARD: N_("Mustard"),
    Allergen.SESAME: N_("Sesame"),
    Allergen.SULPHITES: N_("Sulphites"),
    Allergen.LUPIN: N_("Lupin"),
    Allergen.MOLLUSCS: N_("Molluscs, such as mussels"),
}


class AgeBand(StrEnum):
    """How much somebody eats, roughly."""

    ADULT = "adult"
    CHILD = "child"
    TODDLER = "toddler"


AGE_BAND_NAMES: Mapping[AgeBand, str] = {
    AgeBand.ADULT: N_("12 years and older"),
    AgeBand.CHILD: N_("4 to 11 years"),
    AgeBand.TODDLER: N_("Under 4 years"),
}
