"""Join PDFs of our own typesetter into one, with their tags: pages, structure, fonts once.

Not a tool for any PDF: it knows how the typesetter writes (a table of plain objects, one document
element at the top of the tags) and refuses everything else.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from planner.exports.pdf.pdf_objects import ParsedPart, parse_part, renumber


@dataclass(frozen=True)
class Part:
    """A PDF, and which of its pages come in turn: all as they are when nothing is said.

    A page that comes again is a copy without tags, so it is seen and not read aloud.
    """

    pdf: bytes
    order: Sequence[int] | None = None


def join_parts(parts: Iterable[Part], out: BinaryIO) -> None:
    """Write one PDF with the pages of all parts in turn.

    Raises:
        ValueError: no part, or a part that was not written by our typesetter.
    """
    coming = iter(parts)
    first, second = next(coming, None), next(coming, None)
    if first is None:
        raise ValueError("there is no part to join")
    if second is None and first.order is None:
        out.write(first.pdf)
        return
    joined = _Joined(parse_part(first.pdf), out)
    for part in chain([first], [second] if second else [], coming):
        joined.add(part)
    joined.finish()


class _Joined:
    """A file that grows by parts. The first part brings catalogue and metadata."""

    def __init__(self, first: ParsedPart, out: BinaryIO) -> None:
        self.out = out
        self.first = first
        self.first_numbers: dict[int, int] = {}
        self.position = 0
        self.offsets: list[int] = [0]
        self.pages: list[bytes] = []
        self.tops: list[bytes] = []
        self.parents: list[bytes] = []
        self.known: dict[bytes, int] = {}
        self.digest = hashlib.sha256()
        self._say(first.header)
        self.roots = {name: self._reserve() for name in first.roots}

    def add(self, joining: Part) -> None:
        """Add the pages of a part."""
        self.digest.update(joining.pdf)
        part = parse_part(joining.pdf)
        numbers = self._number(part)
        self.first_numbers = self.first_numbers or numbers
        roots, pages = set(part.roots.values()), set(part.pages)
        for old, body in part.objects.items():
            if old in roots or self.offsets[numbers[old]]:
                continue
            written = renumber(body, numbers)
            if old in pages:
                written = _shift_page(written, len(self.parents))
            self._write(numbers[old], written)
        self._put_in_order(part, numbers, joining.order)
        self.tops += [_reference(numbers[top]) for top in part.tops]
        self.parents += [_reference(numbers[parent]) for parent in part.parents]

    def _put_in_order(
        self, part: ParsedPart, numbers: dict[int, int], order: Sequence[int] | None
    ) -> None:
        seen: set[int] = set()
        for index in range(len(part.pages)) if order is None else order:
            page = part.pages[index]
            number = numbers[page]
            if index in seen:
                number = self._reserve()
                self._write(number, _copy_of_page(renumber(part.objects[page], numbers)))
            seen.add(index)
            self.pages.append(_reference(number))

    def finish(self) -> None:
        """Write what is known only now, and the table of objects."""
        name = b64encode(self.digest.digest()[:16])
        for root, number in self.roots.items():
            body = self.first.objects[self.first.roots[root]]
            self._write(number, self._root(root, body, name))
        start = self.position
        table = b"".join(b"%010d 00000 n \n" % offset for offset in self.offsets[1:])
        size = len(self.offsets)
        self._say(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
        catalog, info = (_reference(self.roots[root]) for root in ("catalog", "info"))
        self._say(
            b"trailer\n<</Size %d/Root %s/Info %s/ID[(%s)(%s)]>>\nstartxref\n%d\n%%%%EOF"
            % (size, catalog, info, name, name, start)
        )

    def _root(self, root: str, body: bytes, name: bytes) -> bytes:
        """Write one of the objects that all parts share."""
        if root == "metadata":
            return _metadata(body, pages=len(self.pages), name=name)
        if root == "pages":
            return b"<</Type/Pages/Count %d/Kids[%s]>>\n" % (
                len(self.pages),
                b" ".join(self.pages),
            )
        if root == "document":
            body = re.sub(rb"/K\[[^\]]*\]", b"", body)
            return renumber(body, self.first_numbers).replace(
                b"/S/Document", b"/S/Document/K[%s]" % b" ".join(self.tops), 1
            )
        if root == "structure":
            nums = b" ".join(b"%d %s" % pair for pair in enumerate(self.parents))
            body = re.sub(rb"/ParentTree<<.*?>>", b"", body, flags=re.DOTALL)
            body = re.sub(rb"/ParentTreeNextKey \d+", b"", body)
            return renumber(body, self.first_numbers).replace(
                b"/Type/StructTreeRoot",
                b"/Type/StructTreeRoot/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d"
                % (nums, len(self.parents)),
                1,
            )
        return renumber(body, self.first_numbers)

    def _number(self, part: ParsedPart) -> dict[int, int]:
        """Give each object of a part its number in the file; what is there already keeps its."""
        numbers = {part.roots[name]: number for name, number in self.roots.items()}
        for old, body in part.objects.items():
            if old in numbers:
                continue
            # Fonts and colours come again in every part. They refer to nothing, so equal is equal.
            if not part.refers(old):
                key = hashlib.sha256(body).digest()
                numbers[old] = self.known.setdefault(key, len(self.offsets))
                if numbers[old] == len(self.offsets):
                    self._reserve()
            else:
                numbers[old] = self._reserve()
        return numbers

    def _reserve(self) -> int:
        self.offsets.append(0)
        return len(self.offsets) - 1

    def _write(self, number: int, body: bytes) -> None:
        self.offsets[number] = self.position
        self._say(b"%d 0 obj\n%sendobj\n" % (number, body))

    def _say(self, written: bytes) -> None:
        self.out.write(written)
        self.position += len(written)


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


def _shift_page(body: bytes, by: int) -> bytes:
    return re.sub(
        rb"/StructParents (\d+)", lambda m: b"/StructParents %d" % (int(m[1]) + by), body, count=1
    )


def _copy_of_page(body: bytes) -> bytes:
    return re.sub(rb"/StructParents \d+", b"", body, count=1)


def _metadata(body: bytes, *, pages: int, name: bytes) -> bytes:
    xml = body[body.index(b"stream\n") + 7 : body.rindex(b"\nendstream")]
    xml = re.sub(rb"(<xmpTPg:NPages>)\d+", rb"\g<1>%d" % pages, xml)
    xml = re.sub(rb"(<xmpMM:(?:Instance|Document)ID>)[^<]*", rb"\g<1>" + name, xml)
    return b"<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n%s\nendstream\n" % (len(xml), xml)
