"""Make a promise, and say what becomes of it: each change is one statement on the version read.

Two who settle one promise at the same moment: the first is kept, and the second is told so, for the
version that they read is not there any more. Nothing of what was said is overwritten: each change
adds a line that stays.
Source: docs/decisions/0045-promises.md.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from planner.core.residents.changes import PromiseNews, UpdateFault, fault_of_day, fault_of_news
from planner.core.residents.undertakings import (
    SETTLED,
    PartnerKind,
    PromiseKind,
    PromiseState,
    can_be_public,
)
from planner.services.residents import voting
from planner.store.base import insert_if_absent, take_turn
from planner.store.models import (
    Partner,
    Promise,
    PromiseRemark,
    PromiseUpdate,
    Remark,
)
from planner.store.scoping import OF_ALL


@dataclass(frozen=True, kw_only=True)
class Undertaken:
    """What is undertaken, as somebody wrote it down.

    Attributes:
        kind: what is said of the partner; a promise in another's name counts once they agreed.
        intermediary_id: for whose initiative.
    """

    what: str
    kind: PromiseKind
    street: str = ""
    neighbourhood_id: int | None = None
    event_id: int | None = None
    intermediary_id: int | None = None
    partner_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Speaker:
    """Who says it: one of us, or the partner with the own link."""

    account_id: int | None = None
    is_partner: bool = False


def make_promise(
    session: Session,
    made: Undertaken,
    *,
    organisation_id: int,
    today: date,
    remark_id: int | None = None,
    is_demonstration: bool = False,
) -> Promise | UpdateFault:
    """Keep a new promise under the next number of its organisation.

    Args:
        session: writes.
        made: what is undertaken.
        organisation_id: whose promise it is.
        today: the day where it is made.
        remark_id: of a remark that it answers, in scope.
        is_demonstration: made up, to be removed with the other demonstration data.
    """
    fault = fault_of_day(None, made.due_on, today=today)
    if fault is not None:
        return fault
    # Two who make one at the same moment wait for each other here: each gets a number of its own.
    take_turn(session, f"numbers of promises {organisation_id}")
    highest = session.scalar(
        select(func.max(Promise.number))
        .where(Promise.organisation_id == organisation_id)
        # A team's lead sees the promises of the own events alone, and all of them have numbers.
        .execution_options(**OF_ALL)
    )
    promise = Promise(
        organisation_id=organisation_id,
        number=(highest or 0) + 1,
        made_on=today,
        first_due_on=made.due_on,
        agreed_on=_agreed_by_ourselves(session, made.partner_id, made.kind, today),
        is_demonstration=is_demonstration,
        **_columns(made),
    )
    session.add(promise)
    session.flush()
    if remark_id is not None:
        link_remark(session, promise, remark_id)
    return promise


def change_promise(
    session: Session, promise: Promise, made: Undertaken, *, version: int, today: date
) -> UpdateFault | None:
    """Correct what is undertaken, where, and for whom; its day and its partner move otherwise."""
    values = {
        name: value
        for name, value in _columns(made).items()
        if name not in {"partner_id", "due_on", "event_id"}
    }
    if made.kind is not promise.kind:
        agreed = _agreed_by_ourselves(session, promise.partner_id, made.kind, today)
        values["agreed_on"] = agreed
        if not can_be_public(
            made.kind,
            has_partner=promise.partner_id is not None,
            due_on=promise.due_on,
            agreed_on=agreed,
        ):
            values["is_public"] = False
    return _kept(_change(session, promise, version, **values))


def add_news(
    session: Session,
    promise: Promise,
    news: PromiseNews,
    *,
    version: int,
    by: Speaker,
    now: datetime,
    today: date,
) -> UpdateFault | None:
    """Add what became of a promise; the day that was named first stays as it is.

    Args:
        session: writes.
        promise: as it was read.
        news: what is said.
        version: that was read; where it is not there any more, nothing is kept.
        by: who says it.
        now: the moment.
        today: the day where the promise is.
    """
    fault = fault_of_news(news, state=promise.state, due_on=promise.due_on, today=today)
    if fault is not None:
        return fault
    is_settled = news.state in SETTLED
    due_on = promise.due_on if is_settled else news.due_on
    moved = due_on != promise.due_on
    was_settled_as = promise.settled_on if news.state is promise.state else None
    changed = _change(
        session,
        promise,
        version,
        state=news.state,
        due_on=due_on,
        first_due_on=promise.first_due_on or due_on,
        settled_on=(was_settled_as or today) if is_settled else None,
    )
    if changed:
        line = PromiseUpdate(state=news.state, words=news.words, due_on=due_on if moved else None)
        _add_line(session, promise, line, by=by, now=now)
    return _kept(changed)


def pass_on(
    session: Session,
    promise: Promise,
    partner: Partner,
    words: str,
    *,
    version: int,
    by: Speaker,
    now: datetime,
) -> UpdateFault | None:
    """Give a promise to another partner, who is asked anew; what was said before stays."""
    if not words:
        return UpdateFault.NO_REASON
    if partner.id == promise.partner_id:
        return UpdateFault.SAME_PARTNER
    changed = _change(
        session,
        promise,
        version,
        partner_id=partner.id,
        kind=PromiseKind.ASKED,
        agreed_on=None,
        state=PromiseState.OPEN,
        settled_on=None,
        # Whoever has it now has heard of no day yet.
        mailed=None,
        mailed_for=None,
    )
    if changed:
        line = PromiseUpdate(state=PromiseState.PASSED_ON, words=words, partner_id=partner.id)
        _add_line(session, promise, line, by=by, now=now)
    return _kept(changed)


def agree(
    session: Session, promise: Promise, *, agreed_on: date, version: int, today: date
) -> UpdateFault | None:
    """Note that the partner promises it, since a day: from here on it may be said in their name."""
    if promise.partner_id is None:
        return UpdateFault.NO_PARTNER
    if agreed_on > today:
        return UpdateFault.PAST_DAY
    return _kept(_change(session, promise, version, kind=PromiseKind.PROMISED, agreed_on=agreed_on))


def set_public(
    session: Session, promise: Promise, *, is_public: bool, version: int
) -> UpdateFault | None:
    """Let residents read a promise, or no longer; not without a partner and a day."""
    is_fit = can_be_public(
        promise.kind,
        has_partner=promise.partner_id is not None,
        due_on=promise.due_on,
        agreed_on=promise.agreed_on,
    )
    if is_public and not is_fit:
        return UpdateFault.NOT_FIT_TO_SHOW
    return _kept(_change(session, promise, version, is_public=is_public))


def look_at(session: Session, promise: Promise, *, until_update_id: int, not_yet: int = 0) -> None:
    """Note that one of us read what the partner said of a promise, and what neighbours say of it.

    From here on residents read those words of the partner. What came after the page was made was
    seen by nobody, and waits.

    Args:
        session: writes.
        promise: of which.
        until_update_id: the last update that was read.
        not_yet: so many neighbours had said "not yet".
    """
    session.execute(
        update(PromiseUpdate)
        .where(PromiseUpdate.promise_id == promise.id, PromiseUpdate.id <= until_update_id)
        .values(is_looked_at=True)
        .execution_options(synchronize_session=False)
    )
    voting.note_looked_again(session, promise.id, not_yet=not_yet)
    session.expire(promise, ["updates"])


def link_remark(session: Session, promise: Promise, remark_id: int) -> bool:
    """Note that a promise answers a remark; False where that remark is not in scope."""
    remark = session.scalar(select(Remark.id).where(Remark.id == remark_id))
    if remark is None:
        return False
    session.execute(
        insert_if_absent(session, PromiseRemark).values(promise_id=promise.id, remark_id=remark)
    )
    return True


def unlink_remark(session: Session, promise: Promise, remark_id: int) -> None:
    """Note that a promise does not answer a remark after all."""
    session.execute(
        delete(PromiseRemark).where(
            PromiseRemark.promise_id == promise.id, PromiseRemark.remark_id == remark_id
        )
    )


def _change(session: Session, promise: Promise, version: int, **values: Any) -> bool:
    """Change a promise as it was read; False where somebody else was first."""
    changed = session.execute(
        update(Promise)
        .where(Promise.id == promise.id, *_as_read(promise, version))
        .values(version=version + 1, **values)
        .returning(Promise.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.expire(promise)
    return changed is not None


def _as_read(promise: Promise, version: int) -> tuple[ColumnElement[bool], ...]:
    return (Promise.version == version, Promise.organisation_id == promise.organisation_id)


def _kept(changed: bool) -> UpdateFault | None:
    return None if changed else UpdateFault.MEANWHILE


def _add_line(
    session: Session, promise: Promise, line: PromiseUpdate, *, by: Speaker, now: datetime
) -> None:
    line.promise_id, line.at = promise.id, now
    line.is_by_partner, line.account_id = by.is_partner, by.account_id
    line.is_looked_at = not (by.is_partner and line.words)
    session.add(line)
    session.flush()


def _columns(made: Undertaken) -> dict[str, Any]:
    return {
        "what": made.what,
        "kind": made.kind,
        "street": made.street,
        "neighbourhood_id": made.neighbourhood_id,
        "event_id": made.event_id,
        "intermediary_id": made.intermediary_id,
        "partner_id": made.partner_id,
        "due_on": made.due_on,
    }


def _agreed_by_ourselves(
    session: Session, partner_id: int | None, kind: PromiseKind, today: date
) -> date | None:
    """Return since when it is agreed where nobody but ourselves has to."""
    if partner_id is None or kind is not PromiseKind.PROMISED:
        return None
    partner = session.get(Partner, partner_id)
    return today if partner is not None and partner.kind is PartnerKind.US else None
