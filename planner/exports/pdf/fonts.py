"""The fonts of paper, and which characters they have.

All that is printed comes from these files, never from the fonts of a machine: so the same values
give the same bytes everywhere, and a file never falls back to empty boxes.
"""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from planner.paths import resource_dir


def font_dir() -> Path:
    """Return the folder of the fonts for paper."""
    return resource_dir("static") / "fonts" / "print"


@cache
def known_characters() -> frozenset[int]:
    """Give the code points that can be printed, in every weight and also in a heading.

    The font of headings counts for nothing: behind it stand the text fonts, which have more. What
    only one of two weights has would be missing in the other, so it counts as missing.
    """
    families: dict[str, set[int]] = {}
    for path in sorted(font_dir().glob("*-[57]00.ttf")):
        family = path.stem.rpartition("-")[0]
        characters = set(_characters(path.read_bytes()))
        families[family] = families.get(family, characters) & characters
    return frozenset().union(*families.values())


def _characters(font: bytes) -> Iterator[int]:
    """List the code points of a font.

    Source: OpenType 1.9, `cmap`, formats 4 (a table of segments) and 12 (groups).
    """
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4s4xII", font, 12 + 16 * i) for i in range(count))
    start = next(offset for tag, offset, _ in tables if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * index + 4)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 4:
            yield from _segments(font, start + offset)
        elif form == 12:
            (groups,) = struct.unpack_from(">I", font, start + offset + 12)
            for group in range(groups):
                first, last = struct.unpack_from(">II", font, start + offset + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(font: bytes, start: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    form = f">{doubled // 2}H"
    lasts = struct.unpack_from(form, font, start + 14)
    firsts = struct.unpack_from(form, font, start + 16 + doubled)
    for first, last in zip(firsts, lasts, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
