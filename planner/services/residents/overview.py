"""Promises as pages show them: the facts of all in two questions, and one with all that was said.

Everything is asked through the scope of the session: an organisation finds its own, a team member
those of the events of the own teams.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.undertakings import PromiseState, Undertaking
from planner.services.residents.sorting import is_unanswered
from planner.store.models import (
    Event,
    Intermediary,
    Neighbourhood,
    Partner,
    Promise,
    PromiseRemark,
    PromiseTold,
    PromiseUpdate,
    Remark,
    Theme,
)

MOST_PROUD = 60
"""Remarks of what people are proud of on one page."""
MOST_TO_ANSWER = 50
_SHOWN_WITH = (
    joinedload(Promise.partner),
    joinedload(Promise.neighbourhood),
    joinedload(Promise.event),
)


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """What the overview counts and filters by.

    Attributes:
        themes: of the remarks that it answers.
    """

    id: int
    state: PromiseState
    first_due_on: date | None
    due_on: date | None
    settled_on: date | None
    made_on: date
    partner_id: int | None
    neighbourhood_id: int | None
    themes: frozenset[int]

    @property
    def undertaking(self) -> Undertaking:
        """As its record counts it."""
        return Undertaking(self.state, self.first_due_on, self.settled_on)


@dataclass(frozen=True)
class PromiseChoices:
    """Names by which the overview can be narrowed, by id."""

    neighbourhoods: Mapping[int, str]
    themes: Mapping[int, str]
    partners: Mapping[int, str]


@dataclass(frozen=True)
class ProudOf:
    """What people are proud of in one neighbourhood.

    Attributes:
        neighbourhood: its name; empty for none.
        heads: how many said so.
        words: the newest first.
    """

    neighbourhood: str
    heads: int
    words: list[str]


def facts_of_all(session: Session) -> list[PromiseFacts]:
    """Return the facts of every promise, what is due first first; two questions."""
    themes: dict[int, set[int]] = {}
    for promise_id, theme_id in session.execute(
        select(PromiseRemark.promise_id, Remark.theme_id)
        .join(Remark, Remark.id == PromiseRemark.remark_id)
        .where(Remark.theme_id.is_not(None))
    ):
        if theme_id is not None:
            themes.setdefault(promise_id, set()).add(theme_id)
    rows = session.execute(
        select(
            Promise.id,
            Promise.state,
            Promise.first_due_on,
            Promise.due_on,
            Promise.settled_on,
            Promise.made_on,
            Promise.partner_id,
            Promise.neighbourhood_id,
        ).order_by(
            Promise.settled_on.is_not(None),
            Promise.due_on.is_(None),
            Promise.due_on,
            Promise.settled_on.desc(),
            Promise.number,
        )
    )
    return [PromiseFacts(*row, frozenset(themes.get(row.id, ()))) for row in rows]


def choices(session: Session) -> PromiseChoices:
    """Return the names to choose from: those that a promise has; three questions."""
    of_promises = Neighbourhood.id.in_(select(Promise.neighbourhood_id))
    neighbourhoods = session.execute(
        select(Neighbourhood.id, Neighbourhood.name).where(of_promises).order_by(Neighbourhood.name)
    )
    themes = session.execute(select(Theme.id, Theme.name).order_by(func.lower(Theme.name)))
    partners = session.execute(select(Partner.id, Partner.name).order_by(func.lower(Partner.name)))
    return PromiseChoices(
        neighbourhoods={row.id: row.name for row in neighbourhoods},
        themes={row.id: row.name for row in themes},
        partners={row.id: row.name for row in partners},
    )


def promises_by_id(session: Session, ids: Sequence[int]) -> list[Promise]:
    """Return promises with what a line of them shows, in this order; one question."""
    if not ids:
        return []
    found = {
        one.id: one
        for one in session.scalars(select(Promise).where(Promise.id.in_(ids)).options(*_SHOWN_WITH))
    }
    return [found[one] for one in ids if one in found]


def promises_of_event(session: Session, event_id: int) -> Sequence[Promise]:
    """List the promises that came up at an event, what is due first first; one question."""
    return session.scalars(
        select(Promise)
        .where(Promise.event_id == event_id)
        .options(*_SHOWN_WITH)
        .order_by(
            Promise.settled_on.is_not(None),
            Promise.due_on.is_(None),
            Promise.due_on,
            Promise.number,
        )
    ).all()


def promises_for(session: Session, intermediary_id: int | None) -> Sequence[Promise]:
    """List the promises for somebody's initiative, as that person reads them; one question."""
    if intermediary_id is None:
        return ()
    return session.scalars(
        select(Promise)
        .where(Promise.intermediary_id == intermediary_id)
        .options(joinedload(Promise.partner), selectinload(Promise.updates))
        .order_by(Promise.settled_on.is_not(None), Promise.due_on.is_(None), Promise.due_on)
    ).all()


def get_promise(session: Session, number: int) -> Promise | None:
    """Return the promise of a number with all that was said of it; None where it is not there."""
    return session.scalar(
        select(Promise)
        .where(Promise.number == number)
        .options(
            *_SHOWN_WITH,
            joinedload(Promise.intermediary),
            selectinload(Promise.updates).joinedload(PromiseUpdate.partner),
        )
        .execution_options(populate_existing=True)
    )


def remarks_of(session: Session, promise_id: int) -> Sequence[Remark]:
    """List the remarks that a promise answers; one question."""
    return session.scalars(
        select(Remark)
        .join(PromiseRemark, PromiseRemark.remark_id == Remark.id)
        .where(PromiseRemark.promise_id == promise_id)
        .order_by(Remark.heard_on, Remark.id)
    ).all()


def remarks_to_answer(session: Session, promise: Promise) -> Sequence[Remark]:
    """List remarks of the same event or neighbourhood that wait for an answer; one question."""
    near: list[ColumnElement[bool]] = []
    if promise.event_id is not None:
        near.append(Remark.event_id == promise.event_id)
    if promise.neighbourhood_id is not None:
        near.append(Remark.neighbourhood_id == promise.neighbourhood_id)
    if not near:
        return ()
    return session.scalars(
        select(Remark)
        .where(or_(*near), *is_unanswered())
        .order_by(Remark.heard_on.desc(), Remark.id)
        .limit(MOST_TO_ANSWER)
    ).all()


def told_of(session: Session, promise_id: int) -> Sequence[tuple[PromiseTold, str]]:
    """List when and how residents were told of a promise, and at which event; one question."""
    rows = session.execute(
        select(PromiseTold, func.coalesce(Event.title, ""))
        .outerjoin(Event, Event.id == PromiseTold.event_id)
        .where(PromiseTold.promise_id == promise_id)
        .order_by(PromiseTold.told_on, PromiseTold.id)
    )
    return [(told, title) for told, title in rows]


def proud_of(session: Session, *, neighbourhood_id: int | None = None) -> list[ProudOf]:
    """Return what people are proud of, by neighbourhood: what is fit to show; one question."""
    rows = session.execute(
        select(func.coalesce(Neighbourhood.name, ""), Remark.heads, Remark.summary, Remark.words)
        .outerjoin(Neighbourhood, Neighbourhood.id == Remark.neighbourhood_id)
        .where(
            Remark.question == ResidentQuestion.PROUD,
            Remark.state == RemarkState.SHOWN,
            *([Remark.neighbourhood_id == neighbourhood_id] if neighbourhood_id else []),
        )
        .order_by(func.coalesce(Neighbourhood.name, ""), Remark.heard_on.desc(), Remark.id)
    )
    found: dict[str, tuple[int, list[str]]] = {}
    shown = 0
    for name, heads, summary, words in rows:
        before, said = found.get(name, (0, []))
        if shown < MOST_PROUD:
            said.append(summary or words)
            shown += 1
        found[name] = (before + heads, said)
    return [ProudOf(name, heads, said) for name, (heads, said) in found.items()]


def intermediaries(session: Session) -> Mapping[int, str]:
    """Return the organisation's contact persons by id, in the order of their names."""
    rows = session.execute(select(Intermediary.id, Intermediary.name).order_by(Intermediary.name))
    return {row.id: row.name for row in rows}


def find_remark(session: Session, remark_id: int) -> Remark | None:
    """Return a remark in scope."""
    return session.scalar(select(Remark).where(Remark.id == remark_id))
