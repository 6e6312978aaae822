"""Answers by the address in a calendar: yes, maybe, no and a number. Nothing is read by it."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.core.answer_links import card_id_in, is_link_of, make_link
from planner.core.enums import AnsweredBy, Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering, waiting_list
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.storing import take_turn
from planner.services.invite.household import note_line_left
from planner.services.people import throttle
from planner.store.models import Invitation

PRESSES = throttle.Bucket(size=20, leaks_per_minute=1 / 3)
"""For each card: a household changes its mind now and then, a program all the time."""
_TURNS_KNOWN = 20
"""So many addresses that were taken back say so; older ones are unknown."""


def link_of(invitation: Invitation, *, code_key: str) -> str:
    """Return the secret in the address by which a household answers from its calendar."""
    return make_link(
        code_key,
        card_id=invitation.id,
        seed=invitation.seed,
        turn=invitation.calendar_turn,
    )


def find_by_link(session: Session, link: str, *, code_key: str) -> tuple[Invitation | None, bool]:
    """Return the card of an address, and whether the address still works.

    None for what is no address of ours, or of a card that is gone.
    """
    card_id = card_id_in(code_key, link)
    card = session.get(Invitation, card_id) if card_id is not None else None
    if card is None:
        return None, False
    last = card.calendar_turn
    for turn in range(last, max(-1, last - 1 - _TURNS_KNOWN), -1):
        if is_link_of(code_key, link, card_id=card.id, seed=card.seed, turn=turn):
            return card, turn == last
    return None, False


def take_link_back(session: Session, invitation: Invitation) -> None:
    """Have the address in a household's calendar work no more; their next mail has another."""
    session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id)
        .values(calendar_turn=Invitation.calendar_turn + 1)
    )


def answer_from_calendar(
    session: Session,
    invitation: Invitation,
    reply: Reply,
    heads: int | None,
    *,
    now: datetime,
    by: AnsweredBy,
) -> AnswerOutcome:
    """Store what was pressed, with the number where one was typed.

    What they eat is never touched: it counts on, a no keeps it uncounted. Of a number the children
    are as many as were told before, where they fit into it; the others are grown-ups. The caller
    takes all of it back where it is not kept.
    """
    waited = waiting_list.heads_waiting(session, invitation.id) is not None
    outcome = answering.give_reply(session, invitation, reply, now=now, by=by, forgets=frozenset())
    if not outcome.is_kept:
        return outcome
    if waited and outcome.verdict is AnswerVerdict.STORED:
        note_line_left(session, invitation.id, takes_place=reply is Reply.YES)
    if reply is Reply.NO or heads is None:
        return outcome
    party = _party(session, invitation, heads)
    return answering.give_details(session, invitation, party, now=now, by=by, keeps_diets=True)


def _party(session: Session, invitation: Invitation, heads: int) -> PartyDetails:
    _event, answer = take_turn(session, invitation)
    children = answer.children if answer is not None and answer.children < heads else 0
    toddlers = min(answer.toddlers, children) if answer is not None else 0
    return PartyDetails(adults=heads - children, children=children, toddlers=toddlers)
