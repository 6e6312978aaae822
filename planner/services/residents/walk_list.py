"""What was said on a walk, by who takes it up: for the paper that is signed at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.store.models import Partner, Promise, PromiseRemark, Remark


@dataclass(frozen=True)
class WalkRemark:
    """A remark as it is read out: in few words, in which street, and what is done about it.

    Attributes:
        promises: that answer it; of this partner alone.
        answer: why nothing is promised; empty where something is, or nobody said yet.
    """

    words: str
    street: str
    promises: tuple[Promise, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class WalkList:
    """All remarks of a walk that somebody looked at, each where it is signed for.

    Attributes:
        partners: who takes something up, by name, with what.
        answered: what nobody takes up, with the reason.
        open: what is neither promised nor answered.
        proud: what people are proud of: nobody has to sign for it.
        unread: how many nobody looked at yet; they are not on the paper.
    """

    partners: tuple[tuple[Partner, tuple[WalkRemark, ...]], ...]
    answered: tuple[WalkRemark, ...]
    open: tuple[WalkRemark, ...]
    proud: tuple[WalkRemark, ...]
    unread: int


def walk_list(session: Session, event_id: int) -> WalkList:
    """Return what was said on a walk; three questions, however much that is."""
    remarks = session.scalars(
        select(Remark)
        .where(Remark.event_id == event_id, Remark.state == RemarkState.SHOWN)
        .order_by(Remark.id)
    ).all()
    unread = session.scalar(
        select(func.count())
        .select_from(Remark)
        .where(Remark.event_id == event_id, Remark.state == RemarkState.NEW)
    )
    promised = _promised(session, [one.id for one in remarks])
    by_partner: dict[int, tuple[Partner, dict[int, list[Promise]]]] = {}
    taken: set[int] = set()
    for remark_id, promise in promised:
        if promise.partner is None:
            continue
        taken.add(remark_id)
        _partner, answers = by_partner.setdefault(promise.partner.id, (promise.partner, {}))
        answers.setdefault(remark_id, []).append(promise)
    better = [one for one in remarks if one.question is ResidentQuestion.BETTER]
    others = [one for one in better if one.id not in taken]
    return WalkList(
        partners=tuple(
            (partner, tuple(_of_partner(remarks, answers)))
            for partner, answers in sorted(
                by_partner.values(), key=lambda each: (each[0].name.casefold(), each[0].id)
            )
        ),
        answered=tuple(_line(one, answer=one.why_not) for one in others if one.why_not),
        open=tuple(_line(one) for one in others if not one.why_not),
        proud=tuple(
            _line(one)
            for one in remarks
            if one.question is ResidentQuestion.PROUD and one.id not in taken
        ),
        unread=unread or 0,
    )


def _promised(session: Session, remark_ids: Sequence[int]) -> list[tuple[int, Promise]]:
    if not remark_ids:
        return []
    rows = session.execute(
        select(PromiseRemark.remark_id, Promise)
        .join(Promise, Promise.id == PromiseRemark.promise_id)
        .where(PromiseRemark.remark_id.in_(remark_ids))
        .options(joinedload(Promise.partner))
        .order_by(Promise.number)
    )
    return [(remark_id, promise) for remark_id, promise in rows]


def _of_partner(
    remarks: Sequence[Remark], answers: Mapping[int, list[Promise]]
) -> list[WalkRemark]:
    return [_line(one, tuple(answers[one.id])) for one in remarks if one.id in answers]


def _line(remark: Remark, promises: tuple[Promise, ...] = (), *, answer: str = "") -> WalkRemark:
    return WalkRemark(remark.summary or remark.words, remark.street, promises, answer)
