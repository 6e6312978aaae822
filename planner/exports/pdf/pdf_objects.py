"""Read the objects of a PDF as our typesetter writes it, and give their references new numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_NEXT = re.compile(rb"\(|<[0-9A-Fa-f]|(\d+) 0 R")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R")


@dataclass(frozen=True)
class ParsedPart:
    """A PDF taken apart.

    Attributes:
        header: all before the first object.
        objects: what stands between `obj` and `endobj`, by number.
        roots: the numbers of the objects that a file has once: catalog, info, metadata, pages,
            structure, document.
        pages: the numbers of the pages, in turn.
        tops: the numbers of the tags right below the document.
        parents: for each page, the number of the list of its tags.
    """

    header: bytes
    objects: Mapping[int, bytes]
    roots: Mapping[str, int]
    pages: list[int]
    tops: list[int]
    parents: list[int]

    def refers(self, number: int) -> bool:
        """Say whether an object refers to another one."""
        return next(_references(_head(self.objects[number])), None) is not None


def parse_part(pdf: bytes) -> ParsedPart:
    """Take a PDF apart.

    Raises:
        ValueError: it is not one of our typesetter's.
    """
    try:
        return _parse(pdf)
    except (AttributeError, KeyError, IndexError) as error:
        raise ValueError("this PDF was not written by our typesetter") from error


def renumber(body: bytes, numbers: Mapping[int, int]) -> bytes:
    """Give an object's references their new numbers; texts and streams stay as they are."""
    head = _head(body)
    written, done = [], 0
    for start, end, number in _references(head):
        written += [head[done:start], b"%d 0 R" % numbers[number]]
        done = end
    return b"".join([*written, head[done:], body[len(head) :]])


def _parse(pdf: bytes) -> ParsedPart:
    start = int(_one(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", pdf[-64:]))
    offsets = [int(row[:10]) for row in re.findall(rb"\d{10} \d{5} n", pdf[start:])]
    if not offsets:
        raise KeyError("objects")
    ends = [*sorted(offsets)[1:], start]
    end_of = dict(zip(sorted(offsets), ends, strict=True))
    objects: dict[int, bytes] = {}
    for number, offset in enumerate(offsets, start=1):
        opening = b"%d 0 obj\n" % number
        whole = pdf[offset : end_of[offset]].rstrip()
        if not (whole.startswith(opening) and whole.endswith(b"endobj")):
            raise KeyError(number)
        objects[number] = whole[len(opening) : -len(b"endobj")]
    trailer = pdf[pdf.rindex(b"trailer") :]
    catalog = int(_one(rb"/Root (\d+) 0 R", trailer))
    structure = int(_one(rb"/StructTreeRoot (\d+) 0 R", objects[catalog]))
    document = int(_one(rb"/K\[(\d+) 0 R\]", objects[structure]))
    pages = int(_one(rb"/Pages (\d+) 0 R", objects[catalog]))
    roots = {
        "catalog": catalog,
        "info": int(_one(rb"/Info (\d+) 0 R", trailer)),
        "metadata": int(_one(rb"/Metadata (\d+) 0 R", objects[catalog])),
        "pages": pages,
        "structure": structure,
        "document": document,
    }
    nums = _one(rb"/ParentTree<</Nums\[([^\]]*)\]", objects[structure])
    parents = re.findall(rb"(\d+) (\d+) 0 R", nums)
    if [int(key) for key, _ in parents] != list(range(len(parents))):
        raise KeyError("ParentTree")
    return ParsedPart(
        header=pdf[: min(offsets)],
        objects=objects,
        roots=roots,
        pages=_list(_one(rb"/Kids\[([^\]]*)\]", objects[pages])),
        tops=_list(_one(rb"/K\[([^\]]*)\]", objects[document])),
        parents=[int(number) for _, number in parents],
    )


def _one(pattern: bytes, where: bytes) -> bytes:
    found = re.search(pattern, where)
    if found is None:
        raise KeyError(pattern)
    return found[1]


def _list(references: bytes) -> list[int]:
    return [int(number) for number in _REFERENCE.findall(references)]


def _head(body: bytes) -> bytes:
    """Give an object without its stream."""
    if not body.endswith(b"endstream\n"):
        return body
    return body[: body.index(b">>\nstream\n") + 2]


def _references(head: bytes) -> Iterator[tuple[int, int, int]]:
    """Find references outside texts, which may say anything: start, end and number of each."""
    position = 0
    while found := _NEXT.search(head, position):
        if found[1]:
            yield found.start(), found.end(), int(found[1])
            position = found.end()
        elif found[0] == b"(":
            position = _end_of_text(head, found.end())
        else:
            position = head.index(b">", found.end()) + 1


def _end_of_text(head: bytes, position: int) -> int:
    depth = 1
    while depth:
        found = _PARENTHESIS.search(head, position)
        if found is None:
            raise KeyError("text without an end")
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        position = found.end()
    return position
