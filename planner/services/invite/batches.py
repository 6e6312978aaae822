"""What becomes of batches and cards: printed, handed out, lost, revoked."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import BatchKind, BatchSender, DeletedKind, InvitationState
from planner.services import deleted
from planner.services.invite import issuing
from planner.store.models import Batch, CardMerge, DeletedThing, Invitation, NamedGuest

# What the name of an organisation begins with, and that of a person does not.
ARTICLES = frozenset({"de", "het", "een", "'t", "’t", "the"})


def list_batches(session: Session, event_id: int) -> list[Batch]:
    """List the batches of an event with who hands them out, the newest first."""
    return list(
        session.scalars(
            select(Batch)
            .where(Batch.event_id == event_id)
            .options(joinedload(Batch.intermediary))
            .order_by(Batch.id.desc())
        )
    )


def get_batch(session: Session, batch_id: int) -> Batch | None:
    """Return a batch with who hands it out."""
    return session.scalar(
        select(Batch).where(Batch.id == batch_id).options(joinedload(Batch.intermediary))
    )


def giver_of(batch: Batch) -> str:
    """Return the first name of who hands a batch out; empty unless guests may read it.

    The name of the batch itself is the organiser's alone: it may say why people were invited.
    """
    return _first_name(batch) if batch.names_intermediary else ""


def full_name_of(batch: Batch) -> str:
    """Return the name of who hands a batch out, for the organiser; empty for nobody."""
    return batch.intermediary.name if batch.intermediary else ""


def _first_name(batch: Batch) -> str:
    """Return the first name of a person; empty for "De basisschool", which is none.

    The whole name of an organisation may say why somebody was invited, so it is no way out.
    """
    first = full_name_of(batch).partition(" ")[0]
    return "" if first.casefold() in ARTICLES else first


def languages_of(batch: Batch) -> tuple[str, ...]:
    """Return the codes of the languages on the cards; none for that of whoever prints them."""
    return tuple(filter(None, batch.languages.split(",")))


def mark_printed(session: Session, batch: Batch, *, now: datetime) -> None:
    """Note that the cards were printed; the last time counts."""
    session.execute(update(Batch).where(Batch.id == batch.id).values(printed_at=now))


def mark_handed_out(session: Session, batch: Batch, *, now: datetime) -> None:
    """Note that the cards went to who hands them out; the first time counts."""
    session.execute(
        update(Batch)
        .where(Batch.id == batch.id, Batch.handed_out_at.is_(None))
        .values(handed_out_at=now)
    )


def mark_not_handed_out(session: Session, batch: Batch) -> None:
    """Take back that the cards were handed out."""
    session.execute(update(Batch).where(Batch.id == batch.id).values(handed_out_at=None))


def say_at_gate(session: Session, batch: Batch, words: str) -> None:
    """Change what helpers say to the guests of a batch, such as 'table 7'; nothing when empty."""
    session.execute(update(Batch).where(Batch.id == batch.id).values(gate_words=words))


def has_gone_out(session: Session, *which: ColumnElement[bool]) -> bool:
    """Say whether a card of these batches is with somebody, or on the way there."""
    left = or_(Batch.handed_out_at.is_not(None), Invitation.handed_out_at.is_not(None))
    found = select(Batch.id).join(Invitation, Invitation.batch_id == Batch.id).where(left, *which)
    return session.scalar(found.limit(1)) is not None


def delete_batch(
    session: Session, batch: Batch, *, by_id: int | None, now: datetime
) -> DeletedThing:
    """Delete cards that nobody has yet; they can be put back, and those that are printed work then.

    Raises:
        StillNeeded: a card went out, was answered or has a name, or somebody has a page for them.
    """
    if has_gone_out(session, Batch.id == batch.id):
        raise deleted.StillNeeded(Batch.__tablename__)
    kept = deleted.keep(session, batch, DeletedKind.STACK, name=batch.name, by_id=by_id, now=now)
    deleted.delete_rows(session, kept)
    return kept


def revoke_batch(session: Session, batch: Batch) -> int:
    """Make every card of a batch worth nothing; return how many still were worth something."""
    return _revoke(session, Invitation.batch_id == batch.id)


def revoke_card(session: Session, event_id: int, number: int) -> bool:
    """Make one card worth nothing; False when there is no such card or it was revoked before."""
    return _revoke(session, Invitation.event_id == event_id, Invitation.number == number) > 0


def revoke_event(session: Session, event_id: int) -> int:
    """Make every card of an event worth nothing; return how many still were worth something."""
    return _revoke(session, Invitation.event_id == event_id)


def replace_card(
    session: Session, event_id: int, number: int, *, code_key: str, now: datetime
) -> Invitation | None:
    """Make a new card instead of a lost one; None when there is no such card or it was revoked.

    The lost card stops working, and an answer that was given with it no longer counts: the new
    card asks again.
    """
    lost = session.scalar(
        select(Invitation).where(Invitation.event_id == event_id, Invitation.number == number)
    )
    if lost is None:
        return None
    made = _renew(session, lost.batch, Invitation.number == number, code_key=code_key, now=now)
    return issuing.find_by_number(session, event_id, made[0]) if made else None


def renew_batch(session: Session, batch: Batch, *, code_key: str, now: datetime) -> Sequence[int]:
    """Make a new card instead of every card of a batch; return the new numbers.

    The old cards stop working and their answers no longer count. The private page of who hands
    them out stays, and lists the new ones.
    """
    made = _renew(session, batch, code_key=code_key, now=now)
    if made:
        session.execute(
            update(Batch).where(Batch.id == batch.id).values(printed_at=None, handed_out_at=None)
        )
    return made


def renew_event(session: Session, event_id: int, *, code_key: str, now: datetime) -> int:
    """Make a new card instead of every card of an event on paper; return how many.

    Who answered without a card could not be given the new one, and so keeps the old.
    """
    return sum(
        len(renew_batch(session, batch, code_key=code_key, now=now))
        for batch in reversed(list_batches(session, event_id))
        if batch.kind is BatchKind.CARDS
    )


def _renew(
    session: Session, batch: Batch, *which: ColumnElement[bool], code_key: str, now: datetime
) -> Sequence[int]:
    """Replace cards of a batch by new ones and write the new numbers beside the old."""
    lost = session.scalars(
        update(Invitation)
        .where(
            Invitation.batch_id == batch.id,
            Invitation.state == InvitationState.ISSUED,
            *which,
        )
        .values(state=InvitationState.REPLACED)
        .returning(Invitation.number)
    )
    old = sorted(lost)
    if not old:
        return ()
    new = issuing.add_cards(session, batch, count=len(old), code_key=code_key, now=now)
    moved = dict(zip(old, new, strict=True))
    table = cast(Table, Invitation.__table__)
    session.connection().execute(
        update(table)
        .where(table.c.event_id == batch.event_id, table.c.number == bindparam("old"))
        .values(replaced_by=bindparam("new")),
        [{"old": number, "new": moved[number]} for number in old],
    )
    follow_new_cards(session, batch.event_id)
    return new


def follow_new_cards(session: Session, event_id: int) -> int:
    """Let names go along to the card that came instead of a lost one; return how many went.

    A card that was merged with another one keeps its name: it says who that was.
    """
    merged = select(CardMerge.invitation_id).where(CardMerge.event_id == event_id)
    replaced = session.execute(
        select(NamedGuest.invitation_id, Invitation.replaced_by)
        .join(Invitation, Invitation.id == NamedGuest.invitation_id)
        .where(
            NamedGuest.event_id == event_id,
            Invitation.replaced_by > 0,
            Invitation.id.not_in(merged),
        )
    ).all()
    moved = 0
    for invitation_id, number in replaced:
        new = issuing.find_by_number(session, event_id, number or 0)
        if new is not None and session.get(NamedGuest, new.id) is None:
            session.execute(
                update(NamedGuest)
                .where(NamedGuest.invitation_id == invitation_id)
                .values(invitation_id=new.id)
                .execution_options(synchronize_session=False)
            )
            moved += 1
    return moved


def has_other_senders(session: Session, event_id: int) -> bool:
    """Say whether cards of an event bear another name than that of whose event it is."""
    other = select(Batch.id).where(
        Batch.event_id == event_id, Batch.sender != BatchSender.ORGANISER
    )
    return session.scalars(other.limit(1)).first() is not None


def _revoke(session: Session, *which: ColumnElement[bool]) -> int:
    revoked = session.scalars(
        update(Invitation)
        .where(*which, Invitation.state == InvitationState.ISSUED)
        .values(state=InvitationState.REVOKED)
        .returning(Invitation.id)
    )
    return len(revoked.all())
