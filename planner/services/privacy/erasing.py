"""Erase what somebody asked to have erased, and do it again after an older backup came back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.services import deleted
from planner.services.answer import waiting_list
from planner.services.answer.locking import lock_answers
from planner.services.helpers.settling import mouths, settle
from planner.services.helpers.shift_rows import shifts_of
from planner.services.named import NamedRow
from planner.services.outbox import posting
from planner.services.privacy.erased_names import numbered_name
from planner.services.privacy.erasing_helpers import erase_helper_rows
from planner.services.privacy.erasing_named import erase_again
from planner.services.privacy.erasing_named import erase_named as wipe_named
from planner.services.privacy.erasing_named import erase_supplier as forget_supplier
from planner.services.privacy.erasures import ErasureLog, Kind
from planner.store.models import (
    Answer,
    AnswerChange,
    AnswerDiet,
    Batch,
    Event,
    GuestContact,
    Helper,
    Household,
    Intermediary,
    IntermediaryLink,
    IntermediaryRequest,
    Invitation,
    NamedGuest,
    NoticeTold,
    Organisation,
    PromiseFollower,
    PurgeRecord,
    Submission,
    Supplier,
    Waiting,
)

ASKED = "asked"


def erase_card(session: Session, invitation: Invitation, *, log: ErasureLog, now: datetime) -> int:
    """Erase what a household told, its earlier answers and its name; return how many rows went.

    The card then is as if nobody had answered, and its places are free. What was counted at the
    entrance stays until the purge: it says how many came, and a card must not work twice.
    """
    event = lock_answers(session, invitation.event_id)
    cards = _same_people(session, invitation)
    for _id, code_hash in cards:
        log.note(Kind.CARD, code_hash, now=now)
    session.expunge_all()
    gone = sum(_erase_rows(session, card_id) for card_id, _hash in cards)
    # What takes the event out of their calendar still leaves, also when they press twice.
    but = MailKind.WITHDRAWAL
    gone += sum(posting.forget(session, card_id, now=now, but=but) for card_id, _hash in cards)
    _write_down(session, invitation.event_id, gone, now=now)
    waiting_list.serve_waiting_list(session, event, now=now)
    return gone


def erase_name(session: Session, invitation: Invitation, *, log: ErasureLog, now: datetime) -> bool:
    """Erase the name on a card; the card and its answer stay. False when there was none."""
    gone = 0
    for card_id, code_hash in _same_people(session, invitation):
        log.note(Kind.NAME, code_hash, now=now)
        gone += _erase_name(session, card_id, until=now)
        posting.forget(session, card_id, now=now)
    _write_down(session, invitation.event_id, gone, now=now)
    return bool(gone)


def erase_giver(session: Session, giver: Intermediary, *, log: ErasureLog, now: datetime) -> int:
    """Erase somebody who hands cards out: the name, private pages and requests; cards stay good."""
    log.note(Kind.GIVER, _giver_key(giver), now=now)
    gone = _erase_giver(session, giver)
    _write_down(session, None, gone, now=now)
    return gone


def erase_contact(session: Session, event: Event, *, log: ErasureLog, now: datetime) -> None:
    """Take the name and number that guests could call out of an event."""
    log.note(Kind.CONTACT, event.uid.encode(), now=now)
    _erase_contact(session, event)
    _write_down(session, event.id, 1, now=now)


def erase_usual_contact(
    session: Session, organisation: Organisation, *, log: ErasureLog, now: datetime
) -> None:
    """Take away whom guests of new events would call; events that name them are found apart."""
    log.note(Kind.CONTACT, _usual_key(organisation), now=now)
    organisation.contact_name = organisation.contact_phone = ""
    _write_down(session, None, 1, now=now)


def erase_follower(
    session: Session, follower: PromiseFollower, *, log: ErasureLog, now: datetime
) -> None:
    """Erase an address that asked to hear what became of it: no restored backup writes to it."""
    log.note(Kind.FOLLOWER, follower.secret_hash, now=now)
    posting.forget_follower(session, follower.address, now=now)
    session.delete(follower)
    _write_down(session, None, 1, now=now)


def erase_helper(session: Session, helper: Helper, *, log: ErasureLog, now: datetime) -> None:
    """Erase a neighbour who helps: their link opens nothing, and their places are free.

    What was done in a shift that has begun stays until the purge, of nobody: so hours, and how
    many ate, are added up as they were.
    """
    log.note(Kind.HELPER, helper.secret_hash, now=now)
    posting.forget_helper(session, helper.address, now=now)
    _write_down(session, None, 1, now=now)
    for event in erase_helper_rows(session, helper, at=now):
        settle(session, event, now=now)


def erase_supplier(session: Session, supplier: Supplier, *, log: ErasureLog, now: datetime) -> None:
    """Erase somebody who delivers to events: what they brought, and what it cost, stays."""
    forget_supplier(session, supplier, log=log, now=now)
    _write_down(session, None, 1, now=now)


def erase_named(
    session: Session, rows: Sequence[NamedRow], *, log: ErasureLog, now: datetime
) -> None:
    """Take the words out of a run sheet, task or the like that name somebody; the rest stays."""
    _write_down(session, rows[0].event_id, wipe_named(session, rows, log=log, now=now), now=now)


def reapply(session: Session, *, log: ErasureLog) -> int:
    """Erase again what is in the log and in the database, as after restoring an older backup.

    What somebody told after the erasure stays.

    Returns:
        how many rows went.
    """
    noted = log.read()
    if not noted:
        return 0
    gone = 0
    for invitation_id, code_hash in session.execute(select(Invitation.id, Invitation.code_hash)):
        erased_at = noted.get((Kind.CARD, log.mark(Kind.CARD, code_hash)))
        if erased_at:
            gone += _erase_rows(session, invitation_id, until=erased_at)
        erased_at = noted.get((Kind.NAME, log.mark(Kind.NAME, code_hash)))
        if erased_at:
            gone += _erase_name(session, invitation_id, until=erased_at)
    for giver in session.scalars(select(Intermediary)).all():
        if (Kind.GIVER, log.mark(Kind.GIVER, _giver_key(giver))) in noted:
            gone += _erase_giver(session, giver)
    for follower in session.scalars(select(PromiseFollower)).all():
        # Whoever asked again has another secret.
        if (Kind.FOLLOWER, log.mark(Kind.FOLLOWER, follower.secret_hash)) in noted:
            session.delete(follower)
            gone += 1
    for helper in session.scalars(select(Helper).order_by(Helper.id)).all():
        # Whoever signed up again has another secret.
        erased_at = noted.get((Kind.HELPER, log.mark(Kind.HELPER, helper.secret_hash)))
        if erased_at:
            for event in erase_helper_rows(session, helper, at=erased_at):
                event.helpers_eating = mouths(shifts_of(session, event.id))
            gone += 1
    gone += erase_again(session, noted, log=log)
    named = or_(Event.contact_name != "", Event.contact_phone != "")
    for event in session.scalars(select(Event).where(named)).all():
        erased_at = noted.get((Kind.CONTACT, log.mark(Kind.CONTACT, event.uid.encode())))
        if erased_at and event.updated_at <= erased_at:
            _erase_contact(session, event)
            gone += 1
    for organisation in session.scalars(select(Organisation)).all():
        if (Kind.CONTACT, log.mark(Kind.CONTACT, _usual_key(organisation))) in noted:
            organisation.contact_name = organisation.contact_phone = ""
            gone += 1
    return gone


def _same_people(session: Session, invitation: Invitation) -> list[tuple[int, bytes]]:
    """List a card and those it came instead of: in a backup a name may stand on an older one."""
    found = [(invitation.id, invitation.code_hash)]
    numbers = {invitation.number}
    while True:
        older = session.execute(
            select(Invitation.id, Invitation.code_hash, Invitation.number).where(
                Invitation.event_id == invitation.event_id,
                Invitation.replaced_by.in_(numbers),
                Invitation.id.not_in([card_id for card_id, _hash in found]),
            )
        ).all()
        if not older:
            return found
        found += [(row.id, row.code_hash) for row in older]
        numbers = {row.number for row in older}


def _erase_rows(session: Session, invitation_id: int, *, until: datetime | None = None) -> int:
    """Delete what hangs on a card; with a moment, only what is as old as that."""
    has_newer = until is not None and session.scalar(
        select(Answer.invitation_id).where(
            Answer.invitation_id == invitation_id, Answer.created_at > until
        )
    )
    gone = 0
    for table, made_at in (
        (AnswerChange, AnswerChange.changed_at),
        (AnswerDiet, None),
        (Answer, Answer.created_at),
        (Waiting, Waiting.queued_at),
        (NamedGuest, NamedGuest.created_at),
        (GuestContact, GuestContact.created_at),
        (NoticeTold, NoticeTold.told_at),
        (Household, Household.created_at),
    ):
        if has_newer and table is AnswerDiet:
            continue  # diets have no moment of their own; these are of the newer answer
        condition = table.invitation_id == invitation_id
        if until is not None and made_at is not None:
            condition &= made_at <= until
        erased = session.execute(
            delete(table)
            .where(condition)
            .returning(table.invitation_id)
            .execution_options(synchronize_session=False)
        )
        if table is not AnswerDiet:  # how many went would tell how many eat something
            gone += len(erased.all())
    _forget_connection(session, invitation_id, until=until)
    return gone


def _forget_connection(session: Session, invitation_id: int, *, until: datetime | None) -> None:
    """Forget over which connection an answer came. That somebody has to look at it stays.

    Else whoever made it up could erase it and answer again, unseen.
    """
    is_old = (Submission.received_at <= until,) if until is not None else ()
    session.execute(
        update(Submission)
        .where(Submission.invitation_id == invitation_id, *is_old)
        .values(network=None, form=None)
        .execution_options(synchronize_session=False)
    )


def _erase_name(session: Session, invitation_id: int, *, until: datetime) -> int:
    erased = session.execute(
        delete(NamedGuest)
        .where(NamedGuest.invitation_id == invitation_id, NamedGuest.created_at <= until)
        .returning(NamedGuest.invitation_id)
    )
    return len(erased.all())


def _erase_giver(session: Session, giver: Intermediary) -> int:
    batches = list(session.scalars(select(Batch.id).where(Batch.intermediary_id == giver.id)))
    gone = 1
    for table in (IntermediaryLink, IntermediaryRequest):
        erased = session.execute(
            delete(table)
            .where(table.batch_id.in_(batches))
            .returning(table.id)
            .execution_options(synchronize_session=False)
        )
        gone += len(erased.all())
    # The organiser may have named a batch after the person who handed it out.
    session.execute(
        update(Batch)
        .where(Batch.id.in_(batches))
        .values(intermediary_id=None, names_intermediary=False, name=numbered_name(Batch))
        .execution_options(synchronize_session=False)
    )
    gone += deleted.forget_giver(session, giver)
    session.execute(delete(Intermediary).where(Intermediary.id == giver.id))
    return gone


def _usual_key(organisation: Organisation) -> bytes:
    # Whoever is named later has another name or number, and stays.
    called = organisation.contact_name, organisation.contact_phone
    return "\x1f".join((f"organisation {organisation.id}", *called)).encode()


def _erase_contact(session: Session, event: Event) -> None:
    session.execute(
        update(Event)
        .where(Event.id == event.id)
        .values(contact_name="", contact_phone="", calendar_block=None)
    )


def _write_down(session: Session, event_id: int | None, rows: int, *, now: datetime) -> None:
    if rows:
        session.add(PurgeRecord(purged_at=now, event_id=event_id, kind=ASKED, rows=rows))


def _giver_key(giver: Intermediary) -> bytes:
    return f"{giver.id}/{giver.created_at.isoformat()}".encode()
