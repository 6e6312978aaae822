"""Make the picture of what guests said anew, in the write that reaches five households.

It hangs on the sessions, as the scope does: whatever service writes an answer, nobody has to
remember the rule. What a page shows is the picture that was made last, so no page makes one.
Source: docs/decisions/0029-small-cells.md.
"""

from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.core.enums import InvitationState, Reply
from planner.core.small_cells import (
    LEAST_HOUSEHOLDS,
    NOTHING_SAID,
    HouseholdSaid,
    Said,
    Size,
    ToldCount,
    is_time,
    picture_of,
)
from planner.store.models.invitations import Answer, AnswerDiet, Invitation
from planner.store.models.said import Cells, SaidPicture, SaidSince

_SAID = "said_by_households"
_MANY = "said_by_many_at_once"
_YES = Reply.YES
_TOLD = frozenset(
    ("allergies", "brings_pram", "brings_wheelchair", "access_words", "remark", "proud")
)
_CONTENT = ("reply", "adults", "children", "toddlers", "is_detailed", "diets", *sorted(_TOLD))
_ONE_BY_ONE = ("prams", "wheelchairs")
_WRITTEN = ("access_words", "remarks", "prouds")


def see_objects(session: Session) -> None:
    """Note which households say something else in what is about to be written."""
    changed = [*session.new, *session.dirty, *session.deleted]
    # Of a diet that is new the answer itself shows that it changed.
    eating = {one.invitation_id for one in changed if isinstance(one, AnswerDiet)} - {None}
    answers = {one for one in changed if isinstance(one, Answer)}
    if eating:
        known = [one for one in session.identity_map.values() if isinstance(one, Answer)]
        answers |= {one for one in known if one.invitation_id in eating}
    spoken = session.info.setdefault(_SAID, {})
    for answer in answers:
        if _says_something(session, answer, is_eating=answer.invitation_id in eating):
            # Who said something themselves did, whatever somebody filled in for them as well.
            spoken[answer] = spoken.get(answer, False) or _is_own(answer)


def renew(session: Session) -> None:
    """Make pictures anew, of events whose households said enough; comes before the commit."""
    spoken: dict[Answer, bool] = session.info.pop(_SAID, {})
    many: set[int] = session.info.pop(_MANY, set())
    if not spoken and not many:
        return
    connection = session.connection()
    said = [
        {"invitation_id": one.invitation_id, "event_id": one.event_id, "is_own": is_own}
        for one, is_own in spoken.items()
    ]
    if said:
        _note(connection, said)
    for event_id in sorted({one.event_id for one in spoken} | many):
        own, typed = connection.execute(_SINCE, {"of_event": event_id}).one()
        if event_id in many or is_time(own=own or 0, typed=typed or 0):
            make_picture(connection, event_id)


def count_without(session: Session, event_id: int, *, cards: int) -> None:
    """Make the picture anew before the commit, for so many cards together count no more, or again.

    Of fewer than five it is left as it is: what they said would be the difference.
    """
    if cards >= LEAST_HOUSEHOLDS:
        session.info.setdefault(_MANY, set()).add(event_id)


def forget(session: Session) -> None:
    """Forget what was undone."""
    session.info.pop(_SAID, None)
    session.info.pop(_MANY, None)


def said_of(row: SaidPicture) -> Said:
    """Read a picture back."""
    single = row.cells.get("of all", {})
    return Said(
        as_of=row.as_of,
        households=row.households,
        adults=row.adults,
        children=row.children,
        diets=_cells(row.cells, "diets"),
        allergies=_cells(row.cells, "allergies"),
        **{
            name: ToldCount.read(single[name])
            # An older picture also tells how many can help, which nobody asks it any more.
            for name in (*_ONE_BY_ONE, *_WRITTEN)
            if name in single
        },
    )


def _cells(kept: Cells, subject: str) -> dict[str, ToldCount]:
    return {name: ToldCount.read(one) for name, one in kept.get(subject, {}).items()}


def _says_something(session: Session, answer: Answer, *, is_eating: bool) -> bool:
    """Say whether a household that comes, or came until now, says something else.

    A yes alone says nothing that a picture hides: with four others it would hide four only.
    """
    if _YES not in (answer.reply, *_before(answer)):
        return False
    changed = _changed(answer)
    if is_eating or changed & _TOLD:
        return True
    is_whole = answer in session.new or answer in session.deleted
    was_detailed = True in (inspect(answer).attrs["is_detailed"].history.deleted or ())
    return (answer.is_detailed or was_detailed) and (is_whole or bool(changed))


def _is_own(answer: Answer) -> bool:
    """Say whether a household says it, or somebody fills it in for them.

    What is told besides who comes is told on their own page alone, also of an answer that somebody
    filled in before.
    """
    changed = _changed(answer)
    is_told = "reply" not in changed and bool(changed & _TOLD)
    return answer.answered_by.is_household or is_told


def _changed(answer: Answer) -> frozenset[str]:
    attributes = inspect(answer).attrs
    return frozenset(name for name in _CONTENT if attributes[name].history.has_changes())


def _before(answer: Answer) -> tuple[Reply, ...]:
    return tuple(inspect(answer).attrs["reply"].history.deleted or ())


# As in `services/answer/standing.py`: one hand may have sent what was set aside, it hides nobody.
_COUNTED = and_(Invitation.state == InvitationState.ISSUED, Invitation.set_aside_at.is_(None))
_SINCE = (
    select(
        func.sum(case((SaidSince.is_own, 1), else_=0)),
        func.sum(case((SaidSince.is_own, 0), else_=1)),
    )
    .join(Invitation, Invitation.id == SaidSince.invitation_id)
    .where(SaidSince.event_id == bindparam("of_event"), _COUNTED)
)
_ANSWERS = (
    select(
        Answer.invitation_id,
        Answer.reply,
        Answer.adults,
        Answer.children,
        Answer.allergies,
        Answer.brings_pram,
        Answer.brings_wheelchair,
        Answer.access_words,
        Answer.remark,
        Answer.proud,
        Answer.updated_at,
    )
    .join(Invitation, Invitation.id == Answer.invitation_id)
    .where(Answer.event_id == bindparam("of_event"), _COUNTED)
    .order_by(Answer.invitation_id)
)
_DIETS = (
    select(AnswerDiet.invitation_id, AnswerDiet.diet, AnswerDiet.heads)
    .join(Answer, Answer.invitation_id == AnswerDiet.invitation_id)
    .where(Answer.event_id == bindparam("of_event"))
)


def _note(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Note who said something since the picture was made."""
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = made(SaidSince)
    either = or_(SaidSince.is_own, new.excluded.is_own)
    connection.execute(
        new.on_conflict_do_update(index_elements=["invitation_id"], set_={"is_own": either}), rows
    )


def make_picture(connection: Connection, event_id: int) -> None:
    """Make the picture of an event anew; nothing of fewer households than are told."""
    of_event = {"of_event": event_id}
    rows = connection.execute(_ANSWERS, of_event).all()
    diets: dict[int, dict[str, int]] = {}
    for invitation_id, diet, heads in connection.execute(_DIETS, of_event):
        diets.setdefault(invitation_id, {})[diet] = heads
    coming = [row.updated_at for row in rows if row.reply is Reply.YES]
    connection.execute(delete(SaidPicture).where(SaidPicture.event_id == event_id))
    if len(coming) < LEAST_HOUSEHOLDS:
        # Nothing of so few is told; who said something since stays noted.
        _let_read(connection, event_id, NOTHING_SAID)
        return
    said = picture_of(
        (_household(row, diets.get(row.invitation_id, {})) for row in rows), as_of=max(coming)
    )
    connection.execute(
        insert(SaidPicture).values(
            event_id=event_id,
            as_of=said.as_of,
            households=said.households,
            adults=said.adults,
            children=said.children,
            cells=_kept(said),
        )
    )
    _let_read(connection, event_id, said)
    connection.execute(delete(SaidSince).where(SaidSince.event_id == event_id))


def _household(row: Any, diets: dict[str, int]) -> HouseholdSaid:
    is_maybe = row.reply is not Reply.NO
    return HouseholdSaid(
        comes=row.reply is Reply.YES,
        perhaps=is_maybe,
        adults=row.adults,
        children=row.children,
        diets=diets,
        allergies=frozenset(filter(None, row.allergies.split(","))),
        brings_pram=row.brings_pram,
        brings_wheelchair=row.brings_wheelchair,
        access_words=bool(row.access_words),
        remark=bool(row.remark),
        proud=bool(row.proud),
    )


def _kept(said: Said) -> Cells:
    return {
        "diets": {diet: cell.kept for diet, cell in said.diets.items()},
        "allergies": {one: cell.kept for one, cell in said.allergies.items()},
        "of all": {name: getattr(said, name).kept for name in (*_ONE_BY_ONE, *_WRITTEN)},
    }


def _let_read(connection: Connection, event_id: int, said: Said) -> None:
    """Put out what was written in words, where five or more wrote; else take it in again."""
    of_event = Answer.event_id == event_id
    nothing = {"access_words_read": "", "remark_read": "", "proud_read": ""}
    connection.execute(update(Answer).where(of_event).values(nothing))
    written = {
        "access_words_read": (Answer.access_words, said.access_words),
        "remark_read": (Answer.remark, said.remarks),
        "proud_read": (Answer.proud, said.prouds),
    }
    words = {name: one for name, (one, cell) in written.items() if cell.size is Size.TOLD}
    if words:
        counted = select(Invitation.id).where(Invitation.event_id == event_id, _COUNTED)
        whose = of_event & Answer.invitation_id.in_(counted)
        connection.execute(update(Answer).where(whose).values(words))
