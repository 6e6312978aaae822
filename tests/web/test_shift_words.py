"""How a shift is written in every language."""

import pytest
from flask import Flask

from planner.web.i18n import GUEST_LANGUAGES, in_language
from planner.web.shift_words import length_words


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nl", ["0 minuten", "1 uur", "2 uur en 30 minuten"]),
        ("en", ["0 minutes", "1 hour", "2 hours, 30 minutes"]),
    ],
)
def test_how_long_it_took_is_written_in_hours_and_minutes(
    app: Flask, language: str, written: list[str]
) -> None:
    with app.test_request_context(), in_language(language):
        assert [length_words(minutes) for minutes in (0, 60, 150)] == written


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_no_language_lacks_a_word_for_it(app: Flask, language: str) -> None:
    with app.test_request_context(), in_language(language):
        assert "duration" not in length_words(135)
