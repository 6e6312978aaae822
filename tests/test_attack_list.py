"""Every way in that docs/attacks.md lists is tried by a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
LISTED = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")


def test_each_test_that_is_named_exists() -> None:
    tests = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^ *def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", LISTED))
    assert named <= tests, named - tests
    for bench in re.findall(r"`(bench/\w+\.py)`", LISTED):
        assert (ROOT / bench).is_file(), bench


def test_no_number_is_left_out() -> None:
    assert [int(one) for one in re.findall(r"^\| (\d+) ", LISTED, re.M)] == list(range(1, 26))
