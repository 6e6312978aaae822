"""Mail as other programs read it, whatever stands in it."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from planner.exports.mail_message import AttachedFile, Mail, Unwritable, compose, one_line
from tests.exports.test_itip import request
from tests.support.hostile import STRINGS

MAIL = Mail(
    message_id="12.1780000000@feest.example",
    sender_name="Bureau Noord",
    sender_address="post@feest.example",
    to="noor@buurt.example",
    subject="Je komt naar de buurt-BBQ",
    text="Tot zaterdag!",
    html="<!DOCTYPE html><title>BBQ</title><p>Tot zaterdag!</p>",
    language="nl",
    unsubscribe_url="https://feest.example/unsubscribe/" + "a" * 43,
    sent_at=datetime(2027, 6, 3, 8, 0, tzinfo=UTC),
)
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
]


def read(data: bytes) -> EmailMessage:
    """Read it back; it is clean ASCII in lines that every server takes."""
    assert data.isascii()
    assert b"\0" not in data
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def parts_of(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def part(message: EmailMessage, kind: str) -> EmailMessage:
    (found,) = [one for one in message.walk() if one.get_content_type() == kind]
    assert isinstance(found, EmailMessage)
    return found


def name_in(data: bytes) -> str:
    """Return the sender's name; the other parser puts a space between two encoded words."""
    header = email.message_from_bytes(data, policy=policy.compat32)["From"]
    return str(make_header(decode_header(header.rpartition(" <")[0])))


def test_mail_that_many_get_is_named_as_such() -> None:
    assert read(compose(MAIL))["List-Id"] is None
    named = read(compose(replace(MAIL, list_id="event-12.feest.example")))
    assert named["List-Id"] == "<event-12.feest.example>"
    for wrong in ("event 12", "a.b>\r\nBcc: x@y.nl", "localhost"):
        assert read(compose(replace(MAIL, list_id=wrong)))["List-Id"] is None


def test_what_came_back_is_not_kept_from_us() -> None:
    suppressed = read(compose(MAIL))["X-Auto-Response-Suppress"]
    assert "OOF" in suppressed
    assert not {"NDR", "All"} & set(suppressed.split(", "))


def test_text_and_html_stand_side_by_side() -> None:
    message = read(compose(MAIL))
    assert parts_of(message) == ["multipart/alternative", "text/plain", "text/html"]
    assert part(message, "text/plain").get_content().strip() == MAIL.text
    assert part(message, "text/html").get_content().strip() == MAIL.html
    assert message.keys() == HEADERS
    assert message["Subject"] == MAIL.subject
    assert message["Message-ID"] == "<12.1780000000@feest.example>"
    assert read(compose(replace(MAIL, html="")))["Content-Type"].content_type == "text/plain"


def test_people_can_say_no_with_one_press() -> None:
    message = read(compose(MAIL))
    assert message["List-Unsubscribe"] == f"<{MAIL.unsubscribe_url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    necessary = read(compose(replace(MAIL, unsubscribe_url="")))
    assert "List-Unsubscribe" not in necessary
    assert "List-Unsubscribe-Post" not in necessary


def test_a_calendar_message_stands_among_the_texts_and_as_a_file() -> None:
    body = request()
    message = read(compose(replace(MAIL, calendar=body, calendar_method="REQUEST")))
    assert parts_of(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar = part(message, "text/calendar")
    assert calendar.get_payload(decode=True) == body
    assert dict(calendar["Content-Type"].params) == {
        "charset": "utf-8",
        "method": "REQUEST",
        "component": "VEVENT",
    }
    file = part(message, "application/ics")
    assert file.get_payload(decode=True) == body
    assert file.get_filename() == "invite.ics"
    assert file.get_content_disposition() == "attachment"


def test_three_hundred_hostile_strings_add_no_header_and_no_part() -> None:
    assert len(STRINGS) >= 300
    for hostile in STRINGS:
        mail = replace(
            MAIL,
            sender_name=hostile,
            subject=hostile,
            text=hostile,
            html=f"<p>{hostile}",
            language=hostile,
        )
        raw = compose(mail)
        message = read(raw)
        assert [name for name in message if name != "Content-Language"] == [
            name for name in HEADERS if name != "Content-Language"
        ]
        assert parts_of(message) == ["multipart/alternative", "text/plain", "text/html"]
        assert str(message["Subject"]) == one_line(hostile), hostile
        (sender,) = message["From"].addresses
        assert sender.addr_spec == MAIL.sender_address
        assert name_in(raw) == one_line(hostile)[:70].strip(), hostile
        (to,) = message["To"].addresses
        assert to.addr_spec == MAIL.to


@pytest.mark.parametrize("field", ["to", "sender_address", "unsubscribe_url"])
def test_what_is_no_address_is_never_written(field: str) -> None:
    for hostile in STRINGS:
        hostile_values = {
            "to": f"noor@buurt.example{hostile} x",
            "sender_address": f"{hostile}>x",
            "unsubscribe_url": f"https://feest.example/ {hostile}",
        }
        with pytest.raises(Unwritable):
            compose(replace(MAIL, **{field: hostile_values[field]}))  # type: ignore[arg-type]


def test_a_long_address_to_say_no_at_stays_an_address() -> None:
    url = "https://feesten-in-de-buurt.gemeente.example/unsubscribe/" + "aB-_9" * 20
    raw = compose(replace(MAIL, unsubscribe_url=url))
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in raw


@pytest.mark.parametrize(
    "subject", ["x" * 300, "é" * 300, "Één lange regel " * 20, "=?utf-8?q?x?=", ""]
)
def test_a_subject_comes_out_as_it_went_in(subject: str) -> None:
    assert str(read(compose(replace(MAIL, subject=subject)))["Subject"]) == subject.strip()


def test_a_paper_goes_along_beside_what_is_read() -> None:
    paper = AttachedFile(
        name="pro\r\ngramma.pdf", media_type="application/pdf", content=b"%PDF \0 bytes"
    )
    message = read(compose(replace(MAIL, attachments=(paper,))))
    assert parts_of(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    (found,) = message.iter_attachments()
    assert found.get_content() == b"%PDF \0 bytes"
    assert "\n" not in (found.get_filename() or "")
