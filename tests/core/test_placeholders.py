"""Blanks in an organiser's own words: checked, filled, and gone with their sentence where empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.placeholders import (
    NAMES,
    FoundFault,
    Placeholder,
    PlaceholderFault,
    check,
    fill,
    named_in,
    used_in,
)

VALUES = {
    Placeholder.TITLE: "Straatfeest",
    Placeholder.DAY: "zaterdag 6 juni",
    Placeholder.NAME: "Fatma",
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Neem een stoel mee.", "Neem een stoel mee."),
        ("Tot {dag}!", "Tot zaterdag 6 juni!"),
        ("See you on { Day }.", "See you on zaterdag 6 juni."),
        ("{titel}: dag {naam}", "Straatfeest: dag Fatma"),
        ("Kosten: {}", "Kosten: {}"),
        ("Wat {is dit}?", "Wat {is dit}?"),
    ],
)
def test_blanks_are_filled_by_their_name_in_either_language(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Beste {naam}, neem een stoel mee.", "Neem een stoel mee."),
        ("Beste {naam},", ""),
        ("Dzień dobry, {naam}! weź krzesło.", "Weź krzesło."),
        ("مرحبا {name}، أحضر كرسيا.", "أحضر كرسيا."),
        ("Tot {dag}. Wij zien je bij {plek}! Fijn.", "Tot zaterdag 6 juni. Fijn."),
        ("Fijn. Dank je, {naam}. Tot dan.", "Fijn. Tot dan."),
    ],
)
def test_what_stays_empty_takes_its_greeting_or_its_sentence_along(text: str, filled: str) -> None:
    without = VALUES | {Placeholder.NAME: ""}
    assert fill(text, without) == filled


def test_a_sentence_in_turkish_begins_with_its_own_capital() -> None:
    assert fill("Merhaba {name}, iki sandalye getir.", {}, language="tr") == "İki sandalye getir."


def test_a_value_with_braces_is_only_text() -> None:
    assert fill("{titel}", {Placeholder.TITLE: "{naam}", Placeholder.NAME: "x"}) == "{naam}"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Tot {dag} bij {plek}", []),
        ("Tot {morgen}", [(PlaceholderFault.UNKNOWN, "{morgen}")]),
        ("Tot {dag", [(PlaceholderFault.OPEN, "{dag")]),
        ("Tot dag}", [(PlaceholderFault.OPEN, "}")]),
        ("Tot {}", [(PlaceholderFault.OPEN, "{}")]),
        ("{morgen} {dag {morgen}", [(PlaceholderFault.UNKNOWN, "{morgen}"),
                                    (PlaceholderFault.OPEN, "{dag")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_once_as_it_was_typed(
    text: str, faults: list[tuple[PlaceholderFault, str]]
) -> None:
    assert check(text) == [FoundFault(*one) for one in faults]


def test_what_a_reader_has_not_is_said() -> None:
    found = check("Kaart {nummer}", [Placeholder.NAME])
    assert found == [FoundFault(PlaceholderFault.NOT_HERE, "{nummer}")]


def test_each_has_a_name_of_its_own_in_each_language() -> None:
    for language, names in NAMES.items():
        assert set(names) == set(Placeholder)
        for one in Placeholder:
            assert used_in(named_in(language, one)) == {one}


@given(st.text(alphabet="ab {}.!?,\nnaam", max_size=60))
def test_any_text_is_checked_and_filled(text: str) -> None:
    check(text)
    assert "{naam}" not in fill(text, {}, language="nl")
