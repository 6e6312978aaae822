"""What became of the food: for each dish how much was eaten and how much was left."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports import svg
from planner.exports.svg import NARROW, WIDE

BAR = 16.0
WIDEST_NAME = 230.0


@dataclass(frozen=True, slots=True)
class DishLeft:
    """One dish.

    Args:
        name: what it is called.
        part_eaten: from 0 to 1 of what was bought.
        ran_out: more would have been eaten.
        words: beside the bar, such as '12 over' or 'op'.
    """

    name: str
    part_eaten: float
    ran_out: bool
    words: str


def left_chart(
    dishes: Sequence[DishLeft],
    *,
    title: str,
    description: str,
    chart_id: str,
    narrow: bool = False,
) -> str:
    """Draw a bar for each dish, filled as far as it was eaten; a cross where it ran out.

    Args:
        dishes: in the order of the menu.
        title: what the chart is about.
        description: what it says; read aloud instead of the drawing.
        chart_id: unique in the page; the wide and the narrow drawing may share it.
        narrow: draw for a phone, with names above the bars.

    Raises:
        ValueError: there are no dishes, or a part is not from 0 to 1.
    """
    if not dishes:
        raise ValueError("a drawing of what was left needs at least one dish")
    if not all(0 <= dish.part_eaten <= 1 for dish in dishes):
        raise ValueError("the part that was eaten is from 0 to 1")
    sheet = NARROW if narrow else WIDE
    words = max(svg.text_width(dish.words, sheet.text) for dish in dishes)
    names = min(max(svg.text_width(dish.name, sheet.text) for dish in dishes), WIDEST_NAME)
    left = 0.0 if narrow else names + 14
    right = sheet.width - (0 if narrow else words + 14)
    row = sheet.line + BAR + 16 if narrow else BAR + 18
    parts: list[str] = []
    for place, dish in enumerate(dishes):
        top = 4 + place * row
        baseline = top + sheet.line - 2 if narrow else top + BAR / 2 + sheet.text * 0.35 + 4
        bar_top = top + sheet.line + 3 if narrow else top + 4
        room = sheet.width - words - 12 if narrow else names
        parts += [
            svg.text((0, baseline), svg.cut(dish.name, room, sheet.text)),
            *_bar(dish, left, right, bar_top),
            svg.text((sheet.width, baseline), dish.words, "c-label c-strong", anchor="end"),
        ]
    return svg.drawing(
        sheet,
        4 + row * len(dishes) + 4,
        parts,
        chart_id=chart_id,
        title=title,
        description=description,
    )


def _bar(dish: DishLeft, left: float, right: float, top: float) -> list[str]:
    width = right - left
    drawn = [svg.box((left, top), width, BAR, "c-band", round_by=4)]
    if dish.part_eaten:
        drawn.append(svg.box((left, top), width * dish.part_eaten, BAR, "c-band2", round_by=4))
    drawn.append(svg.box((left, top), width, BAR, "c-edge", round_by=4))
    if dish.ran_out:
        drawn.append(svg.cross((right - BAR / 2 - 2, top + BAR / 2), BAR * 0.4, "c-dot-short"))
    return drawn
