"""The kitchen's sheet: for how many, what they eat, what makes them ill. Totals, never a person.

On paper and on the cook's page: the only places with exact totals of diets and allergies, however
few households told them, for to hide one could harm somebody. So no card, no stack and no time of
an answer is on either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.diets import AGE_BAND_NAMES, ALLERGEN_NAMES, DIET_NAMES, AgeBand, Diet
from planner.core.turnout import spoken_range
from planner.services.gate.counting import HeadCount, diets_at_gate
from planner.services.shop.kitchen_totals import KitchenTotals, kitchen_totals
from planner.services.shop.papers import Sitting
from planner.services.shop.preparing import KitchenPlan, kitchen_plan
from planner.web.filters import day_and_time, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import diets_words
from planner.web.organiser.shopping.besides_words import besides_words
from planner.web.organiser.shopping.order_words import placed_panel
from planner.web.organiser.shopping.papers_made import made_line
from planner.web.organiser.shopping.papers_prepare import (
    KitchenDish,
    RoundsShown,
    kitchen_dishes,
    rounds_now,
    rounds_shown,
)


@dataclass(frozen=True)
class Heads:
    """How many people of one kind: `told` said so themselves, `cook_for` is what to reckon on.

    Helpers are asked by the organiser, so nobody told anything of them.
    """

    words: str
    told: str
    cook_for: str


@dataclass(frozen=True)
class KitchenSitting:
    """The sheet of people who eat together.

    Attributes:
        eating: how many of the guests eat; empty where all do.
        allergies: what makes somebody ill, and in how many households.
        now: for how many there has to be food by now; nothing on paper.
        told_at_gate: the diets that guests told only there.
        ordered: when the order was placed, and `since` what changed and was not ordered; both
            empty while none is placed.
    """

    title: str
    when: str
    place: str
    cook_for: str
    expected: str
    fresh: str
    eating: str
    ordered: str
    since: str
    ages: list[Heads]
    diets: list[Heads]
    allergies: list[tuple[str, str]]
    rounds: RoundsShown
    dishes: list[KitchenDish]
    made: str
    now: list[str] = field(default_factory=list)
    told_at_gate: str = ""


def kitchen_sheets(
    session: Session,
    sittings: Sequence[Sitting],
    *,
    now: datetime,
    came: int | None = None,
    counted: Mapping[int, HeadCount] | None = None,
) -> list[KitchenSitting]:
    """Write the sheet of each sitting: on paper and on the cook's page, from this one function.

    Args:
        session: reads.
        sittings: who eats apart.
        now: the moment.
        came: guests who came until now, where the one sitting goes on and somebody looks at it.
        counted: who came by the gates of an event, where its scans were read already.
    """
    sheets = []
    for sitting in sittings:
        at_gate = (counted or {}).get(sitting.event.id)
        diets = at_gate.diets if at_gate else diets_at_gate(session, sitting.event.id)
        sheet = kitchen_sheet(
            sitting, kitchen_totals(session, sitting.event.id), now=now, came=came
        )
        sheets.append(replace(sheet, told_at_gate=diets_words(diets) if diets else ""))
    return sheets


def kitchen_sheet(
    sitting: Sitting, exact: KitchenTotals, *, now: datetime, came: int | None = None
) -> KitchenSitting:
    """Write the sheet of one sitting."""
    event, shopping = sitting.event, sitting.shopping
    declared = sitting.declared(exact)
    plan = kitchen_plan(sitting, declared)
    placed = placed_panel(shopping, shopping.placed, event.zone) if shopping.placed else None
    low, high = spoken_range(sitting.low, sitting.high)
    return KitchenSitting(
        title=event.title,
        when=day_and_time(event.starts_at, event.zone),
        place=event.venue.name if event.venue else "",
        cook_for=number(plan.cook_for),
        expected=_(
            "Probably %(low)s to %(high)s people.",
            low=number(low),
            high=number(high),
        ),
        fresh=_fresh(plan),
        eating=_eating(plan),
        ordered=placed.words if placed else "",
        since=" ".join(filter(None, (placed.since, placed.missing))) if placed else "",
        ages=_ages(sitting, plan),
        diets=_diets(exact, plan),
        allergies=[
            (_(name), _households(exact.allergies[one]))
            for one, name in ALLERGEN_NAMES.items()
            if one in exact.allergies
        ],
        rounds=rounds_shown(plan),
        dishes=kitchen_dishes(shopping.lines, plan, declared.diets, came),
        made=made_line([sitting.answers], zone=event.zone, now=now),
        now=[] if came is None else rounds_now(plan, came),
    )


def _fresh(plan: KitchenPlan) -> str:
    guests = ngettext(
        "There is fresh food for %(n)s guest.",
        "There is fresh food for %(n)s guests.",
        plan.guests,
        n=number(plan.guests),
    )
    return f"{guests} {besides_words(plan.helpers, plan.in_shifts)}".strip()


def _households(number_of_them: int) -> str:
    return ngettext("%(num)s household", "%(num)s households", number_of_them)


def _eating(plan: KitchenPlan) -> str:
    if plan.eaters == plan.guests:
        return ""
    return ngettext(
        "Of them %(n)s guest eats; the others only pass by.",
        "Of them %(n)s guests eat; the others only pass by.",
        plan.eaters,
        n=number(plan.eaters),
    )


def _ages(sitting: Sitting, plan: KitchenPlan) -> list[Heads]:
    answers, parted = sitting.answers, plan.eating
    rows = [
        _heads(_(AGE_BAND_NAMES[AgeBand.ADULT]), answers.yes_adults, parted.adults),
        _heads(_("Under 12 years"), answers.yes_children, parted.children),
    ]
    others = plan.helpers - plan.in_shifts
    for words, heads in ((_("Helpers"), plan.in_shifts), (_("Others who eat too"), others)):
        if heads:
            rows.append(Heads(words, "", number(heads)))
    return [*rows, _heads(_("Together"), answers.yes_heads, plan.cook_for)]


def _diets(exact: KitchenTotals, plan: KitchenPlan) -> list[Heads]:
    """List each diet that was told or is likely; what we have no word for as it was told."""
    told, likely = exact.diets, plan.eating.diets
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


def overview(sheets: Sequence[KitchenSitting]) -> Sequence[KitchenSitting]:
    """Return the sheets to list on a first page; nothing for one sitting, which speaks itself."""
    return sheets if len(sheets) > 1 else ()
