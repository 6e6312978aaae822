"""What else a household tells: allergies, access, and of its neighbourhood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase
from planner.core.consent import ALLERGY_WORDING
from planner.core.diets import Allergen
from planner.core.enums import Reply
from planner.core.household_words import ALL_PARTS, ToldPart
from planner.services.answer.room import phase_for
from planner.services.answer.storing import take_turn
from planner.store.models import Answer, Invitation

MOST_ACCESS_SIGNS = 120
MOST_REMARK_SIGNS = 500
TOLD_UNTIL_OVER = {AnswerPhase.OPEN, AnswerPhase.CLOSED, AnswerPhase.BEGUN}


@dataclass(frozen=True, kw_only=True)
class ToldNeeds:
    """What a household tells besides who comes.

    Attributes:
        agrees: that its allergies are kept; without it none are.
        access_words: what else helps them to come in, at most `MOST_ACCESS_SIGNS`.
        proud: what they are proud of in the neighbourhood, at most `MOST_REMARK_SIGNS`.
        remark: what must get better, at most as much.
    """

    allergies: frozenset[Allergen] = frozenset()
    agrees: bool = False
    brings_pram: bool = False
    brings_wheelchair: bool = False
    access_words: str = ""
    proud: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What households of an event wrote: no card number stands beside any of it.

    Attributes:
        access_words: sorted by themselves, so that no order gives a household away.
        remarks: the same, and `prouds` too.
    """

    access_words: Sequence[str] = ()
    remarks: Sequence[str] = ()
    prouds: Sequence[str] = ()


def tell(
    session: Session,
    invitation: Invitation,
    told: ToldNeeds,
    *,
    now: datetime,
    replaces: frozenset[ToldPart] = ALL_PARTS,
) -> bool:
    """Keep what a household told; False when it has not answered or it is over.

    Of who does not come only the two answers about the neighbourhood are kept. Once it is over
    those are all that is told, see `tell_heard`.

    Args:
        session: writes.
        invitation: whose card.
        told: all of it, as it is from now on.
        now: the moment.
        replaces: of allergies and of the rest only these; the other stays as it is.
    """
    event, answer = take_turn(session, invitation)
    if answer is None or phase_for(event, now=now) not in TOLD_UNTIL_OVER:
        return False
    if answer.reply is Reply.NO:
        told = ToldNeeds(proud=told.proud, remark=told.remark)
    if ToldPart.ALLERGIES in replaces:
        _keep_allergies(answer, told, now=now)
    if ToldPart.MORE in replaces:
        answer.brings_pram = told.brings_pram
        answer.brings_wheelchair = told.brings_wheelchair
        answer.access_words = told.access_words[:MOST_ACCESS_SIGNS]
        _keep_heard(answer, proud=told.proud, remark=told.remark)
    session.flush()
    return True


def tell_heard(
    session: Session,
    invitation: Invitation,
    *,
    proud: str,
    remark: str,
    now: datetime,
    keeps_rest: bool,
) -> bool:
    """Keep what a household says of its neighbourhood once it is over, whether it came or not.

    Args:
        session: writes.
        invitation: whose card.
        proud: what they are proud of.
        remark: what must get better.
        now: the moment; the purge has not been yet.
        keeps_rest: whether the rest of that form stays; not for who may not see it, or they would
            see it from now on.

    Returns:
        False where it has not answered, or it is not over.
    """
    event, answer = take_turn(session, invitation)
    if answer is None or phase_for(event, now=now) is not AnswerPhase.OVER:
        return False
    if not keeps_rest:
        answer.brings_pram = answer.brings_wheelchair = False
        answer.access_words = ""
    _keep_heard(answer, proud=proud, remark=remark)
    session.flush()
    return True


def _keep_heard(answer: Answer, *, proud: str, remark: str) -> None:
    answer.proud, answer.remark = proud[:MOST_REMARK_SIGNS], remark[:MOST_REMARK_SIGNS]


def _keep_allergies(answer: Answer, told: ToldNeeds, *, now: datetime) -> None:
    kept = told.allergies if told.agrees else frozenset()
    was_agreed_to = answer.allergies_agreed_at if answer.allergies_wording else None
    answer.allergies = ",".join(one for one in Allergen if one in kept)
    is_new = was_agreed_to is None or answer.allergies_wording != ALLERGY_WORDING
    answer.allergies_agreed_at = (now if is_new else was_agreed_to) if kept else None
    answer.allergies_wording = ALLERGY_WORDING if kept else ""


def forget_allergies(session: Session, invitation: Invitation) -> None:
    """Take the agreement back, at any time: the allergies go with it."""
    _event, answer = take_turn(session, invitation)
    if answer is not None:
        answer.allergies, answer.allergies_agreed_at, answer.allergies_wording = "", None, ""
        session.flush()


def told_by(answer: Answer, parts: frozenset[ToldPart] = ALL_PARTS) -> ToldNeeds:
    """Read back what a household told, of the parts that are asked for.

    A yes to earlier words counts on, but is no yes to those that are shown now.
    """
    has_allergies = ToldPart.ALLERGIES in parts
    allergies = frozenset(allergies_of(answer.allergies)) if has_allergies else frozenset()
    agrees = has_allergies and answer.allergies_wording == ALLERGY_WORDING
    if ToldPart.MORE not in parts:
        return ToldNeeds(allergies=allergies, agrees=agrees)
    return ToldNeeds(
        allergies=allergies,
        agrees=agrees,
        brings_pram=answer.brings_pram,
        brings_wheelchair=answer.brings_wheelchair,
        access_words=answer.access_words,
        proud=answer.proud,
        remark=answer.remark,
    )


def allergies_of(kept: str) -> list[Allergen]:
    """Read the allergens that are kept with an answer, in the order of the regulation."""
    words = set(kept.split(","))
    return [one for one in Allergen if one in words]


def words_read(session: Session, event_id: int) -> Words:
    """Gather what households wrote, apart from their cards and as organisers read it; one question.

    Whether a card works is not asked: to stop one must not take its words off the list.
    """
    rows = session.execute(
        select(Answer.access_words_read, Answer.remark_read, Answer.proud_read).where(
            Answer.event_id == event_id
        )
    ).all()
    return Words(
        access_words=sorted(filter(None, (row[0] for row in rows)), key=str.casefold),
        remarks=sorted(filter(None, (row[1] for row in rows)), key=str.casefold),
        prouds=sorted(filter(None, (row[2] for row in rows)), key=str.casefold),
    )
