"""What is said of the shopping around an event: to be done, ordered, or in."""

from planner.core.next_steps import EventFacts, NextStep
from planner.core.schedule import Phase, PhaseState
from planner.core.steps import Step
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def shop_state(phase: Phase, state: PhaseState, facts: EventFacts) -> PhaseState:
    """Tick the step of the shopping once it is ordered; on its day, once everything is in."""
    if phase is not Phase.SHOP:
        return state
    is_waited_for = facts.is_ordered and state is PhaseState.NEXT
    return PhaseState.DONE if facts.is_all_in or is_waited_for else state


def shop_note(facts: EventFacts) -> str:
    """Say how far the shopping is, below its step."""
    if not facts.dishes:
        return _("nothing on the menu")
    if facts.is_all_in:
        return _("everything is in")
    numbers = {"bought": number(facts.bought), "all": number(facts.dishes)}
    if facts.is_ordered and facts.bought:
        return _("ordered, %(bought)s of %(all)s are in", **numbers)
    if facts.is_ordered:
        return _("ordered")
    if facts.bought:
        return _("%(bought)s of %(all)s bought", **numbers)
    return day(facts.times.shop_on)


def shop_chip(facts: EventFacts) -> str:
    """Name the phase of the shopping."""
    if facts.is_all_in:
        return _("The food is in")
    return _("Time to fetch the food") if facts.is_ordered else _("Time to shop")


def shopping_ahead(facts: EventFacts) -> str:
    """Say what comes next of the shopping; empty where nothing is on the menu."""
    if not facts.dishes:
        return ""
    if facts.is_all_in:
        return _("The food is in.")
    when = day(facts.times.shop_on)
    if facts.is_ordered:
        return _("The food is ordered. Fetch it, or have it brought, on %(day)s.", day=when)
    return _("You do the shopping on %(day)s.", day=when)


def to_buy(step: NextStep) -> str:
    """Write what is still to be bought, or to be fetched of what was ordered."""
    if step.step is Step.FETCH:
        return ngettext(
            "Fetch what is ordered: %(num)s thing to go",
            "Fetch what is ordered: %(num)s things to go",
            step.count,
        )
    return ngettext(
        "Buy the food: %(num)s thing to go",
        "Buy the food: %(num)s things to go",
        step.count,
    )
