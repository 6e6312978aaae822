"""From the bytes of a table to its text: which encoding, which sign between the cells."""

import codecs
import csv
import io
import re
from itertools import islice

DELIMITERS = (";", ",", "\t")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_EXCEL_HINT = re.compile(r'"?sep=([;,\t|])"?(\r?\n|\Z)', re.IGNORECASE)
_SAMPLE_ROWS = 20
_SAMPLE_CHARACTERS = 65_536


def decode(data: bytes) -> str:
    """Read bytes as spreadsheets write them: UTF-8, UTF-16 or the old Windows way.

    Raises:
        UnicodeDecodeError: it is none of these; `start` says where.
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    if wide := _unmarked_utf_16(data):
        return data.decode(wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _unmarked_utf_16(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: every other byte of ordinary text is zero."""
    sample = data[:2000]
    half = len(sample) // 2
    if half and len(data) % 2 == 0:
        if sample[1::2].count(0) > 0.8 * half and sample[0::2].count(0) == 0:
            return "utf-16-le"
        if sample[0::2].count(0) > 0.8 * half and sample[1::2].count(0) == 0:
            return "utf-16-be"
    return None


def split_hint(text: str) -> tuple[str, str | None]:
    """Take off the line by which Excel says which delimiter it used.

    Returns:
        the text with an empty line in its place, so that line numbers stay right; the delimiter.
    """
    if found := _EXCEL_HINT.match(text):
        return "\n" + text[found.end() :], found[1]
    return text, None


def find_delimiter(text: str) -> str:
    """Find the sign between the cells: the one by which rows are no longer than the first.

    A comma within an address or a price must not win from the semicolons around it.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    return max(DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter))


def _fitness(sample: str, delimiter: str) -> tuple[bool, int, int]:
    """Say whether it splits the first row, how many rows agree with it, and in how many parts."""
    try:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = [_width(row) for row in islice(rows, _SAMPLE_ROWS)]
    except csv.Error:
        return False, 0, 0
    used = [width for width in widths if width]
    if not used:
        return True, 0, 0  # it stands in every row, between empty cells
    alike = sum(width <= used[0] for width in used)
    return used[0] > 1 and 2 * alike >= len(used), alike, used[0]


def _width(row: list[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
