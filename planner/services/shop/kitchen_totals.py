"""What everybody eats and what makes somebody ill, to the last one: for the kitchen's sheet alone.

To hide one there could harm somebody. Nothing else may use this; a test looks after it.
Source: docs/decisions/0029-small-cells.md.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from planner.core.diets import Allergen
from planner.core.enums import Reply
from planner.services.answer.standing import is_counted
from planner.services.answer.telling import allergies_of
from planner.store.models import Answer, AnswerDiet, Invitation


@dataclass(frozen=True, slots=True)
class KitchenTotals:
    """Exact totals of an event: no card, no stack, no time.

    Attributes:
        diets: people in parties that said yes, by diet; the others eat everything.
        allergies: households that come and have the allergy, by allergen; a maybe counts too.
    """

    diets: Mapping[str, int]
    allergies: Mapping[Allergen, int]


# Built once: to build them takes longer than to ask them.
_TOLD = union_all(
    select(literal("diet").label("kind"), AnswerDiet.diet, func.sum(AnswerDiet.heads))
    .join(Answer, Answer.invitation_id == AnswerDiet.invitation_id)
    .join(Invitation, Invitation.id == Answer.invitation_id)
    .where(
        Answer.event_id == bindparam("event_id"),
        Answer.reply == Reply.YES,
        is_counted(),
    )
    .group_by(AnswerDiet.diet),
    select(literal("allergies"), Answer.allergies, func.count())
    .join(Invitation, Invitation.id == Answer.invitation_id)
    .where(
        Answer.event_id == bindparam("event_id"),
        Answer.allergies != "",
        Answer.reply != Reply.NO,
        is_counted(),
    )
    .group_by(Answer.allergies),
)


def kitchen_totals(session: Session, event_id: int) -> KitchenTotals:
    """Add up what the guests of an event eat and what makes them ill, in one question."""
    diets: dict[str, int] = {}
    households: Counter[Allergen] = Counter()
    for kind, what, number in session.execute(_TOLD, {"event_id": event_id}):
        if kind == "diet":
            diets[what] = int(number)
        else:
            households.update(dict.fromkeys(allergies_of(what), int(number)))
    return KitchenTotals(
        diets=dict(sorted(diets.items())),
        allergies={one: households[one] for one in Allergen if households[one]},
    )
