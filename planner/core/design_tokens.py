"""Colours from the design tokens of a house style, pasted as CSS or JSON.

Names are those of the NL Design System. What a colour refers to, as `var(--x)` or `{x.y}`, is
followed among what was pasted; names that we do not know are left alone.
Source: https://nldesignsystem.nl/handboek/huisstijl/design-tokens/
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.core.house_colours import read_colour

MOST_SIGNS = 200_000
MAIN_NAMES = (
    "basis-color-action-1-inverse-bg-default",
    "basis-color-action-1-color-default",
    "utrecht-button-primary-action-background-color",
    "utrecht-link-color",
    "nl-button-primary-background-color",
    "nl-link-color",
)
"""The first that is there is the main colour."""
SECOND_NAMES = (
    "basis-color-accent-1-inverse-bg-default",
    "basis-color-accent-1-color-default",
    "utrecht-page-header-background-color",
    "utrecht-heading-1-color",
    "nl-heading-level-1-color",
    "utrecht-page-footer-background-color",
)
_PROPERTY = re.compile(r"--([A-Za-z0-9_-]+)\s*:\s*([^;}]+)")
_REFERENCE = re.compile(r"var\(\s*--([A-Za-z0-9_-]+)[^)]*\)|\{([A-Za-z0-9_.-]+)\}")
_DEEPEST = 12


@dataclass(frozen=True)
class ReadTokens:
    """What was found in pasted tokens.

    Attributes:
        main: the main colour as #0b5a5e, empty where there is none; so is `second`.
        used: the names that these came from.
        left: how many other names there were.
    """

    main: str
    second: str
    used: tuple[str, ...]
    left: int


def read_tokens(pasted: str) -> ReadTokens:
    """Take the colours that we know from pasted tokens; nothing found is no fault."""
    known = _named_in(pasted[:MOST_SIGNS])
    main, second = _first(MAIN_NAMES, known), _first(SECOND_NAMES, known)
    used = tuple(name for name, colour in (main, second) if colour)
    return ReadTokens(main[1], second[1], used, len(known) - len(used))


def _first(names: tuple[str, ...], known: Mapping[str, str]) -> tuple[str, str]:
    for name in names:
        colour = _colour_of(name, known)
        if colour:
            return name, colour
    return "", ""


def _colour_of(name: str, known: Mapping[str, str]) -> str:
    value = known.get(name, "")
    for _step in range(_DEEPEST):
        refers = _REFERENCE.fullmatch(value.strip())
        if refers is None:
            return read_colour(value)
        value = known.get((refers[1] or refers[2]).replace(".", "-"), "")
    return ""


def _named_in(pasted: str) -> dict[str, str]:
    try:
        tree = json.loads(pasted)
    except (ValueError, RecursionError):
        return dict(_PROPERTY.findall(pasted))
    return dict(_leaves(tree, ()))


def _leaves(tree: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give each token of a tree by its names joined with dashes, as a style sheet has it."""
    waiting = [(tree, path)]
    while waiting:
        branch, names = waiting.pop()
        if isinstance(branch, str):
            yield "-".join(names).removeprefix("--"), branch
        elif isinstance(branch, dict):
            value = branch.get("$value", branch.get("value"))
            if isinstance(value, str):
                yield "-".join(names), value
                continue
            waiting += [(below, (*names, str(name))) for name, below in branch.items()]
