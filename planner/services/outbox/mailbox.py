"""A mailbox on this machine, for the demonstration: what would have left can be read there."""

import email
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from planner.core.enums import MailTrouble
from planner.services.outbox.queue import TAKEN, DeliveryOutcome

MOST_KEPT = 300
_NAME = re.compile(r"[0-9]{1,12}")
_OF_ROW = re.compile(r"\s*<([0-9]{1,12})\.")


@dataclass(frozen=True)
class KeptMail:
    """A mail in the mailbox, as its reader sees it."""

    name: str
    """By which it is found again."""
    mail_id: int
    """Its row among what leaves; 0 where it has none."""
    to: str
    sender: str
    subject: str
    sent_at: datetime | None
    text: str
    html: str
    calendar: bytes | None
    calendar_method: str
    unsubscribe_url: str


class MailboxCarrier:
    """Puts mail into a folder, a file each; the oldest make room."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        """Keep one mail."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            names = _names(self._folder)
            draft = self._folder / f".draft-{os.getpid()}"
            draft.write_bytes(message)
            draft.replace(self._folder / f"{(names[0] if names else 0) + 1}.eml")
            for old in names[MOST_KEPT - 1 :]:
                (self._folder / f"{old}.eml").unlink(missing_ok=True)
        except OSError:
            return DeliveryOutcome(MailTrouble.NO_ANSWER, is_for_all=True)
        return TAKEN

    def close(self) -> None:
        """Nothing is open."""


def list_mails(folder: Path, *, limit: int = MOST_KEPT) -> list[KeptMail]:
    """Read the mails of a mailbox, the newest first."""
    found = (read_mail(folder, str(name)) for name in _names(folder)[:limit])
    return [mail for mail in found if mail is not None]


def read_mail(folder: Path, name: str) -> KeptMail | None:
    """Read one mail; None when it is not there."""
    if not _NAME.fullmatch(name):
        return None
    try:
        data = (folder / f"{name}.eml").read_bytes()
    except OSError:
        return None
    message = email.message_from_bytes(data, policy=policy.default)
    parts = {part.get_content_type(): part for part in _parts(message)}
    calendar = parts.get("text/calendar")
    return KeptMail(
        name=name,
        mail_id=int(found[1]) if (found := _OF_ROW.match(str(message["Message-ID"]))) else 0,
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=parsedate_to_datetime(str(message["Date"])) if message["Date"] else None,
        text=_content(parts.get("text/plain")),
        html=_content(parts.get("text/html")),
        calendar=bytes(calendar.get_payload(decode=True) or b"") if calendar else None,
        calendar_method=str(calendar.get_param("method", "")) if calendar else "",
        unsubscribe_url=str(message["List-Unsubscribe"] or "").strip("<>"),
    )


def _names(folder: Path) -> list[int]:
    """Return the numbers of the mails, the newest first."""
    if not folder.is_dir():
        return []
    return sorted(
        (int(path.stem) for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)),
        reverse=True,
    )


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _content(part: EmailMessage | None) -> str:
    return str(part.get_content()) if part is not None else ""
