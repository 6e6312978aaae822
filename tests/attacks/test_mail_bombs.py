"""Messages that were made to do harm: nothing is read of them, quickly, and the next one is."""

import time
from collections.abc import Callable, Mapping

import pytest

from planner.core.return_addresses import ReturnAddresses
from planner.exports.itip_reading import NoReply
from planner.services.incoming.sorting import CardMail, is_ours, sort_message
from tests.support import replies
from tests.support.replies import Said

OURS = ReturnAddresses("post@feest.example", "+", "k" * 40)
HEAD = f"To: {OURS.for_card(1)}\nMessage-ID: <1@x.example>\nMIME-Version: 1.0\n"
MOST_SECONDS = 20.0
"""On a busy machine; alone none takes two."""


def _calendar(*lines: str) -> str:
    inside = "\n".join(lines)
    return (
        f"{HEAD}Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f"UID:x\n{inside}\nEND:VEVENT\nEND:VCALENDAR\n"
    )


BOMBS: Mapping[str, Callable[[], str]] = {
    "parts in parts": lambda: (
        HEAD
        + "".join(
            f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n'
            for depth in range(5000)
        )
    ),
    "mails in mails": lambda: HEAD + "Content-Type: message/rfc822\n\n" * 20_000,
    "events in events": lambda: _calendar(*["BEGIN:VEVENT"] * 15_000),
    "thousands of guests": lambda: _calendar(*["ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.nl"] * 5000),
    "thousands of words by one": lambda: _calendar("ATTENDEE" + ';X="a"' * 40_000 + ":mailto:a@x"),
    "thousands of starts": lambda: _calendar(*['DTSTART;TZID="x":20270101T000000'] * 4000),
    "a thousand calendars": lambda: (
        HEAD
        + 'Content-Type: multipart/mixed; boundary="b"\n\n'
        + "--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n" * 10_000
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_message_made_to_do_harm_is_not_read_and_holds_nobody_up(bomb: str) -> None:
    raw, began = BOMBS[bomb]().encode(), time.process_time()
    assert is_ours(raw, OURS)
    found = sort_message(raw, OURS)
    assert time.process_time() - began < MOST_SECONDS
    if isinstance(found, CardMail):
        assert isinstance(found.said, NoReply)


def test_an_address_a_million_signs_long_is_none() -> None:
    began = time.process_time()
    assert sort_message(b"To: " + b"post+a" * 160_000 + b"\n\n", OURS) is None
    assert sort_message(b"To: post+a" + b"a" * 900_000 + b"@feest.example\n\n", OURS) is None
    assert time.process_time() - began < MOST_SECONDS


def test_who_only_writes_our_address_somewhere_else_is_not_heard() -> None:
    card = OURS.for_card(1)
    raw = replies.gmail(Said("post@feest.example", "x"))
    for name in ("From", "Reply-To", "Subject", "References", "X-To"):
        forged = raw.replace(b"MIME-Version", f"{name}: {card}\nMIME-Version".encode(), 1)
        assert sort_message(forged, OURS) is None
