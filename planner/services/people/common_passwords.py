"""Passwords that anybody tries first: the commonest of leaked lists, and what people here think of.

The list holds the 3,000 commonest of at least eight signs, in small letters; shorter ones are
refused by their length. Source: static/vendor/LICENCES.md.
"""

from functools import cache
from importlib.resources import files

THOUGHT_OF_HERE = frozenset(
    {
        *("wachtwoord", "wachtwoord1", "geheim123", "welkom01", "welkom123", "welkom2026"),
        *("voetbal1", "heerlen1", "planner1", "administrator"),
    }
)


def is_common(password: str) -> bool:
    """Say whether a password is on the list, however its letters are written."""
    simple = password.lower()
    return simple in THOUGHT_OF_HERE or simple in _listed()


@cache
def _listed() -> frozenset[str]:
    text = files("planner.services.people").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(text.split())
