"""Mail as bytes (RFC 5322, MIME): text and HTML side by side, a calendar message, and a way out.

Whatever people typed may stand in any of it; no line of it ever becomes a header.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, cast

from planner.core.mail_address import can_be_written_to, can_send_from
from planner.core.plain_signs import one_kind_of_break

CALENDAR_METHODS = frozenset({"REQUEST", "CANCEL"})
CALENDAR_FILE = "invite.ics"
LOGO_PART = "logo"
"""By which the document names the logo that comes in the same mail: cid:logo."""
_LONGEST_URL = 500
_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&()*+,;=%\[\]-]+")
_LIST_ID = re.compile(r"[a-z0-9-]{1,40}(\.[a-z0-9-]{1,63}){1,8}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_PLAIN_NAME = re.compile("[A-Za-z0-9]+( [A-Za-z0-9]+)*")
_LONGEST_NAME = 70
_ONE_LINE = 65
_LOGO = re.compile(rf'<p>\s*<img src="cid:{LOGO_PART}"[^>]*>\s*</p>')
_POLICY = SMTP.clone(cte_type="7bit")


class Unwritable(ValueError):
    """It can't be written as mail: no address, or not one of ours to say no at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """A file that goes along with a mail, such as a PDF.

    Attributes:
        name: of the file, with its ending.
        media_type: such as 'application/pdf'.
    """

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says.

    Attributes:
        message_id: what stands between < and >; the same however often it is tried, so that a
            server that gets it twice can see so.
        sender_name: shown to people; the address is what servers check.
        to: one address.
        html: a whole document; empty for text alone.
        calendar: a message of exports/itip.py.
        calendar_method: as in `calendar`.
        reply_to: where answers go, if not to `sender_address`; empty for there.
        logo: a PNG that `html` shows as cid:logo; None without one.
        attachments: files that go along.
        unsubscribe_url: works at once by POST (RFC 8058); empty for mail that is necessary.
        list_id: names what many get, such as event-12.feest.example (RFC 2919); empty for mail to
            one.
        sent_at: with a zone.
    """

    message_id: str
    sender_name: str
    sender_address: str
    to: str
    subject: str
    text: str
    html: str = ""
    language: str = ""
    calendar: bytes | None = None
    calendar_method: str = ""
    unsubscribe_url: str = ""
    reply_to: str = ""
    logo: bytes | None = None
    attachments: tuple[AttachedFile, ...] = ()
    list_id: str = ""
    sent_at: datetime


def compose(mail: Mail) -> bytes:
    """Write a mail as bytes in seven bits, with CRLF, for an SMTP server.

    Raises:
        Unwritable: an address is none.
    """
    head = "\r\n".join([*_headers(mail), ""]).encode("ascii")
    message = EmailMessage(policy=_POLICY)
    message.set_content(_text(mail.text), cte="quoted-printable")
    if mail.html:
        _add_document(message, _text(mail.html), mail.logo)
    if mail.calendar is not None and mail.calendar_method in CALENDAR_METHODS:
        _add_calendar(message, mail.calendar, mail.calendar_method)
    for one in mail.attachments:
        kind, _slash, subtype = one.media_type.partition("/")
        message.add_attachment(
            one.content, maintype=kind, subtype=subtype, filename=one_line(one.name)
        )
    return head + message.as_bytes()


def one_line(value: str) -> str:
    """Return a text as one line of a header can hold it."""
    return " ".join(_NOT_IN_TEXT.sub("", value.replace("\0", " ")).split())


def _headers(mail: Mail) -> list[str]:
    """Write the headers line by line.

    Not by the email package: it puts an address that is longer than a line into encoded words, in
    which no program finds an address, and joins words of long subjects differently by version.
    """
    if not (can_be_written_to(mail.to) and can_send_from(mail.sender_address)):
        raise Unwritable("an address is none")
    lines = [
        f"From: {_name(mail.sender_name)}<{mail.sender_address}>",
        f"To: {mail.to}",
        f"Subject: {_words(one_line(mail.subject))}",
        f"Date: {format_datetime(mail.sent_at)}",
        f"Message-ID: <{mail.message_id}>",
        # RFC 3834: nobody's "I am on holiday" comes back to us.
        "Auto-Submitted: auto-generated",
        # Exchange asks in its own words. Not "All": that would keep mail that came back from us.
        "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
    ]
    if can_be_written_to(mail.reply_to):
        lines.append(f"Reply-To: <{mail.reply_to}>")
    if _LANGUAGE.fullmatch(mail.language):
        lines.append(f"Content-Language: {mail.language}")
    if _LIST_ID.fullmatch(mail.list_id):
        lines.append(f"List-Id: <{mail.list_id}>")
    if mail.unsubscribe_url:
        if len(mail.unsubscribe_url) > _LONGEST_URL or not _URL.fullmatch(mail.unsubscribe_url):
            raise Unwritable("the address to say no at is none")
        lines.append(f"List-Unsubscribe: <{mail.unsubscribe_url}>")
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return lines


def _name(name: str) -> str:
    name = one_line(name)[:_LONGEST_NAME]
    if not name:
        return ""
    return f"{name if _PLAIN_NAME.fullmatch(name) else _words(name, always=True)} "


def _words(value: str, *, always: bool = False) -> str:
    """Write a line of text in ASCII, in words of RFC 2047 where it needs them."""
    if not always and value.isascii() and len(value) <= _ONE_LINE and "=?" not in value:
        return value
    return Header(value, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _add_document(message: EmailMessage, html: str, logo: bytes | None) -> None:
    """Add the document, with the logo inside it: nothing is fetched, so nobody sees who reads."""
    if logo is None:
        # One that was taken away since it was written leaves no broken picture.
        html = _LOGO.sub("", html)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if logo is None or f"cid:{LOGO_PART}" not in html:
        return
    document = cast(EmailMessage, cast(list[Any], message.get_payload())[-1])
    document.add_related(
        logo, maintype="image", subtype="png", cid=f"<{LOGO_PART}>", disposition="inline"
    )


def _add_calendar(message: EmailMessage, calendar: bytes, method: str) -> None:
    """Add the part that mail programs act on, and the same as a file for those that don't.

    mixed(alternative(text, html, calendar), file), as CalConnect's guide to iMIP and RFC 6047
    have it.
    """
    message.add_alternative(
        calendar,
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"charset": "utf-8", "method": method, "component": "VEVENT"},
    )
    message.add_attachment(calendar, maintype="application", subtype="ics", filename=CALENDAR_FILE)


def _text(value: str) -> str:
    return _NOT_IN_TEXT.sub("", one_kind_of_break(value))
