"""What a page was made from: written down, read back, and never more than it says."""

from datetime import UTC, datetime

import pytest

from planner.core.merging import Version, WhoseValue, digest, read_version, whose_of

KEY = b"of one page"
MADE_AT = datetime(2027, 6, 12, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "theirs", "sent", "whose"),
    [
        ("a", "a", "a", WhoseValue.AS_SENT),
        ("a", "a", "b", WhoseValue.AS_SENT),
        ("a", "b", "b", WhoseValue.AS_SENT),
        ("a", "b", "a", WhoseValue.THEIRS),
        ("a", "b", "c", WhoseValue.BOTH),
    ],
)
def test_whose_value_a_field_gets(shown: str, theirs: str, sent: str, whose: WhoseValue) -> None:
    assert whose_of(shown, theirs, sent) is whose


def test_what_looks_the_same_is_the_same_and_nothing_else() -> None:
    assert digest(["een\r\ntwee "], key=KEY) == digest(["een\ntwee"], key=KEY)
    assert digest([], key=KEY) == digest([""], key=KEY) == digest(["  "], key=KEY)
    assert (
        len({digest(one, key=KEY) for one in (["ab", "c"], ["a", "bc"], ["abc"], ["c", "ab"], [])})
        == 5
    )
    assert digest(["\udcff"], key=KEY), "also what is no text"


def test_digests_of_two_pages_say_nothing_of_one_another() -> None:
    assert digest(["halal"], key=KEY) != digest(["halal"], key=b"of another page")


def test_a_version_comes_back_as_it_went() -> None:
    version = Version(
        MADE_AT, "c2FsdA", {"title": digest(["Feest"], key=KEY), "left-3": digest([], key=KEY)}
    )
    assert read_version(str(version)) == version


@pytest.mark.parametrize(
    "typed", ["", "  ", "title=x", "-1.s a=b", "²", "99999999999.s a=b", "1 a=b", "1. a=b"]
)
def test_what_is_no_version_is_none(typed: str) -> None:
    assert read_version(typed) is None


@pytest.mark.parametrize("typed", ["0.s", "9999999999.s = == a= =b", "1.s " + "x" * 100_000])
def test_what_is_hardly_one_does_no_harm(typed: str) -> None:
    found = read_version(typed)
    assert found is not None
    assert not set(found.shown) - {"", "a"}
