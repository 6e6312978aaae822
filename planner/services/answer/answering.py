"""Store what a household answers: yes, maybe or no; then how many come and what they eat."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.capacity import usual_size
from planner.core.enums import AnsweredBy, Reply
from planner.core.household_words import ALL_PARTS, ToldPart
from planner.core.parties import PartyDetails, PartyFault, carry_diets, find_fault
from planner.services.answer import waiting_list
from planner.services.answer.outcomes import AnswerOutcome, AnswerRequest, AnswerVerdict
from planner.services.answer.storing import party_of, store_wish, take_turn
from planner.store.models import Answer, Invitation

ALONE = PartyDetails(adults=1)
"""What is noted for a household that has not told how many come."""

_FAULTS = {fault: AnswerVerdict(fault.value) for fault in PartyFault}


def give_reply(
    session: Session,
    invitation: Invitation,
    reply: Reply,
    *,
    now: datetime,
    by: AnsweredBy = AnsweredBy.GUEST,
    forgets: frozenset[ToldPart] = ALL_PARTS,
) -> AnswerOutcome:
    """Store yes, maybe or no: a complete answer, with one adult until the household tells more.

    Where places are limited, a first yes holds what a household on such a card usually needs, or
    what is left of it, for some minutes: so nobody takes the places of the children meanwhile.
    Who changes their mind keeps the number of people. What they eat is forgotten with a no, unless
    the no comes from somebody who could not have told it, such as whoever has the code alone: then
    it stays, uncounted, and a yes brings it back.
    """
    event, answer = take_turn(session, invitation)
    keeps_diets = reply is not Reply.NO or ToldPart.DIETS not in forgets
    party = party_of(answer) if answer and keeps_diets else None
    people: Answer | PartyDetails = answer or ALONE
    is_detailed = bool(answer and answer.is_detailed)
    waited = waiting_list.heads_waiting(session, invitation.id) if reply is Reply.YES else None
    if waited and waited != people.heads:
        # The place that was kept is for all of them, or somebody would take the rest of it.
        people = party = PartyDetails(adults=waited)
        is_detailed = False
    party = party or PartyDetails(
        adults=people.adults, children=people.children, toddlers=people.toddlers
    )
    is_open = reply is Reply.YES and not is_detailed and not waited
    hold = usual_size(invitation.largest_party) if is_open else 0
    wish = AnswerRequest(invitation, reply, party, is_detailed, by, hold=hold, forgets=forgets)
    return store_wish(session, event, answer, wish, now)


def give_details(
    session: Session,
    invitation: Invitation,
    party: PartyDetails,
    *,
    now: datetime,
    by: AnsweredBy = AnsweredBy.GUEST,
    keeps_diets: bool = False,
) -> AnswerOutcome:
    """Store how many come and what they eat; who had not said maybe now says yes.

    Args:
        session: writes.
        invitation: whose card.
        party: what was told.
        now: the moment.
        by: who filled it in.
        keeps_diets: only the number was told: what was said before of food counts on.
    """
    fault = find_fault(party, largest_party=invitation.largest_party)
    if fault is not None:
        return AnswerOutcome(_FAULTS[fault])
    event, answer = take_turn(session, invitation)
    if keeps_diets and answer is not None:
        diets = carry_diets(party_of(answer).diets, before=answer.heads, heads=party.heads)
        party = replace(party, diets=diets)
    reply = Reply.MAYBE if answer and answer.reply is Reply.MAYBE else Reply.YES
    return store_wish(
        session, event, answer, AnswerRequest(invitation, reply, party, True, by), now
    )
