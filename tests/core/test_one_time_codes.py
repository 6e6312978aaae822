"""Codes that change each half minute, as RFC 6238 says."""

from datetime import UTC, datetime

import pytest

from planner.core import one_time_codes
from planner.core.one_time_codes import app_address, code_at, matching_steps, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238 appendix B gives eight digits; ours are the last six of them."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, step_of(at)) == code[-6:]


def test_a_clock_may_be_one_step_off_and_not_two() -> None:
    now = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
    step = step_of(now)
    found = {off: list(matching_steps(SECRET, code_at(SECRET, step + off), now=now)) for off in
             (-2, -1, 0, 1, 2)}  # fmt: skip
    assert found == {-2: [], -1: [step - 1], 0: [step], 1: [step + 1], 2: []}


def test_blanks_in_a_code_do_not_matter_and_odd_signs_are_no_code() -> None:
    now = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
    code = code_at(SECRET, step_of(now))
    assert list(matching_steps(SECRET, f" {code[:3]} {code[3:]} ", now=now))
    assert not list(matching_steps(SECRET, "½٣४", now=now))


def test_the_address_for_the_app_names_who_and_where() -> None:
    address = app_address(SECRET, issuer="Bureau Noord", account="noor@feest.example")
    assert address.startswith("otpauth://totp/Bureau%20Noord%3Anoor%40feest.example?secret=")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&" in address
    assert one_time_codes.STEP_SECONDS == 30
