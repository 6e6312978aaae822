"""The people on a cover: of all ages and colours, and none of them anybody."""

from planner.exports.covers.shapes import INK, LEAF, MARIGOLD, circle, path, stroke

SKINS = ("#F1C9A5", "#8D5A36", "#D9A06F", "#5B3A24", "#E8B98F")
HAIR = ("#3A2618", "#22170F", "#7A4A22", "#C9C2B8", "#111")

PLATE = stroke("M9-20h14", "#fff", 3) + circle(16, -23, 2.6, "#7A4A22")
FLAG = stroke("M13-16v-30", INK, 1.6) + path("M13-46l13 5-13 5z", MARIGOLD)
RUCKSACK = path("M-10-26a6 6 0 0 0-8 6v8a5 5 0 0 0 8 4z", LEAF)
STICK = stroke("M14-26L18 0", "#6B4A2E", 2)
CLIPBOARD = path("M8-29l13 3-4 15-13-3z", "#8A5A2B") + path("M9.5-26l9.5 2.2-3 11-9.5-2.2z", "#fff")
VEST = path("M-11-22a11 11 0 0 1 5-9v31h-5zM6-31a11 11 0 0 1 5 9v22h-5z", "#FFC53D")


def person(
    body: str,
    look: int,
    *,
    hair: bool = True,
    scarf: str = "",
    hat: str = "",
    holds: str = "",
) -> str:
    """Draw a person 47 high, feet at the origin.

    Args:
        body: the colour of the clothes.
        look: which skin and hair.
        hair: shown unless there is a scarf or a hat.
        scarf: its colour.
        hat: its colour.
        holds: something drawn with the same origin.
    """
    parts = path("M-11 0v-22a11 11 0 0 1 22 0v22z", body)
    skin = SKINS[look % len(SKINS)]
    if scarf:
        parts += path("M-9.6-40a9.6 9.6 0 0 1 19.2 0c0 5 2 9 1 11h-21c-1-2 .8-6 .8-11z", scarf)
        return parts + circle(0, -39, 6.6, skin) + holds
    parts += circle(0, -39, 8, skin)
    if hat:
        parts += path("M-11-43h22l-4-3a7.5 7.5 0 0 0-14 0z", hat)
    elif hair:
        shape = "M-8.3-38a8.3 8.3 0 0 1 16.6 0c-3-3-6-4.6-8.6-4.6s-5.4 1.6-8 4.6z"
        parts += path(shape, HAIR[look % len(HAIR)])
    return parts + holds
