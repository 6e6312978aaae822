"""What the lists of diets and allergens promise."""

from planner.core.diets import (
    AGE_BAND_NAMES,
    ALLERGEN_NAMES,
    DIET_NAMES,
    USUAL_SHARES,
    AgeBand,
    Allergen,
    Diet,
)


def test_the_law_names_fourteen_allergens() -> None:
    assert len(Allergen) == 14


def test_everything_that_can_be_ticked_has_a_name_to_show() -> None:
    assert set(DIET_NAMES) == set(Diet)
    assert set(ALLERGEN_NAMES) == set(Allergen)
    assert set(AGE_BAND_NAMES) == set(AgeBand)


def test_most_guests_need_no_diet() -> None:
    assert set(USUAL_SHARES) == set(Diet)
    assert sum(USUAL_SHARES.values()) < 0.5
