"""Telephone numbers: compared, dialled and shown. What is no number stays as it was typed."""

import re
import unicodedata
from typing import TYPE_CHECKING

from planner.core.guest_names import clean_name

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

HOME = "NL"
"""Where a number is from that names no country."""

FEWEST_DIGITS = 6
"""The shortest numbers of the Netherlands with their area; shorter ones are extensions."""

_SIGNS = re.compile(r"[\s().\-/\u2010-\u2015\u00a0]")
# A spreadsheet that took a Dutch number for an amount dropped the zero before it.
_WITHOUT_ZERO = re.compile(r"[1-9]\d{8}", re.ASCII)
_PHONE = re.compile(rf"\+?\d{{{FEWEST_DIGITS},15}}", re.ASCII)
_CLEAN_AT_HOME = re.compile(r"0[1-9]\d{8}", re.ASCII)


def clean_phone(typed: str) -> str | None:
    """Return a telephone number without spaces, in the Dutch way where it is Dutch.

    Empty stays empty; None when it is no telephone number.
    """
    digits = _SIGNS.sub("", unicodedata.normalize("NFKC", clean_name(typed)))
    if not digits:
        return ""
    if not _PHONE.fullmatch(digits):
        return None
    if _CLEAN_AT_HOME.fullmatch(digits):
        return digits
    if number := _known(typed):
        return re.sub(r"[^\d+]", "", _written(number))
    if _WITHOUT_ZERO.fullmatch(digits):
        return f"0{digits}"
    digits = re.sub("^00", "+", digits)
    return re.sub(r"^\+310?", "0", digits)


def phone_href(typed: str) -> str:
    """Return the address behind a number to tap (RFC 3966), from any country; empty for words."""
    if number := _known(typed):
        from phonenumbers import PhoneNumberFormat, format_number

        return f"tel:{format_number(number, PhoneNumberFormat.E164)}"
    digits = re.sub(r"[^0-9+]|(?<=.)\+", "", typed)
    return f"tel:{digits}" if digits.strip("+") else ""


def phone_shown(typed: str) -> str:
    """Return a number as people read it: the Dutch way, or with the country it is from."""
    number = _known(typed)
    return _written(number) if number else typed


def _known(typed: str) -> "PhoneNumber | None":
    """Return what is a number for sure."""
    # Loaded late: only pages and papers with a number need it.
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        number = parse(typed, HOME)
    except NumberParseException:
        return None
    return number if is_valid_number(number) else None


def _written(number: "PhoneNumber") -> str:
    from phonenumbers import PhoneNumberFormat, format_number, region_code_for_number

    at_home = region_code_for_number(number) == HOME
    return str(
        format_number(
            number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
        )
    )
