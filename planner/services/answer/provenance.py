"""The guard that everything passes which somebody sends without a card and without an account.

Each submission is noted with the moment, a keyed hash of its connection and the form it was sent
with, and nothing else. What is out of the ordinary is set aside: it is kept, it counts nowhere, and
`set_aside.py` lets an organiser take it in or undo it in one press. Nobody is refused here.
"""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session

from planner.core.bursts import (
    AT_ONCE,
    DAY,
    NEVER_STOPPED,
    Received,
    belongs_to,
    share_of,
    strange_at_once,
    strange_at_one_connection,
)
from planner.core.capacity import fits, places_left
from planner.core.enums import AsideReason, AsideState, Reply, SubmissionKind
from planner.core.retention import CONNECTIONS_KEPT_FOR_DAYS
from planner.core.typed_words import is_same_word
from planner.services.answer.room import heads_taken, limit_of
from planner.services.answer.standing import takes_places
from planner.store import said_pictures
from planner.store.models import Answer, Event, Invitation, SetAside, Submission, Waiting

MARK_BYTES = 16
MOST_LOOKED_AT = 500
"""Rows that are looked at for one judgement: more came than any rule leaves alone anyway."""
OVER_ONE_CONNECTION = {AsideReason.NETWORK, AsideReason.SHARE}
"""Reasons by which only what came over the same connection is looked at together."""
AT_ANY_TIME = {AsideReason.WORD, AsideReason.LOOK, AsideReason.SHARE}
"""Reasons by which it does not matter how long lies between them."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """How something came to us.

    Attributes:
        network: from `mark_of`.
        form: of the form that it was sent with, which serves once; from `mark_of`.
        is_quick: whether it came within seconds of the form being shown.
        word: what was typed where the event asks for the word on the poster.
    """

    network: bytes
    form: bytes
    is_quick: bool = False
    word: str = ""


def mark_of(secret: str, what: str, event_id: int, value: str) -> bytes:
    """Return a keyed hash that is another one for each event, so that no two can be compared."""
    text = f"provenance:{what}:{event_id}:{value}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).digest()[:MARK_BYTES]


def sent_with(session: Session, event_id: int, form: bytes) -> Submission | None:
    """Return what was sent with a form already: pressed twice, or again after going back."""
    return session.scalar(
        select(Submission).where(Submission.event_id == event_id, Submission.form == form)
    )


def receive(
    session: Session,
    event: Event,
    invitation: Invitation,
    kind: SubmissionKind,
    origin: Origin,
    *,
    now: datetime,
) -> None:
    """Note where a submission comes from; comes after `lock_answers`, before it is stored."""
    made = Submission(
        event_id=event.id,
        kind=kind,
        invitation_id=invitation.id,
        received_at=now,
        is_quick=origin.is_quick,
        network=origin.network,
        form=origin.form,
    )
    session.add(made)
    session.flush()
    asked = _asked_for(event, origin)
    if asked is not None:
        _set_aside(session, made, {made.id}, asked, now=now)


def look_again(session: Session, event: Event, invitation: Invitation, *, now: datetime) -> None:
    """Judge a submission that was just stored or changed, together with those around it.

    Comes after `lock_answers`, so that of sixty at once each sees those before it.
    """
    session.flush()
    mine = session.scalar(
        select(Submission)
        .where(Submission.invitation_id == invitation.id)
        .execution_options(populate_existing=True)
    )
    if mine is None or _is_looked_at(session, mine):
        return
    near = _over_connection(session, mine, now=now)
    strange = strange_at_one_connection(near, now=now)
    _set_aside(session, mine, strange, AsideReason.NETWORK, now=now)
    if mine.id in strange or mine.aside_id is not None:
        return
    lately, a_day = _lately(session, event.id, now=now)
    strange = strange_at_once(lately, a_day=a_day, now=now)
    _set_aside(session, mine, strange, AsideReason.PACE, now=now)
    if mine.id not in strange and _has_more_than_its_share(session, event, mine, now=now):
        _set_aside(session, mine, {mine.id}, AsideReason.SHARE, now=now)


def correct_word(
    session: Session, event: Event, submission: Submission, word: str, *, now: datetime
) -> None:
    """Let an answer count whose word was wrong and is right now, where there is room for it."""
    if reason_of(session, submission.invitation_id) is not AsideReason.WORD:
        return
    answer = session.get(Answer, submission.invitation_id)
    heads = answer.heads if answer is not None and answer.reply is Reply.YES else 0
    taken = heads_taken(session, event.id, now=now, but=submission.invitation_id)
    has_room = fits(heads, capacity=limit_of(event), taken=taken)
    if not has_room or not is_same_word(word, event.open_word):
        return
    invitation = session.get_one(Invitation, submission.invitation_id)
    submission.aside_id = invitation.set_aside_at = None
    invitation.keeps_place = False
    look_again(session, event, invitation, now=now)


def reason_of(session: Session, invitation_id: int) -> AsideReason | None:
    """Return why the answer of a card is set aside; None when it is not."""
    return session.scalar(
        select(SetAside.reason)
        .join(Submission, Submission.aside_id == SetAside.id)
        .where(Submission.invitation_id == invitation_id, SetAside.state == AsideState.OPEN)
    )


def _asked_for(event: Event, origin: Origin) -> AsideReason | None:
    """Say what the organiser asked for and this submission lacks."""
    if event.open_word and not is_same_word(origin.word, event.open_word):
        return AsideReason.WORD
    return AsideReason.LOOK if event.looks_first else None


def _is_looked_at(session: Session, submission: Submission) -> bool:
    if submission.aside_id is None:
        return False
    return session.get_one(SetAside, submission.aside_id).state is not AsideState.OPEN


_RECEIVED = (
    Submission.id,
    Submission.received_at,
    func.coalesce(Answer.updated_at, Submission.received_at).label("told_at"),
    Submission.is_quick,
    Answer.reply,
    Answer.is_detailed,
    Answer.adults,
    Answer.children,
    Waiting.heads.label("waits"),
)


def _received(session: Session, event_id: int, *which: ColumnElement[bool]) -> list[Received]:
    """Read submissions that nobody has looked at, the newest first."""
    rows = session.execute(
        select(*_RECEIVED)
        .outerjoin(SetAside, SetAside.id == Submission.aside_id)
        .outerjoin(Answer, Answer.invitation_id == Submission.invitation_id)
        .outerjoin(Waiting, Waiting.invitation_id == Submission.invitation_id)
        .where(Submission.event_id == event_id, SetAside.looked_at.is_(None), *which)
        .order_by(Submission.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return [
        Received(
            row.id,
            row.received_at,
            row.told_at,
            _party(row.reply, row.waits, row.adults, row.children, is_told=row.is_detailed),
            row.is_quick,
        )
        for row in rows
    ]


def _party(
    reply: Reply | None,
    waits: int | None,
    adults: int | None,
    children: int | None,
    *,
    is_told: bool | None,
) -> tuple[int, int] | None:
    if waits is not None:
        return waits, 0
    if reply is Reply.NO:
        return 0, 0
    return (adults or 0, children or 0) if is_told else None


def _over_connection(session: Session, mine: Submission, *, now: datetime) -> list[Received]:
    """Read what came over the same connection; of what was erased all is taken for one."""
    since = now - timedelta(days=CONNECTIONS_KEPT_FOR_DAYS)
    return _received(
        session,
        mine.event_id,
        _is_same_connection(mine),
        Submission.received_at > since,
    )


def _is_same_connection(mine: Submission) -> ColumnElement[bool]:
    if mine.network is None:
        return Submission.network.is_(None)
    return Submission.network == mine.network


def _lately(session: Session, event_id: int, *, now: datetime) -> tuple[list[Received], int]:
    """Read what came in the last minute over all connections, and how many the day before."""
    widest = max(pace.within for pace in AT_ONCE)
    by_no_other_rule = or_(SetAside.id.is_(None), SetAside.reason == AsideReason.PACE)
    lately = _received(session, event_id, Submission.received_at > now - widest, by_no_other_rule)
    a_day = session.scalar(
        select(func.count(Submission.id))
        .outerjoin(SetAside, SetAside.id == Submission.aside_id)
        .where(
            Submission.event_id == event_id,
            Submission.received_at > now - widest - DAY,
            Submission.received_at <= now - widest,
            or_(SetAside.id.is_(None), SetAside.state == AsideState.TAKEN_IN),
        )
    )
    return lately, a_day or 0


def _has_more_than_its_share(
    session: Session, event: Event, mine: Submission, *, now: datetime
) -> bool:
    """Say whether one connection has more than its part of the places by this answer.

    Its first households never have: nobody is asked to wait because they are many.
    """
    limit = limit_of(event)
    if limit is None:
        return False
    noted = Answer.adults + Answer.children
    held = case((Answer.held_until > now, Answer.held_heads), else_=noted)
    heads = case((Answer.reply == Reply.YES, case((held > noted, held), else_=noted)), else_=0)
    since = now - timedelta(days=CONNECTIONS_KEPT_FOR_DAYS)
    answers, own = session.execute(
        select(func.count(Submission.id), func.coalesce(func.sum(heads), 0))
        .join(Answer, Answer.invitation_id == Submission.invitation_id)
        .join(Invitation, Invitation.id == Submission.invitation_id)
        .outerjoin(SetAside, SetAside.id == Submission.aside_id)
        .where(
            Submission.event_id == event.id,
            _is_same_connection(mine),
            Submission.received_at > since,
            SetAside.looked_at.is_(None),
            takes_places(),
            heads > 0,
        )
    ).one()
    if answers <= NEVER_STOPPED:
        return False
    left = places_left(capacity=limit, taken=heads_taken(session, event.id, now=now)) or 0
    return int(own) > share_of(left=left, own=int(own))


def _set_aside(
    session: Session,
    mine: Submission,
    keys: Collection[int],
    reason: AsideReason,
    *,
    now: datetime,
) -> None:
    """Set submissions aside, with those that were set aside for the same before."""
    known = select(Submission.id).join(SetAside, SetAside.id == Submission.aside_id)
    known = known.where(Submission.id.in_(keys), SetAside.reason == reason)
    new = sorted(set(keys) - set(session.scalars(known))) if keys else []
    if not new:
        return
    session.execute(
        update(Submission)
        .where(Submission.id.in_(new))
        .values(aside_id=_together_with(session, mine, reason, now=now))
        .execution_options(synchronize_session=False)
    )
    of_these = select(Submission.invitation_id).where(Submission.id.in_(new))
    session.execute(
        update(Invitation)
        .where(Invitation.id.in_(of_these), Invitation.set_aside_at.is_(None))
        .values(set_aside_at=now, keeps_place=False)
        .execution_options(synchronize_session=False)
    )
    said_pictures.count_without(session, mine.event_id, cards=len(new))
    _forget_read(session)


def _together_with(
    session: Session, mine: Submission, reason: AsideReason, *, now: datetime
) -> int:
    """Return what these are looked at together with, or begin something new to look at."""
    at = Submission.received_at
    over_same = [_is_same_connection(mine)] if reason in OVER_ONE_CONNECTION else []
    found = session.execute(
        select(SetAside.id, func.min(at).label("began_at"), func.max(at).label("last_at"))
        .join(Submission, Submission.aside_id == SetAside.id)
        .where(
            SetAside.event_id == mine.event_id,
            SetAside.state == AsideState.OPEN,
            SetAside.reason == reason,
            *over_same,
        )
        .group_by(SetAside.id)
        .order_by(SetAside.id.desc())
        .limit(1)
    ).first()
    if found is not None and (
        reason in AT_ANY_TIME
        or belongs_to(began_at=found.began_at, last_at=found.last_at, at=mine.received_at)
    ):
        return int(found.id)
    made = SetAside(event_id=mine.event_id, reason=reason, began_at=now)
    session.add(made)
    session.flush()
    return made.id


def _forget_read(session: Session) -> None:
    """Have what was changed by statements read again."""
    for one in list(session.identity_map.values()):
        if isinstance(one, Invitation | Submission):
            session.expire(one)
