"""What a household eats, in words."""

from collections.abc import Mapping

from planner.core.diets import Diet
from planner.core.texts import N_
from planner.store.models import Answer
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

EATS: Mapping[Diet, str] = {
    Diet.HALAL: N_("halal"),
    Diet.VEGETARIAN: N_("without meat"),
    Diet.VEGAN: N_("vegan"),
    Diet.FISH: N_("fish, but no meat"),
    Diet.KOSHER: N_("kosher"),
}


def eats_sentences(answer: Answer) -> list[str]:
    """Say who eats what; whoever is not named eats everything."""
    diets = [(EATS[Diet(row.diet)], row.heads) for row in answer.diets]
    if len(diets) == 1 and diets[0][1] == answer.heads:
        food = _(diets[0][0])
        # The same words in English; other languages tell one from many here.
        return [ngettext("You eat %(food)s.", "You eat %(food)s.", answer.heads, food=food)]
    return [
        ngettext("1 person eats %(food)s.", "%(num)s people eat %(food)s.", heads, food=_(food))
        for food, heads in diets
    ]


def eats_words(answer: Answer) -> str:
    """Return the same as one text."""
    return " ".join(eats_sentences(answer))
