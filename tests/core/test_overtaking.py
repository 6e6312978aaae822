"""What overtakes a letter, by what is true the moment before it leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from planner.core.enums import EventState, MailTrouble, Reply
from planner.core.letter_keys import LetterKey, Occasion, read_key
from planner.core.mail_rules import OVERTAKEN
from planner.core.overtaking import LetterFacts, overtaken_by

MADE_AT = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANSWERED = MADE_AT - HOUR
FACTS = LetterFacts(
    state=EventState.PUBLISHED,
    starts_at=SATURDAY,
    ends_at=SATURDAY + 4 * HOUR,
    held_on=date(2027, 6, 12),
    changed_at=MADE_AT,
    cancelled_at=None,
    notice_id=7,
    cancelled_notice_id=0,
    works=True,
    is_counted=True,
    comes_otherwise=False,
    address="fatma@post.example",
    last_address="fatma@post.example",
    language="nl",
    reply=Reply.YES,
    answered_at=ANSWERED,
    offered_at=MADE_AT,
    offered_until=MADE_AT + 5 * HOUR,
    may_be_in=True,
    is_surely_in=True,
)
SECONDS = str(int(ANSWERED.timestamp()))
OFF = {"state": EventState.CANCELLED, "cancelled_at": MADE_AT + HOUR}
NO = {"reply": Reply.NO}
SILENT: dict[str, Any] = {"reply": None, "answered_at": None}
GONE = {"works": False}
NO_ADDRESS = {"address": "", "last_address": ""}
OUT = {"may_be_in": False, "is_surely_in": False}
UNSURE = {"is_surely_in": False}
CLOSED = {"state": EventState.CLOSED}
BEGUN = SATURDAY + HOUR
OVER = SATURDAY + 5 * HOUR
T = MailTrouble


@pytest.mark.parametrize(
    ("occasion", "about", "facts", "now", "trouble"),
    [
        (Occasion.INVITATION, "", SILENT, None, None),
        (Occasion.INVITATION, "", {**SILENT, **OFF}, None, T.CALLED_OFF),
        (Occasion.INVITATION, "", SILENT, BEGUN, T.BEGUN),
        (Occasion.INVITATION, "", {}, None, T.ANSWERED),
        (Occasion.INVITATION, "", {**SILENT, **GONE}, None, T.NO_READER),
        (Occasion.INVITATION, "", {**SILENT, "is_counted": False}, None, T.NO_READER),
        (Occasion.CONFIRMATION, SECONDS, {}, None, None),
        (Occasion.CONFIRMATION, "1", {}, None, T.ANSWERED),
        (Occasion.CONFIRMATION, SECONDS, SILENT, None, T.ANSWERED),
        (Occasion.CONFIRMATION, SECONDS, OFF, None, T.CALLED_OFF),
        (Occasion.CONFIRMATION, SECONDS, {}, BEGUN, T.BEGUN),
        (Occasion.CONFIRMATION, SECONDS, NO_ADDRESS, None, T.NO_READER),
        (Occasion.BACK, "3.1", OUT, None, None),
        (Occasion.BACK, "3.1", UNSURE, None, None),
        (Occasion.BACK, "3.1", {}, None, T.NEWER),
        (Occasion.BACK, "3.1", {**OUT, **NO}, None, T.ANSWERED),
        (Occasion.BACK, "3.1", {**OUT, **OFF}, None, T.CALLED_OFF),
        (Occasion.BACK, "3.1", OUT, BEGUN, T.BEGUN),
        (Occasion.WITHDRAWAL, "3.1", NO, None, None),
        (Occasion.WITHDRAWAL, "3.1", {**NO, **OFF}, None, None),
        (Occasion.WITHDRAWAL, "3.1", {}, None, T.ANSWERED),
        (Occasion.WITHDRAWAL, "3.1", {**NO, **OUT}, None, T.NEWER),
        (Occasion.WITHDRAWAL, "3.1", GONE, None, None),
        (Occasion.WITHDRAWAL, "3.1", {**GONE, "comes_otherwise": True}, None, T.ANSWERED),
        (Occasion.WITHDRAWAL, "3.1", {**NO, **NO_ADDRESS}, None, T.NO_READER),
        (Occasion.WITHDRAWAL, "31", {**NO, **NO_ADDRESS}, None, None),
        (Occasion.WITHDRAWAL, "3.1", NO, BEGUN, T.BEGUN),
        (Occasion.FAREWELL, "3", {**SILENT, **NO_ADDRESS}, None, None),
        (Occasion.FAREWELL, "3", OUT, None, T.NEWER),
        (Occasion.FAREWELL, "3", {}, BEGUN, T.BEGUN),
        (Occasion.CHANGE, "7", {}, None, None),
        (Occasion.CHANGE, "7", {}, BEGUN, None),
        (Occasion.CHANGE, "6", {}, None, T.NEWER),
        (Occasion.CHANGE, "7", OFF, None, T.CALLED_OFF),
        (Occasion.CHANGE, "7", NO, None, T.ANSWERED),
        (Occasion.CHANGE, "7", GONE, None, T.NO_READER),
        (Occasion.CANCELLATION, "7", OFF, None, None),
        (Occasion.CANCELLATION, "7", {}, None, T.CALLED_OFF),
        (Occasion.CANCELLATION, "7", {**OFF, "cancelled_notice_id": 8}, None, T.NEWER),
        (Occasion.CANCELLATION, "6", {**OFF, "cancelled_notice_id": 6}, None, None),
        (Occasion.CANCELLATION, "7", {**OFF, **NO}, None, None),
        (Occasion.CANCELLATION, "7", {**OFF, **NO, **OUT}, None, T.ANSWERED),
        (Occasion.CANCELLATION, "7", {**OFF, **GONE, **OUT}, None, T.NO_READER),
        (Occasion.CANCELLATION, "7", {**OFF, **NO_ADDRESS}, None, T.NO_READER),
        (Occasion.OFFER, str(int(MADE_AT.timestamp())), SILENT, None, None),
        (Occasion.OFFER, "1", SILENT, None, T.OFFER_GONE),
        (Occasion.OFFER, str(int(MADE_AT.timestamp())), {"offered_at": None}, None, T.OFFER_GONE),
        (Occasion.OFFER, str(int(MADE_AT.timestamp())), {}, MADE_AT + 6 * HOUR, T.OFFER_GONE),
        (Occasion.OFFER, str(int(MADE_AT.timestamp())), OFF, None, T.CALLED_OFF),
        (Occasion.OFFER, str(int(MADE_AT.timestamp())), {}, BEGUN, T.BEGUN),
        (Occasion.SEE_YOU, "2027-06-12", {}, None, None),
        (Occasion.SEE_YOU, "2027-06-12", {}, SATURDAY, T.BEGUN),
        (Occasion.SEE_YOU, "2027-06-11", {}, None, T.NEWER),
        (Occasion.SEE_YOU, "2027-06-12", OFF, None, T.CALLED_OFF),
        (Occasion.SEE_YOU, "2027-06-12", {"reply": Reply.MAYBE}, None, T.ANSWERED),
        (Occasion.ASK_AGAIN, "2027-06-12", {"reply": Reply.MAYBE}, None, None),
        (Occasion.ASK_AGAIN, "2027-06-12", SILENT, None, None),
        (Occasion.ASK_AGAIN, "2027-06-12", {}, None, T.ANSWERED),
        (Occasion.ASK_AGAIN, "2027-06-12", SILENT, SATURDAY, T.BEGUN),
        (Occasion.THANKS, "", CLOSED, OVER, None),
        (Occasion.THANKS, "", {}, OVER, T.CALLED_OFF),
        (Occasion.THANKS, "", {**CLOSED, **NO}, OVER, T.ANSWERED),
        (Occasion.MESSAGE, "1", {}, None, None),
        (Occasion.MESSAGE, "1", OFF, None, T.CALLED_OFF),
        (Occasion.MESSAGE, "1", {**OFF, "cancelled_at": MADE_AT - HOUR}, None, None),
        (Occasion.MESSAGE, "1", {}, OVER, T.BEGUN),
        (Occasion.MESSAGE, "1", GONE, None, T.NO_READER),
    ],
)
def test_a_letter_leaves_only_while_it_is_true(
    occasion: Occasion,
    about: str,
    facts: dict[str, Any],
    now: datetime | None,
    trouble: MailTrouble | None,
) -> None:
    found = overtaken_by(
        LetterKey(occasion, 1, 2, about),
        replace(FACTS, **facts),
        written_at=MADE_AT,
        now=now or MADE_AT + 2 * HOUR,
    )
    assert found is trouble
    assert found is None or found in OVERTAKEN


def test_who_is_invited_to_what_goes_on_is_invited() -> None:
    silent, letter = replace(FACTS, **SILENT), LetterKey(Occasion.INVITATION, 1, 2)
    assert overtaken_by(letter, silent, written_at=BEGUN, now=BEGUN + HOUR) is None


@pytest.mark.parametrize(
    "key",
    [
        "see_you:12:345:2026-12-19",
        "invitation:12:345",
        "withdrawal:12:345:9.1812009600",
        "message:1:2:3",
    ],
)
def test_what_a_letter_is_stands_in_its_key(key: str) -> None:
    read = read_key(key)
    assert read is not None
    assert str(read) == key


@pytest.mark.parametrize(
    "key",
    ["", "oud:1", "digest:1:2026-12-19", "invitation", "invitation:12", "see_you:x:2:3",
     "helper-offer:1:abc", "test:1:2", "invitation:12:-3"],
)  # fmt: skip
def test_other_mail_is_no_letter_to_a_household(key: str) -> None:
    assert read_key(key) is None
