"""Tables: written so that no cell can act, read so that no file can harm."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from planner.exports.tables import (
    ReadTable,
    Style,
    TableFault,
    TableProblem,
    read_table,
    write_table,
)


def read(data: bytes, *, max_rows: int = 100, max_cell: int = 200) -> ReadTable | TableFault:
    return read_table(data, max_rows=max_rows, max_cell=max_cell)


def cells_of(data: bytes, delimiter: str = ";") -> list[list[str]]:
    """Take a table apart as a spreadsheet does."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


class TestWriting:
    def test_a_dutch_spreadsheet_opens_it_with_a_double_click(self) -> None:
        data = write_table(["naam", "aantal"], [["Café Jansen; eten", 12]])
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
        assert cells_of(data) == [["naam", "aantal"], ["Café Jansen; eten", "12"]]

    def test_other_programs_get_commas_and_no_mark(self) -> None:
        data = write_table(["name"], [["a, b"]], style=Style.ENGLISH, with_mark=False)
        assert data == b'"name"\r\n"a, b"\r\n'

    @pytest.mark.parametrize(
        "text",
        [
            *("=1+1", "+31612345678", "-1+1", "@SUM(A1)", "=cmd|'/c calc'!A1"),
            *("\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", "\x07=1+1"),
            *("＝1+1", "＋1", "－1", "＠SUM(A1)"),
        ],
    )
    def test_no_text_becomes_a_formula(self, text: str) -> None:
        for style in Style:
            (_, (shown,)) = cells_of(write_table(["x"], [[text]], style=style), style.value[0])
            assert shown.startswith("'")

    def test_no_half_of_a_text_becomes_a_formula_where_another_delimiter_is_used(self) -> None:
        data = write_table(["x", "y"], [["Jan,=1+1", "a;=1+1"]])
        for delimiter in (";", ",", "\t"):
            assert not any(
                cell.startswith("=") for row in cells_of(data, delimiter) for cell in row
            )

    @pytest.mark.parametrize(
        ("cell", "dutch", "english"),
        [
            pytest.param(-5, "-5", "-5", id="a negative number is no formula"),
            pytest.param(2.5, "2,5", "2.5", id="decimals as the country writes them"),
            pytest.param(Decimal("-13.40"), "-13,40", "-13.40", id="money"),
            pytest.param(None, "", "", id="nothing"),
            pytest.param(True, "1", "1", id="yes"),
            pytest.param(date(2027, 6, 12), "2027-06-12", "2027-06-12", id="a day"),
            pytest.param(
                datetime(2027, 6, 12, 15, tzinfo=UTC),
                "2027-06-12 15:00",
                "2027-06-12 15:00",
                id="a moment",
            ),
            pytest.param(
                'hij zei "ja"\nen kwam', *['hij zei "ja"\nen kwam'] * 2, id="quotes, lines"
            ),
            pytest.param("half \ud83c teken\x07", *["half  teken"] * 2, id="what no file can hold"),
        ],
    )
    def test_values_keep_their_meaning(
        self, cell: str | float | date | None, dutch: str, english: str
    ) -> None:
        for style, shown in ((Style.DUTCH, dutch), (Style.ENGLISH, english)):
            data = write_table(["x", "y"], [[cell, "z"]], style=style)
            assert cells_of(data, style.value[0])[1] == [shown, "z"]

    def test_what_we_wrote_we_read_back(self) -> None:
        rows = (("Café", "=1+1"), ("+31612345678", "'s-Gravenhage"), ("- niets -", "a;b,c\nd"))
        for style in Style:
            table = read(write_table(["naam", "tekst"], rows, style=style))
            assert isinstance(table, ReadTable)
            assert table.rows == rows


NAMES = "naam;aantal\r\nCafé Öztürk;12\r\nŁukasz;3\r\n"
WESTERN = "naam;aantal\r\nCafé Öztürk;12\r\n€ 5;3\r\n"


class TestReading:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(NAMES.encode(), id="UTF-8"),
            pytest.param(NAMES.encode("utf-8-sig"), id="UTF-8 with a mark, from Excel"),
            pytest.param(NAMES.encode("utf-16"), id="UTF-16 with a mark"),
            pytest.param(NAMES.encode("utf-16-le"), id="UTF-16 without a mark"),
            pytest.param(NAMES.encode("utf-16-be"), id="UTF-16 the other way round"),
            pytest.param(NAMES.replace("\r\n", "\n").encode(), id="line ends of Unix"),
            pytest.param(NAMES.replace("\r\n", "\r").encode(), id="line ends of an old Mac"),
            pytest.param(NAMES.replace("\r\n", "\n", 1).encode(), id="mixed line ends"),
            pytest.param(NAMES.replace(";", ",").encode(), id="commas"),
            pytest.param(NAMES.replace(";", "\t").encode(), id="tabs"),
            pytest.param(("\r\n;\r\n" + NAMES + ";;\r\n\r\n").encode(), id="empty lines"),
            pytest.param(("sep=;\r\n" + NAMES).encode("utf-8-sig"), id="Excel's own hint"),
            pytest.param(NAMES.replace(";", " ; ").encode(), id="spaces around the cells"),
            pytest.param(NAMES.rstrip().encode(), id="no line end after the last row"),
        ],
    )
    def test_a_table_is_read_however_it_was_saved(self, data: bytes) -> None:
        table = read(data)
        assert isinstance(table, ReadTable)
        assert table.header == ("naam", "aantal")
        assert table.rows == (("Café Öztürk", "12"), ("Łukasz", "3"))

    def test_the_old_windows_way_is_read_with_its_euro_sign(self) -> None:
        table = read(WESTERN.encode("cp1252"))
        assert isinstance(table, ReadTable)
        assert table.rows == (("Café Öztürk", "12"), ("€ 5", "3"))

    @pytest.mark.parametrize(
        ("text", "width"),
        [
            pytest.param("naam;adres\nJan;Markt 1, Heerlen\nAn;Plein 2\n", 2, id="commas in cells"),
            pytest.param("naam,prijs\nWorst,1\nBrood,2\n", 2, id="commas"),
            pytest.param("naam;prijs;x\nWorst;1,50;a\nBrood;2,25;b\n", 3, id="decimal commas"),
            pytest.param("opmerking\nmooi, groen, stil\ndruk\n", 1, id="one column of sentences"),
            pytest.param("naam;a;b\nJan\nAn;1\nPiet;1;2\nMo;3;4\n", 3, id="rows that end early"),
        ],
    )
    def test_the_sign_between_cells_is_found(self, text: str, width: int) -> None:
        table = read(text.encode())
        assert isinstance(table, ReadTable)
        assert len(table.header) == width

    def test_each_row_knows_its_line_also_after_a_cell_of_many_lines(self) -> None:
        table = read(b'naam;tekst\r\nJan;"een\ntwee"\r\n\r\nAn;drie\r\n')
        assert isinstance(table, ReadTable)
        assert table.rows == (("Jan", "een\ntwee"), ("An", "drie"))
        assert table.lines == (2, 5)

    def test_a_hint_of_excel_does_not_shift_the_lines(self) -> None:
        table = read(b"sep=;\r\nnaam;aantal\r\nJan;1\r\n")
        assert isinstance(table, ReadTable)
        assert table.lines == (3,)

    @pytest.mark.parametrize(
        ("data", "problem", "line"),
        [
            pytest.param(b"", TableProblem.EMPTY, 1, id="nothing"),
            pytest.param(b"\r\n;;\r\n", TableProblem.EMPTY, 1, id="only empty lines"),
            pytest.param(b"PK\x03\x04...", TableProblem.OTHER_FILE, 1, id="a workbook"),
            pytest.param(b"a;b\n1;\x002\n", TableProblem.UNREADABLE, 2, id="a zero byte"),
            pytest.param(b"a;b\n1;2\n3;\x1b\n", TableProblem.UNREADABLE, 3, id="a control byte"),
            pytest.param(b"a;b\n1;\x81\xff\n", TableProblem.UNREADABLE, 2, id="no encoding at all"),
            pytest.param(
                b'a;b\n1;2\n3;"open\n4;5\n', TableProblem.BAD_QUOTES, 3, id="an open quote"
            ),
            pytest.param(b'a;b\n"x"y;2\n', TableProblem.BAD_QUOTES, 2, id="a quote in a word"),
            pytest.param(b"a;;b\n1;2;3\n", TableProblem.NAMELESS_COLUMN, 1, id="no name"),
            pytest.param(b"\nNaam;naam\n1;2\n", TableProblem.DOUBLE_COLUMN, 2, id="twice one name"),
            pytest.param(
                b"a;b\n1;2\n1;2;3\n", TableProblem.TOO_MANY_CELLS, 3, id="a cell too many"
            ),
            pytest.param(
                b"a;b\n1;2\n" + b"3;4\n" * 100, TableProblem.TOO_MANY_ROWS, 102, id="rows"
            ),
            pytest.param(b"a;b\n1;" + b"x" * 201, TableProblem.CELL_TOO_LONG, 2, id="a long cell"),
            pytest.param(b"a;b\n1;" + b"x" * 200_000, TableProblem.CELL_TOO_LONG, 2, id="a novel"),
            pytest.param(b"x" * 201, TableProblem.CELL_TOO_LONG, 1, id="a long name"),
            pytest.param(
                ";".join(f"k{n}" for n in range(61)).encode(),
                TableProblem.TOO_MANY_COLUMNS,
                1,
                id="wide",
            ),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why_and_where(
        self, data: bytes, problem: TableProblem, line: int
    ) -> None:
        assert read(data) == TableFault(problem, line)

    def test_just_as_much_as_allowed_is_read(self) -> None:
        table = read(b"a;b\n" + (b"x" * 200 + b";2\n") * 100)
        assert isinstance(table, ReadTable)
        assert len(table.rows) == 100

    def test_rows_that_end_early_are_filled_up(self) -> None:
        table = read(b"a;b;c;\n1\n1;2;;;\n")
        assert table == ReadTable(("a", "b", "c"), (("1", "", ""), ("1", "2", "")), (2, 3))
