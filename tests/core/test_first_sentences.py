"""A text is cut at the end of a sentence, never in a word."""

import pytest

from planner.core.first_sentences import first_sentences


@pytest.mark.parametrize(
    ("paragraphs", "most", "kept"),
    [
        (["Een. Twee.", "Drie."], 20, ["Een. Twee.", "Drie."]),
        (["Een. Twee.", "Drie. Vier vijf."], 16, ["Een. Twee.", "Drie."]),
        (["Om 15.30 uur! Dan eten we."], 20, ["Om 15.30 uur!"]),
        (["Woord zonder einde hier"], 12, ["Woord…"]),
        (["Een.", "Zonder punt maar lang"], 10, ["Een."]),
        (["ماذا؟ نأكل معا"], 8, ["ماذا؟"]),
        ([], 8, []),
    ],
)
def test_the_beginning_ends_with_a_sentence(
    paragraphs: list[str], most: int, kept: list[str]
) -> None:
    assert first_sentences(paragraphs, most) == kept
