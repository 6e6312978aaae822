"""Letters that were given up, with whom each was for as far as who looks may know it.

Of a guest by name that is the name, and the address on the organiser's own list. Of a card without
a name it is the number. An address that a household left itself is shown to nobody.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_rules import OF_ADDRESS, mask
from planner.services.guests.guest_list import is_ours
from planner.services.outbox import came_back
from planner.services.outbox.bounces import of_helper
from planner.services.outbox.unsubscribing import hash_address
from planner.store.models import (
    Account,
    Batch,
    GuestContact,
    Helper,
    Invitation,
    NamedGuest,
    OutboxMail,
    Partner,
    Shift,
    ShiftEntry,
)

ROWS = 40
OF_COLLEAGUES = frozenset(
    {
        MailKind.COLLEAGUE,
        MailKind.PASSWORD,
        MailKind.TEST,
        MailKind.DIGEST,
        MailKind.SHORTAGE,
    }
)


class ReaderKind(Enum):
    """For whom a letter was."""

    GUEST = "guest"
    """By name, on our own list."""
    CARD = "card"
    """Of ours, without a name, or with an address of its own."""
    HANDED = "handed"
    """A card that somebody else hands out: of it nothing more is said."""
    HELPER = "helper"
    PARTNER = "partner"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class LetterReader:
    """For whom a letter was.

    Attributes:
        id: of the helper, partner or colleague; of a card its number.
        name: empty for a card.
        address: only of our own list, or of who gave it to be written to as a helper or partner.
    """

    kind: ReaderKind
    id: int
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class LostLetter:
    """A mail that was given up.

    Attributes:
        reader: None where nobody is known any more.
        masked_address: its first letters, where it is not known whose it was; else empty.
        has_words: whether it can be tried again as it is.
        status: of the mail server, such as '550 5.1.1'.
    """

    id: int
    kind: MailKind
    event_id: int | None
    invitation_id: int | None
    reader: LetterReader | None
    masked_address: str
    has_words: bool
    ended_at: datetime | None
    trouble: MailTrouble | None
    status: str

    @property
    def needs_address(self) -> bool:
        """Whether another address cures it, and that address is on our own list."""
        reader = self.reader
        is_on_our_list = reader is not None and reader.kind is ReaderKind.GUEST and reader.address
        return bool(is_on_our_list) and self.trouble in OF_ADDRESS


_LETTERS: Select[*tuple[Any, ...]] = (
    select(
        OutboxMail.id,
        OutboxMail.kind,
        OutboxMail.event_id,
        OutboxMail.invitation_id,
        OutboxMail.to_address,
        OutboxMail.address_hash,
        OutboxMail.ended_at,
        OutboxMail.trouble,
        OutboxMail.last_error,
        Invitation.number,
        is_ours().label("is_ours"),
        NamedGuest.name,
        NamedGuest.email,
        GuestContact.email.label("own_email"),
    )
    .outerjoin(Invitation, Invitation.id == OutboxMail.invitation_id)
    .outerjoin(Batch, Batch.id == Invitation.batch_id)
    .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
    .outerjoin(GuestContact, GuestContact.invitation_id == Invitation.id)
    .where(OutboxMail.state == MailState.FAILED)
)


def list_lost(
    session: Session, *, code_key: str, event_id: int | None = None, page: int = 1
) -> Sequence[LostLetter]:
    """List letters that were given up, the latest first, a page of `ROWS` at a time.

    Args:
        session: reads; as many questions however long the list is.
        event_id: about which event; None for all.
        code_key: of the installation.
        page: the first one is 1.
    """
    about = [OutboxMail.event_id == event_id] if event_id is not None else []
    rows = session.execute(
        _LETTERS.where(*about)
        .order_by(OutboxMail.ended_at.desc(), OutboxMail.id.desc())
        .offset((page - 1) * ROWS)
        .limit(ROWS)
    ).all()
    return _letters(session, rows, code_key)


def find_lost(session: Session, mail_id: int, *, event_id: int, code_key: str) -> LostLetter | None:
    """Return one letter about an event that was given up; None where it is none."""
    rows = session.execute(
        _LETTERS.where(OutboxMail.id == mail_id, OutboxMail.event_id == event_id)
    ).all()
    return next(iter(_letters(session, rows, code_key)), None)


def latest_lost(
    session: Session, invitation_id: int, *, event_id: int, code_key: str
) -> LostLetter | None:
    """Return the last letter to a household that came back; None where mail arrives there."""
    if not came_back.troubles_of(session, [invitation_id]):
        return None
    mail_id = session.scalar(
        select(OutboxMail.id)
        .where(
            OutboxMail.invitation_id == invitation_id,
            OutboxMail.state == MailState.FAILED,
            OutboxMail.trouble.in_(OF_ADDRESS),
        )
        .order_by(OutboxMail.ended_at.desc(), OutboxMail.id.desc())
        .limit(1)
    )
    return find_lost(session, mail_id or 0, event_id=event_id, code_key=code_key)


def send_to_new_address(
    session: Session, card: Invitation, address: str, *, code_key: str, now: datetime
) -> int:
    """Let what came back go to another address of a guest by name; return how many letters do.

    Whoever writes it on the card means the same as whoever writes it beside the letter.

    Args:
        session: writes; before the address is written down.
        card: whose.
        address: as it is stored; empty, or the one from which it came back, sends nothing.
        code_key: of the installation.
        now: the moment.
    """
    letter = latest_lost(session, card.id, event_id=card.event_id, code_key=code_key)
    if letter is None or letter.reader is None or not letter.needs_address:
        return 0
    if address in ("", letter.reader.address):
        return 0
    return came_back.send_again_to(session, card.id, address, code_key=code_key, now=now)


def _letters(session: Session, rows: Sequence[Row[Any]], code_key: str) -> list[LostLetter]:
    marks = {row.id: _mark_of(row, code_key) for row in rows if row.invitation_id is None}
    known: dict[bytes, LetterReader] = {}
    if marks:
        helped = {row.event_id for row in rows if row.kind is MailKind.HELPER}
        known = {
            _mark_of_reader(one, code_key): one
            for one in _people(session, helped - {None}, {row.kind for row in rows})
        }
    return [_letter(row, known.get(marks.get(row.id, b""))) for row in rows]


def _letter(row: Row[Any], known: LetterReader | None) -> LostLetter:
    reader = known if row.number is None else _guest(row)
    return LostLetter(
        id=row.id,
        kind=row.kind,
        event_id=row.event_id,
        invitation_id=row.invitation_id,
        reader=reader,
        masked_address=mask(row.to_address) if reader is None else "",
        has_words=bool(row.to_address),
        ended_at=row.ended_at,
        trouble=row.trouble,
        status=row.last_error,
    )


def _guest(row: Row[Any]) -> LetterReader:
    if not row.is_ours:
        return LetterReader(ReaderKind.HANDED, 0)
    if not row.name:
        return LetterReader(ReaderKind.CARD, row.number)
    # Its own address is where its mail goes, and nobody's to read.
    return LetterReader(ReaderKind.GUEST, row.number, row.name, "" if row.own_email else row.email)


def _mark_of(row: Row[Any], code_key: str) -> bytes:
    if row.to_address:
        found = hash_address(row.to_address, code_key=code_key)
        return of_helper(found) if row.kind is MailKind.HELPER else found
    return row.address_hash or b""


def _mark_of_reader(reader: LetterReader, code_key: str) -> bytes:
    found = hash_address(reader.address, code_key=code_key)
    return of_helper(found) if reader.kind is ReaderKind.HELPER else found


def _people(
    session: Session, helped: Collection[int], kinds: Collection[MailKind]
) -> Iterator[LetterReader]:
    """Give who may be behind letters that name no card: dozens, each with an address."""
    if MailKind.PROMISE in kinds:
        partners = select(Partner.id, Partner.name, Partner.address).where(Partner.address != "")
        for key, name, address in session.execute(partners.order_by(Partner.id)):
            yield LetterReader(ReaderKind.PARTNER, key, name, address)
    if not OF_COLLEAGUES.isdisjoint(kinds):
        people = select(Account.id, Account.name, Account.email).order_by(Account.id)
        for key, name, address in session.execute(people):
            yield LetterReader(ReaderKind.COLLEAGUE, key, name, address)
    if helped:
        entries = (
            select(func.min(ShiftEntry.id), Helper.name, Helper.address)
            .join(Helper, Helper.id == ShiftEntry.helper_id)
            .join(Shift, Shift.id == ShiftEntry.shift_id)
            .where(Shift.event_id.in_(helped), Helper.address != "")
            .group_by(Helper.id, Helper.name, Helper.address)
            .order_by(Helper.id)
        )
        for key, name, address in session.execute(entries):
            yield LetterReader(ReaderKind.HELPER, key, name, address)
