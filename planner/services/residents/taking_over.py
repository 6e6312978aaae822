"""Copy what guests wrote on their own pages, to be sorted and answered: words, and nothing else.

What is copied is what organisers read already: words that stand out since five households wrote.
Of each question at least five new texts go at once, shuffled, with keys drawn at random and the day
of the event, so that neither a column nor an order of rows leads from a copy to a card. With the
answer stays only that its words were copied, so that they are once; not which copy they became.
Source: docs/decisions/0045-promises.md.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from planner.core.local_time import day_of
from planner.core.residents.questions import HeardBy, ResidentQuestion
from planner.core.small_cells import LEAST_HOUSEHOLDS
from planner.services.answer.locking import lock_answers
from planner.store.models import Answer, Event, Remark


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where an answer keeps what organisers read of a question, and that it was copied."""

    read: InstrumentedAttribute[str]
    taken: InstrumentedAttribute[bool]


_COLUMNS: Mapping[ResidentQuestion, _Columns] = {
    ResidentQuestion.PROUD: _Columns(Answer.proud_read, Answer.proud_taken),
    ResidentQuestion.BETTER: _Columns(Answer.remark_read, Answer.remark_taken),
}


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many texts were copied, by question; a question of which fewer than five are new has 0.

    Attributes:
        waiting: questions of which somebody wrote something new, and fewer than five did.
    """

    texts: Mapping[ResidentQuestion, int] = field(default_factory=dict)
    waiting: frozenset[ResidentQuestion] = frozenset()

    @property
    def total(self) -> int:
        """Texts of both questions."""
        return sum(self.texts.values())


def take_over(session: Session, event_id: int) -> TakenOver:
    """Copy what is new to remarks of nobody; of two who press at once, the second finds nothing.

    Args:
        session: writes; the caller commits.
        event_id: whose guests wrote.
    """
    # Whoever writes, or makes the picture that lets words be read, waits for the same turn.
    event = lock_answers(session, event_id)
    taken: dict[ResidentQuestion, int] = {}
    waiting = set()
    for question, columns in _COLUMNS.items():
        words = _new_words(session, event_id, columns)
        if len(words) < LEAST_HOUSEHOLDS:
            waiting |= {question} if words else set()
            continue
        _copy(session, event, question, words)
        session.execute(
            update(Answer)
            .where(Answer.event_id == event_id, columns.read != "")
            .values({columns.taken: True})
            .execution_options(synchronize_session=False)
        )
        taken[question] = len(words)
    session.flush()
    return TakenOver(taken, frozenset(waiting))


def has_enough(session: Session, event_id: int) -> bool:
    """Say whether pressing would copy anything; one question, and no number below five."""
    counts = session.execute(
        select(
            *(
                func.count().filter(columns.read != "", columns.taken.is_(False))
                for columns in _COLUMNS.values()
            )
        ).where(Answer.event_id == event_id)
    ).one()
    return any(count >= LEAST_HOUSEHOLDS for count in counts)


def _new_words(session: Session, event_id: int, columns: _Columns) -> list[str]:
    """Return what can be read and was not copied, in an order that says nothing."""
    words = list(
        session.scalars(
            select(columns.read)
            .where(Answer.event_id == event_id, columns.read != "", columns.taken.is_(False))
            .order_by(columns.read)
        )
    )
    secrets.SystemRandom().shuffle(words)
    return words


def _copy(session: Session, event: Event, question: ResidentQuestion, words: list[str]) -> None:
    # The day of the event and not of the press: the same for all guests, whenever it is pressed.
    # In which language a household reads is kept with its address, and says who wrote.
    session.add_all(
        Remark(
            organisation_id=event.organisation_id,
            event_id=event.id,
            neighbourhood_id=event.neighbourhood_id,
            question=question,
            words=text,
            language="",
            heads=1,
            heard_by=HeardBy.GUEST,
            heard_on=day_of(event.starts_at, event.zone),
            is_demonstration=event.is_demonstration,
        )
        for text in words
    )
    session.flush()
