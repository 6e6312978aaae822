"""Codes that change each half minute, as RFC 6238 says."""

import base64
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from pyotp import TOTP

from planner.services.people.factors import codes_of, matching_step
from planner.store.models import SecondFactor

CODES = TOTP(base64.b32encode(b"12345678901234567890").decode())
NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)


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
    assert CODES.at(at) == code[-6:]
    assert matching_step(CODES, code[-6:], now=at) == seconds // 30


def test_a_clock_may_be_one_step_off_and_not_two() -> None:
    step = CODES.timecode(NOW)
    found = {
        off: matching_step(CODES, CODES.at(NOW, counter_offset=off), now=NOW)
        for off in (-2, -1, 0, 1, 2)
    }
    assert found == {-2: None, -1: step - 1, 0: step, 1: step + 1, 2: None}


def test_blanks_in_a_code_do_not_matter_and_odd_signs_are_no_code() -> None:
    code = CODES.at(NOW)
    assert matching_step(CODES, f" {code[:3]} {code[3:]} ", now=NOW)
    assert matching_step(CODES, "½٣४", now=NOW) is None
    assert matching_step(CODES, "1" * 100_000, now=NOW) is None


def test_the_address_for_the_app_names_who_and_where() -> None:
    address = CODES.provisioning_uri(name="noor@feest.example", issuer_name="Bureau Noord")
    label, _mark, told = address.removeprefix("otpauth://totp/").partition("?")
    assert unquote(label) == "Bureau Noord:noor@feest.example"
    assert told == "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bureau%20Noord"


def test_an_app_that_was_set_up_before_goes_on_giving_the_right_codes() -> None:
    codes = codes_of(SecondFactor(seed=b"\0" * 20), code_key="c" * 40)
    assert codes.secret == "XIQCTZE7NG6JH6BVDJNWWOYT7ASR5ZZN"
    assert (codes.digits, codes.interval) == (6, 30)
