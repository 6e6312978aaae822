"""What the gate says: every reason of the protocol, in every language, from one source."""

import itertools
import json

import pytest
from flask import Flask

from planner.core.admission import People, Reason, Status
from planner.paths import PACKAGE
from planner.services.gate.items import FirstSeen, ScanResult
from planner.web.gate.app_texts import united
from planner.web.gate.reasons import PHONE_REASONS, REASONS
from planner.web.gate.sentences import closed_text, short_text, verdict
from planner.web.i18n import GUEST_LANGUAGES, in_language
from tests.support.gate import STARTS

DOCS = PACKAGE.parent / "docs"
ZONE = "Europe/Amsterdam"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is said does not depend on the database."""
    return sqlite_url


def test_every_reason_has_its_words_and_nothing_else_has() -> None:
    assert set(REASONS) == set(Reason)
    assert not set(PHONE_REASONS) & {reason.value for reason in Reason}


def test_the_documentation_names_every_reason() -> None:
    described = json.loads((DOCS / "gate.openapi.json").read_text(encoding="utf-8"))
    named = described["components"]["schemas"]["Result"]["properties"]["reason"]["enum"]
    assert named == [*(reason.value for reason in Reason), None]
    table = (DOCS / "gate.md").read_text(encoding="utf-8").split("| status | reason |")[1]
    rows = table.partition("\n\n")[0]
    assert [reason for reason in Reason if f"`{reason.value}`" not in rows] == []


def test_two_sentences_never_share_a_name() -> None:
    assert united({"kept": "a"}, {"look": "b"}) == {"kept": "a", "look": "b"}
    with pytest.raises(ValueError, match="kept"):
        united({"kept": "a", "look": "b"}, {"kept": "c"})


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_pages_and_answers_say_every_reason(app: Flask, language: str) -> None:
    with app.test_request_context("/gate"), in_language(language):
        for reason, status in itertools.product(Reason, Status):
            result = _result(reason, status)
            screen = verdict(result, zone=ZONE)
            assert screen.heading, reason
            assert screen.sentence, reason
            assert "%" not in screen.sentence, reason
            assert short_text(result, kind=None, zone=ZONE), reason
            assert closed_text(reason) == str(REASONS[reason].sentence)


def _result(reason: Reason, status: Status) -> ScanResult:
    return ScanResult(
        nonce="n-1",
        status=status,
        reason=reason,
        let_in=People(2),
        admitted_total=2,
        party_size=4,
        first_seen=FirstSeen(at=STARTS, gate="North"),
    )
