"""What the papers for officers name exists: tests, fields, terms."""

import re
from functools import cache
from pathlib import Path

import pytest

from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.paths import PACKAGE
from planner.store import models
from planner.store.base import Base
from planner.store.register import entries

assert models, "loads all tables"

ROOT = PACKAGE.parent
CODES = (
    "U/TV.01",
    *(f"U/WA.0{n}" for n in range(1, 10)),
    "U/PW.03",
    "C.06",
    "C.07",
    "C.08",
    "C.09",
)
"""At least those that the DigiD audit looks at."""
FUNCTION = re.compile(r"^ *def (test_\w+)\(", re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@cache
def every_test() -> set[str]:
    found = set()
    for path in Path(__file__).parent.rglob("test_*.py"):
        found |= set(FUNCTION.findall(path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("name", ["ncsc.md", "dpia.md", "privacy.md"])
def test_every_test_that_a_paper_names_exists(name: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", text_of(name)))
    assert named <= every_test(), named - every_test()


def test_the_codes_of_the_guideline_are_all_there() -> None:
    text = text_of("ncsc.md")
    assert not [code for code in CODES if code not in text]
    assert len(set(re.findall(r"`(test_\w+)`", text))) > 30


def test_the_assessment_names_real_fields_with_the_ground_of_the_register() -> None:
    known = {entry.name: entry.facts for entry in entries(Base.metadata)}
    rows = [line for line in text_of("dpia.md").splitlines() if line.count("|") == 5]
    named = 0
    for row in rows:
        for field in re.findall(r"`(\w+\.\w+)`", row):
            facts = known.get(field)
            assert facts is not None, f"{field} is no personal column"
            ground = facts.ground.value.partition(" (")[0].removeprefix("a ")
            assert ground in row or "security" in row, (field, ground)
            named += 1
    assert named > 25


def test_the_notice_says_when_what_the_program_says() -> None:
    text = text_of("privacy.md")
    assert "30 days" in text
    assert f"{BACKUPS_KEPT_FOR_DAYS} days" in text
    assert "Dertig dagen" in text
