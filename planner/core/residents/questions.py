"""The two questions that are asked at every visit, and what a remark can be."""

import re
from enum import StrEnum

MOST_WORDS = 500
"""Signs of a remark: what one person says in a minute, written down."""
MOST_SUMMARY = 300
MOST_STREET = 80
MOST_HEADS = 500
"""People who said the same at once: more is a slip of the finger."""


class ResidentQuestion(StrEnum):
    """What was asked."""

    PROUD = "proud"
    """What are you proud of in your neighbourhood?"""
    BETTER = "better"
    """What must get better?"""


class HeardBy(StrEnum):
    """How a remark came in."""

    SPOT = "spot"
    """Noted on the spot, by who stood there with a phone."""
    PAPER = "paper"
    """Typed from a form on paper."""
    GUEST = "guest"
    """Written by guests on their own page, and taken over without a trace of who they are."""
    WALK = "walk"
    """Noted on a walk through the neighbourhood."""


class RemarkState(StrEnum):
    """Whether somebody looked at a remark, and what may be done with it."""

    NEW = "new"
    SHOWN = "shown"
    """Fit to show: with others that say the same, never alone."""
    HIDDEN = "hidden"
    """Not to show."""


class Area(StrEnum):
    """The five themes of the programme, of which a theme may be a part."""

    HOUSING = "housing"
    WORK = "work"
    LEARNING = "learning"
    SAFETY = "safety"
    HEALTH = "health"


_HOUSE = re.compile(r"(?<=[\w.])[\s,]+(?!(?:18|19|20)\d\d\b)\d.*$", re.DOTALL)
"""A number behind a name, and all after it: not that of 'Plein 1944' or '2e Dwarsstraat'."""


def street_only(typed: str) -> str:
    """Return a street without what follows its name from the first digit on: no house is noted."""
    bare = re.sub(
        r"(?<=[\w.])[\s,]+(?!(?:18|19|20)\d\d\b)\d.*$", "", typed.strip(), flags=re.DOTALL
    )
    return "" if bare.isdigit() else bare.strip(" ,.-")[:MOST_STREET]
