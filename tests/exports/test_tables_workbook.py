"""Workbooks: what is written reads back the same, nothing in them acts, no file does harm."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from planner.exports.tables import Cell, ReadTable, TableFault, TableProblem
from planner.exports.tables_workbook import ODS, read_workbook, write_ods, write_xlsx
from tests.support.bombs import (
    OLD,
    WORKBOOKS,
    content_of,
    lying,
    ods_with,
    repeated,
    sheet_of,
)

LIMITS: dict[str, Any] = {"max_rows": 50, "max_cell": 200}
ACTING = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x","y")')


WRITERS = pytest.mark.parametrize("write", [write_xlsx, write_ods])
Write = Callable[[Sequence[str], Sequence[Sequence[Cell]]], bytes]


@WRITERS
def test_what_is_written_reads_back(write: Write) -> None:
    rows: list[list[Cell]] = [
        ["Ayşe", 3, 1.5, date(2027, 6, 12), None],
        ["سميرة & <b>", -1, Decimal("2.00"), None, "x"],
    ]
    table = read_workbook(write(["Name", "a", "b", "c", "d"], rows), **LIMITS)
    assert isinstance(table, ReadTable)
    assert table.header == ("Name", "a", "b", "c", "d")
    assert table.rows == (
        ("Ayşe", "3", "1.5", "2027-06-12", ""),
        ("سميرة & <b>", "-1", "2", "", "x"),
    )
    assert table.lines == (2, 3)


@pytest.mark.parametrize("text", ACTING)
def test_no_text_becomes_a_formula_and_none_is_lost(text: str) -> None:
    data = write_xlsx(["Name"], [[text]])
    cell = load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    opened = write_ods(["Name"], [[text]])
    assert "<text:p>'" in content_of(opened)
    assert "formula" not in content_of(opened)
    for written in (data, opened):
        table = read_workbook(written, **LIMITS)
        assert isinstance(table, ReadTable)
        assert table.rows[0][0].strip() == text.strip()


@WRITERS
def test_signs_that_no_file_may_hold_are_left_out(write: Write) -> None:
    table = read_workbook(write(["Name"], [["Ay\x00\x1f\ud800\ufffe\uffffşe"]]), **LIMITS)
    assert isinstance(table, ReadTable)
    assert table.rows == (("Ayşe",),)


def test_moments_and_amounts_are_written_without_a_zone() -> None:
    moment = datetime(2027, 6, 12, 13, tzinfo=UTC)
    rows: list[list[Cell]] = [[moment, Decimal("1.50")]]
    sheet = load_workbook(io.BytesIO(write_xlsx(["At", "Sum"], rows))).worksheets[0]
    assert sheet["A2"].value == "2027-06-12 13:00"
    assert sheet["B2"].value == 1.5
    assert sheet.freeze_panes == "A2"
    content = content_of(write_ods(["At", "Sum"], rows))
    assert "<text:p>2027-06-12 13:00</text:p>" in content
    assert 'office:value-type="float" office:value="1.50"' in content
    assert ">12<" in content_of(write_ods(["Sum"], [[12]]))


def test_a_day_is_shown_as_a_day_and_not_as_the_number_it_is_kept_as() -> None:
    rows: list[list[Cell]] = [[date(2027, 6, 12)]]
    content = content_of(write_ods(["On"], rows))
    style = re.search(
        r'<style:style style:name="(\w+)"[^>]* style:data-style-name="(\w+)"', content
    )
    assert style is not None
    assert f'<number:date-style style:name="{style[2]}">' in content
    assert f'office:date-value="2027-06-12" table:style-name="{style[1]}"' in content
    cell = load_workbook(io.BytesIO(write_xlsx(["On"], rows))).worksheets[0]["A2"]
    assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")


def test_an_open_document_says_first_what_it_is() -> None:
    """OpenDocument 1.3, part 2, 3.3: the kind stands at the beginning, not packed."""
    data = write_ods(["Name"], [])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert not first.extra
    assert data[30:].startswith(f"mimetype{ODS}".encode())


def test_a_workbook_of_an_old_excel_is_read() -> None:
    table = read_workbook(OLD, **LIMITS)
    assert isinstance(table, ReadTable)
    assert table.header == ("Naam", "Personen", "Wanneer")
    assert table.rows == (("Ayşe", "3", "2027-06-12"), ("=1+1", "1.5", ""))


def test_the_first_sheet_that_people_see_is_read() -> None:
    book = Workbook()
    hidden, shown = book.active, book.create_sheet()
    assert hidden is not None
    hidden.append(["Secret"])
    hidden.sheet_state = "hidden"
    shown.append(["Name"])
    shown.append(["Jan"])
    packed = io.BytesIO()
    book.save(packed)
    table = read_workbook(packed.getvalue(), **LIMITS)
    assert isinstance(table, ReadTable)
    assert (table.header, table.rows) == (("Name",), (("Jan",),))


def test_rows_keep_their_numbers_where_rows_are_empty() -> None:
    table = read_workbook(sheet_of(["Name"], [None], ["Jan"], [""], ["Noor"]), **LIMITS)
    assert isinstance(table, ReadTable)
    assert table.lines == (3, 5)


def test_a_formula_gives_no_formula() -> None:
    table = read_workbook(sheet_of(["Name"], ["Jan"], ["=1+1"]), **LIMITS)
    assert isinstance(table, ReadTable)
    assert table.rows == (("Jan",),), "nobody ever reckoned it out"


def test_too_many_rows_are_refused() -> None:
    found = read_workbook(sheet_of(["Name"], *[[str(n)] for n in range(60)]), **LIMITS)
    assert found == TableFault(TableProblem.TOO_MANY_ROWS, 52)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_file_that_would_do_harm_is_refused(name: str) -> None:
    assert read_workbook(WORKBOOKS[name], **LIMITS) == TableFault(TableProblem.UNREADABLE)


def test_a_file_of_very_many_parts_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for number in range(1_000):
            packed.writestr(f"{number}.xml", b"")
    assert read_workbook(made.getvalue(), **LIMITS) == TableFault(TableProblem.UNREADABLE)


def test_no_part_is_read_past_the_size_that_it_says() -> None:
    table = read_workbook(lying(100), **LIMITS)
    assert isinstance(table, ReadTable), "the part is cut off where it says that it ends"
    assert table.rows == (("Jan",),)


def test_empty_cells_that_go_on_for_ever_do_no_harm() -> None:
    table = read_workbook(
        ods_with(repeated(1, 1, "Jan") + repeated(1_048_000, 16_384, "")), **LIMITS
    )
    assert isinstance(table, ReadTable)
    assert table.rows == (("Jan",),)
