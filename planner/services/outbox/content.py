"""What a mail says, and to whom: as it stands in the outbox, and as it is handed over."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from planner.exports.itip import without_stamps
from planner.services.outbox.rows import LONGEST_SUBJECT
from planner.services.outbox.unsubscribing import hash_in
from planner.store.models import OutboxMail

COLUMNS = (
    OutboxMail.to_address,
    OutboxMail.language,
    OutboxMail.subject,
    OutboxMail.text,
    OutboxMail.html,
    OutboxMail.calendar,
    OutboxMail.calendar_method,
    OutboxMail.unsubscribe_url,
    OutboxMail.sender_name,
    OutboxMail.reply_to,
    OutboxMail.logo_id,
    OutboxMail.attachment_id,
)
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class MailContent:
    """What differs from one mail to the next; the order is that of `COLUMNS`."""

    to_address: str
    language: str
    subject: str
    text: str
    html: str
    calendar: bytes | None
    calendar_method: str
    unsubscribe_url: str
    sender_name: str
    reply_to: str
    logo_id: int | None
    attachment_id: int | None

    def digest(self) -> bytes:
        """Return what tells it from another, whenever it leaves and by whichever number."""
        calendar = without_stamps(self.calendar) if self.calendar else b""
        parts = [self.to_address, self.subject, self.text, self.html, self.calendar_method]
        made = hashlib.blake2b(calendar, digest_size=DIGEST_BYTES)
        for part in parts:
            made.update(b"\x1f" + part.encode("utf-8", "replace"))
        return made.digest()

    def as_columns(self) -> dict[str, Any]:
        """Return the values of a row of the outbox."""
        return {**asdict(self), "address_hash": hash_in(self.unsubscribe_url)}


def in_one_line(subject: str) -> str:
    """Return a subject as the outbox keeps it."""
    return " ".join(subject.split())[:LONGEST_SUBJECT]
