"""Read a mailbox by IMAP (RFC 9051, 3501): what is new, and nothing that is for people.

Messages are only looked at: they stay unread until they turn out to be ours. Then they are marked
as read and put in a folder of ours, where the server can do that. Python's own client is enough for
six commands. Source: docs/decisions/0057-replies.md.
"""

import imaplib
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planner.core.enums import WayInTrouble
from planner.core.mail_server import Encryption
from planner.core.mail_way_in import MailboxServer

ANSWER_SECONDS = 60.0
MOST_AT_ONCE = 500
"""Messages of one round: what is left comes a minute later."""
LONGEST_HEAD = 64 * 1024
OUR_FOLDERS = ("planner", "INBOX.planner", "INBOX/planner")
"""By these names one of them can be made on every server: some keep all folders in the inbox."""
_NUMBER = re.compile(rb"\b(UIDVALIDITY|UIDNEXT|RFC822\.SIZE) (\d+)", re.I)


class WayInBlocked(Exception):
    """The mailbox can't be read now; `trouble` says why, and nothing of what the server said."""

    def __init__(self, trouble: WayInTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message in the mailbox: its number, its size in bytes, and its head."""

    uid: int
    size: int
    head: bytes


class ImapMailbox:
    """One connection, signed in, with the folder open."""

    def __init__(
        self,
        server: MailboxServer,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        """Connect and open the folder.

        Args:
            server: whose mailbox.
            answer_seconds: how long to wait for each answer.
            tls: makes what checks the server's certificate.

        Raises:
            WayInBlocked: it can't be read.
        """
        self._target = ""
        self._imap = _signed_in(server, answer_seconds, tls)
        try:
            # What it can do it says anew to who has signed in.
            self._can_move = b"MOVE" in b" ".join(self._asked_what_it_can()).upper().split()
            self.uid_validity, self.next_uid = self._open(server.folder)
        except BaseException:
            self.close()
            raise

    def new_since(self, last_uid: int) -> list[int]:
        """List the numbers of messages that came after one, in order."""
        return self._search(f"UID {last_uid + 1}:*", after=last_uid)

    def since_day(self, day: datetime) -> list[int]:
        """List the numbers of messages that came on a day or later, in order."""
        month = _MONTHS[day.month - 1]
        return self._search(f"SINCE {day.day}-{month}-{day.year}", after=0)

    def look(self, uid: int) -> FoundMessage | None:
        """Look at the head of a message; None when it is gone meanwhile."""
        wanted = f"(RFC822.SIZE BODY.PEEK[HEADER]<0.{LONGEST_HEAD}>)"
        rest, head = self._fetch(uid, wanted)
        size = _numbers(rest).get(b"RFC822.SIZE")
        return None if head is None or size is None else FoundMessage(uid, size, head)

    def fetch(self, uid: int) -> bytes | None:
        """Return all of a message; None when it is gone meanwhile."""
        return self._fetch(uid, "(BODY.PEEK[])")[1]

    def put_away(self, uid: int) -> None:
        """Mark a message as read, and put it in our folder, as far as the server lets us.

        What was taken in counts once, so a no here must not keep all that comes after it waiting.
        """
        with _told_as(WayInTrouble.BROKEN):
            self._imap.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        if not self._can_move:
            return
        for folder in [self._target] if self._target else OUR_FOLDERS:
            if self._moved(uid, folder):
                self._target = folder
                return

    def close(self) -> None:
        """Say goodbye where somebody listens."""
        try:
            self._imap.logout()
        except (imaplib.IMAP4.error, OSError):
            with suppress(OSError):
                self._imap.shutdown()

    def _asked_what_it_can(self) -> list[bytes]:
        with _told_as(WayInTrouble.BROKEN):
            return [one for one in self._imap.capability()[1] if isinstance(one, bytes)]

    def _moved(self, uid: int, folder: str) -> bool:
        with _told_as(WayInTrouble.BROKEN):
            if not self._target:
                self._imap.create(folder)  # a no where it is there already
            return bool(self._imap.uid("MOVE", str(uid), folder)[0] == "OK")

    def _open(self, folder: str) -> tuple[int, int]:
        with _told_as(WayInTrouble.BROKEN):
            kind, _count = self._imap.select(f'"{folder}"')
            if kind != "OK":
                raise WayInBlocked(WayInTrouble.FOLDER)
            said = [self._imap.response(name)[1] for name in ("UIDVALIDITY", "UIDNEXT")]
        validity, following = (int(one[0]) if one and one[0] else 0 for one in said)
        return validity, following

    def _search(self, which: str, *, after: int) -> list[int]:
        said = self._said("SEARCH", which)
        found = {int(one) for line in said if isinstance(line, bytes) for one in line.split()}
        # "n:*" always holds the last message, however old.
        return sorted(one for one in found if one > after)[:MOST_AT_ONCE]

    def _fetch(self, uid: int, what: str) -> tuple[bytes, bytes | None]:
        """Return what a server says beside a text, and the text; None where there is none."""
        rest, text = b"", None
        for one in self._said("FETCH", str(uid), what):
            if isinstance(one, tuple):
                rest += one[0]
                text = one[1] if text is None else text
            elif isinstance(one, bytes):
                rest += b" " + one
        return rest, text

    def _said(self, command: str, *words: str) -> list[Any]:
        with _told_as(WayInTrouble.BROKEN):
            kind, said = self._imap.uid(command, *words)
        if kind != "OK":
            raise WayInBlocked(WayInTrouble.BROKEN)
        return said


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _told_as:  # noqa: N801 - read as a word: with _told_as(...)
    """Turn what the library and the network raise into a word of ours, without their texts."""

    def __init__(self, trouble: WayInTrouble) -> None:
        self._trouble = trouble

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Raise ours instead."""
        if kind is not None and issubclass(kind, imaplib.IMAP4.error | OSError | ValueError):
            raise WayInBlocked(self._trouble) from None


def _signed_in(
    server: MailboxServer, answer_seconds: float, tls: Callable[[], ssl.SSLContext]
) -> imaplib.IMAP4:
    try:
        imap = _connected(server, answer_seconds, tls)
    except ssl.SSLError:
        raise WayInBlocked(WayInTrouble.NOT_SAFE) from None
    except (imaplib.IMAP4.error, OSError):
        raise WayInBlocked(WayInTrouble.NO_ANSWER) from None
    try:
        imap.login(server.user, server.password)
    except imaplib.IMAP4.abort:
        imap.shutdown()
        raise WayInBlocked(WayInTrouble.BROKEN) from None
    except imaplib.IMAP4.error:
        imap.shutdown()
        raise WayInBlocked(WayInTrouble.SIGN_IN) from None
    except (OSError, ValueError):
        imap.shutdown()
        raise WayInBlocked(WayInTrouble.BROKEN) from None
    return imap


def _connected(
    server: MailboxServer, answer_seconds: float, tls: Callable[[], ssl.SSLContext]
) -> imaplib.IMAP4:
    if server.encryption is Encryption.TLS:
        return imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=tls(), timeout=answer_seconds
        )
    imap = imaplib.IMAP4(server.host, server.port, timeout=answer_seconds)
    if server.encryption is Encryption.STARTTLS:
        try:
            imap.starttls(tls())
        except imaplib.IMAP4.error:
            imap.shutdown()
            # A name and a password never go over an open line.
            raise WayInBlocked(WayInTrouble.NOT_SAFE) from None
        except BaseException:
            imap.shutdown()
            raise
    return imap


def _numbers(said: bytes) -> dict[bytes, int]:
    return {name.upper(): int(value) for name, value in _NUMBER.findall(said)}
