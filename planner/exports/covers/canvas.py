"""The canvas of a cover, and what every scene has: sky, hills, ground, people and bunting."""

from dataclasses import dataclass

from planner.exports.covers import things
from planner.exports.covers.garlands import Span, bunting
from planner.exports.covers.shapes import path, placed, rect
from planner.exports.svg import Point, number


@dataclass(frozen=True, slots=True)
class Scene:
    """The canvas of a cover."""

    width: int
    height: int

    @property
    def wide(self) -> bool:
        """Whether there is room for more."""
        return self.width > 600

    @property
    def middle(self) -> float:
        """Where the people are."""
        return self.width / 2

    @property
    def ground(self) -> float:
        """Where things stand."""
        return self.height - 18.0

    @property
    def scale(self) -> float:
        """How big people are."""
        return 1.0 if self.wide else 0.86

    def sky(self, colour: str) -> str:
        """Fill the whole cover."""
        return rect(0, 0, self.width, self.height, colour)

    def hill(self, left: float, right: float, top: float, base: float, colour: str) -> str:
        """Draw a hill between two parts of the width; heights as parts of the height."""
        x0, x1 = self.width * left, self.width * right
        y0, y1 = self.ground - self.height * base, self.ground - self.height * top
        numbers = map(number, ((x0 + x1) / 2, 2 * y1 - y0, x1, y0))
        return path(
            f"M{number(x0)} {number(y0)}Q{' '.join(numbers)}V{self.height}H{number(x0)}z", colour
        )

    def lawn(self, back: str, front: str) -> str:
        """Draw the ground, the front of it darker."""
        w, h, g = self.width, self.height, self.ground
        return path(f"M0 {g - 8:.0f}Q{w // 2} {g - 20:.0f} {w} {g - 8:.0f}V{h}H0z", back) + path(
            f"M0 {g + 4:.0f}Q{w // 2} {g - 8:.0f} {w} {g + 4:.0f}V{h}H0z", front
        )

    def put(self, dx: float, dy: float, drawing: str, *, by: float = 1, flip: bool = False) -> str:
        """Put a drawing on the ground, so far from the middle at the scale of people."""
        k = self.scale
        return placed(
            self.middle + dx * k, self.ground + 5 + dy * k, k * by, drawing, mirrored=flip
        )

    def spans(self, *, deep: float = 24) -> list[Span]:
        """Hang three strings over a wide cover, and two over a narrow one."""
        w = self.width
        if self.wide:
            return [
                ((-20, 14), (w * 0.36, 10), deep, 13),
                ((w * 0.36, 10), (w * 0.72, 16), deep - 2, 13),
                ((w * 0.72, 16), (w + 30, 4), deep - 4, 11),
            ]
        return [
            ((-14, 10), (w * 0.55, 8), deep * 0.75, 8),
            ((w * 0.55, 8), (w + 20, 14), deep * 0.6, 7),
        ]

    def flags(self) -> str:
        """Hang out the bunting."""
        return bunting(self.spans(), size=16 if self.wide else 15)

    def houses(self, places: tuple[float, ...], *, up: float = 6) -> str:
        """Build houses at these parts of the width."""
        size = 62 if self.wide else 50
        return "".join(
            things.house(self.width * place, self.ground - up, size, look)
            for look, place in enumerate(places)
        )

    def clouds(self, places: tuple[tuple[float, float], ...]) -> str:
        """Let clouds drift at these parts of the width and the height."""
        cloud = "h44a9 9 0 0 0 0-18a16 16 0 0 0-31-4a12 12 0 0 0-13 22z"
        shapes = "".join(f"M{self.width * x:.0f} {self.height * y:.0f}{cloud}" for x, y in places)
        return path(shapes, "#fff", ' opacity=".85"')

    def scattered(self, count: int, top: float, bottom: float) -> list[Point]:
        """Spread places over a strip of the height; evenly, in no rows, always the same."""
        # Steps of the golden ratio and of its cousin for the plane never fall into a pattern.
        return [
            (i * 0.618034 % 1 * self.width, self.height * (top + i * 0.754878 % 1 * (bottom - top)))
            for i in range(count)
        ]
