"""Scenes in the evening."""

from planner.exports.covers import people, things
from planner.exports.covers.canvas import Scene
from planner.exports.covers.garlands import lights
from planner.exports.covers.people import person
from planner.exports.covers.shapes import (
    CREAM,
    EMBER,
    LEAF,
    MARIGOLD,
    PETROL,
    PLUM,
    circle,
    discs,
    path,
    placed,
    rect,
)
from planner.exports.svg import number


def castle(scene: Scene) -> str:
    """Draw an evening of light: beams on the castle, stars, snow, and families that look up."""
    w, h, g, c = scene.width, scene.height, scene.ground, scene.middle
    wall, glow, k = "#2C3B5E", "#FFD36B", scene.height / 190
    spots = scene.scattered(40 if scene.wide else 20, 0.03, 0.55)
    stars = [(x, y, (0.8, 1.2, 1.6)[index % 3]) for index, (x, y) in enumerate(spots)]
    beams = zip((-150, -60, 70, 160), (MARIGOLD, EMBER, "#4FB3A9", MARIGOLD), strict=True)
    slits = "".join(
        f"M{number(c + x * k)} {number(g - h * 0.15)}v-8a4 4 0 0 1 8 0v8z"
        for x in (-52, -32, 26, 46)
    )
    gate = f"M{number(c - 14)} {number(g)}v-20a14 14 0 0 1 28 0v20z"
    parts = [
        scene.sky("#16233F"),
        discs(stars, "#F7E9CF", ' opacity=".8"'),
        *(
            path(
                f"M{c + a * 0.3:.0f} {g - 40:.0f}L{c + a * 1.5 - 26:.0f} 0h52z",
                colour,
                ' opacity=".16"',
            )
            for a, colour in beams
        ),
        circle(w * (0.68 if scene.wide else 0.82), h * 0.33, h * 0.12, "#F7E9CF"),
        *(
            things.tower(c + x * k, g, width * k, h * tall, wall=wall, roof=PLUM)
            for x, width, tall in ((-77, 38, 0.5), (77, 38, 0.5))
        ),
        rect(c - 62 * k, g - h * 0.34, 124 * k, h * 0.34, wall),
        things.tower(c, g, 40 * k, h * 0.56, wall=wall, roof=PLUM),
        path(slits + gate, glow),
        things.pines([(c + x * k, g - 4, tall) for x, tall in _firs(scene)], "#22405A"),
        path(f"M0 {g - 6:.0f}Q{c:.0f} {g - 16:.0f} {w} {g - 6:.0f}V{h}H0z", "#E8EDF5"),
        scene.put(-122, 5, person(MARIGOLD, 1, scarf=PETROL)),
        scene.put(-148, 3, person(EMBER, 0)),
        scene.put(-170, 6, person("#4FB3A9", 2, holds=people.FLAG), by=0.66, flip=True),
        scene.put(104, 4, person(MARIGOLD, 3)),
        scene.put(130, 5, person(EMBER, 4, scarf=PLUM)),
        scene.put(154, 7, person(CREAM, 1), by=0.66),
    ]
    return "".join([*parts, lights(scene.spans(deep=22))])


def _firs(scene: Scene) -> tuple[tuple[float, float], ...]:
    if scene.wide:
        return (
            (-420, 62),
            (-385, 46),
            (-250, 52),
            (255, 48),
            (360, 66),
            (400, 50),
            (-500, 40),
            (520, 56),
        )
    return (-228, 44), (-200, 34), (225, 46)


def dinner(scene: Scene) -> str:
    """Draw a long table in the evening, with lamps above and everybody at it."""
    w, h, g, c, k = scene.width, scene.height, scene.ground, scene.middle, scene.scale
    long = 800 if scene.wide else 330
    seats = int(long / (50 if scene.wide else 44))
    guests = "".join(
        placed(
            c - long / 2 + long * (seat + 0.5) / seats,
            g - 18 * k + (0, 3, 1, 8)[seat % 4],
            k * (1, 1, 1, 0.8)[seat % 4],
            _CHILD if seat % 4 == 3 else _GUESTS[seat % len(_GUESTS)],
        )
        for seat in range(seats)
        if abs(seat + 0.5 - seats / 2) > 0.6  # the pot stands in the middle
    )
    at = [w * part for part in ((0.04, 0.14, 0.81, 0.91) if scene.wide else (0.03, 0.82))]
    sill, tall = g - h * 0.28, h * 0.24
    panes = "".join(f"M{x:.0f} {sill:.0f}v-{tall:.0f}a29 29 0 0 1 58 0v{tall:.0f}z" for x in at)
    stars = [
        (x + dx, sill - tall * up, 1.3) for x in at for dx, up in ((12, 0.9), (38, 1.2), (30, 0.5))
    ]
    return "".join(
        [
            scene.sky("#5A2E52"),
            path(panes, "#2B2A55"),
            discs(stars, "#F7E9CF"),
            circle(at[0] + 28, sill - tall * 0.9, 7, "#F7E9CF"),
            path(f"M0 {g - 8:.0f}H{w}V{h}H0z", "#43203E"),
            guests,
            things.table(c, g + 8, long, 36 * k),
            scene.put(0, 3 - 36, things.pot()),
            lights(scene.spans(deep=26)),
        ]
    )


_CHILD = person(LEAF, 2)
_GUESTS = (
    person(PETROL, 0),
    person(EMBER, 1, scarf=MARIGOLD),
    person(MARIGOLD, 3),
    person(PLUM, 2, hat="#F7E9CF"),
    person(LEAF, 4),
    person(PETROL, 2, scarf=PLUM),
    person(EMBER, 0),
)
