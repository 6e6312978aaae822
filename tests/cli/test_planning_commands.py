"""Issue cards, write calendars and bring in past turnout from the command line."""

import csv
import io
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from planner.core.codes import read_code
from planner.exports import pdf
from planner.services import demonstration
from planner.services.plan.planning import find_event
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, Invitation, Series, Turnout
from tests.cli.conftest import Run
from tests.exports.pdf_samples import all_text_of, codes_on, pages
from tests.support.cards import make_world

SLUG = "buurt-bbq-passart"


@pytest.fixture
def barbecue(tables: Store, installation: Settings) -> str:
    world = make_world(tables, installation)
    with tables.reading() as session:
        return session.get_one(Event, world.event_id).slug


def count(store: Store, table: type[Batch | Invitation | Turnout]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_cards_are_issued_with_their_codes_as_csv(run: Run, tables: Store, barbecue: str) -> None:
    done = run("invitations", "issue", barbecue, "--count", "3", "--batch", "School", "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    for row in rows:
        assert read_code(row["code"]) == row["code"]
        assert row["url"] == f"http://feest.example/{row['code']}"
    assert "Issued 3 cards" in done.stderr
    with tables.reading() as session:
        assert session.scalar(select(Batch.name)) == "School"


def test_cards_come_out_as_a_paper_to_print(run: Run, barbecue: str, tmp_path: Path) -> None:
    paper = tmp_path / "cards.pdf"
    run(
        *("invitations", "issue", barbecue, "--count", "2", "--batch", "School"),
        *("--intermediary", "Karin", "--print", str(paper)),
    )
    made = paper.read_bytes()
    (front, _back) = pages(made)
    assert len(codes_on(front)) == 2
    assert "School" not in all_text_of(made), "the name of a batch stands on no card"


def test_where_no_paper_can_be_made_nothing_is_issued(
    run: Run, tables: Store, barbecue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    words = ("invitations", "issue", barbecue, "--count", "2", "--batch", "School")
    refused = run(*words, "--print", str(tmp_path / "cards.pdf"), status=1)
    assert "package typst is missing" in refused.stderr
    assert count(tables, Invitation) == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param(("nowhere", "--count", "3", "--batch", "x"), 1, id="no such event"),
        pytest.param((SLUG, "--count", "0", "--batch", "x"), 2, id="no cards"),
        pytest.param((SLUG, "--count", "1000000", "--batch", "x"), 2, id="a million cards"),
        pytest.param((SLUG, "--batch", "x"), 2, id="how many"),
    ],
)
def test_what_can_not_be_issued_says_why(
    run: Run, tables: Store, barbecue: str, words: tuple[str, ...], status: int
) -> None:
    assert run("invitations", "issue", *words, status=status).stderr
    assert count(tables, Invitation) == 0


def test_a_file_that_is_there_is_not_overwritten(
    run: Run, tables: Store, barbecue: str, tmp_path: Path
) -> None:
    there = tmp_path / "cards.csv"
    there.write_text("mine")
    run(
        *("invitations", "issue", barbecue, "--count", "2", "--batch", "x", "--csv", str(there)),
        status=1,
    )
    assert there.read_text() == "mine"
    assert count(tables, Invitation) == 0


def test_calendars_come_out_as_files(run: Run, tables: Store, installation: Settings) -> None:
    from tests.support.cards import MADE_AT

    demonstration.load(tables, settings=installation, now=MADE_AT)
    with tables.reading() as session:
        event = session.scalars(select(Event).where(Event.series_id.is_not(None))).first()
        assert event is not None
        assert event.series is not None
        slug, series = event.slug, event.series.slug
        assert find_event(session, slug) is not None
    for words in ((), ("--event", slug), ("--series", series)):
        calendar = Calendar.from_ical(run("calendar", *words).stdout)
        assert str(calendar["VERSION"]) == "2.0"
    run("calendar", "--event", "nowhere", status=1)
    run("calendar", "--event", slug, "--series", series, status=1)


GOOD = "datum;naam;gekomen;ja;reeks\n2026-06-13;Barbecue Passart;42;30;Barbecues\n"


def test_past_turnout_is_imported_once(
    run: Run, tables: Store, installation: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "past.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert "1 would be recorded" in run("turnout", "import", str(file), "--dry-run").stdout
    assert count(tables, Turnout) == 0
    assert "1 recorded, 0 already" in run("turnout", "import", str(file)).stdout
    assert "0 recorded, 1 already" in run("turnout", "import", str(file)).stdout
    assert count(tables, Turnout) == 1


def test_rows_without_a_series_get_the_one_that_is_named(
    run: Run, tables: Store, installation: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "past.csv"
    text = "date;title;came;series\n2026-06-13;Passart;42;\n2026-06-20;Rennemig;60;Feast\n"
    file.write_text(text, encoding="utf-8")
    words = ("turnout", "import", str(file), "--series", "Barbecues")
    assert "2 would be recorded" in run(*words, "--dry-run").stdout
    assert "2 recorded, 0 already" in run(*words).stdout
    assert "0 recorded, 2 already" in run(*words).stdout
    with tables.reading() as session:
        named = session.execute(select(Turnout.title, Series.name).join(Series))
        assert {row.title: row.name for row in named} == {
            "Passart": "Barbecues",
            "Rennemig": "Feast",
        }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("date;title\n2026-06-13;x\n", "came", id="a column is missing"),
        pytest.param("date;title;came\n2026-06-13;x;veertig\n", "veertig", id="words for numbers"),
        pytest.param("date;title;came\n2999-06-13;x;4\n", "still to come", id="the future"),
        pytest.param("", "empty", id="nothing"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_keeps_nothing(
    run: Run, tables: Store, installation: Settings, tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "past.csv"
    file.write_text(text, encoding="utf-8")
    assert words in run("turnout", "import", str(file), status=1).stderr
    assert count(tables, Turnout) == 0


def test_a_count_far_from_the_others_is_kept_and_named(
    run: Run, tables: Store, tmp_path: Path
) -> None:
    file = tmp_path / "past.csv"
    rows = [f"2026-06-{day},BBQ,Barbecues,{came}" for day, came in ((13, 31), (20, 28), (27, 3000))]
    file.write_text("\n".join(["date,title,series,came", *rows]), encoding="utf-8")
    said = run("turnout", "import", str(file)).stdout
    assert "3 recorded, 0 already there." in said
    assert "Look again at BBQ, 2026-06-27: 3000 came, the other times 28 to 31." in said
    assert count(tables, Turnout) == 3
