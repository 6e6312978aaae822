"""Remarks in words: the two questions, marks on what points at somebody, whom to call first."""

from collections.abc import Mapping, Sequence

from planner.core.residents.danger import FIRST_CALLS, dangers_in
from planner.core.residents.questions import Area, HeardBy, ResidentQuestion
from planner.core.texts import N_
from planner.web.i18n import gettext as _

QUESTIONS: Mapping[ResidentQuestion, str] = {
    ResidentQuestion.PROUD: N_("What are you proud of here?"),
    ResidentQuestion.BETTER: N_("What must get better here?"),
}
WAYS: Mapping[HeardBy, str] = {
    HeardBy.SPOT: N_("noted on the spot"),
    HeardBy.PAPER: N_("from a form on paper"),
    HeardBy.GUEST: N_("written by guests"),
    HeardBy.WALK: N_("heard on a walk"),
}
AREAS: Mapping[Area, str] = {
    Area.HOUSING: N_("Housing"),
    Area.WORK: N_("Work"),
    Area.LEARNING: N_("Learning"),
    Area.SAFETY: N_("Safety"),
    Area.HEALTH: N_("Health"),
}


def first_calls(*texts: str) -> Sequence[tuple[str, str]]:
    """Return whom to call before anything else: sentences, each with the number to dial."""
    found = dangers_in(" ".join(texts))
    return [(_(FIRST_CALLS[one].words), FIRST_CALLS[one].number) for one in found]
