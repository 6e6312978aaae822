"""Read mail that comes back: a report as RFC 3464 has it, or what older servers write instead.

Pure, and made for bytes of strangers: nothing in them raises. Whose mail it was is not read from
them, for anybody can write that; the signed return path says it.
"""

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.policy import compat32
from enum import Enum
from typing import Any

from planner.core.enums import MailTrouble

# It logs where it stumbles, and with that what strangers wrote.
logging.getLogger("flufl.bounce").disabled = True
MOST_TEXT = 20_000
"""Characters of words that are read; a report says what matters at its top."""
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REFUSED = re.compile(r"(?:^|[\s:#<(])(5[0-5]\d)[\s-]")
_DAEMON = re.compile(
    r"mailer-daemon|mail-daemon|mailerdaemon|postmaster|mail delivery|mail administrator"
    r"|microsoftexchange",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"mailbox (?:is )?full|mailbox for .{1,80} is full|over ?quota|quota exceeded"
    r"|exceeded .{0,30}quota|insufficient (?:system )?storage|out of storage"
    r"|storage (?:limit|allocation)"
    r"|(?:postvak|mailbox) (?:is |zit )?vol|postfach (?:ist )?voll|skrzynka .{0,30}pełna"
    r"|bo[iî]te .{0,30}pleine",
    re.IGNORECASE,
)
_NOT_KNOWN = re.compile(
    r"user unknown|unknown user|unknown (?:or illegal )?(?:recipient|address|alias|mailbox|local)"
    r"|no such (?:user|person|address|recipient|mailbox|domain|account)"
    r"|no mailbox (?:here )?by that name|(?:mailbox|recipient|user|address|domain)(?: name)?"
    r" (?:was |is |could )?(?:not|n[o']t be) (?:found|known|exist)"
    r"|(?:does not|doesn't|doesn’t) (?:exist|have an? .{1,60} account)"
    r"|recipient ?not ?found|invalid (?:recipient|mailbox|user)|recipient address rejected: access"
    r" denied|not a valid (?:mailbox|recipient|user)|not listed in (?:public )?name"
    r"|bestaat niet|onbekende gebruiker|unbekannte[rn]? (?:empf|benutzer)|nie istnieje",
    re.IGNORECASE,
)
# Of RFC 3463 and what Exchange adds: no such mailbox, no such host, not written as an address,
# moved away, nobody there by that name, and no way to a host.
_OF_NOBODY = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (4, 4)})
_OF_FULL = (2, 2)
_AWAY = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Response",
    "X-Vacation",
)


class BounceKind(Enum):
    """What a mail that nobody wrote is."""

    CAME_BACK = "came back"
    DELAYED = "delayed"
    """The server over there goes on trying."""
    AUTOMATIC = "automatic"
    """Somebody is away, or it was read, or delivered: nothing came back."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a mail says that no person wrote.

    Attributes:
        kind: only CAME_BACK changes anything.
        trouble: NOT_KNOWN, FULL or CAME_BACK of what came back; None of the rest.
        status: such as '5.1.1' (RFC 3463) or '550'; empty where none is said. Never words.
    """

    kind: BounceKind
    trouble: MailTrouble | None = None
    status: str = ""


DELAYED = Bounce(BounceKind.DELAYED)
AUTOMATIC = Bounce(BounceKind.AUTOMATIC)


def read_bounce(message: EmailMessage) -> Bounce | None:
    """Say what a mail is that a machine sent; None for anything else, such as mail of people."""
    reports = list(_reports(message))
    if reports:
        return _of_reports(reports)
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type", "")).lower()
        if kind and kind != "delivery-status":
            return AUTOMATIC  # that it was read, or that somebody calls it spam
    failed = _header(message, "X-Failed-Recipients")
    is_daemon = bool(failed) or _is_of_a_daemon(message)
    if not is_daemon and _is_an_answer_of_a_machine(message):
        return AUTOMATIC
    words = _words(message)
    later, never = _failures(message)
    if never or failed:
        return _came_back(words)
    if later:
        return DELAYED
    if is_daemon and (_REFUSED.search(words) or re.search(r"\b5\.\d{1,3}\.\d{1,3}\b", words)):
        return _came_back(words)
    return AUTOMATIC if _is_an_answer_of_a_machine(message) else None


def _of_reports(reports: list[dict[str, str]]) -> Bounce:
    """Sum up what is said of each receiver; a letter of ours has one."""
    found = [_of_report(one) for one in reports]
    for kind in (BounceKind.CAME_BACK, BounceKind.DELAYED):
        for one in found:
            if one.kind is kind:
                return one
    return AUTOMATIC


def _of_report(report: dict[str, str]) -> Bounce:
    action = report.get("action", "").split(";")[0].strip().lower()
    said = _STATUS.search(report.get("status", ""))
    diagnosis = report.get("diagnostic-code", "")
    if action == "delayed":
        return DELAYED
    if action in {"delivered", "relayed", "expanded"}:
        return AUTOMATIC
    if action != "failed" and (said is None or said[1] != "5"):
        return DELAYED if said is not None and said[1] == "4" else AUTOMATIC
    if said is None or said.group(2, 3) in {("0", "0"), ("5", "0"), ("3", "0")}:
        # It only says that it failed; why stands in the words of the other server, if anywhere.
        said = _STATUS.search(diagnosis) or said
    return _bounce(said, diagnosis)


def _came_back(words: str) -> Bounce:
    return _bounce(_first_refusal(words), words)


def _first_refusal(words: str) -> re.Match[str] | None:
    return next((one for one in _STATUS.finditer(words) if one[1] != "2"), None)


def _bounce(said: re.Match[str] | None, words: str) -> Bounce:
    code = _REFUSED.search(words)
    status = said[0] if said else code[1] if code else ""
    detail = (int(said[2]), int(said[3])) if said else (0, 0)
    return Bounce(BounceKind.CAME_BACK, _trouble(detail, words), status)


def _trouble(detail: tuple[int, int], words: str) -> MailTrouble:
    """Say why from the last two figures of a status, else from what is written beside it."""
    if detail == _OF_FULL:
        return MailTrouble.FULL
    if detail in _OF_NOBODY:
        return MailTrouble.NOT_KNOWN
    if detail[0] == 7:
        # A filter: whatever it says of who exists, it says to keep us out.
        return MailTrouble.CAME_BACK
    if _FULL.search(words):
        return MailTrouble.FULL
    return MailTrouble.NOT_KNOWN if _NOT_KNOWN.search(words) else MailTrouble.CAME_BACK


def _reports(message: EmailMessage) -> Iterator[dict[str, str]]:
    """Give what a delivery status says of each receiver, by field in small letters."""
    for part in message.walk():
        if part.get_content_type() not in {
            "message/delivery-status",
            "message/global-delivery-status",
        }:
            continue
        for block in _blocks(part):
            if {"action", "status"} & block.keys():
                yield block


def _blocks(part: "Message[Any, Any]") -> Iterator[dict[str, str]]:
    payload: Any = part.get_payload()
    if isinstance(payload, list):
        for one in payload:
            fields = {name.lower(): _header(one, name) for name in one}
            # Some servers write it in base64 or put a blank line too many before it.
            yield fields or _fields(_decoded(one))
        return
    for text in re.split(r"\r?\n\s*\r?\n", _decoded(part)):
        yield _fields(text)


def _fields(text: str) -> dict[str, str]:
    unfolded = re.sub(r"\r?\n[ \t]+", " ", text)
    pairs = (line.partition(":") for line in unfolded.splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, _colon, value in pairs}


def _header(message: "Message[Any, Any]", name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except Exception:  # the email package stumbles over some headers of strangers
        return ""


def _is_of_a_daemon(message: EmailMessage) -> bool:
    path = _header(message, "Return-Path").strip()
    return path == "<>" or bool(_DAEMON.search(_header(message, "From")))


def _is_an_answer_of_a_machine(message: EmailMessage) -> bool:
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = _header(message, "Precedence").strip().lower()
    return (
        submitted not in {"", "no"}
        or precedence in {"auto_reply", "bulk", "junk", "list"}
        or any(message.get_all(name) for name in _AWAY)
        or bool(_header(message, "X-Auto-Response-Suppress"))
    )


def _failures(message: EmailMessage) -> tuple[bool, bool]:
    """Ask the catalogue of odd servers whether a mail is late, and whether it came back."""
    from flufl.bounce import all_failures  # late: a catalogue of sixty servers, for few mails

    try:
        # It was written for the older kind of message.
        plain = email.message_from_bytes(message.as_bytes(), policy=compat32)
        later, never = all_failures(plain)
    except Exception:  # bytes of strangers in a foreign library
        return False, False
    return bool(later), bool(never)


def _words(message: EmailMessage) -> str:
    """Return what is written in plain text, without the mail of ours that is quoted below it."""
    texts = [
        _decoded(part)
        for part in message.walk()
        if part.get_content_type() == "text/plain" and not part.is_multipart()
    ]
    text = (texts[0] if texts else _decoded(message))[:MOST_TEXT]
    return re.split(
        r"(?im)^\s*-{2,}\s*(?:this is a copy|original message|below this line|message header)", text
    )[0]


def _decoded(part: "Message[Any, Any]") -> str:
    try:
        payload: Any = part.get_payload(decode=True)
    except Exception:  # as above
        payload = None
    if isinstance(payload, bytes):
        return payload.decode("utf-8", "replace")
    plain: Any = part.get_payload()
    return plain if isinstance(plain, str) else ""
