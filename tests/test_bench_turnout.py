"""What is asked of forecasts is reproduced from the counts that somebody points at."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from bench import turnout
from bench.counted import COLUMNS, NoCounts, read_events
from bench.scoring import Scores

HEAD = ",".join(COLUMNS)
GROUPS = ("all", "first event", "2nd to 4th", "5th on")


def made_up(folder: Path, *datasets: str) -> Path:
    """Write two series of six events of each kind, the latest one first."""
    dice = random.Random(20270612)
    lines = [
        f"{dataset},{name},2027-0{month}-05,{(yes := dice.randint(20, 60))},{round(0.8 * yes)}"
        for dataset in datasets
        for name in ("a", "b")
        for month in range(6, 0, -1)
    ]
    (folder / "rsvp_events.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return folder


def test_the_table_says_of_every_group_what_was_asked_and_whether_it_is_met(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert turnout.run(made_up(tmp_path, "restaurant", "hotel", "clinic"))
    said = capsys.readouterr().out.splitlines()
    for kind in ("open", "by answer", "closed"):
        for group in GROUPS:
            (line,) = [one for one in said if one.strip().startswith(f"{kind}, {group} ")]
            assert line.endswith(("  met", "  not met"))
    for past in (0, 10, 50):
        assert any(one.strip().startswith(f"CPU, {past} earlier events") for one in said)
    assert "open, all" in "\n".join(said)
    assert any("No arrivals.csv" in one for one in said)


def test_events_are_taken_in_the_order_of_their_days(tmp_path: Path) -> None:
    (tmp_path / "rsvp_events.csv").write_text(
        f"{HEAD}\nhotel,a,2027-03-01,30,25\nhotel,a,2027-01-01,10,8\nbakery,b,2027-01-01,1,1\n",
        encoding="utf-8",
    )
    assert read_events(tmp_path, ["hotel", "clinic"]) == {"hotel": [[(10, 8), (30, 25)]]}


@pytest.mark.parametrize(
    ("found", "asked", "is_met"),
    [
        pytest.param(Scores(58, "yes", 0.5, 0.83, 0.9, 1.0), turnout.Asked(0.5), True, id="just"),
        pytest.param(Scores(58, "yes", 0.501, 0.8, 0.9, 1), turnout.Asked(0.5), False, id="score"),
        pytest.param(
            Scores(58, "yes", 0.4, 0.765, 0.9, 1),
            turnout.Asked(0.5, band=(0.77, 0.92)),
            True,
            id="the range as it is shown",
        ),
        pytest.param(
            Scores(58, "yes", 0.4, 0.71, 0.9, 1),
            turnout.Asked(0.5, band=(0.77, 0.92)),
            False,
            id="too narrow",
        ),
        pytest.param(
            Scores(58, "yes", 0.4, 0.97, 0.9, 1),
            turnout.Asked(0.5, band=(0.77, 0.92)),
            False,
            id="too wide",
        ),
        pytest.param(
            Scores(58, "yes", 0.4, 0.8, 0.9, 0.79),
            turnout.Asked(0.5, order=0.78),
            False,
            id="dear",
        ),
    ],
)
def test_a_group_is_met_when_all_that_was_asked_of_it_is(
    found: Scores, asked: turnout.Asked, is_met: bool
) -> None:
    line = turnout.row("open, all", found, asked)
    assert line.endswith("  met" if is_met else "not met")


def test_what_is_not_there_is_said_and_the_rest_is_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert turnout.run(made_up(tmp_path, "clinic"))
    said = capsys.readouterr().out
    assert "No events of restaurant, hotel: what is asked of them stays open." in said
    assert "closed, all" in said
    assert "open, all" not in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(None, "No rsvp_events.csv in", id="no file"),
        pytest.param(
            "dataset,date,rsvp_heads\n", "no column series_id and no column actual", id="columns"
        ),
        pytest.param(
            f"{HEAD}\nhotel,a,2027-01-01,many,3\n",
            "line 2: rsvp_heads must be a whole number of people, not 'many'",
            id="a word",
        ),
        pytest.param(
            f"{HEAD}\nhotel,a,2027-01-01,4,-3\n",
            "line 2: actual must be a whole number of people, not '-3'",
            id="below nobody",
        ),
        pytest.param(f"{HEAD}\nhotel,a,1 May,4,3\n", "line 2: date must be a day", id="no day"),
        pytest.param(
            f"{HEAD}\nhotel,a,2027-01-01,4\n", "actual must be a whole number", id="a short line"
        ),
        pytest.param(
            f"{HEAD}\nbakery,a,2027-01-01,4,3\n", "holds no event of the data sets", id="other data"
        ),
    ],
)
def test_a_file_that_is_missing_or_wrong_is_named_with_its_line(
    tmp_path: Path, text: str | None, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / "rsvp_events.csv").write_text(text, encoding="utf-8")
    with pytest.raises(NoCounts, match="rsvp_events") as refusal:
        read_events(tmp_path, list(turnout.KINDS))
    assert why in str(refusal.value)
    assert not turnout.run(tmp_path)
    assert why in capsys.readouterr().out


def test_arrivals_without_their_columns_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_up(tmp_path, "clinic")
    (tmp_path / "arrivals.csv").write_text("day,minute\n", encoding="utf-8")
    assert not turnout.run(tmp_path)
    assert "arrivals.csv has no column event_id" in capsys.readouterr().out


def test_the_bench_takes_the_folder_as_an_argument(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "bench", "--only", "forecast", "--data", str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert f"No rsvp_events.csv in {tmp_path}." in done.stdout
