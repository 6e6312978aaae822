"""Files that somebody makes to do harm: workbooks and calendars."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from planner.exports.tables_workbook import write_ods
from tests.support.calendar_files import calendar, entry


def sheet_of(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def content_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read("content.xml").decode()


def packed_with(name: str, content: bytes, whole: bytes | None = None) -> bytes:
    """Return a workbook in which one part is replaced."""
    old, made = zipfile.ZipFile(io.BytesIO(whole or sheet_of(["Name"], ["Jan"]))), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in old.namelist():
            packed.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            packed.writestr(name, content)
    return made.getvalue()


def ods_with(rows: str) -> bytes:
    """Return an OpenDocument spreadsheet with these rows after the heading."""
    data = write_ods(["Name"], [])
    end = "</table:table-header-rows>"
    return packed_with("content.xml", content_of(data).replace(end, end + rows).encode(), data)


def repeated(rows: int, columns: int, text: str) -> str:
    inside = f"<text:p>{text}</text:p>" if text else ""
    kind = ' office:value-type="string"' if text else ""
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell{kind}'
        f' table:number-columns-repeated="{columns}">{inside}</table:table-cell></table:table-row>'
    )


def lying(size: int) -> bytes:
    """Return a workbook with a part that says it is smaller than what it unpacks to."""
    content = b"\0" * 30_000_000
    data = bytearray(packed_with("big.bin", content))
    cut = zlib.crc32(content[:size]).to_bytes(4, "little") + b"%"
    for mark, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = data.rindex(mark) + place
        data[at : at + 4] = cut[:4]
        data[at + 8 : at + 12] = size.to_bytes(4, "little")
    return bytes(data)


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
SHEET = "xl/worksheets/sheet1.xml"
OLD = (Path(__file__).parents[1] / "exports" / "old_workbook.xls").read_bytes()


def far_away(cell: str) -> bytes:
    """Return a sheet of two cells."""
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{cell[3:]}"><c r="{cell}"><v>1</v></c>'
        "</row></sheetData></worksheet>"
    ).encode()


WORKBOOKS = {
    "only the beginning": b"PK\x03\x04 and no more",
    "unpacks to very much": packed_with("big.bin", b"\0" * 21_000_000),
    "entities that multiply": packed_with(SHEET, BOMB),
    "an entity from elsewhere": packed_with(SHEET, OUTSIDE),
    "in another encoding": packed_with(SHEET, BOMB.decode().encode("utf-16")),
    "a broken sheet": packed_with(SHEET, b"<no xml"),
    "another kind of file": packed_with("xl/workbook.xml", b"<x/>"),
    "a cell said very often": ods_with(repeated(1_000_000, 16_000, "x")),
    "entities in an open document": ods_with(BOMB.decode()),
    "two cells at the ends of the earth": packed_with(SHEET, far_away("XFD1048576")),
    "an empty old one": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_000,
    "a broken old one": OLD[:3_000] + b"\xff" * 2_000,
}
"""Files that want to fill a memory, to keep a processor busy, or to read what is not theirs."""

CALENDARS = {
    "nested": calendar("BEGIN:X\r\n" * 20_000 + "END:X\r\n" * 20_000),
    "rules that look for ever": calendar(
        *(
            entry(
                f"{number}",
                DTSTART="00010101T000000Z",
                DTEND="00010101T010000Z",
                RRULE="FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            )
            for number in range(400)
        )
    ),
}
