"""`planner privacy`: the register and the record of processing, as they come out."""

import csv
import io
import json

import pytest

from planner.settings import Settings
from planner.store.base import Base
from tests.cli.conftest import Run


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_the_register_comes_in_four_forms(run: Run, installation: Settings) -> None:
    columns = sum(len(table.columns) for table in Base.metadata.sorted_tables)
    rows = json.loads(run("privacy", "register", "--format", "json").stdout)
    assert len(rows) == columns
    (remark,) = [row for row in rows if (row["table"], row["column"]) == ("answer", "remark")]
    assert remark["kept"] == "30 days after the event"
    sheet = run("privacy", "register", "--format", "csv", "--language", "nl").stdout
    table = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert table[0][:2] == ["Tabel", "Kolom"]
    assert len(table) == columns + 1
    lines = run("privacy", "register", "--format", "markdown").stdout.splitlines()
    assert len(lines) == columns + 2
    assert {line.count(" | ") for line in lines} == {6}
    said = run("privacy", "register").stdout
    assert "\nanswer\n" in said
    assert "so that nobody gets ill" in said


def test_the_record_of_processing_follows_the_settings(
    run: Run, installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_KEEP_DAYS", "14")
    monkeypatch.setenv("PLANNER_ORGANISATION", "Bureau Noord")
    said = run("privacy", "record", "--language", "nl").stdout
    assert said.startswith("# Register van verwerkingsactiviteiten: Bureau Noord\n")
    assert "- Bewaard: 14 dagen na het evenement" in said
    assert "- Gegevens: answer.allergies" in said


@pytest.mark.parametrize(
    ("name", "value"), [("KEEP_DAYS", "0"), ("KEEP_DAYS", "91"), ("AUDIT_DAYS", "3")]
)
def test_a_term_that_makes_no_sense_is_refused_at_the_start(
    run: Run, installation: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PLANNER_{name}", value)
    assert f"PLANNER_{name} is {value}" in run("privacy", "register", status=1).stderr
