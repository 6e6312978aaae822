"""Answers of calendar programs are read, in whatever shape they come; nothing else is one."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes

import pytest

from planner.core.enums import Reply
from planner.exports.itip_reading import MOST_BYTES, CalendarReply, NoReply, read_reply
from tests.support import replies
from tests.support.replies import SHAPES, Said

AT = datetime(2027, 6, 4, 9, 30, tzinfo=UTC)
START = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
SAID = Said("post+aaaaa@feest.example", "7c1d", sequence=2, at=AT, starts_at=START)


def read(raw: bytes) -> CalendarReply | NoReply:
    return read_reply(message_from_bytes(raw))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("partstat", "reply"),
    [("ACCEPTED", Reply.YES), ("TENTATIVE", Reply.MAYBE), ("DECLINED", Reply.NO)],
)
def test_every_shape_is_read(shape: str, partstat: str, reply: Reply) -> None:
    raw = SHAPES[shape](replace(SAID, partstat=partstat))
    for each in (
        raw,
        raw.replace(b"\r\n", b"\n"),
        raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    ):
        assert read(each) == CalendarReply("7c1d", reply, 2, AT, START)


@pytest.mark.parametrize("shape", SHAPES)
def test_another_time_that_is_asked_for_is_no_answer(shape: str) -> None:
    assert read(SHAPES[shape](replace(SAID, method="COUNTER"))) is NoReply.COUNTER


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "REFRESH", ""])
def test_other_messages_are_no_answer(method: str) -> None:
    assert read(replies.gmail(replace(SAID, method=method))) is NoReply.UNREADABLE


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "DELEGATED", "X-LATER", ""])
def test_what_is_neither_yes_nor_no_is_no_answer(partstat: str) -> None:
    assert read(replies.bare(replace(SAID, partstat=partstat))) is NoReply.UNREADABLE


def test_what_a_program_leaves_out_is_not_made_up() -> None:
    short = replace(SAID, sequence=None, at=None, starts_at=None)
    assert read(replies.thunderbird(short)) == CalendarReply("7c1d", Reply.YES)


def test_an_answer_for_several_people_is_nobodys() -> None:
    two = "\n".join(
        f"ATTENDEE;PARTSTAT={word}:mailto:{name}@post.example"
        for name, word in (("anna", "ACCEPTED"), ("bram", "DECLINED"))
    )
    raw = replies.bare(SAID)
    body = replies.calendar(SAID, attendee=two).replace("\n", "\r\n").encode()
    head = raw.partition(b"\n\n")[0].replace(b"base64", b"8bit")
    assert read(head + b"\n\n" + body) is NoReply.UNREADABLE


def test_a_letter_without_a_calendar_is_none() -> None:
    assert read(replies.person(SAID.to)) is NoReply.NO_CALENDAR
    assert read(b"") is NoReply.NO_CALENDAR


def test_a_calendar_that_is_too_large_is_not_read() -> None:
    raw = replies.bare(replace(SAID, uid="7" * MOST_BYTES))
    assert not isinstance(read(raw), CalendarReply)


def test_ten_thousand_parts_are_not_walked_through() -> None:
    part = "--x\nContent-Type: text/plain\n\na\n"
    raw = 'Content-Type: multipart/mixed; boundary="x"\n\n' + part * 10_000 + "--x--\n"
    assert read(raw.encode()) is NoReply.NO_CALENDAR


def test_whatever_is_broken_is_no_answer_and_no_error() -> None:
    chance = random.Random(11)
    for _try in range(700):
        raw = bytearray(SHAPES[chance.choice(sorted(SHAPES))](SAID))
        for _hit in range(chance.randrange(1, 9)):
            place = chance.randrange(len(raw))
            how = chance.randrange(3)
            if how == 0:
                raw[place] = chance.randrange(256)
            elif how == 1:
                del raw[place : place + chance.randrange(1, 200)]
            else:
                raw[place:place] = bytes(chance.randrange(256) for _byte in range(5))
            if not raw:
                break
        found = read(bytes(raw))
        assert isinstance(found, CalendarReply | NoReply)
