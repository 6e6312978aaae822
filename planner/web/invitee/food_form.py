"""The form for who eats what, in households that do not all eat the same."""

from typing import Any

from planner.core.diets import Diet
from planner.core.parties import PartyDetails
from planner.store.models import Answer
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.invitee.forms import CountField

MOST_PILLS = 11


class FoodForm(GuestForm):
    """How many eat each of the diets that a household named."""

    halal = CountField(_l("How many eat halal?"))
    vegetarian = CountField(_l("How many eat no meat?"))
    vegan = CountField(_l("How many eat vegan?"))
    fish = CountField(_l("How many eat fish, but no meat?"))
    kosher = CountField(_l("How many eat kosher?"))

    def __init__(self, *, answer: Answer) -> None:
        stored = {row.diet: row.heads for row in answer.diets}
        super().__init__(data=stored)
        self._answer = answer
        for diet in Diet:
            if diet.value not in stored:
                del self[diet.value]

    @property
    def pills(self) -> list[int] | None:
        """The numbers to tap; None when there would be too many, and one is typed."""
        heads = self._answer.heads
        return list(range(heads + 1)) if heads <= MOST_PILLS else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse more eaters than people."""
        if not super().validate(extra_validators):
            return False
        told = sum(field.data or 0 for field in self)
        if told > self._answer.heads:
            first = next(iter(self))
            first.errors = [
                _(
                    "Together that is %(told)s, but you come with %(heads)s.",
                    told=told,
                    heads=self._answer.heads,
                )
            ]
        return told <= self._answer.heads

    def answer(self) -> PartyDetails:
        """Return the party with what each of them eats."""
        return PartyDetails(
            adults=self._answer.adults,
            children=self._answer.children,
            toddlers=self._answer.toddlers,
            diets={field.name: field.data or 0 for field in self},
        )
