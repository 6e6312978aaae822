"""Erase what has been kept long enough, so that it can't be read anywhere any more.

What was counted stays: the turnout of an event is what forecasts learn from, and names nobody.
Source: docs/privacy.md.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    String,
    cast,
    delete,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from planner.core import retention
from planner.core.mail_rules import GIVEN_UP_KEPT_FOR, RESTS_KEPT_FOR
from planner.core.retention import Retention
from planner.services.answer.totals import keep_totals
from planner.services.outbox import given_up
from planner.services.privacy.erased_names import numbered_name
from planner.services.privacy.purge_helpers import erase_helpers, erase_shifts
from planner.services.privacy.purge_kinds import Purged, Tally
from planner.services.privacy.purge_logistics import erase_named, erase_private_suppliers
from planner.services.privacy.purge_numbers import keep_numbers
from planner.services.privacy.purge_residents import erase_residents
from planner.store.base import Store
from planner.store.models import (
    Account,
    AccountLink,
    Answer,
    AnswerChange,
    AnswerDiet,
    AuditEntry,
    Batch,
    CalendarKey,
    CalendarTrace,
    CalendarUpload,
    CardMerge,
    DealtConflict,
    DeletedThing,
    Errand,
    Event,
    EventMessage,
    EventNotice,
    Gate,
    GateDevice,
    GateKey,
    GateNote,
    GuestContact,
    HelperCall,
    HelperMessage,
    Household,
    IncomingMail,
    Intermediary,
    IntermediaryLink,
    IntermediaryRequest,
    Invitation,
    MailAttachment,
    Mailing,
    NamedGuest,
    NoticeTold,
    OutboxMail,
    PromiseFollower,
    PurgeRecord,
    RestingAddress,
    SaidPicture,
    SaidSince,
    Scan,
    SeenMark,
    SentForm,
    SetAside,
    SignIn,
    Submission,
    Throttle,
    ToldApart,
    Unsubscription,
    Waiting,
)

EARLIEST_ZONE = timedelta(hours=14)
EVENTS_AT_ONCE = 25
"""Who scans waits no longer than these take; each statement names them one by one."""
THROTTLES_KEPT_FOR = timedelta(days=1)  # every bucket has leaked empty by then
SENT_FORMS_KEPT_FOR = timedelta(days=1)
UPLOADS_KEPT_FOR = timedelta(days=1)
STOPPED_KEYS_KEPT_FOR = timedelta(days=90)  # until then a calendar program hears that it is gone
_Guests = (
    type[AnswerChange] | type[Waiting] | type[NamedGuest] | type[GuestContact] | type[Household]
)
_Givers = type[IntermediaryLink] | type[IntermediaryRequest]
GUESTS: Mapping[str, _Guests] = {
    "changes": AnswerChange,
    "waits": Waiting,
    "names": NamedGuest,
    "addresses": GuestContact,
    "households": Household,  # and by their keys the browsers in which they are open
}
_CAME_FOR = (
    select(Invitation.event_id).where(Invitation.id == IncomingMail.invitation_id).scalar_subquery()
)
GIVERS: Mapping[str, _Givers] = {"accesses": IntermediaryLink, "requests": IntermediaryRequest}


def due_events(session: Session, *, keep: Retention, now: datetime) -> list[int]:
    """List the events whose answers may no longer be kept."""
    latest = now - timedelta(days=keep.keep_days) + EARLIEST_ZONE
    # Where its organisation promised less, it may be due as soon as it is over.
    sooner = (Event.keep_days < keep.keep_days) & (Event.ends_at <= now + EARLIEST_ZONE)
    rows = session.execute(
        select(Event.id, Event.ends_at, Event.zone, Event.keep_days).where(
            (Event.ends_at <= latest) | sooner
        )
    )
    return [
        event_id
        for event_id, ends_at, zone, promised in rows
        if not keep.is_kept(ends_at, zone, promised, now=now)
    ]


def purge(session: Session, *, keep: Retention, now: datetime) -> Purged:
    """Erase what is due; doing it twice does no harm. Afterwards call `unreadable.make_unreadable`.

    How many rows went is written down for each event, for organisers to read.
    """
    due, tally = due_events(session, keep=keep, now=now), Tally(session)
    for some in _some_at_once(due):
        _erase_of_events(session, tally, some, now=now)
    _erase_of_none(session, tally, due, keep=keep, now=now)
    return tally.write_down(now=now)


def purge_in_turns(store: Store, *, keep: Retention, now: datetime) -> Purged:
    """Do the same in many transactions: whoever writes meanwhile waits for a few events only.

    Where it is stopped half way, what was erased is, and the next time does the rest.
    """
    with store.reading() as reading:
        due = due_events(reading, keep=keep, now=now)
    erased = Purged()
    for some in _some_at_once(due):
        with store.transaction() as session:
            tally = Tally(session)
            _erase_of_events(session, tally, some, now=now)
            erased += tally.write_down(now=now)
    with store.transaction() as session:
        tally = Tally(session)
        _erase_of_none(session, tally, due, keep=keep, now=now)
        return erased + tally.write_down(now=now)


def _some_at_once(due: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(due), EVENTS_AT_ONCE):
        yield due[start : start + EVENTS_AT_ONCE]


def _erase_of_events(session: Session, tally: Tally, due: list[int], *, now: datetime) -> None:
    keep_numbers(session, due, now=now)
    keep_totals(session, due)
    _erase_guests(session, tally, due)
    _erase_gates(session, tally, due)
    _erase_givers(session, tally, due)
    _erase_contacts(session, tally, due)
    for kind, things in (("seen", SeenMark), ("deleted", DeletedThing)):
        tally.erase(kind, things, things.event_id.in_(due), event=things.event_id)
    _erase_reasons(session, tally, due)
    _erase_own_messages(session, tally, due)
    _erase_mail(session, tally, due)
    erase_shifts(session, tally, due)
    erase_named(session, tally, due)


def _erase_of_none(
    session: Session, tally: Tally, due: list[int], *, keep: Retention, now: datetime
) -> None:
    """Erase what hangs on no event, or on several of them."""
    _erase_connections(session, tally, now=now)
    tally.erase("intermediaries", Intermediary, _hands_out_nothing(now))
    _erase_old_mail(session, tally, keep=keep, now=now)
    _erase_organisers(session, tally, keep=keep, now=now)
    erase_residents(session, tally, now=now)
    erase_helpers(session, tally, now=now)
    erase_private_suppliers(session, tally, due, keep=keep, now=now)
    tally.erase("followers", PromiseFollower, PromiseFollower.ends_on <= now.date())
    tally.erase("throttles", Throttle, Throttle.updated_at < now - THROTTLES_KEPT_FOR)


def _erase_guests(session: Session, tally: Tally, due: list[int]) -> None:
    answers = select(Answer.invitation_id).where(Answer.event_id.in_(due))
    # How many rows of these go would tell how many households said so.
    session.execute(
        delete(AnswerDiet)
        .where(AnswerDiet.invitation_id.in_(answers))
        .execution_options(synchronize_session=False)
    )
    for said in (SaidPicture, SaidSince):
        session.execute(
            delete(said).where(said.event_id.in_(due)).execution_options(synchronize_session=False)
        )
    tally.erase("answers", Answer, Answer.event_id.in_(due), event=Answer.event_id)
    for kind, table in GUESTS.items():
        tally.erase(kind, table, table.event_id.in_(due), event=table.event_id)
    of_event = Submission.event_id
    tally.erase("submissions", Submission, of_event.in_(due), event=of_event)
    session.execute(delete(SetAside).where(SetAside.event_id.in_(due)))
    session.execute(
        update(Invitation)
        .where(Invitation.event_id.in_(due), Invitation.set_aside_at.is_not(None))
        .values(set_aside_at=None, keeps_place=False)
        .execution_options(synchronize_session=False)
    )
    for pairs in (CardMerge, ToldApart):
        tally.erase("merges", pairs, pairs.event_id.in_(due), event=pairs.event_id)
    notices = select(EventNotice.id).where(EventNotice.event_id.in_(due))
    of_notice = (
        select(EventNotice.event_id).where(EventNotice.id == NoticeTold.notice_id).scalar_subquery()
    )
    tally.erase("told", NoticeTold, NoticeTold.notice_id.in_(notices), event=of_notice)
    messages = select(HelperMessage.id).where(HelperMessage.event_id.in_(due))
    of_message = (
        select(HelperMessage.event_id)
        .where(HelperMessage.id == HelperCall.message_id)
        .scalar_subquery()
    )
    tally.erase("told", HelperCall, HelperCall.message_id.in_(messages), event=of_message)


def _erase_connections(session: Session, tally: Tally, *, now: datetime) -> None:
    """Forget from which connection answers without a card came, and with which form."""
    oldest = now - timedelta(days=retention.CONNECTIONS_KEPT_FOR_DAYS)
    known = or_(Submission.network.is_not(None), Submission.form.is_not(None))
    old = (Submission.received_at < oldest) & known
    tally.count("connections", Submission, old, event=Submission.event_id)
    session.execute(
        update(Submission)
        .where(old)
        .values(network=None, form=None)
        .execution_options(synchronize_session=False)
    )


def _erase_gates(session: Session, tally: Tally, due: list[int]) -> None:
    gates = select(Gate.id).where(Gate.event_id.in_(due))
    of_phone = select(Gate.event_id).where(Gate.id == GateDevice.gate_id).scalar_subquery()
    scans = select(Scan.id).where(Scan.event_id.in_(due))
    of_scan = select(Scan.event_id).where(Scan.id == DealtConflict.scan_id).scalar_subquery()
    tally.erase("dealt", DealtConflict, DealtConflict.scan_id.in_(scans), event=of_scan)
    # Their lines go with them; who went and when is of no use once the event is over.
    tally.erase("errands", Errand, Errand.event_id.in_(due), event=Errand.event_id)
    tally.erase("scans", Scan, Scan.event_id.in_(due), event=Scan.event_id)
    tally.erase("gate_notes", GateNote, GateNote.event_id.in_(due), event=GateNote.event_id)
    tally.erase("phones", GateDevice, GateDevice.gate_id.in_(gates), event=of_phone)
    # They say nothing of anybody, and no phone asks for them any more: not worth a count.
    session.execute(delete(GateKey).where(GateKey.event_id.in_(due)))


def _erase_givers(session: Session, tally: Tally, due: list[int]) -> None:
    batches = select(Batch.id).where(Batch.event_id.in_(due))
    named = Batch.event_id.in_(due) & Batch.intermediary_id.is_not(None)
    tally.count("links", Batch, named, event=Batch.event_id)
    session.execute(
        update(Batch)
        .where(named)
        .values(intermediary_id=None)
        .execution_options(synchronize_session=False)
    )
    # The organiser may have named a stack after a family, or after the person who handed it out.
    for named_by_hand in (Batch, Gate):
        number = numbered_name(named_by_hand)
        called = named_by_hand.event_id.in_(due) & (named_by_hand.name != number)
        tally.count("stacks", named_by_hand, called, event=named_by_hand.event_id)
        # No two gates of an event may be called the same, not even half way.
        half_way = literal("#/", String) + cast(named_by_hand.id, String)
        for name in (half_way, number):
            session.execute(
                update(named_by_hand)
                .where(called)
                .values(name=name)
                .execution_options(synchronize_session=False)
            )
    told = Batch.event_id.in_(due) & (Batch.gate_words != "")
    tally.count("gate_words", Batch, told, event=Batch.event_id)
    session.execute(
        update(Batch).where(told).values(gate_words="").execution_options(synchronize_session=False)
    )
    for kind, pages in GIVERS.items():
        of_batch = select(Batch.event_id).where(Batch.id == pages.batch_id).scalar_subquery()
        tally.erase(kind, pages, pages.batch_id.in_(batches), event=of_batch)


def _erase_contacts(session: Session, tally: Tally, due: list[int]) -> None:
    """Take the name and number to call out of events that are long over, and out of calendars."""
    named = Event.id.in_(due) & or_(Event.contact_name != "", Event.contact_phone != "")
    tally.count("contacts", Event, named, event=Event.id)
    session.execute(
        update(Event)
        .where(named)
        .values(contact_name="", contact_phone="", calendar_block=None)
        .execution_options(synchronize_session=False)
    )


def _erase_reasons(session: Session, tally: Tally, due: list[int]) -> None:
    """Take what organisers wrote of a cancelled or changed event, in which anybody may be named.

    With it goes the word that guests typed beside their answers: it serves no more.
    """
    why = Event.id.in_(due) & or_(Event.cancelled_reason != "", Event.open_word != "")
    tally.count("reasons", Event, why, event=Event.id)
    session.execute(
        update(Event)
        .where(why)
        .values(cancelled_reason="", reason_in=None, open_word="", calendar_block=None)
        .execution_options(synchronize_session=False)
    )
    for told in (EventNotice, HelperMessage):
        said = told.event_id.in_(due) & (told.words != "")
        tally.count("reasons", told, said, event=told.event_id)
        beside = {"words_in": None} if told is EventNotice else {}
        session.execute(
            update(told)
            .where(said)
            .values(words="", **beside)
            .execution_options(synchronize_session=False)
        )


def _erase_own_messages(session: Session, tally: Tally, due: list[int]) -> None:
    """Erase messages in organisers' own words, with the papers that went along."""
    tally.erase(
        "mails", MailAttachment, MailAttachment.event_id.in_(due), event=MailAttachment.event_id
    )
    tally.erase(
        "reasons", EventMessage, EventMessage.event_id.in_(due), event=EventMessage.event_id
    )


def _erase_mail(session: Session, tally: Tally, due: list[int]) -> None:
    for table in (OutboxMail, Mailing, Unsubscription, CalendarTrace):
        tally.erase("mails", table, table.event_id.in_(due), event=table.event_id)
    of_these = IncomingMail.invitation_id.in_(
        select(Invitation.id).where(Invitation.event_id.in_(due))
    )
    tally.erase("incoming", IncomingMail, of_these, event=_CAME_FOR)


def _erase_old_mail(session: Session, tally: Tally, *, keep: Retention, now: datetime) -> None:
    """Erase old mail about no event, and what was given up or came in some time ago."""
    tally.add("letters", given_up.wipe_old(session, ended_before=now - GIVEN_UP_KEPT_FOR))
    oldest = now - timedelta(days=keep.keep_days)
    about_none = OutboxMail.event_id.is_(None) & (OutboxMail.ended_at < oldest)
    tally.erase("mails", OutboxMail, about_none)
    tally.erase("resting", RestingAddress, RestingAddress.since < now - RESTS_KEPT_FOR)
    too_old = IncomingMail.came_at < now - timedelta(days=retention.INCOMING_KEPT_FOR_DAYS)
    tally.erase("incoming", IncomingMail, too_old, event=_CAME_FOR)


def _erase_organisers(session: Session, tally: Tally, *, keep: Retention, now: datetime) -> None:
    signed_in = now - timedelta(days=retention.SIGN_INS_KEPT_FOR_DAYS)
    tally.erase("sign_ins", SignIn, SignIn.seen_at < signed_in)
    tally.erase("account_links", AccountLink, AccountLink.expires_at <= now)
    tally.erase("sent_forms", SentForm, SentForm.sent_at < now - SENT_FORMS_KEPT_FOR)
    tally.erase("uploads", CalendarUpload, CalendarUpload.created_at < now - UPLOADS_KEPT_FOR)
    old = DeletedThing.deleted_at < now - timedelta(days=retention.DELETED_KEPT_FOR_DAYS)
    tally.erase("deleted", DeletedThing, old, event=DeletedThing.event_id)
    stopped = CalendarKey.revoked_at < now - STOPPED_KEYS_KEPT_FOR
    tally.erase("calendar_keys", CalendarKey, stopped)
    closed = Account.disabled_at < now - timedelta(days=retention.ACCOUNTS_KEPT_FOR_DAYS)
    session.execute(
        update(Event)
        .where(Event.created_by_id.in_(select(Account.id).where(closed)))
        .values(created_by_id=None)
        .execution_options(synchronize_session=False)
    )
    tally.erase("accounts", Account, closed)
    audited = now - timedelta(days=keep.audit_days)
    tally.erase("audits", AuditEntry, AuditEntry.at < audited, event=AuditEntry.event_id)
    # What is said about events stays with them; what is said about none is of use for a year.
    session.execute(
        delete(PurgeRecord).where(PurgeRecord.event_id.is_(None), PurgeRecord.purged_at < audited)
    )


def _hands_out_nothing(now: datetime) -> ColumnElement[bool]:
    """Match intermediaries without a batch, unless they were added today for the next one."""
    busy = select(Batch.intermediary_id).where(Batch.intermediary_id.is_not(None))
    return Intermediary.id.not_in(busy) & (Intermediary.created_at < now - timedelta(days=1))
