"""Cover art: a drawing for each type of event, in `static/covers`; none needs a photograph."""

from functools import cache

from planner.core.enums import EventType
from planner.paths import resource_dir


@cache
def cover_svg(kind: EventType, *, wide: bool) -> str:
    """Give a cover as decoration: 1176 by 190, or 390 by 150 for phones and cards.

    It fills its place and is cut at the sides or at the top, never at the bottom, where the people
    stand. Flat shapes in fixed colours: a cover is a picture, in a dark page as well.
    """
    name = f"{kind.value}-wide.svg" if wide else f"{kind.value}.svg"
    return (resource_dir("static") / "covers" / name).read_text(encoding="utf-8").strip()
