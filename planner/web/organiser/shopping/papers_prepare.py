"""What the kitchen prepares, in words: first, for each next round, in all, and what stays behind.

What was bought stands here only as what is left beyond it, with where it lies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.core.catering import Dish, Keeping, Unit
from planner.core.catering.plates import who_cannot, whom_for
from planner.core.catering.prepare import Diners, Preparation
from planner.core.diets import DIET_NAMES, AgeBand, Diet
from planner.core.texts import N_
from planner.services.shop.preparing import KitchenPlan
from planner.services.shop.shopping_list import ShoppingLine
from planner.web.dish_words import amount
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import known_name
from planner.web.organiser.shopping.besides_words import first_words

WHERE_IT_LIES: Mapping[Keeping, str] = {
    Keeping.FRESH: N_("In the cooling: %(amount)s more."),
    Keeping.FREEZABLE: N_("Keep apart: %(amount)s. Freeze tonight what is left."),
    Keeping.FROZEN: N_("In the freezer: %(amount)s more."),
    Keeping.DRY: N_("In the cupboard: %(amount)s more."),
    Keeping.RETURNABLE: N_("Keep closed: %(amount)s. The shop takes it back."),
}


@dataclass(frozen=True)
class RoundsShown:
    """In which rounds to prepare.

    Attributes:
        first: heading of what is made before anybody is there; `each` of what a round adds, empty
            where all is made at once.
        why: whom the first batch is for; `then` says when to take the next one out.
        marks: people inside at whom the next round is taken out.
    """

    first: str
    each: str
    why: str
    then: str
    marks: list[str]


@dataclass(frozen=True)
class KitchenDish:
    """What to prepare of a dish; `short` says what has to be added, where it is too little.

    Attributes:
        by_now: what is to be prepared by now, while guests come in; empty on paper.
    """

    name: str
    first: str
    each: str
    total: str
    for_whom: str
    short: str
    reserve: str
    by_now: str = ""


def rounds_shown(plan: KitchenPlan) -> RoundsShown:
    """Write down in which rounds to prepare."""
    rounds = plan.rounds
    if not rounds.number:
        return RoundsShown(
            first=_("Prepare"), each="", why=_("Prepare it all at once."), then="", marks=[]
        )
    return RoundsShown(
        first=first_words(rounds.first, plan.helpers, plan.in_shifts),
        each=_("Per %(n)s guests more", n=number(rounds.size)),
        why=ngettext(
            "About %(n)s guest is there early, also on a quiet day. Start with that.",
            "About %(n)s guests are there early, also on a quiet day. Start with that.",
            rounds.first,
            n=number(rounds.first),
        ),
        then=_(
            "Are so many guests inside? Tick the box and prepare for the next %(n)s.",
            n=number(rounds.size),
        ),
        marks=[number(mark) for mark in rounds.marks],
    )


def rounds_now(plan: KitchenPlan, came: int) -> list[str]:
    """Say for how many there has to be food now that so many guests came, and what comes next."""
    rounds = plan.rounds
    taken = rounds.taken_out(came)
    if not rounds.number:
        return []
    said = [
        ngettext(
            "Have food ready for %(n)s guest.",
            "Have food ready for %(n)s guests.",
            rounds.enough_for(taken),
            n=number(rounds.enough_for(taken)),
        )
    ]
    if taken < rounds.number:
        said.append(
            _(
                "Have %(mark)s guests come? Then prepare for the next %(n)s.",
                mark=number(rounds.marks[taken]),
                n=number(rounds.size),
            )
        )
    else:
        said.append(_("That was the last round."))
    return said


def kitchen_dishes(
    lines: Sequence[ShoppingLine],
    plan: KitchenPlan,
    told: Mapping[Diet, int],
    came: int | None = None,
) -> list[KitchenDish]:
    """Write down what to prepare of each dish on the list; with who came, what by now."""
    return [
        _dish(line, made, plan, told, came) for line, made in zip(lines, plan.dishes, strict=True)
    ]


def _dish(
    line: ShoppingLine,
    made: Preparation,
    plan: KitchenPlan,
    told: Mapping[Diet, int],
    came: int | None,
) -> KitchenDish:
    unit, rounds = made.dish.unit, plan.rounds
    by_now = None if came is None else made.by_now(rounds.taken_out(came), rounds)
    return KitchenDish(
        name=known_name(made.dish.name),
        first=amount(unit, made.first),
        each=f"+ {amount(unit, made.each)}" if made.each else "",
        total=amount(unit, made.total),
        for_whom=" ".join(_for_whom(made, plan)),
        short=_short(line, made, told),
        reserve=" ".join(_reserve(line, made)),
        by_now="" if by_now is None else amount(unit, by_now),
    )


def _for_whom(made: Preparation, plan: KitchenPlan) -> Iterable[str]:
    """Say who eats it, by age or by diet, and how much each of them."""
    dish, diets = made.dish, plan.eating.diets
    if not dish.meant_for:
        yield _by_age(dish, made.diners)
        without = who_cannot(dish, diets)
        if without:
            yield _("Do not eat this: %(diets)s.", diets=_totals(without))
        return
    heads = whom_for(dish, diets)
    if heads:
        yield _(
            "For: %(diets)s. %(amount)s each.",
            diets=_totals(heads),
            amount=_portion(dish.unit, dish.per_adult),
        )
        return
    names = [_(name) for diet, name in DIET_NAMES.items() if diet in dish.meant_for]
    yield _("Only for: %(diets)s.", diets="; ".join(names))


def _by_age(dish: Dish, diners: Diners) -> str:
    adult = _portion(dish.unit, dish.portions[AgeBand.ADULT])
    if not diners.children:
        return _(
            "For %(adults)s of 12 or older: %(adult)s each.",
            adults=number(diners.adults + diners.helpers),
            adult=adult,
        )
    per_toddler = dish.portions[AgeBand.TODDLER]
    if diners.toddlers and per_toddler != dish.portions[AgeBand.CHILD]:
        return _(
            "For %(adults)s of 12 or older: %(adult)s each; %(children)s from 4 to 11: %(child)s; "
            "%(toddlers)s younger: %(toddler)s.",
            adults=number(diners.adults + diners.helpers),
            adult=adult,
            children=number(diners.children - diners.toddlers),
            child=_portion(dish.unit, dish.portions[AgeBand.CHILD]),
            toddlers=number(diners.toddlers),
            toddler=_portion(dish.unit, per_toddler) if per_toddler else _("nothing"),
        )
    return _(
        "For %(adults)s of 12 or older: %(adult)s each; %(children)s younger: %(child)s.",
        adults=number(diners.adults + diners.helpers),
        adult=adult,
        children=number(diners.children),
        child=_portion(dish.unit, dish.portions[AgeBand.CHILD]),
    )


def _portion(unit: Unit, quantity: float) -> str:
    """Write what one guest eats so exactly that somebody can add it up."""
    if unit is not Unit.PIECE:
        return amount(unit, quantity)
    return ngettext(
        "%(n)s piece", "%(n)s pieces", 1 if quantity == 1 else 2, n=number(round(quantity, 2))
    )


def _short(line: ShoppingLine, made: Preparation, told: Mapping[Diet, int]) -> str:
    """Say what has to be added, where the list has too little.

    It reckons with the last picture of what guests said; here stands what they said since. Who
    needs a dish of their own can take no other, so for them it is said with what to get.
    """
    dish, there = made.dish, line.order.there
    wanted = round(sum(whom_for(dish, told).values()) * dish.per_adult)
    if wanted > there:
        return _(
            "Too little: they eat %(wanted)s. Get %(missing)s more.",
            wanted=amount(dish.unit, wanted),
            missing=amount(dish.unit, wanted - there),
        )
    if made.missing:
        return _(
            "These people eat %(missing)s more than there is.",
            missing=amount(dish.unit, made.missing),
        )
    return ""


def _reserve(line: ShoppingLine, made: Preparation) -> Iterable[str]:
    """Say what there is beyond it: where it lies, and what can still be called for."""
    unit, on_call = made.dish.unit, line.order.reserve.amount
    if made.kept:
        yield _(WHERE_IT_LIES[made.dish.keeping], amount=amount(unit, made.kept))
    if on_call and made.dish.supplier:
        yield _(
            "On call at %(shop)s: %(amount)s.",
            shop=made.dish.supplier,
            amount=amount(unit, on_call),
        )
    elif on_call:
        yield _("On call: %(amount)s.", amount=amount(unit, on_call))


def _totals(heads: Mapping[Diet, int]) -> str:
    return "; ".join(
        f"{_(name)} {number(heads[diet])}" for diet, name in DIET_NAMES.items() if diet in heads
    )
