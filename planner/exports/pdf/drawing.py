"""The drawings on paper: covers, pictograms and codes, as data for the layouts."""

import re
from functools import cache

from planner.core.words import EventType
from planner.exports.covers import cover_svg
from planner.exports.qr import Mask, qr_svg
from planner.paths import resource_dir

# One mask for all saves four fifths of the time and reads as well; see the note on PDFs.
_MASK: Mask = 3
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


@cache
def pictograms() -> dict[str, str]:
    """Give the outlines of all our pictograms: those of the screen, which people know again."""
    text = (resource_dir("templates") / "macros" / "icons.html").read_text(encoding="utf-8")
    return dict(re.findall(r'"?([\w-]+)"?: "(M[^"]+)"', text))
