"""Sentences of letters are kept by name, each beside its texts in other languages."""

from planner.core.own_letters import LetterWords, OwnLetter

NOTHING = LetterWords({}, {})
OPENING, CLOSING = "thanks.opening", "thanks.closing"
OWN = {OPENING: "Dag  allemaal.", CLOSING: ""}
SAID = {"pl": {OPENING: "Dzień dobry.", CLOSING: ""}, "ar": {OPENING: "", CLOSING: ""}}


def test_what_is_empty_is_not_kept() -> None:
    words = NOTHING.with_letter(OwnLetter.THANKS, OWN, SAID)
    assert words.own == {OPENING: "Dag allemaal."}
    assert list(words.said) == ["pl"]
    assert words.text_in("pl", OPENING) == "Dzień dobry."
    assert words.text_in("ar", OPENING) == ""


def test_a_text_knows_that_its_own_words_changed_until_somebody_says_it_is_right() -> None:
    words = NOTHING.with_letter(OwnLetter.THANKS, OWN, SAID)
    other = {**OWN, OPENING: "Hallo."}
    changed = words.with_letter(OwnLetter.THANKS, other, SAID)
    assert not words.is_older("pl", OPENING)
    assert changed.is_older("pl", OPENING)
    right = changed.with_letter(OwnLetter.THANKS, other, SAID, still_right=True)
    assert not right.is_older("pl", OPENING)


def test_own_words_that_go_take_their_texts_along() -> None:
    words = NOTHING.with_letter(OwnLetter.THANKS, OWN, SAID)
    assert words.with_letter(OwnLetter.THANKS, {}, SAID) == NOTHING


def test_a_letter_is_given_whole_and_leaves_the_others_alone() -> None:
    thanks = NOTHING.with_letter(OwnLetter.THANKS, OWN, SAID)
    see_you = {"see_you.opening": "Tot dan."}
    other = NOTHING.with_letter(OwnLetter.SEE_YOU, see_you, {"tr": {"see_you.opening": "Hoş."}})
    other = other.with_letter(OwnLetter.THANKS, {CLOSING: "Weg"}, {"tr": {CLOSING: "Git"}})
    given = other.with_letter_of(thanks, OwnLetter.THANKS)
    assert given.own == {**see_you, OPENING: "Dag allemaal."}
    assert given.text_in("pl", OPENING) == "Dzień dobry."
    assert given.text_in("tr", CLOSING) == ""
    assert given.text_in("tr", "see_you.opening") == "Hoş."
    assert given.with_letter_of(NOTHING, OwnLetter.SEE_YOU).own == thanks.own
