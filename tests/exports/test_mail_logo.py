"""A logo comes inside a mail, and one that is gone leaves no broken picture."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from planner.exports.mail_message import Mail, compose

HTML = """<html><body><p>
    <img src="cid:logo" height="48" alt="">
</p><p>Hello</p></body></html>"""
MAIL = Mail(
    message_id="1@feest.example",
    sender_name="Buurthuis",
    sender_address="post@feest.example",
    to="guest@feest.example",
    subject="Hello",
    text="Hello",
    html=HTML,
    reply_to="post@brug.example",
    logo=b"\x89PNG picture",
    sent_at=datetime(2027, 6, 3, tzinfo=UTC),
)


def test_the_logo_is_a_part_of_the_mail_and_nothing_is_fetched() -> None:
    mail = message_from_bytes(compose(MAIL), policy=default)
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<logo>"
    assert picture.get_content() == b"\x89PNG picture"
    assert mail["Reply-To"] == "<post@brug.example>" or "post@brug.example" in mail["Reply-To"]
    assert mail["From"].startswith("Buurthuis")
    assert b"http" not in compose(MAIL)


def test_a_logo_that_was_taken_away_leaves_no_hole() -> None:
    written = compose(replace(MAIL, logo=None)).decode()
    assert "cid:logo" not in written
    assert "image/png" not in written
    assert "Hello" in written


def test_answers_go_nowhere_else_where_no_address_is_said() -> None:
    for none in ("", "no address", "a@b.example\r\nBcc: c@d.example"):
        assert "Reply-To" not in compose(replace(MAIL, reply_to=none)).decode()
