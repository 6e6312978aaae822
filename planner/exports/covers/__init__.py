"""Cover art, drawn by code: each kind of event has its own, and none needs a photograph."""

from functools import cache

from planner.core.words import EventType as CoverKind
from planner.exports.covers import days, evenings
from planner.exports.covers.canvas import Scene
from planner.exports.covers.garlands import flag, rope
from planner.exports.covers.shapes import FLAGS, path, stroke
from planner.exports.svg import number

__all__ = ["CoverKind", "bunting_svg", "cover_svg"]

_SCENES = {
    CoverKind.BARBECUE: days.barbecue,
    CoverKind.CASTLE: evenings.castle,
    CoverKind.DINNER: evenings.dinner,
    CoverKind.WALK: days.walk,
    CoverKind.INSPECTION: days.inspection,
    CoverKind.PARTY: days.party,
}


@cache
def cover_svg(kind: CoverKind, *, wide: bool) -> str:
    """Draw a cover as decoration: 1176 by 190, or 390 by 150 for phones and cards.

    It fills its place and is cut at the sides or at the top, never at the bottom, where the people
    stand.
    """
    scene = Scene(1176, 190) if wide else Scene(390, 150)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {scene.width} {scene.height}"'
        f' preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">'
        f"{_SCENES[kind](scene)}</svg>"
    )


@cache
def bunting_svg(flags: int = 3) -> str:
    """Draw a string of bunting: three flags for the brand, more for a heading.

    The string takes the colour of the text around it.

    Args:
        flags: at least 1; the drawing is 32 high and as wide as they need.
    """
    width = 10 * flags + 2
    curve, places = rope((2, 7), (width - 2, 7), 3.5 + flags * 0.2, flags)
    hung = "".join(
        path(flag(x, y + 0.8, slope, 11.5 if flags > 1 else 13), FLAGS[index % len(FLAGS)])
        for index, ((x, y), slope) in enumerate(places)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bunting" viewBox="0 0 {number(width)} 32"'
        f' aria-hidden="true" focusable="false">{stroke(curve, "currentColor", 2)}{hung}</svg>'
    )
