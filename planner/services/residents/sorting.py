"""Sort what residents said: what says the same, what may be shown, and the answer to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.residents.alike import most_alike
from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.services.residents import themes
from planner.store.models import Promise, PromiseRemark, Remark, Theme

MOST_COMPARED = 1_000
"""Remarks whose words say which theme is likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What was decided of a remark.

    Attributes:
        theme_id: of those of the organisation; None for none.
        new_theme: the name of another one; empty for none.
        why_not: the answer, where nothing can be promised.
    """

    words: str
    summary: str
    language: str
    street: str
    heads: int
    state: RemarkState
    theme_id: int | None = None
    new_theme: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class SortProgress:
    """How far what was said at an event is, in remarks.

    Attributes:
        new: nobody looked at them yet.
        unanswered: what must get better, without a promise and without a reason why not.
        better: all of what must get better; both without what is not to be shown.
    """

    total: int
    new: int
    better: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """What says the same.

    Attributes:
        theme: None for what stands alone.
        heads: how many people said it.
        count: in how many remarks.
        remarks: those that most people said; all of them where one theme is asked for.
    """

    theme: Theme | None
    heads: int
    count: int
    remarks: Sequence[Remark]


def is_unanswered() -> tuple[ColumnElement[bool], ...]:
    """Match what must get better and waits for an answer: no promise, and no reason why not.

    What is not to be shown waits for none: an accusation can't be promised away.
    """
    promised = select(PromiseRemark.remark_id).where(PromiseRemark.remark_id == Remark.id)
    return (
        Remark.question == ResidentQuestion.BETTER,
        Remark.state != RemarkState.HIDDEN,
        Remark.why_not == "",
        ~promised.correlate(Remark).exists(),
    )


def progress(session: Session, event_id: int | None) -> SortProgress:
    """Count how far the remarks of an event are; of None those of the whole organisation."""
    better = (Remark.question == ResidentQuestion.BETTER) & (Remark.state != RemarkState.HIDDEN)
    counts = select(
        func.count(),
        func.count().filter(Remark.state == RemarkState.NEW),
        func.count().filter(better),
        func.count().filter(*is_unanswered()),
    ).select_from(Remark)
    if event_id is not None:
        counts = counts.where(Remark.event_id == event_id)
    return SortProgress(*session.execute(counts).one())


def get_remark(session: Session, remark_id: int, event_id: int | None) -> Remark | None:
    """Find a remark; of an event where one is named."""
    found = session.scalar(
        select(Remark)
        .where(Remark.id == remark_id)
        .options(joinedload(Remark.theme), joinedload(Remark.stop), joinedload(Remark.event))
    )
    is_there = found is not None and (event_id is None or found.event_id == event_id)
    return found if is_there else None


def next_to_sort(session: Session, event_id: int | None, *, after: int = 0) -> int | None:
    """Return the next remark that nobody looked at; `after` is one that was left for later.

    They come by their numbers, which are drawn at random: so not in the order of who spoke.
    """
    waiting = select(Remark.id).where(Remark.state == RemarkState.NEW)
    if event_id is not None:
        waiting = waiting.where(Remark.event_id == event_id)
    later = session.scalar(waiting.where(Remark.id > after).order_by(Remark.id).limit(1))
    return later or session.scalar(waiting.where(Remark.id != after).order_by(Remark.id).limit(1))


def likely_themes(session: Session, remark: Remark) -> Sequence[Theme]:
    """List the themes of an organisation: those that a remark is most like first, then by use."""
    found = themes.with_use(session, remark.organisation_id, remark.neighbourhood_id)
    texts: dict[int, list[str]] = {each.theme.id: [each.theme.name] for each in found}
    words = (
        select(Remark.theme_id, Remark.words)
        .where(Remark.theme_id.is_not(None), Remark.id != remark.id)
        .order_by(Remark.id)
        .limit(MOST_COMPARED)
    )
    for theme_id, said in session.execute(words):
        if theme_id in texts:
            texts[theme_id].append(said)
    place = {key: at for at, key in enumerate(most_alike(remark.words, texts))}
    return [
        each.theme for each in sorted(found, key=lambda one: place.get(one.theme.id, len(place)))
    ]


def sort(session: Session, remark: Remark, decided: Sorted) -> None:
    """Keep what was decided. The older words are overwritten: they are kept nowhere."""
    remark.words, remark.summary = decided.words, decided.summary
    remark.language, remark.street = decided.language, decided.street
    remark.heads, remark.state = decided.heads, decided.state
    remark.why_not = decided.why_not
    if decided.new_theme:
        remark.theme = themes.named(session, remark.organisation_id, decided.new_theme)
    else:
        remark.theme_id = themes.own_id(session, remark.organisation_id, decided.theme_id)


def groups_of(
    session: Session,
    question: ResidentQuestion,
    *where: ColumnElement[bool],
    may_sort: bool,
    most: int | None = None,
) -> Sequence[ThemeGroup]:
    """Group remarks by theme, what most people said first; then what stands alone.

    Args:
        session: reads.
        question: to which they are an answer.
        where: of which event, neighbourhood or theme.
        may_sort: whether what nobody looked at, and what is not to show, is among them.
        most: remarks of each theme to read; None for all. The counts are of all.
    """
    wanted = [Remark.question == question, *where]
    if not may_sort:
        wanted.append(Remark.state == RemarkState.SHOWN)
    # What waits for somebody first, then what most people said.
    place = func.row_number().over(
        partition_by=Remark.theme_id,
        order_by=(Remark.state != RemarkState.NEW, Remark.heads.desc(), Remark.id),
    )
    placed = select(Remark.id, place.label("place")).where(*wanted).subquery()
    asked = (
        select(Remark)
        .join(placed, placed.c.id == Remark.id)
        .options(joinedload(Remark.theme), joinedload(Remark.stop))
        .order_by(placed.c.place)
    )
    if most is not None:
        asked = asked.where(placed.c.place <= most)
    found: dict[int | None, list[Remark]] = {}
    for remark in session.scalars(asked):
        found.setdefault(remark.theme_id, []).append(remark)
    counts = session.execute(
        select(Remark.theme_id, func.sum(Remark.heads), func.count())
        .where(*wanted)
        .group_by(Remark.theme_id)
    )
    groups = [
        ThemeGroup(found[theme_id][0].theme, int(heads), count, found[theme_id])
        for theme_id, heads, count in counts
        if theme_id in found
    ]
    return sorted(
        groups,
        key=lambda one: (one.theme is None, -one.heads, one.theme.name if one.theme else ""),
    )


def promised_in(session: Session, remarks: Sequence[Remark]) -> Mapping[int, Promise]:
    """Return by remark the latest promise that answers it, of those that have one."""
    rows = session.execute(
        select(PromiseRemark.remark_id, Promise)
        .join(Promise, Promise.id == PromiseRemark.promise_id)
        .where(PromiseRemark.remark_id.in_([each.id for each in remarks]))
        .order_by(Promise.number)
    )
    return {row[0]: row[1] for row in rows}
