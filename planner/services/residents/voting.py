"""Whether residents find that it is better now: totals of a promise, of nobody.

Source: docs/decisions/0045-promises.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.core.residents.undertakings import PromiseState
from planner.core.small_cells import LEAST_HOUSEHOLDS
from planner.store.models import Promise, PromiseVotes
from planner.store.whole_rows import RowQuestion

MOST_ASKED = 2
"""So many promises are asked about on one page."""
LOOK_FROM = 5
"""So many more say 'not yet' since somebody looked: then it is time to look again."""


@dataclass(frozen=True, slots=True)
class VotesTold:
    """What may be told of a vote: in steps of five, so that no two looks lead to one answer.

    Attributes:
        better: so many at least say that it is better; 0 for fewer than five.
        not_yet: the same of 'not yet'.
    """

    better: int
    not_yet: int


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A promise that is done, whose result residents may judge.

    Attributes:
        what: what was undertaken, as the public reads it.
        told: what others said; None while nothing may be told.
    """

    promise_id: int
    what: str
    told: VotesTold | None


def asked_about(
    session: Session, neighbourhood_id: int | None, *, organisation_id: int | None = None
) -> Sequence[AskedAbout]:
    """List the promises of a neighbourhood that are done and public, newest first, at most two.

    Args:
        session: reads.
        neighbourhood_id: where; of an event without one nothing is asked.
        organisation_id: only of this organisation; None for all of them.
    """
    if neighbourhood_id is None:
        return ()
    which = {"neighbourhood_id": neighbourhood_id}
    if organisation_id is not None:
        which["organisation_id"] = organisation_id
    rows = _done_ones(of_all=organisation_id is None).ask(session, which)
    return [
        AskedAbout(promise_id, what, told(better or 0, not_yet or 0))
        for promise_id, what, better, not_yet in rows
    ]


@cache
def _done_ones(*, of_all: bool) -> RowQuestion:
    ours = () if of_all else (Promise.organisation_id == bindparam("organisation_id"),)
    return RowQuestion(
        select(Promise.id, Promise.what, PromiseVotes.better, PromiseVotes.not_yet)
        .outerjoin(PromiseVotes, PromiseVotes.promise_id == Promise.id)
        .where(
            Promise.neighbourhood_id == bindparam("neighbourhood_id"),
            Promise.is_public,
            Promise.state == PromiseState.DONE,
            *ours,
        )
        .order_by(Promise.settled_on.desc().nulls_last(), Promise.id.desc())
        .limit(MOST_ASKED)
    )


def promise_to_vote_on(session: Session, promise_id: int) -> Promise | None:
    """Return a promise whose result residents may judge; None where there is none."""
    return session.scalar(
        select(Promise).where(
            Promise.id == promise_id, Promise.is_public, Promise.state == PromiseState.DONE
        )
    )


def told_of(session: Session, promise_id: int) -> VotesTold | None:
    """Say what may be shown of the answers about one promise."""
    votes = session.get(PromiseVotes, promise_id)
    return told(votes.better, votes.not_yet) if votes else None


def vote(session: Session, promise_id: int, is_better: bool) -> None:
    """Add one answer to the totals, in one statement: two at the same moment count twice."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(PromiseVotes)
    counted = {"better": int(is_better), "not_yet": int(not is_better)}
    session.execute(
        insert.values(promise_id=promise_id, not_yet_seen=0, **counted).on_conflict_do_update(
            index_elements=[PromiseVotes.promise_id],
            set_={name: getattr(PromiseVotes, name) + one for name, one in counted.items()},
        )
    )


def told(better: int, not_yet: int) -> VotesTold | None:
    """Say what may be shown of the totals; None where no number may be told."""
    shown = VotesTold(
        *(count // LEAST_HOUSEHOLDS * LEAST_HOUSEHOLDS for count in (better, not_yet))
    )
    return shown if shown.better or shown.not_yet else None


def asks_to_look_again(votes: PromiseVotes | None) -> bool:
    """Say whether five or more said 'not yet' since an organiser last looked."""
    return votes is not None and votes.not_yet - votes.not_yet_seen >= LOOK_FROM


def note_looked_again(session: Session, promise_id: int, *, not_yet: int) -> None:
    """Note that an organiser looked, when so many had said 'not yet'; later ones ask anew."""
    session.execute(
        update(PromiseVotes)
        .where(PromiseVotes.promise_id == promise_id, PromiseVotes.not_yet_seen < not_yet)
        .values(not_yet_seen=not_yet)
        .execution_options(synchronize_session=False)
    )
