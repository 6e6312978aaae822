"""Find what is kept of somebody who asks for it: by card number, name, telephone or e-mail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from planner.core.guest_names import search_key
from planner.core.mail_address import as_stored, clean_email
from planner.exports.phones import clean_phone
from planner.services.named import Named, named_rows, said_in
from planner.store.models import (
    Account,
    Answer,
    AnswerChange,
    CostLine,
    Event,
    EventTask,
    Helper,
    Intermediary,
    Invitation,
    NamedGuest,
    Organisation,
    Permit,
    PromiseFollower,
    RunLine,
    Scan,
    ShiftEntry,
    Supplier,
    SupplierDelivery,
    ThingUse,
    Waiting,
)
from planner.store.scoping import host_id, scope_of

LARGEST_NUMBER = 999_999
MOST_FOUND = 50


class What(StrEnum):
    """What was found."""

    CARD = "card"
    GIVER = "giver"
    CONTACT = "contact"
    USUALLY_CALLED = "usual"
    """Whom guests of new events call, by the page of the organisation."""
    ACCOUNT = "account"
    FOLLOWER = "follower"
    """An address that asked to hear what became of what residents said."""
    HELPER = "helper"
    """A neighbour who takes shifts."""
    SUPPLIER = "supplier"
    """Somebody who delivers to events."""
    ON_SHEET = "sheet"
    """Words in a run sheet, such as who does something; so are the next five, where they stand."""
    AT_TASK = "task"
    AT_PERMIT = "permit"
    AT_DELIVERY = "delivery"
    AT_THING = "thing"
    AT_COST = "cost"


NAMED_AT: Mapping[What, Named] = {
    What.ON_SHEET: RunLine,
    What.AT_TASK: EventTask,
    What.AT_PERMIT: Permit,
    What.AT_DELIVERY: SupplierDelivery,
    What.AT_THING: ThingUse,
    What.AT_COST: CostLine,
}
"""In which tables organisers name somebody in their own words."""


@dataclass(frozen=True)
class Kept:
    """How much is kept of a card, a helper or an account: counts, never what somebody eats.

    Attributes:
        lines: of run sheets that are an account's.
        tasks: that are an account's.
    """

    answers: int = 0
    changes: int = 0
    scans: int = 0
    waits: int = 0
    has_name: bool = False
    shifts: int = 0
    lines: int = 0
    tasks: int = 0


@dataclass(frozen=True)
class Found:
    """One thing that is kept of somebody.

    Attributes:
        key: the id of the row.
        event: where it belongs; None for who hands cards out, and for organisers.
        number: of the card; 0 where there is none.
        name: as it is kept; empty for a card without one.
        kept: how much is kept with a card.
    """

    what: What
    key: int
    event: Event | None = None
    number: int = 0
    name: str = ""
    kept: Kept = Kept()


def find(session: Session, words: str) -> list[Found]:
    """List what is kept of somebody, for anything that may be typed; 50 at most.

    Of a card that somebody else hands out only the number is known, so it is found by that alone.
    """
    found = [
        *_cards(session, words),
        *_givers(session, words),
        *_contacts(session, words),
        *_accounts(session, words),
        *_followers(session, words),
        *_helpers(session, words),
        *_suppliers(session, words),
        *_named(session, words),
    ]
    return found[:MOST_FOUND]


def find_card(session: Session, invitation_id: int) -> Found | None:
    """Return what is kept of one card."""
    invitation = session.get(Invitation, invitation_id, options=[joinedload(Invitation.event)])
    return _card(session, invitation) if invitation is not None else None


def find_helper(session: Session, helper_id: int) -> Found | None:
    """Return what is kept of a neighbour who helps."""
    helper = session.get(Helper, helper_id)
    return _helper(session, helper) if helper is not None else None


def find_named_at(session: Session, what: What, row_id: int) -> Found | None:
    """Return words of an organiser that name somebody, where a row of the logistics has any."""
    table = NAMED_AT[what]
    for row in named_rows(session, table, table.id == row_id):
        return Found(what, row.id, event=row.event, name=next(filter(None, said_in(row))))
    return None


def _cards(session: Session, words: str) -> Iterator[Found]:
    query = select(Invitation).options(joinedload(Invitation.event)).order_by(Invitation.id.desc())
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 7 else 0
    if 0 < number <= LARGEST_NUMBER:
        query = query.where(Invitation.number == number)
    else:
        conditions = [NamedGuest.name_key.contains(search_key(words), autoescape=True)]
        if phone := clean_phone(words):
            conditions = [NamedGuest.phone == phone]
        if email := clean_email(words):
            conditions = [NamedGuest.email == email]
        query = query.join(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        query = query.where(*conditions)
    for invitation in session.scalars(query.limit(MOST_FOUND)):
        yield _card(session, invitation)


def _card(session: Session, invitation: Invitation) -> Found:
    guest = session.get(NamedGuest, invitation.id)

    def count(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> int:
        found = session.scalar(select(func.count()).where(column == invitation.id))
        return found or 0

    return Found(
        What.CARD,
        invitation.id,
        event=invitation.event,
        number=invitation.number,
        name=guest.name if guest else "",
        kept=Kept(
            answers=count(Answer.invitation_id),
            changes=count(AnswerChange.invitation_id),
            scans=count(Scan.invitation_id),
            waits=count(Waiting.invitation_id),
            has_name=guest is not None,
        ),
    )


def _givers(session: Session, words: str) -> Iterator[Found]:
    for giver in session.scalars(select(Intermediary).order_by(Intermediary.name)):
        if search_key(words) and search_key(words) in search_key(giver.name):
            yield Found(What.GIVER, giver.id, name=giver.name)


def _contacts(session: Session, words: str) -> Iterator[Found]:
    named = or_(Event.contact_name != "", Event.contact_phone != "")
    phone = clean_phone(words)
    for event in session.scalars(select(Event).where(named).order_by(Event.starts_at.desc())):
        is_name = bool(search_key(words)) and search_key(words) in search_key(event.contact_name)
        is_phone = bool(phone) and clean_phone(event.contact_phone) == phone
        if is_name or is_phone:
            yield Found(What.CONTACT, event.id, event=event, name=event.contact_name)
    ours = usual_contact_of(session)
    if ours is None:
        return
    is_name = bool(search_key(words)) and search_key(words) in search_key(ours.contact_name)
    if is_name or (bool(phone) and clean_phone(ours.contact_phone) == phone):
        yield Found(What.USUALLY_CALLED, ours.id, name=ours.contact_name)


def usual_contact_of(session: Session) -> Organisation | None:
    """Return the organisation of who asks, where it says whom guests usually call."""
    scope = scope_of(session)
    number = scope.organisation_id if scope else host_id(session)
    found = session.get(Organisation, number)
    return found if found and (found.contact_name or found.contact_phone) else None


def _accounts(session: Session, words: str) -> Iterator[Found]:
    for account in session.scalars(select(Account).order_by(Account.name)):
        is_name = bool(search_key(words)) and search_key(words) in search_key(account.name)
        if is_name or account.email == as_stored(words):
            kept = Kept(
                lines=_count_of(session, RunLine, account.id),
                tasks=_count_of(session, EventTask, account.id),
            )
            yield Found(What.ACCOUNT, account.id, name=account.name, kept=kept)


def _count_of(session: Session, table: type[RunLine] | type[EventTask], account_id: int) -> int:
    query = select(func.count(table.id)).join(table.event).where(table.account_id == account_id)
    return session.scalar(query) or 0


def _followers(session: Session, words: str) -> Iterator[Found]:
    """Find an address by all of it alone: nobody may look through those of others."""
    wanted = select(PromiseFollower).where(PromiseFollower.address == as_stored(words))
    for follower in session.scalars(wanted.order_by(PromiseFollower.id)):
        yield Found(What.FOLLOWER, follower.id, name=follower.address)


def _helpers(session: Session, words: str) -> Iterator[Found]:
    phone, email, key = clean_phone(words), clean_email(words), search_key(words)
    for helper in session.scalars(select(Helper).order_by(Helper.name, Helper.id)):
        phones = {clean_phone(one) for one in (helper.phone, helper.grown_up_phone) if one}
        is_name = bool(key) and key in search_key(helper.name)
        is_reached = (bool(phone) and phone in phones) or (bool(email) and email == helper.address)
        if is_name or is_reached:
            yield _helper(session, helper)


def _helper(session: Session, helper: Helper) -> Found:
    count = select(func.count()).where(ShiftEntry.helper_id == helper.id)
    name = helper.name or helper.address or helper.phone
    return Found(What.HELPER, helper.id, name=name, kept=Kept(shifts=session.scalar(count) or 0))


def _suppliers(session: Session, words: str) -> Iterator[Found]:
    phone, key = clean_phone(words), search_key(words)
    for supplier in session.scalars(select(Supplier).order_by(Supplier.name, Supplier.id)):
        is_phone = bool(phone) and clean_phone(supplier.phone) == phone
        if is_phone or (key and key in search_key(f"{supplier.name} {supplier.note}")):
            yield Found(What.SUPPLIER, supplier.id, name=supplier.name)


def _named(session: Session, words: str) -> Iterator[Found]:
    """Find words in the logistics of events: the same words at one event are one thing."""
    phone, key = clean_phone(words), search_key(words)
    for what, table in NAMED_AT.items():
        seen: set[tuple[object, ...]] = set()
        for row in named_rows(session, table):
            said = said_in(row)
            is_phone = bool(phone) and any(clean_phone(one) == phone for one in said if one)
            is_name = bool(key) and any(key in search_key(one) for one in said)
            if (is_phone or is_name) and (row.event_id, *said) not in seen:
                seen.add((row.event_id, *said))
                yield Found(what, row.id, event=row.event, name=next(filter(None, said)))
