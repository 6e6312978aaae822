"""The drawings on paper: covers, pictograms and codes, as data for the layouts."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from planner.core.enums import EventType
from planner.exports.covers import cover_svg
from planner.exports.qr import Mask, qr_svg
from planner.paths import resource_dir

# One mask for all saves four fifths of the time and reads as well; see the note on PDFs.
_MASK: Mask = 3
STEPS = frozenset({"camera", "thumbs-up", "hand-waving"})
_SIDE = re.compile(r'viewBox="0 0 (\d+)')


def code_of(url: str) -> dict[str, str | int]:
    """Give the drawing of a code: its SVG, and how many squares a side has with the quiet zone."""
    svg = qr_svg(url, mask=_MASK)
    side = _SIDE.search(svg)
    assert side  # noqa: S101 - our own drawing
    return {"svg": svg, "squares": int(side[1])}


def art(cover: EventType, *, wide: bool) -> str:
    """Give the drawing of a cover."""
    return cover_svg(cover, wide=wide)


def pictograms(data: Mapping[str, Any]) -> dict[str, str]:
    """Give the outlines that a layout with this data draws: of its facts, and of what to do."""
    names = {fact["picture"] for texts in data.get("texts", ()) for fact in texts["facts"]}
    names |= {one["picture"] for one in data.get("told", ())}
    names |= {one["picture"] for one in data.get("steps", ())}
    return {name: _outlines()[name] for name in sorted(names | STEPS)}


@cache
def _outlines() -> dict[str, str]:
    """Give the outlines of all our pictograms: those of the screen, so that people know them."""
    text = (resource_dir("templates") / "macros" / "icons.html").read_text(encoding="utf-8")
    return dict(re.findall(r'"?([\w-]+)"?: "(M[^"]+)"', text))
