"""Answers that the organiser fills in for somebody: by phone, in the street, at the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, literal, update
from sqlalchemy.orm import Session

from planner.core.enums import AnsweredBy, Reply
from planner.core.household_words import NOTHING
from planner.core.parties import PartyDetails, fit_diets
from planner.services.answer import answering as answers
from planner.services.answer.outcomes import AnswerOutcome
from planner.services.answer.storing import party_of
from planner.store.base import UtcDateTime
from planner.store.models import Answer, Invitation


@dataclass(frozen=True, kw_only=True)
class ReportedAnswer:
    """What somebody told. What they did not tell stays as it was.

    Attributes:
        adults: None, with `children`, when they did not say with how many they come.
        diets: how many eat in a certain way; empty when they did not say.
    """

    reply: Reply
    adults: int | None = None
    children: int | None = None
    diets: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_people(self) -> bool:
        """Whether they said with how many they come."""
        return bool(self.adults or self.children)


def answer_for(
    session: Session, invitation: Invitation, told: ReportedAnswer, *, now: datetime
) -> AnswerOutcome:
    """Store what was told for a card, recorded as filled in by the organiser.

    Whoever answers has the card, so it counts as handed out from now on at the latest. When the
    outcome is not kept, roll back: the first half may have been stored.
    """
    by = AnsweredBy.ORGANISER
    outcome = answers.give_reply(session, invitation, told.reply, now=now, by=by, forgets=NOTHING)
    if outcome.is_kept and told.reply is not Reply.NO and (told.has_people or told.diets):
        known = party_of(session.get_one(Answer, invitation.id))
        children = (told.children or 0) if told.has_people else known.children
        adults = (told.adults or 0) if told.has_people else known.adults
        party = PartyDetails(
            adults=adults,
            children=children,
            toddlers=min(known.toddlers, children),
            # To refuse fewer people than eat something would tell that they do.
            diets=told.diets or fit_diets(known.diets, heads=adults + children),
        )
        outcome = answers.give_details(session, invitation, party, now=now, by=by)
    if outcome.is_kept:
        session.execute(
            update(Invitation)
            .where(Invitation.id == invitation.id)
            .values(
                handed_out_at=func.coalesce(Invitation.handed_out_at, literal(now, UtcDateTime()))
            )
            .execution_options(synchronize_session=False)
        )
    return outcome
