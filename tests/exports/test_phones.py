"""Telephone numbers: compared, dialled and shown; none is ever lost."""

import pytest

from planner.exports.phones import clean_phone, phone_href, phone_shown


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        pytest.param("06 12 34 56 78", "0612345678", id="spaces"),
        pytest.param("+31 (0)6-12345678", "0612345678", id="from abroad, as printed on cards"),
        pytest.param("0031 6 12345678", "0612345678", id="from abroad, as dialled"),
        pytest.param("+49 2404 1234567", "+4924041234567", id="over the border"),
        pytest.param("612345678", "0612345678", id="as a spreadsheet leaves it"),
        pytest.param("31612345678", "0612345678", id="without its plus"),
        pytest.param("+49 (0)2404 1234567", "+4924041234567", id="over the border, as on cards"),
        pytest.param("0800-1234", "08001234", id="free to call"),
        pytest.param("14 045", None, id="a town's short number is nobody's own"),
        pytest.param("0470 123456", "0470123456", id="no number of ours, kept as typed"),
        pytest.param("", "", id="none"),
        pytest.param("bel maar", None, id="words"),
        pytest.param("12", None, id="too short"),
        pytest.param("1" * 16, None, id="too long"),
    ],
)
def test_phone_numbers_become_comparable(typed: str, phone: str | None) -> None:
    assert clean_phone(typed) == phone


@pytest.mark.parametrize(
    ("typed", "href", "shown"),
    [
        ("0612345678", "tel:+31612345678", "06 12345678"),
        ("+31 (0)45-571 23 45", "tel:+31455712345", "045 571 2345"),
        ("045\u00a0571\u00a02345", "tel:+31455712345", "045 571 2345"),
        ("0032 470 12 34 56", "tel:+32470123456", "+32 470 12 34 56"),
        ("14 045", "tel:+3114045", "14 045"),
        ("112", "tel:112", "112"),
        ("06 1234 (Wim)", "tel:061234", "06 1234 (Wim)"),
        ("bel maar", "", "bel maar"),
        ("", "", ""),
    ],
)
def test_a_number_is_dialled_from_anywhere_and_read_at_home(
    typed: str, href: str, shown: str
) -> None:
    """RFC 3966, 5.1.4: a global number begins with a plus and its country."""
    assert phone_href(typed) == href
    assert phone_shown(typed) == shown
    assert phone_shown(shown) == shown
