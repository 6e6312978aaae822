"""Say of one message what it is, by where it was sent to: nothing in it is believed before that."""

import hashlib
import hmac
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import default

from planner.core.return_addresses import CardAddress, LetterAddress, ReturnAddresses
from planner.exports.itip_reading import CalendarReply, NoReply, read_reply
from planner.services.outbox.bounces import Bounce, BounceKind, read_bounce

LARGEST = 1024 * 1024
"""Bytes of a message that is read: an answer has some thousands, a letter that came back with its
pictures some hundred thousand."""
HASH_BYTES = 16
_SENT_TO = (
    "Delivered-To",
    "X-Original-To",
    "X-Delivered-To",
    "Envelope-To",
    "X-Envelope-To",
    "To",
    "Cc",
)
_IS_AUTOMATIC = {
    "auto-submitted": ("auto-",),
    "precedence": ("bulk", "junk", "auto_reply", "list"),
    "x-autoreply": ("yes",),
    "x-autorespond": ("",),
    "x-auto-response-suppress": ("all", "oof", "autoreply"),
}
"""Headers, and how their values begin, by which machines say that they wrote a message (RFC 3834).
"""


@dataclass(frozen=True, slots=True)
class CardMail:
    """What came to the address of a card."""

    invitation_id: int
    message_hash: bytes
    said: CalendarReply | NoReply
    is_automatic: bool


@dataclass(frozen=True, slots=True)
class LetterMail:
    """What came to the address that a letter comes back to."""

    mail_id: int
    address_hash: bytes
    message_hash: bytes
    bounce: Bounce | None
    is_automatic: bool


def is_ours(head: bytes, addresses: ReturnAddresses, *, to: str = "") -> bool:
    """Say by the head of a message alone whether it came to an address of ours; see below."""
    return _find_address(_head_of(head), to, addresses) is not None


def sort_message(
    raw: bytes, addresses: ReturnAddresses, *, to: str = ""
) -> CardMail | LetterMail | None:
    """Say what a message is; None for one that is not for us: that stays where people read it.

    Args:
        raw: the whole message.
        addresses: reads those of ours.
        to: whom the mail server got it for, where it says so.
    """
    message = _parsed(raw)
    found = _find_address(message, to, addresses)
    if found is None:
        return None
    automatic = _is_automatic(message)
    if isinstance(found, LetterAddress):
        letter = f"letter:{found.mail_id}".encode()
        name = _hash_message(message, raw, letter, key=addresses.key)
        bounce = _bounce_in(raw)
        if bounce is None and not automatic:
            return None
        if bounce is not None and bounce.kind is not BounceKind.CAME_BACK:
            bounce = None  # somebody is away, or the server over there goes on trying
            automatic = True
        return LetterMail(found.mail_id, found.address_hash, name, bounce, automatic)
    said = read_reply(message)
    if said is NoReply.NO_CALENDAR and not automatic:
        return None  # somebody wrote to the organiser that stands in their calendar
    card = f"card:{found.invitation_id}".encode()
    name = _hash_message(message, raw, card, key=addresses.key)
    return CardMail(found.invitation_id, name, said, automatic)


def _bounce_in(raw: bytes) -> Bounce | None:
    try:
        return read_bounce(message_from_bytes(raw, policy=default))
    except RecursionError:
        return None


def _parsed(raw: bytes) -> Message:
    """Parse a message; of one that is nested beyond reason, its head alone."""
    try:
        return message_from_bytes(raw)
    except RecursionError:
        return _head_of(raw)


def _head_of(raw: bytes) -> Message:
    return BytesHeaderParser().parsebytes(raw)


def _find_address(
    message: Message, to: str, addresses: ReturnAddresses
) -> CardAddress | LetterAddress | None:
    """Find an address of ours: what the server says comes first, then what it wrote at the top."""
    texts = [to]
    for name in _SENT_TO:
        texts.extend(str(value) for value in message.get_all(name, []))
    return addresses.find(texts)


def _is_automatic(message: Message) -> bool:
    for name, begins in _IS_AUTOMATIC.items():
        for value in message.get_all(name, []):
            if str(value).strip().lower().startswith(begins):
                return True
    return False


def _hash_message(message: Message, raw: bytes, whose: bytes, *, key: str) -> bytes:
    """Return what knows a message again, and says nothing of it."""
    name = str(message.get("Message-ID", "")).strip().encode("utf-8", "replace")
    text = b"incoming-mail:" + whose + b":" + (name or hashlib.sha256(raw).digest())
    return hmac.new(key.encode(), text, hashlib.sha256).digest()[:HASH_BYTES]
