"""Names and addresses as people type them."""

import pytest

from planner.core.guest_names import LONGEST_KEY, clean_name, search_key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param("  Jan   de  Vries ", "Jan de Vries", id="spaces"),
        pytest.param("Cas\r\nBcc: x", "Cas Bcc: x", id="a line break"),
        pytest.param("Ayşe \u202egpj.exe", "Ayşe gpj.exe", id="a sign that turns text around"),
        pytest.param("\u2067\u2066\u2069", "", id="such signs only"),
        pytest.param("D\x00ui\x1b[31mm", "Dui[31mm", id="signs that steer a terminal"),
        pytest.param("\ud800Lone", "Lone", id="half a sign"),
        pytest.param("سميرة", "سميرة", id="Arabic stays Arabic"),
        pytest.param("Zoe\u0308", "Zoë", id="one way to write an accent"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="Persian keeps what joins its letters"),
    ],
)
def test_a_name_is_one_clean_line(typed: str, name: str) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÖZLEM Yıldız", "ozlem yildiz"),
        ("Łukasz Żak", "lukasz zak"),
        ("Groß", "GROSS"),
        ("Jan\tde  Vries", "jan de vries"),
        ("Ｎｏｏｒ", "noor"),
    ],
)
def test_names_are_compared_as_people_hear_them(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_what_names_are_compared_by_fits_its_column() -> None:
    assert len(search_key("\ufdfa" * 80)) == LONGEST_KEY
