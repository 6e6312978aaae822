"""What is read in a remark: what it is like, what can't wait, which street it is about."""

import pytest

from planner.core.residents.alike import most_alike
from planner.core.residents.danger import FIRST_CALLS, Danger, dangers_in
from planner.core.residents.questions import MOST_STREET, street_only


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Ik ruik steeds gas in de hal", [Danger.GAS]),
        ("Er staat een schuur in brand", [Danger.LIFE]),
        ("Hij slaat haar, dat hoort iedereen", [Danger.HOME]),
        ("Ze zegt dat ze niet meer leven wil", [Danger.SELF]),
        ("Er wordt gedeald bij de flat, elke avond drugs", [Danger.STREET]),
        ("De brandweer was leuk", []),
        ("De brandnetels staan hoog", []),
        ("Het onkruid staat anderhalve meter hoog", []),
    ],
)
def test_what_cannot_wait_says_whom_to_call(words: str, found: list[Danger]) -> None:
    assert dangers_in(words) == found


def test_the_most_urgent_comes_first_and_each_has_a_number_to_dial() -> None:
    assert dangers_in("Vechten met een mes, en ik ruik gas") == [
        Danger.LIFE,
        Danger.GAS,
        Danger.STREET,
    ]
    assert all(FIRST_CALLS[one].number.isdigit() for one in Danger)


def test_a_remark_is_put_beside_what_shares_its_rare_words() -> None:
    themes = {
        1: ["Onkruid op de stoep", "Het gras groeit over de tegels"],
        2: ["Kapotte lampen", "Achter de garages is het donker"],
        3: ["Geen bankje", "Er is niets om te zitten"],
    }
    assert most_alike("Ook bij ons is een lamp stuk", themes) == [2]
    assert most_alike("Onkruid, en dan nog de lampen", themes) == [1, 2]
    assert most_alike("Niets van dit alles", {}) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Kerkstraat 12a", "Kerkstraat"),
        ("Laan van Hövell tot Westerflier, nr. 3", "Laan van Hövell tot Westerflier, nr"),
        ("  Passartweg ", "Passartweg"),
        ("x" * 200, "x" * MOST_STREET),
        ("12", ""),
        ("2e Dwarsstraat 7", "2e Dwarsstraat"),
        ("Plein 1944", "Plein 1944"),
        ("Plein 1944, 3b", "Plein 1944"),
    ],
)
def test_no_house_is_noted_with_a_street(typed: str, kept: str) -> None:
    assert street_only(typed) == kept
