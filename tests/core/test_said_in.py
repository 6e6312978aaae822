"""Texts in other languages: which is there, and from what it was made."""

from planner.core.said_in import TextProgress, changed, is_older, mark_of, said_in, text_in

OWN = {"title": "Buurt-BBQ", "place": "Tuin"}


def test_a_text_is_read_in_the_language_that_has_it() -> None:
    kept = changed(None, "pl", {"title": "Grill sąsiedzki"}, OWN)
    assert text_in(kept, "pl", "title") == "Grill sąsiedzki"
    assert text_in(kept, "ar", "title") == ""
    assert said_in(kept, "pl", "title", "Buurt-BBQ") == "Grill sąsiedzki"
    assert said_in(kept, "ar", "title", "Buurt-BBQ") == "Buurt-BBQ"


def test_without_own_words_nothing_is_said_in_any_language() -> None:
    kept = changed(None, "pl", {"title": "Grill"}, OWN)
    assert said_in(kept, "pl", "title", "") == ""


def test_what_was_made_from_other_words_is_older_until_it_is_written_anew() -> None:
    kept = changed(None, "pl", {"title": "Grill"}, OWN)
    assert not is_older(kept, "pl", "title", "Buurt-BBQ")
    other = {**OWN, "title": "Winterfeest"}
    assert is_older(kept, "pl", "title", other["title"])
    same = changed(kept, "pl", {"title": "Grill"}, other)
    assert is_older(same, "pl", "title", other["title"]), "saving it again makes it no newer"
    new = changed(kept, "pl", {"title": "Święto zimy"}, other)
    assert not is_older(new, "pl", "title", other["title"])
    right = changed(kept, "pl", {"title": "Grill"}, other, still_right=True)
    assert not is_older(right, "pl", "title", other["title"])


def test_spaces_and_ends_of_lines_make_no_other_words() -> None:
    assert mark_of("Eerste regel\r\nTweede") == mark_of(" Eerste regel\nTweede ")
    assert mark_of("Eerste") != mark_of("Tweede")


def test_an_empty_text_takes_it_away_and_nothing_stays_behind() -> None:
    kept = changed(None, "pl", {"title": "Grill", "place": "Ogród"}, OWN)
    kept = changed(kept, "pl", {"title": ""}, OWN)
    assert text_in(kept, "pl", "title") == ""
    assert text_in(kept, "pl", "place") == "Ogród"
    assert changed(kept, "pl", {"place": " "}, OWN) is None


def test_a_language_leaves_the_others_alone() -> None:
    kept = changed(None, "pl", {"title": "Grill"}, OWN)
    both = changed(kept, "ar", {"title": "حفل شواء"}, OWN)
    assert text_in(both, "pl", "title") == "Grill"
    assert kept is not None
    assert "ar" not in kept, "what was kept before is not changed in place"


def test_how_far_a_language_is() -> None:
    assert TextProgress(there=3, older=0, wanted=5).missing == 2
    assert not TextProgress(there=5, older=1, wanted=5).is_whole
    assert TextProgress(there=5, older=0, wanted=5).is_whole
