"""Scenes in daylight."""

from planner.exports.covers import people, things
from planner.exports.covers.canvas import Scene
from planner.exports.covers.people import person
from planner.exports.covers.shapes import (
    CREAM,
    EMBER,
    FLAGS,
    LEAF,
    MARIGOLD,
    PETROL,
    PLUM,
    circle,
    discs,
    path,
    stroke,
)


def barbecue(scene: Scene) -> str:
    """Draw a warm afternoon around a grill, between the houses of the mining town."""
    w, h, g = scene.width, scene.height, scene.ground
    slag_heap = f"M0 {g - h * 0.2:.0f}L{w * 0.16:.0f} {g - h * 0.42:.0f}H{w * 0.22:.0f}"
    rows = (0.02, 0.115, 0.21, 0.66, 0.755, 0.85, 0.945) if scene.wide else (0, 0.15, 0.71, 0.87)
    trees = ((0.325, 17), (0.62, 20)) if scene.wide else ((0.335, 14), (0.655, 14))
    parts = [
        scene.sky("#FFE1B3"),
        circle(w * 0.78, h * 0.42, h * 0.24, "#FFC563"),
        path(f"{slag_heap}L{w * 0.42:.0f} {g - h * 0.14:.0f}V{h}H0z", "#EDB98A"),
        scene.hill(0.3, 1, 0.29, 0.1, "#DDA67A"),
        scene.houses(rows),
        *(things.tree(w * at, g - 4, r) for at, r in trees),
        scene.lawn("#7FAE6B", "#6A9C59"),
        scene.put(0, -1, things.grill(), by=1.05),
        scene.put(-92, 0, person(PLUM, 0)),
        scene.put(-60, 4, person(MARIGOLD, 1, scarf=PETROL)),
        scene.put(-128, 7, person(EMBER, 2), by=0.72),
        scene.put(52, 0, person(PETROL, 3, hat="#F7E9CF", holds=people.PLATE), flip=True),
        scene.put(90, 5, person(CREAM, 4)),
        scene.put(124, 5, person(EMBER, 0, scarf=PLUM)),
    ]
    if scene.wide:
        parts.append(scene.put(-152, 5, person(PETROL, 3)))
        parts.append(scene.put(147, 8, person(MARIGOLD, 2, holds=people.FLAG), by=0.72))
    return "".join([*parts, scene.flags()])


def walk(scene: Scene) -> str:
    """Draw a morning in the hills at the edge of town, and a path with walkers on it."""
    w, h, g, c = scene.width, scene.height, scene.ground, scene.middle
    trail = (
        f"M{c - 190:.0f} {h}C{c - 120:.0f} {g - 4:.0f} {c + 40:.0f} {g + 2:.0f}"
        f" {c + 150:.0f} {g - 13:.0f}C{c + 90:.0f} {g + 5:.0f} {c - 10:.0f} {g + 2:.0f}"
        f" {c - 50:.0f} {h}z"
    )
    firs = (
        ((-520, 70), (-480, 54), (-440, 76), (-330, 58), (330, 66), (372, 84), (420, 60), (520, 72))
        if scene.wide
        else ((-178, 56), (-150, 42), (156, 62), (184, 46))
    )
    trees = ((-0.2, 19), (0.21, 16)) if scene.wide else ((-0.3, 13), (0.3, 12))
    sign = stroke("M0 0v-44", "#6B4A2E", 4) + path("M-4-44h24l7 6-7 6h-24z", MARIGOLD)
    return "".join(
        [
            scene.sky("#DDEFEF"),
            circle(w * 0.24, h * 0.36, h * 0.15, "#FFD56B"),
            scene.clouds(((0.42, 0.2), (0.72, 0.3)) if scene.wide else ((0.66, 0.22),)),
            scene.hill(-0.1, 0.55, 0.46, 0.12, "#A9CDB0"),
            scene.hill(0.35, 1.15, 0.56, 0.12, "#8FBE9B"),
            scene.hill(-0.2, 0.4, 0.28, 0.04, "#75AC80"),
            things.pines([(c + x, g - 4, tall) for x, tall in firs], "#3E7A58"),
            *(things.tree(c + w * at, g - 5, r, "#5E9A4D") for at, r in trees),
            scene.lawn("#7FB069", "#6A9C59"),
            path(trail, "#EAD7A8"),
            scene.put(-104, 2, person(EMBER, 0, holds=people.RUCKSACK + people.STICK)),
            scene.put(-66, 4, person(PLUM, 1, scarf=MARIGOLD)),
            scene.put(-36, 6, person(MARIGOLD, 2), by=0.72),
            scene.put(0, 3, person(PETROL, 3, hat="#F7E9CF", holds=people.RUCKSACK)),
            scene.put(38, 5, person(CREAM, 4, holds=people.STICK)),
            scene.put(118, -2, sign),
        ]
    )


def inspection(scene: Scene) -> str:
    """Draw a street in daylight where residents show what has to get better."""
    w, h, g, c = scene.width, scene.height, scene.ground, scene.middle
    rows = (
        (0.01, 0.075, 0.14, 0.205, 0.72, 0.785, 0.85, 0.915)
        if scene.wide
        else (0, 0.13, 0.76, 0.89)
    )
    lamps = (-300, 236) if scene.wide else (-112, 112)
    tiles = "".join(f"M{x} {g + 2:.0f}l-8 {h - g - 2:.0f}" for x in range(40, w, 64))
    bin_ = path("M-10-26h20l-2 26h-16z", "#4A4F57") + path("M-12-30h24v4h-24z", "#32363C")
    return "".join(
        [
            scene.sky("#DCECF3"),
            scene.clouds(((0.3, 0.22), (0.6, 0.16), (0.78, 0.3)) if scene.wide else ((0.5, 0.24),)),
            scene.hill(0.2, 0.85, 0.24, 0.04, "#B5D3B8"),
            scene.houses(rows, up=2),
            *(things.lamp_post(c + x, g, h * 0.56) for x in lamps),
            path(f"M0 {g - 2:.0f}H{w}V{h}H0z", "#CFC8BC"),
            stroke(tiles, "#B7AFA1", 1.5),
            stroke(f"M0 {g:.0f}H{w}", "#A39A8B", 3),
            scene.put(118, -3, things.weeds(0, 0, 58) + things.weeds(24, 0, 46)),
            scene.put(-150, -2, things.weeds(0, 0, 34)),
            scene.put(172 if scene.wide else 166, 0, bin_),
            scene.put(-112, 3, person(PLUM, 1, scarf=PETROL)),
            scene.put(-78, 5, person(MARIGOLD, 2), by=0.72),
            scene.put(-46, 2, person(EMBER, 4)),
            scene.put(0, 4, person(PETROL, 0, holds=people.VEST + people.CLIPBOARD)),
            scene.put(50, 2, person(CREAM, 3, hat=EMBER)),
            scene.put(80, 5, person(LEAF, 2, holds=people.STICK)),
        ]
    )


def party(scene: Scene) -> str:
    """Draw a party of no special kind: bunting, balloons, a table, and everybody welcome."""
    g, c, k = scene.ground, scene.middle, scene.scale
    rows = (0.03, 0.12, 0.21, 0.74, 0.83, 0.92) if scene.wide else (0, 0.86)
    snow = [(x, y, 2.4) for x, y in scene.scattered(50 if scene.wide else 18, 0.26, 0.56)]
    confetti = [discs(snow[index::5], fill) for index, fill in enumerate(FLAGS)]
    return "".join(
        [
            scene.sky("#FCEBD3"),
            scene.hill(-0.1, 0.6, 0.36, 0.1, "#F3D5AC"),
            scene.hill(0.4, 1.1, 0.42, 0.1, "#EBC794"),
            *confetti,
            scene.houses(rows),
            scene.lawn("#8DBB78", "#7AAB66"),
            scene.put(-152, -5, things.balloons((EMBER, PETROL, MARIGOLD))),
            scene.put(152, -5, things.balloons((PLUM, MARIGOLD, LEAF))),
            scene.put(-116, 4, person(PETROL, 2, holds=people.FLAG), by=0.72),
            scene.put(-88, 2, person(EMBER, 1, scarf=MARIGOLD)),
            scene.put(-60, 0, person(PLUM, 0)),
            scene.put(62, 0, person(MARIGOLD, 3, hat=PETROL)),
            scene.put(92, 3, person(CREAM, 4)),
            scene.put(120, 5, person(EMBER, 2), by=0.72),
            things.table(c, g + 8, 84 * k, 26 * k),
            scene.put(0, 3 - 26, things.cake()),
            scene.flags(),
        ]
    )
