"""Whatever two colours an organisation takes, everybody can read what is in them."""

from random import Random

import pytest

from planner.core.house_colours import (
    DARK_GROUNDS,
    DARK_INK,
    FESTIVE_GROUNDS,
    LIGHT_GROUNDS,
    SUGGESTED,
    TEXT_CONTRAST,
    USUAL_MAIN,
    USUAL_SECOND,
    WHITE,
    contrast,
    house_style,
    on_dark,
    on_light,
    read_colour,
)

DICE = Random(18)
SOME = [f"#{DICE.randrange(1 << 24):06x}" for _colour in range(200)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("#0B5A5E", "#0b5a5e"),
        (" 0b5a5e ", "#0b5a5e"),
        ("#abc", "#aabbcc"),
        ("petrol", ""),
        ("#12345", ""),
        ("", ""),
        ("#0b5a5e;background:url(x)", ""),
    ],
)
def test_a_colour_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert read_colour(typed) == read


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_every_colour_is_read_on_every_ground_in_light_and_dark() -> None:
    for main, second in zip(SOME, reversed(SOME), strict=True):
        style = house_style(main, second)
        for pair, grounds in ((style.action, LIGHT_GROUNDS), (style.festive, FESTIVE_GROUNDS)):
            for ground in (*grounds, WHITE):
                assert contrast(pair.light, ground) >= TEXT_CONTRAST, (main, ground)
            for ground in (*DARK_GROUNDS, DARK_INK):
                assert contrast(pair.dark, ground) >= TEXT_CONTRAST, (main, ground)
        for side in ("light", "dark"):
            action = getattr(style.action, side)
            assert contrast(action, getattr(style.tint, side)) >= TEXT_CONTRAST, main
            assert contrast(action, getattr(style.on_action, side)) >= TEXT_CONTRAST, main
            hover = getattr(style.hover, side)
            assert contrast(hover, getattr(style.on_action, side)) >= TEXT_CONTRAST, main


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert on_light(USUAL_MAIN) == USUAL_MAIN
    assert house_style("", "").festive.light == USUAL_SECOND, "as all paper was printed before"
    for one in SUGGESTED:
        assert on_light(one) == one
    assert on_dark("#8fd3cc") == "#8fd3cc"


def test_a_colour_is_changed_no_more_than_it_must() -> None:
    """One step back, and it could not be read."""
    found = on_light("#f2a71b")
    assert min(contrast(found, ground) for ground in LIGHT_GROUNDS) < TEXT_CONTRAST + 0.35
