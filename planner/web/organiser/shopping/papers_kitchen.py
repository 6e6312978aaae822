"""The kitchen's sheet: for how many, what they eat, what to prepare. Totals, never a person.

The one page with exact totals of diets and allergies, however few households told them: to hide
one could harm somebody. So no card, no stack and no time of an answer is on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.core.catering import KEEPING_NAMES, Declared
from planner.core.catering.plates import plates, who_cannot, whom_for
from planner.core.diets import AGE_BAND_NAMES, ALLERGEN_NAMES, DIET_NAMES, AgeBand, Diet
from planner.core.turnout import spoken_range
from planner.services.shop.kitchen_totals import KitchenTotals
from planner.services.shop.papers import Sitting
from planner.services.shop.shopping_list import ShoppingLine
from planner.web.dish_words import amount, packs
from planner.web.filters import day_and_time, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import known_name
from planner.web.organiser.shopping.order_words import placed_panel
from planner.web.organiser.shopping.papers_made import made_line


@dataclass(frozen=True)
class Heads:
    """How many people of one kind: `told` said so themselves, `cook_for` is what to reckon on.

    Helpers are asked by the organiser, so nobody told anything of them.
    """

    words: str
    told: str
    cook_for: str


@dataclass(frozen=True)
class KitchenDish:
    """What to prepare of a dish; `short` says what has to be added, where it is too little."""

    name: str
    packs: str
    keeping: str
    firm: str
    reserve: str
    for_whom: list[str]
    short: str


@dataclass(frozen=True)
class KitchenSitting:
    """The sheet of people who eat together.

    Attributes:
        allergies: what makes somebody ill, and in how many households.
        ordered: when the order was placed, and `since` what changed and was not ordered; both
            empty while none is placed.
    """

    title: str
    when: str
    place: str
    cook_for: str
    expected: str
    fresh: str
    ordered: str
    since: str
    ages: list[Heads]
    diets: list[Heads]
    allergies: list[tuple[str, str]]
    dishes: list[KitchenDish]
    made: str


def kitchen_sheet(sitting: Sitting, exact: KitchenTotals, *, now: datetime) -> KitchenSitting:
    """Write the sheet of one sitting."""
    event, shopping = sitting.event, sitting.shopping
    declared = sitting.declared(exact)
    placed = placed_panel(shopping, shopping.placed, event.zone) if shopping.placed else None
    low, high = spoken_range(sitting.low, sitting.high)
    return KitchenSitting(
        title=event.title,
        when=day_and_time(event.starts_at, event.zone),
        place=event.venue.name if event.venue else "",
        cook_for=number(shopping.chosen.guests + shopping.helpers),
        expected=_(
            "Probably %(low)s to %(high)s people.",
            low=number(low),
            high=number(high),
        ),
        fresh=_fresh(shopping.chosen.guests, shopping.helpers),
        ordered=placed.words if placed else "",
        since=" ".join(filter(None, (placed.since, placed.missing))) if placed else "",
        ages=_ages(sitting, declared),
        diets=_diets(sitting, exact, declared),
        allergies=[
            (_(name), _households(exact.allergies[one]))
            for one, name in ALLERGEN_NAMES.items()
            if one in exact.allergies
        ],
        dishes=[_dish(line, declared.diets) for line in shopping.lines],
        made=made_line([sitting.answers], zone=event.zone, now=now),
    )


def _fresh(guests: int, helpers: int) -> str:
    if not helpers:
        return ngettext(
            "There is fresh food for %(n)s guest.",
            "There is fresh food for %(n)s guests.",
            guests,
            n=number(guests),
        )
    return _(
        "There is fresh food for %(guests)s guests, and %(helpers)s helpers eat too.",
        guests=number(guests),
        helpers=number(helpers),
    )


def _households(number_of_them: int) -> str:
    return ngettext("%(num)s household", "%(num)s households", number_of_them)


def _ages(sitting: Sitting, declared: Declared) -> list[Heads]:
    guests, helpers = sitting.shopping.chosen.guests, sitting.shopping.helpers
    answers, parted = sitting.answers, plates(guests, declared)
    rows = [
        _heads(_(AGE_BAND_NAMES[AgeBand.ADULT]), answers.yes_adults, parted.adults),
        _heads(_("Under 12 years"), answers.yes_children, parted.children),
    ]
    if helpers:
        rows.append(Heads(_("Helpers"), "", number(helpers)))
    return [*rows, _heads(_("Together"), answers.yes_heads, guests + helpers)]


def _diets(sitting: Sitting, exact: KitchenTotals, declared: Declared) -> list[Heads]:
    """List each diet that was told or is likely; what we have no word for as it was told."""
    told = exact.diets
    likely = plates(sitting.shopping.chosen.guests, declared).diets
    rows = [
        _heads(_(name), told.get(diet.value, 0), likely.get(diet, 0))
        for diet, name in DIET_NAMES.items()
        if told.get(diet.value) or likely.get(diet)
    ]
    known = {diet.value for diet in Diet}
    return rows + [
        _heads(diet, heads, heads)
        for diet, heads in sorted(told.items())
        if heads and diet not in known
    ]


def _heads(words: str, told: int, cook_for: int) -> Heads:
    return Heads(words, number(told), number(cook_for))


def _dish(line: ShoppingLine, told: Mapping[Diet, int]) -> KitchenDish:
    order, dish = line.order, line.order.dish
    return KitchenDish(
        name=known_name(dish.name),
        packs=packs(dish, order.firm),
        keeping=_(KEEPING_NAMES[dish.keeping]),
        firm=amount(dish.unit, order.firm.amount),
        reserve=amount(dish.unit, order.reserve.amount) if order.reserve.amount else "",
        for_whom=[words for words in (_only_for(line, told), _not_for(line, told)) if words],
        short=_short(line, told),
    )


def _short(line: ShoppingLine, told: Mapping[Diet, int]) -> str:
    """Say what has to be added for those who said so, where the list has too little for them.

    The list reckons with the last picture of what guests said; here stands what they said since.
    """
    order, dish = line.order, line.order.dish
    wanted = round(sum(whom_for(dish, told).values()) * dish.per_adult)
    missing = wanted - order.firm.amount
    if missing <= 0:
        return ""
    return _(
        "Too little: they eat %(wanted)s. Get %(missing)s more.",
        wanted=amount(dish.unit, wanted),
        missing=amount(dish.unit, missing),
    )


def _only_for(line: ShoppingLine, told: Mapping[Diet, int]) -> str:
    dish = line.order.dish
    if not dish.meant_for:
        return ""
    heads = whom_for(dish, told)
    if heads:
        return _("For at least: %(diets)s", diets=_totals(heads))
    names = [_(name) for diet, name in DIET_NAMES.items() if diet in dish.meant_for]
    return _("Only for: %(diets)s", diets="; ".join(names))


def _not_for(line: ShoppingLine, told: Mapping[Diet, int]) -> str:
    heads = who_cannot(line.order.dish, told)
    return _("Do not eat this: %(diets)s", diets=_totals(heads)) if heads else ""


def _totals(heads: Mapping[Diet, int]) -> str:
    return "; ".join(
        f"{_(name)} {number(heads[diet])}" for diet, name in DIET_NAMES.items() if diet in heads
    )


def overview(sheets: Sequence[KitchenSitting]) -> Sequence[KitchenSitting]:
    """Return the sheets to list on a first page; nothing for one sitting, which speaks itself."""
    return sheets if len(sheets) > 1 else ()
