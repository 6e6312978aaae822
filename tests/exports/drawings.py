"""Helpers to look into drawings as a reader, a screen reader and a strict page do."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
CHART_CLASSES = {
    *("chart", "chart-wide", "chart-narrow", "sharebar"),
    *("c-band", "c-band2", "c-edge", "c-line", "c-yes", "c-dot", "c-dot-short"),
    *("c-zone", "c-threshold", "c-today", "c-axis", "c-grid", "c-label", "c-strong"),
    *("c-1", "c-3", "c-4", "c-0"),
}
COLOUR = re.compile(r"#[0-9a-fA-F]{3}|rgb|hsl|currentColor")


class Words(NamedTuple):
    """A text and the room it takes; letters are about half as wide as high."""

    text: str
    classes: set[str]
    left: float
    right: float
    baseline: float
    size: float


def parse(svg: str) -> ElementTree.Element:
    """Read a drawing of ours; not well-formed is an error."""
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output


def words_of(root: ElementTree.Element) -> Iterator[Words]:
    for element in root.iter(f"{SVG}text"):
        size = float(element.get("font-size") or root.get("font-size") or 0)
        text = element.text or ""
        width = 0.52 * size * len(text)
        x = float(element.get("x", "nan"))
        left = (
            x
            - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
        )
        classes = set(element.get("class", "").split())
        yield Words(text, classes, left, left + width, float(element.get("y", "nan")), size)


def count(root: ElementTree.Element, tag: str, classes: str) -> int:
    return sum(each.get("class") == classes for each in root.iter(f"{SVG}{tag}"))


def check_chart(svg: str) -> ElementTree.Element:
    """Hold a chart against what each chart promises, and give it back to look further."""
    root = parse(svg)
    assert root.get("role") == "img"
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert root.get("aria-labelledby", "").split() == ids
    assert all(each.text for each in root.iter() if each.get("id"))
    for element in root.iter():
        assert element.get("style") is None
        assert not COLOUR.search(" ".join(element.attrib.values()))
        assert set(element.get("class", "").split()) <= CHART_CLASSES
        assert "nan" not in " ".join(element.attrib.values())
    check_words(root)
    return root


def check_words(root: ElementTree.Element) -> None:
    _, _, width, height = map(float, root.get("viewBox", "").split())
    words = list(words_of(root))
    for each in words:
        # 680 units are shown at 544 pixels or more, 320 at 296 or more.
        assert each.size * (544 / 680 if width == 680 else 296 / 320) >= 12
        assert each.left >= -1, each
        assert each.right <= width + 1, each
        assert each.size * 0.7 <= each.baseline <= height, each
    for one, other in combinations(words, 2):
        beside = one.right <= other.left or other.right <= one.left
        assert beside or abs(one.baseline - other.baseline) >= one.size, (one, other)
