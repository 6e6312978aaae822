"""Answers of calendar programs, written after what each of them sends.

Formats: RFC 5546 and 6047; what programs add is known from public bug reports and manuals. All
addresses are examples.
"""

import base64
import quopri
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

GUEST = "fatma@post.example"


@dataclass(frozen=True)
class Said:
    """What is answered, and to whom.

    Attributes:
        to: the card's own address.
        starts_at: when it starts by that calendar; None for a program that leaves it out.
    """

    to: str
    uid: str
    partstat: str = "ACCEPTED"
    sequence: int | None = 0
    at: datetime | None = None
    starts_at: datetime | None = None
    message_id: str = "<1@post.example>"
    attendee: str = GUEST
    method: str = "REPLY"


def stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar(
    said: Said,
    *,
    maker: str = "-//Example//Calendar//EN",
    start: str = "",
    extra: tuple[str, ...] = (),
    zone: tuple[str, ...] = (),
    attendee: str = "",
) -> str:
    """Write the calendar of an answer, with LF."""
    if not start and said.starts_at is not None:
        start = f"DTSTART:{stamp(said.starts_at)}"
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{maker}",
        "VERSION:2.0",
        f"METHOD:{said.method}",
        *zone,
        "BEGIN:VEVENT",
        f"UID:{said.uid}",
        *([f"DTSTAMP:{stamp(said.at)}"] if said.at else []),
        *([start] if start else []),
        *([f"SEQUENCE:{said.sequence}"] if said.sequence is not None else []),
        f"ORGANIZER;CN=Bureau Noord:mailto:{said.to}",
        attendee or f"ATTENDEE;PARTSTAT={said.partstat};CN=Fatma:mailto:{said.attendee}",
        *extra,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\n".join(lines) + "\n"


def _head(said: Said, *, subject: str = "Accepted: Barbecue", **more: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Fatma <{said.attendee}>"
    mail["To"] = said.to
    mail["Subject"] = subject
    if said.message_id:
        mail["Message-ID"] = said.message_id
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    return mail


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def gmail(said: Said) -> bytes:
    """Google: alternative of text, HTML and calendar, with the same again as a file in base64."""
    body = calendar(
        said,
        maker="-//Google Inc//Google Calendar 70.9054//EN",
        extra=("CREATED:20270101T000000Z", "STATUS:CONFIRMED", "TRANSP:OPAQUE", "LOCATION:Plein"),
        attendee=(
            f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said.partstat};CN=fatma"
            f"@\n post.example;X-NUM-GUESTS=0:mailto:{said.attendee}"
        ),
    )
    mail = _head(said, Sender="Google Calendar <calendar-notification@google.example>")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("fatma has accepted this invitation.", cte="7bit")
    mail.add_alternative("<p>fatma has accepted this invitation.</p>", subtype="html")
    mail.add_alternative(
        _crlf(body), maintype="text", subtype="calendar", cte="7bit",
        params={"charset": "UTF-8", "method": said.method},
    )  # fmt: skip
    mail.add_attachment(_crlf(body), maintype="application", subtype="ics", filename="invite.ics")
    return mail.as_bytes()


WINDOWS_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:W. Europe Standard Time",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)


def outlook(said: Said) -> bytes:
    """Outlook and Exchange: a zone of Windows, a name before the address, base64, no file."""
    from zoneinfo import ZoneInfo

    start = ""
    if said.starts_at is not None:
        local = said.starts_at.astimezone(ZoneInfo("Europe/Amsterdam"))
        start = f"DTSTART;TZID=W. Europe Standard Time:{local:%Y%m%dT%H%M%S}"
    body = calendar(
        said,
        maker="Microsoft Exchange Server 2010",
        start=start,
        zone=WINDOWS_ZONE,
        extra=(
            "COMMENT;LANGUAGE=nl-NL:Tot dan\\n",
            "SUMMARY;LANGUAGE=nl-NL:Geaccepteerd: Barbecue",
            "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        ),
        attendee=(
            f'ATTENDEE;PARTSTAT={said.partstat};CN="Yildiz, Fatma":MAILTO:{said.attendee.upper()}'
        ),
    )
    mail = _head(said, subject="Geaccepteerd: Barbecue", X_MS_Exchange_Calendar="1")
    mail["X-Auto-Response-Suppress"] = "DR, OOF, AutoReply"
    mail.set_content("", cte="7bit")
    mail.add_alternative(
        _crlf(body), maintype="text", subtype="calendar", cte="base64",
        params={"charset": "utf-8", "method": said.method},
    )  # fmt: skip
    return mail.as_bytes()


def apple(said: Said) -> bytes:
    """Apple: text and a calendar in quoted-printable, the zone by its usual name."""
    body = calendar(
        said,
        maker="-//Apple Inc.//iOS 18.0//EN",
        extra=(
            "SUMMARY:Barbecue op het plein – gezellig",
            "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
        ),
    )
    packed = quopri.encodestring(_crlf(body)).decode().replace("\r\n", "\n")
    return _by_hand(
        said,
        f'Content-Type: text/calendar; method={said.method}; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        packed,
    )


def thunderbird(said: Said) -> bytes:
    """Thunderbird: the calendar once, as a part in the clear, with lines of its own."""
    body = calendar(
        said,
        maker="-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
        extra=("X-MOZ-RECEIVED-SEQUENCE:0", "X-MOZ-RECEIVED-DTSTAMP:20270101T000000Z"),
    )
    return _by_hand(
        said,
        f"Content-Type: text/calendar; method={said.method}; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        body,
    )


def nextcloud(said: Said) -> bytes:
    """Nextcloud (Sabre): alternative, and a file in base64 named event.ics with its method."""
    body = calendar(
        said, maker="-//Sabre//Sabre VObject 4.5.0//EN", extra=("REQUEST-STATUS:2.0;Success",)
    )
    mail = _head(said)
    mail.set_content("Fatma heeft de uitnodiging geaccepteerd", cte="quoted-printable")
    mail.add_alternative("<p>Fatma heeft de uitnodiging geaccepteerd</p>", subtype="html")
    mail.add_attachment(
        _crlf(body), maintype="text", subtype="calendar", filename="event.ics",
        params={"method": said.method},
    )  # fmt: skip
    return mail.as_bytes()


def bare(said: Said) -> bytes:
    """The mail is the calendar and nothing else, in base64 (Zimbra, Proton, some phones)."""
    packed = base64.encodebytes(_crlf(calendar(said))).decode()
    lines = [
        f"From: {said.attendee}",
        f"To: {said.to}",
        f"Message-ID: {said.message_id}",
        "MIME-Version: 1.0",
        f'Content-Type: text/calendar; method="{said.method}"; charset=utf-8',
        "Content-Transfer-Encoding: base64",
        "",
        packed,
    ]
    return "\n".join(lines).encode()


def by_file_name(said: Said) -> bytes:
    """A file by its name alone, of no type, such as a gateway makes of it."""
    mail = _head(said)
    mail.set_content("zie bijlage")
    mail.add_attachment(
        b"\xef\xbb\xbf" + calendar(said).encode(),
        maintype="application",
        subtype="octet-stream",
        filename="Antwoord.ICS",
    )
    return mail.as_bytes()


SHAPES: Mapping[str, Callable[[Said], bytes]] = {
    "Google": gmail,
    "Outlook and Exchange": outlook,
    "Apple": apple,
    "Thunderbird": thunderbird,
    "Nextcloud": nextcloud,
    "the calendar alone": bare,
    "a file by its name": by_file_name,
}


def person(to: str) -> bytes:
    """A letter of somebody to the organiser that stands in their calendar."""
    return (
        f"From: {GUEST}\r\nTo: {to}\r\nSubject: Vraag\r\nMessage-ID: <mens@post.example>\r\n"
        "\r\nMag mijn hond mee?\r\n"
    ).encode()


def on_holiday(to: str) -> bytes:
    """What a mailbox says by itself of its owner."""
    return (
        f"From: {GUEST}\r\nTo: {to}\r\nSubject: Afwezig\r\nAuto-Submitted: auto-replied\r\n"
        "Message-ID: <weg@post.example>\r\n\r\nIk ben er niet.\r\n"
    ).encode()


def _by_hand(said: Said, kind: str, encoding: str, packed: str) -> bytes:
    head = "\n".join(str(_head(said)).strip().split("\n"))
    text = (
        f"{head}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="=_edge"\n\n'
        "--=_edge\nContent-Type: text/plain; charset=utf-8\n\nja\n"
        f"--=_edge\n{kind}\n{encoding}\n\n{packed}\n--=_edge--\n"
    )
    return text.encode()
