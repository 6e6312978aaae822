"""Cover art: light, safe for a strict page, and another one for each kind of event."""

import gzip
import re
from itertools import combinations

import pytest

from planner.core.enums import EventType
from planner.exports.covers import cover_svg
from planner.paths import resource_dir
from tests.exports.drawings import SVG, parse

PLAIN = {"svg", "g", "path", "circle", "rect"}


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("kind", EventType)
def test_a_cover_is_decoration_that_a_strict_page_accepts(kind: EventType, wide: bool) -> None:
    root = parse(cover_svg(kind, wide=wide))
    assert root.get("aria-hidden") == "true"
    assert root.get("focusable") == "false"
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= PLAIN
    for each in root.iter():
        assert not {"id", "style", "class"} & set(each.attrib)
    numbers = re.findall(r"-?\d+\.\d{3,}|nan|inf", cover_svg(kind, wide=wide))
    assert numbers == [], "a hundredth of a pixel costs a byte and shows nothing"


@pytest.mark.parametrize("kind", EventType)
def test_a_cover_costs_a_guest_little_data(kind: EventType) -> None:
    narrow, wide = (cover_svg(kind, wide=wide).encode() for wide in (False, True))
    assert len(gzip.compress(narrow, mtime=0)) <= 2_500
    assert max(len(narrow), len(wide)) <= 10_000


@pytest.mark.parametrize("kind", EventType)
def test_the_people_stand_in_the_middle_where_no_page_cuts_them_off(kind: EventType) -> None:
    root = parse(cover_svg(kind, wide=False))
    people = [
        float(found[1])
        for each in root.iter(f"{SVG}g")
        if (found := re.search(r"translate\(([\d.]+)", each.get("transform", "")))
    ]
    assert sum(abs(x - 390 / 2) < 300 / 2 for x in people) >= 5


def test_each_kind_has_a_cover_of_its_own() -> None:
    for one, other in combinations(EventType, 2):
        assert cover_svg(one, wide=True) != cover_svg(other, wide=True)


def test_the_brand_is_a_small_square_of_three_flags_on_a_string_in_the_colour_of_the_text() -> None:
    macros = (resource_dir("templates") / "macros" / "icons.html").read_text(encoding="utf-8")
    found = re.search(r"macro bunting\(.*?%}(.*?){%", re.sub("{{.*?}}", "", macros), re.DOTALL)
    assert found is not None
    assert len(found[1]) < 600
    root = parse(found[1].replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" '))
    assert root.get("viewBox") == "0 0 32 32"
    string, *hung = root.iter(f"{SVG}path")
    assert string.get("stroke") == "currentColor"
    assert len({each.get("fill") for each in hung}) == len(hung) == 3
    for each in hung:
        assert 0 <= float(each.get("d", "M")[1:].split()[0]) <= 32
