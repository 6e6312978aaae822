"""The two colours of an organisation, corrected until everybody can read what is in them.

Contrast is that of WCAG 2.2: 4.5 for text, 3 for edges. A colour is made darker on light pages and
lighter on dark ones, in small steps of its lightness, and keeps its hue.
"""

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

TEXT_CONTRAST = 4.5
USUAL_MAIN, USUAL_SECOND = "#0b5a5e", "#c8402a"
WHITE, DARK_INK = "#ffffff", "#1b1713"
LIGHT_GROUNDS = ("#fbf7f0", "#ffffff", "#f4eee4")
"""Paper, surface and sunken: on each of them links stand."""
FESTIVE_GROUNDS = LIGHT_GROUNDS[:2]
"""What is festive stands on no sunken ground."""
DARK_GROUNDS = ("#1b1713", "#26211b", "#302a22")
LIGHT_SURFACE, DARK_SURFACE = LIGHT_GROUNDS[1], DARK_GROUNDS[1]
SUGGESTED = ("#0b5a5e", "#1f4e8c", "#2f6b2f", "#7a3b69", "#8a3f1d", "#a8371f", "#b3306b", "#5a4bb0")
"""A small set to choose from; each can be read in light as it is."""
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_STEP = 0.01
_TINTS = (0.14, 0.12, 0.1, 0.08, 0.06, 0.04, 0.02, 0.0)


@dataclass(frozen=True)
class ColourPair:
    """A colour as it is used: on light pages and on dark ones, each as #0b5a5e."""

    light: str
    dark: str


@dataclass(frozen=True)
class HouseStyle:
    """What pages draw with, made from two colours.

    Attributes:
        action: of buttons and links; `on_action` is the text on a button of it.
        hover: of a button that is pointed at.
        tint: a pale ground on which `action` can be read.
        festive: of headings above titles and of edges.
    """

    action: ColourPair
    on_action: ColourPair
    hover: ColourPair
    tint: ColourPair
    festive: ColourPair


def read_colour(typed: str) -> str:
    """Read a colour such as #0B5A5E, 0b5a5e or #abc as #0b5a5e; empty for what is none."""
    found = _HEX.fullmatch(typed.strip())
    if found is None:
        return ""
    digits = found[1].lower()
    return "#" + ("".join(one * 2 for one in digits) if len(digits) == 3 else digits)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21. Source: WCAG 2.2, 1.4.3."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def on_light(colour: str, grounds: tuple[str, ...] = LIGHT_GROUNDS) -> str:
    """Return the nearest colour that is read on each light ground, and white on it."""
    return _until_read(colour, (*grounds, WHITE), -_STEP)


def on_dark(colour: str) -> str:
    """Return the nearest colour that is read on each dark ground, and dark ink on it."""
    return _until_read(colour, (*DARK_GROUNDS, DARK_INK), _STEP)


@lru_cache(maxsize=200)
def house_style(main: str, second: str) -> HouseStyle:
    """Return what pages draw with; empty colours are the usual ones."""
    main, second = main or USUAL_MAIN, second or USUAL_SECOND
    action = ColourPair(on_light(main), on_dark(main))
    return HouseStyle(
        action=action,
        on_action=ColourPair(WHITE, DARK_INK),
        hover=ColourPair(
            _lightness_moved(action.light, -0.06), _lightness_moved(action.dark, 0.06)
        ),
        tint=ColourPair(_tint(action.light, LIGHT_SURFACE), _tint(action.dark, DARK_SURFACE)),
        festive=ColourPair(on_light(second, FESTIVE_GROUNDS), on_dark(second)),
    )


def _until_read(colour: str, grounds: tuple[str, ...], step: float) -> str:
    found = colour
    while min(contrast(found, ground) for ground in grounds) < TEXT_CONTRAST:
        found = _lightness_moved(found, step)
    return found


def _tint(colour: str, ground: str) -> str:
    """Mix a little of a colour into a ground, as much as leaves the colour readable on it."""
    mixed = (_mixed(colour, ground, part) for part in _TINTS)
    return next(one for one in mixed if contrast(one, colour) >= TEXT_CONTRAST)


def _mixed(colour: str, ground: str, part: float) -> str:
    pairs = zip(_rgb(colour), _rgb(ground), strict=True)
    return _hex(tuple(part * one + (1 - part) * other for one, other in pairs))


def _lightness_moved(colour: str, step: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    moved = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness + step)), saturation)
    return _hex(moved)


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _rgb(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
