"""What anybody may read of what residents said in a neighbourhood, and of what was promised.

The same for a page, a feed, a poster and what a host says aloud, whoever asks: of all organisations
of a neighbourhood, whose promise it is named with each. So there is one number for a theme, and
not one for each page. Nothing is in it that nobody looked at.
Source: docs/decisions/0045-promises.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.local_time import day_of
from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.shown import FEW, RemarkSaid, SaidTheme, key_of, themes_of
from planner.core.residents.undertakings import PromiseKind, PromiseState, can_be_public, is_late
from planner.store.models import (
    Event,
    Neighbourhood,
    Organisation,
    Promise,
    PromiseRemark,
    PromiseUpdate,
    Remark,
    Theme,
)
from planner.store.scoping import OF_ALL

MOST_ON_AN_EVENT = 3
MOST_ON_A_POSTER = 3


class Standing(StrEnum):
    """How far a promise is, as it is told: late follows from the day."""

    DONE = "done"
    BUSY = "busy"
    LATE = "late"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Move:
    """That a promise got another day: on which day that was said, from when, until when, and why.

    `why` is empty where nobody said it.
    """

    said_on: date
    was: date
    until: date
    why: str


@dataclass(frozen=True, kw_only=True)
class ToldPromise:
    """A promise as anybody may read it.

    Attributes:
        promise: with its partner and its updates; nothing else of it is public.
        organisation: whose promise it is; empty for the one that runs the installation.
        themes: what residents said that it answers, each with as much as is told of how many.
        words: the latest that was said of it; empty for nothing yet.
        words_by: the partner that said so itself; empty for the organisation.
        passed_on: the partner that has it now, where it was passed on; else empty.
        moves: each other day that it got, the first one first.
        changed_at: when anybody could last read something new in it.
    """

    promise: Promise
    organisation: str
    standing: Standing
    themes: tuple[SaidTheme, ...]
    words: str
    words_by: str
    passed_on: str
    moves: tuple[Move, ...]
    changed_at: datetime

    @property
    def heads(self) -> int:
        """The most that is told of how many said what it answers."""
        return max((one.heads.at_least for one in self.themes), default=0)


@dataclass(frozen=True, kw_only=True)
class ToldBack:
    """What a neighbourhood tells.

    Attributes:
        promises: the latest change first.
        themes: what was said, of which most is told first.
    """

    neighbourhood: Neighbourhood
    promises: tuple[ToldPromise, ...]
    themes: tuple[SaidTheme, ...]

    def standing(self, standing: Standing) -> list[ToldPromise]:
        """Return those that are so far."""
        return [one for one in self.promises if one.standing is standing]


def is_told(promise: Promise) -> bool:
    """Say whether residents may read of a promise: it was made public, and can be."""
    return promise.is_public and can_be_public(
        promise.kind,
        has_partner=promise.partner_id is not None,
        due_on=promise.due_on,
        agreed_on=promise.agreed_on,
    )


# The same as `is_told`, for a question; a test holds the two together.
IS_TOLD: ColumnElement[bool] = and_(
    Promise.is_public.is_(True),
    Promise.partner_id.is_not(None),
    Promise.due_on.is_not(None),
    or_(Promise.kind != PromiseKind.PROMISED, Promise.agreed_on.is_not(None)),
)


def neighbourhood_of(session: Session, slug: str) -> Neighbourhood | None:
    """Return the neighbourhood that an address names."""
    return session.scalar(select(Neighbourhood).where(Neighbourhood.slug == slug))


def tell_back(
    session: Session, neighbourhood: Neighbourhood, *, zone: str, now: datetime
) -> ToldBack:
    """Return all that a neighbourhood tells; the same number of queries for however much it is.

    Args:
        session: narrowed or not: what is public is so for everybody.
        neighbourhood: which.
        zone: whose midnight makes a promise late.
        now: the moment.
    """
    promises = _public_promises(session, neighbourhood.id)
    themes = tuple(themes_of(_said_in(session, neighbourhood.id)))
    answered = _themes_answered(session, promises)
    names = _organisations(session) if promises else {}
    told = [
        _told(
            one,
            organisation=names.get(one.organisation_id, ""),
            themes=_of_these(themes, answered.get(one.id, ())),
            zone=zone,
            now=now,
        )
        for one in promises
    ]
    told.sort(key=lambda one: one.promise.id)
    told.sort(key=lambda one: one.changed_at, reverse=True)
    return ToldBack(neighbourhood=neighbourhood, promises=tuple(told), themes=themes)


def for_event(
    told: ToldBack, event_id: int, organisation_id: int, *, most: int = MOST_ON_AN_EVENT
) -> list[ToldPromise]:
    """Return what the page of an event tells: what came up at it before the rest.

    Of its own organisation alone: the page bears no other's name. All that organisations of a
    neighbourhood promised stands together on the page of the neighbourhood.
    """
    own = [one for one in told.promises if one.promise.organisation_id == organisation_id]
    return sorted(own, key=lambda one: one.promise.event_id != event_id)[:most]


def largest(told: ToldBack, *, most: int = MOST_ON_A_POSTER) -> list[ToldPromise]:
    """Return what answers most people; of those alike, what is settled first."""
    order = [Standing.DONE, Standing.BUSY, Standing.LATE, Standing.CANNOT]
    return sorted(told.promises, key=lambda one: (-one.heads, order.index(one.standing)))[:most]


def neighbourhoods_told_of(session: Session) -> list[tuple[str, str]]:
    """List the name and the address part of each neighbourhood with a public promise."""
    rows = session.execute(
        select(Neighbourhood.name, Neighbourhood.slug)
        .where(exists().where(Promise.neighbourhood_id == Neighbourhood.id, IS_TOLD))
        .order_by(Neighbourhood.name),
        execution_options=OF_ALL,
    )
    return [(name, slug) for name, slug in rows]


def _public_promises(session: Session, neighbourhood_id: int) -> Sequence[Promise]:
    return session.scalars(
        select(Promise)
        .where(Promise.neighbourhood_id == neighbourhood_id, IS_TOLD)
        .options(
            joinedload(Promise.partner),
            selectinload(Promise.updates).joinedload(PromiseUpdate.partner),
        )
        .order_by(Promise.id),
        execution_options=OF_ALL,
    ).all()


def _said_in(session: Session, neighbourhood_id: int) -> Iterable[RemarkSaid]:
    rows = session.execute(
        select(Theme.name, Remark.question, Remark.heads, Remark.state, Remark.summary)
        .join(Theme, Theme.id == Remark.theme_id)
        .join(Event, Event.id == Remark.event_id, isouter=True)
        .where(
            Remark.neighbourhood_id == neighbourhood_id,
            Remark.state == RemarkState.SHOWN,
            # What was said where only some were invited says who they are.
            or_(Event.id.is_(None), Event.is_public),
        ),
        execution_options=OF_ALL,
    )
    return [RemarkSaid(*row) for row in rows]


def _themes_answered(session: Session, promises: Sequence[Promise]) -> Mapping[int, set[str]]:
    """Return the themes of what each promise answers, as far as it is fit to show."""
    if not promises:
        return {}
    rows = session.execute(
        select(PromiseRemark.promise_id, Theme.name)
        .join(Remark, Remark.id == PromiseRemark.remark_id)
        .join(Theme, Theme.id == Remark.theme_id)
        .where(
            PromiseRemark.promise_id.in_([one.id for one in promises]),
            Remark.state == RemarkState.SHOWN,
            Remark.question == ResidentQuestion.BETTER,
        )
        .distinct(),
        execution_options=OF_ALL,
    )
    found: dict[int, set[str]] = {}
    for promise_id, name in rows:
        found.setdefault(promise_id, set()).add(name)
    return found


def _of_these(themes: Sequence[SaidTheme], names: Iterable[str]) -> tuple[SaidTheme, ...]:
    """Return themes with what is told of them here; one heard elsewhere alone is of a few."""
    keys = {key_of(name): name.strip() for name in names}
    better = ResidentQuestion.BETTER
    here = [one for one in themes if one.question is better and key_of(one.name) in keys]
    known = {key_of(one.name) for one in here}
    others = sorted(name for key, name in keys.items() if key not in known)
    return (*here, *(SaidTheme(name, better, FEW) for name in others))


def _organisations(session: Session) -> Mapping[int, str]:
    """Return what organisations are called; the one that runs the installation by no name."""
    rows = session.execute(select(Organisation.id, Organisation.name, Organisation.is_host))
    return {number: "" if is_host else name for number, name, is_host in rows}


def _told(
    promise: Promise,
    *,
    organisation: str,
    themes: tuple[SaidTheme, ...],
    zone: str,
    now: datetime,
) -> ToldPromise:
    today = day_of(now, zone)
    # Nothing is public that nobody looked at: a partner's own words wait for one of us.
    looked_at = [one for one in promise.updates if one.words and one.is_looked_at]
    last = looked_at[-1] if looked_at else None
    handed = next((one for one in reversed(promise.updates) if _is_passed_on(one)), None)
    is_by_partner = last is not None and last.is_by_partner
    return ToldPromise(
        promise=promise,
        organisation=organisation,
        standing=_standing(promise, today=today),
        themes=themes,
        words=last.words if last else "",
        words_by=promise.partner.name if is_by_partner and promise.partner else "",
        passed_on=handed.partner.name if handed and handed.partner else "",
        moves=tuple(_moves(promise, zone)),
        changed_at=_changed_at(promise, zone, today=today),
    )


def _is_passed_on(update: PromiseUpdate) -> bool:
    return update.state is PromiseState.PASSED_ON and update.partner is not None


def _standing(promise: Promise, *, today: date) -> Standing:
    if promise.state is PromiseState.DONE:
        return Standing.DONE
    if promise.state is PromiseState.CANNOT:
        return Standing.CANNOT
    return Standing.LATE if is_late(promise.due_on, promise.state, today=today) else Standing.BUSY


def _moves(promise: Promise, zone: str) -> Iterable[Move]:
    until = promise.first_due_on
    for one in promise.updates:
        if one.due_on is None or one.due_on == until:
            continue
        if until is not None:
            words = one.words if one.is_looked_at else ""
            yield Move(day_of(one.at, zone), until, one.due_on, words)
        until = one.due_on


def _changed_at(promise: Promise, zone: str, *, today: date) -> datetime:
    """Return when it last became another: by what was said, or by the midnight that made it late.

    Nothing tells when exactly it was made: that of its day counts.
    """
    moments = [_midnight(promise.made_on, zone), *(one.at for one in promise.updates)]
    if promise.due_on is not None and is_late(promise.due_on, promise.state, today=today):
        moments.append(_midnight(promise.due_on + timedelta(days=1), zone))
    return max(moments)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
