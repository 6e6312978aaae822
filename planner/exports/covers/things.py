"""What stands on the ground of a cover: houses, trees, a grill and more."""

from collections.abc import Iterable

from planner.exports.covers.shapes import COAL, discs, path, rect, stroke
from planner.exports.svg import number

BRICKS = (("#B5563C", "#6E3427"), ("#C96A49", "#7B3C2B"), ("#A94F38", "#65301F"))
WINDOW, DOOR = "#FFE9C4", "#3B2A20"


def house(x: float, base: float, width: float, look: int) -> str:
    """Build a small house of brick, with its left corner at x."""
    wall, roof = BRICKS[look % len(BRICKS)]
    u = width / 62  # a house is drawn 62 wide

    def at(dx: float, dy: float) -> str:
        return f"{number(x + dx * u)} {number(base - dy * u)}"

    pane = number(12 * u)
    panes = "".join(f"M{at(left, 40)}h{pane}v{number(14 * u)}h-{pane}z" for left in (10, 40))
    arch = number(6 * u)
    door = f"M{at(25, 0)}v-{number(18 * u)}a{arch} {arch} 0 0 1 {number(12 * u)} 0V{number(base)}z"
    chimney = f"M{at(42, 78)}h{number(8 * u)}v{number(22 * u)}h-{number(8 * u)}z"
    eaves = f"M{at(-4, 49)}L{at(31, 82)} {at(66, 49)} {at(63, 45)} {at(31, 74)} {at(-1, 45)}z"
    wall_line = f"M{at(0, 0)}L{at(0, 51)} {at(31, 77)} {at(62, 51)} {at(62, 0)}z"
    return (
        path(wall_line, wall) + path(eaves + chimney, roof) + path(panes, WINDOW) + path(door, DOOR)
    )


def tree(x: float, base: float, r: float, fill: str = "#4E8A57") -> str:
    """Plant a round tree; r is the radius of its crown."""
    crown = ((x, base - 1.6 * r, r), (x - 0.55 * r, base - 1.15 * r, 0.62 * r))
    return rect(x - r * 0.1, base - r * 1.1, r * 0.2, r * 1.1, "#6B4A2E") + discs(
        (*crown, (x + 0.55 * r, base - 1.1 * r, 0.6 * r)), fill
    )


def pines(places: Iterable[tuple[float, float, float]], fill: str) -> str:
    """Plant firs of one colour; x, base and height of each."""
    shapes = ""
    for x, base, height in places:
        half, step = height * 0.28, height * 0.36
        top = f"M{number(x)} {number(base - height)}"
        low = f"l{number(half)} {number(height * 0.64)}h{number(-2 * half)}z"
        shapes += top + low + f"M{number(x)} {number(base - height + step)}"
        wide = half * 1.2
        shapes += f"l{number(wide)} {number(height * 0.6)}h{number(-2 * wide)}z"
    return path(shapes, fill)


def grill() -> str:
    """Draw a grill with sausages and smoke, 70 high."""
    return (
        stroke("M-14-22L-20 0M14-22L20 0M0-20V0", COAL, 3)
        + path("M-24-38h48a24 19 0 0 1-48 0zM-27-41h54v4h-54z", COAL)
        + path("M-17-46h12a2.7 2.7 0 0 1 0 5.4h-12a2.7 2.7 0 0 1 0-5.4z", "#9A4B2B")
        + path("M4-46h12a2.7 2.7 0 0 1 0 5.4h-12a2.7 2.7 0 0 1 0-5.4z", "#B65A2E")
        + stroke("M-9-54c-5-6 5-8 0-15M9-54c-5-6 5-8 0-15", "#fff", 3, ' opacity=".75"')
    )


def lamp_post(x: float, base: float, height: float) -> str:
    """Put up a street lamp that bends to the right."""
    top = base - height
    return stroke(f"M{number(x)} {number(base)}V{number(top + 8)}q0-8 8-8h10", "#4A4F57", 3) + path(
        f"M{number(x + 14)} {number(top)}h14l-3 5h-8z", "#FFE08A"
    )


def weeds(x: float, base: float, height: float) -> str:
    """Let weeds grow as high as a man: the complaint that was heard most."""
    h = height
    stems = "".join(
        f"M{number(x + dx)} {number(base)}q{number(bend * 0.2)}-{number(h * tall * 0.6)}"
        f" {number(bend)}-{number(h * tall)}"
        for dx, bend, tall in ((-10, -5, 0.7), (-5, -2, 1), (0, 3, 0.85), (5, 6, 1), (10, 9, 0.6))
    )
    tips = ((-15, 0.7), (-7, 1), (3, 0.85), (11, 1), (19, 0.6))
    return stroke(stems, "#4F8A3F", 3) + discs(
        ((x + dx, base - h * tall, 3.4) for dx, tall in tips), "#C9A63B"
    )


def balloons(fills: Iterable[str]) -> str:
    """Tie three balloons together, as high as two people; tied at the origin."""
    places = ((-13, -76), (13, -80), (0, -96))
    strings = "".join(f"M0 0L{x} {y}" for x, y in places)
    skins = zip(places, fills, strict=True)
    return stroke(strings, COAL, 1) + "".join(
        path(f"M{x} {y}c-14-9-14-27 0-27s14 18 0 27z", fill) for (x, y), fill in skins
    )


def table(x: float, base: float, width: float, height: float) -> str:
    """Lay a table with a white cloth and a plate for each place."""
    left, top = x - width / 2, base - height
    corner = f"M{number(left)} {number(top)}h{number(width)}"
    cloth = f"{corner}l6 {number(height)}h-{number(width + 12)}z"
    hem = f"{corner}l1.5 7h-{number(width + 3)}z"
    seats = int(width / 46)
    spots = [left + width * (seat + 0.5) / seats for seat in range(seats)]
    plates = "".join(f"M{number(spot - 11)} {number(top)}h22l-4 4h-14z" for spot in spots)
    food = [(spot, top - 1.5, 4) for spot in spots]
    parts = path(cloth, "#FBF3E4") + path(hem, "#E9DAC2")
    return parts + discs(food[::2], "#C8402A") + discs(food[1::2], "#5E9A4D") + path(plates, "#fff")


def pot() -> str:
    """Draw a pot of soup that steams; stands on the origin."""
    sides = "M-17-17h34v12a5 5 0 0 1-5 5h-24a5 5 0 0 1-5-5zM-20-20h40v4h-40z"
    steam = "M-6-26c-5-6 5-8 0-14m12 14c-5-6 5-8 0-14"
    return path(sides, "#0B5A5E") + stroke(steam, "#fff", 2.5, ' opacity=".7"')


def cake() -> str:
    """Draw a cake with three candles; stands on the origin."""
    return (
        path("M-20-12h40v12h-40zM-13-24h26v12h-26z", "#E9A3B4")
        + path("M-20-12h40v4q-5 4-10 0t-10 0t-10 0t-10 0zM-13-24h26v3q-4 4-9 0t-9 0t-8 0z", "#fff")
        + stroke("M-7-25v-6M0-25v-6M7-25v-6", "#0B5A5E", 2)
        + discs(((-7, -34, 2), (0, -34, 2), (7, -34, 2)), "#F2A71B")
    )


def tower(x: float, base: float, width: float, height: float, *, wall: str, roof: str) -> str:
    """Build a round tower with a pointed roof; x is its middle."""
    half = width / 2
    left, top = x - half, base - height
    light = number(width * 0.1)
    window = (
        f"M{number(x - width * 0.1)} {number(top + 14 + width * 0.34)}"
        f"v-{number(width * 0.24)}a{light} {light} 0 0 1 {number(width * 0.2)} 0"
        f"v{number(width * 0.24)}z"
    )
    cone = f"M{number(left - 4)} {number(top)}L{number(x)} {number(top - width * 1.15)}"
    return (
        rect(left, top, width, height, wall)
        + path(f"{cone}L{number(x + half + 4)} {number(top)}z", roof)
        + path(window, "#FFD36B")
    )
