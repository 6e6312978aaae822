"""Which passwords are refused: those that somebody would guess soon, and no others."""

import pytest

from planner.services.people import signing_in
from planner.services.people.common_passwords import _listed, is_common


@pytest.mark.parametrize(
    "password",
    [
        "kort",
        "x" * 129,
        "12345678",
        "Sunshine",
        "TRUSTNO1",
        "welkom123",
        "aaaabbbb",
        "noor@feest.nl",
    ],
)
def test_what_anybody_tries_first_is_refused(password: str) -> None:
    assert signing_in.is_weak(password, email="noor@feest.nl")


@pytest.mark.parametrize("password", ["samen aan tafel", "zeven groene fietsen", "7hJ!kq2x"])
def test_what_nobody_guesses_is_fine_without_odd_rules(password: str) -> None:
    assert not signing_in.is_weak(password, email="noor@feest.nl")


def test_the_list_is_as_long_as_it_should_be() -> None:
    """Source: ASVS 5.0, 6.2.4: at least the 3,000 commonest."""

    assert len(_listed()) == 3_000
    assert all(len(one) >= signing_in.SHORTEST_PASSWORD and one == one.lower() for one in _listed())
    assert not is_common("samen aan tafel")
