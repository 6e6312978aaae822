"""The forecast over time, on wide pages and on phones."""

import re
from dataclasses import replace

import pytest

from planner.exports.charts import Band, ForecastPoint, ForecastWords, Label, forecast_chart
from tests.exports.drawings import SVG, check_chart, count, words_of

WORDS = ForecastWords(
    title="Verwachte opkomst",
    description="Nu 85 mensen, waarschijnlijk 58 tot 121 <b>& meer</b>.",
    busy=Label("121 als het druk is", "121"),
    likely=Label("85 verwacht", "85"),
    quiet=Label("58 als het rustig is", "58"),
    said_yes="38 zeggen ja",
    today="vandaag",
    event_day="za 12 juni",
    days=((0, "22 mei"), (6, "28 mei")),
)
BEFORE, NOW = Band(24, 52, 78, 112, 158), Band(58, 70, 85, 100, 121)


def history(days: int, *, last: Band = NOW, yes: float = 38) -> list[ForecastPoint]:
    """Make a forecast that narrows day by day while answers come in."""
    points = []
    for day in range(days):
        part = day / (days - 1) if days > 1 else 1.0
        levels = zip(vars_of(BEFORE), vars_of(last), strict=True)
        band = Band(*(one + (other - one) * part for one, other in levels))
        points.append(ForecastPoint(day, band, yes * part**2))
    return points


def vars_of(band: Band) -> tuple[float, ...]:
    return band.p10, band.p25, band.p50, band.p75, band.p90


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    ("points", "event_at"),
    [
        pytest.param(history(13), 21, id="nine days to go"),
        pytest.param(history(13, yes=80), 21, id="the answers lie within the range"),
        pytest.param(history(13, yes=200), 21, id="more yes than anyone expects"),
        pytest.param(history(1), 10, id="the first day"),
        pytest.param(history(1), 0, id="made on the day itself"),
        pytest.param(history(20), 20, id="tomorrow"),
        pytest.param(history(21), 20, id="today"),
        pytest.param(history(90, last=Band(84, 85, 85, 85, 86)), 91, id="nearly certain"),
        pytest.param(history(9, last=Band(2500, 3600, 4200, 5100, 6800)), 20, id="a castle"),
        pytest.param(history(5, last=Band(0, 0, 0, 0, 0), yes=0), 9, id="nobody"),
    ],
)
def test_no_words_cover_each_other_or_leave_the_sheet(
    points: list[ForecastPoint], event_at: float, narrow: bool
) -> None:
    root = check_chart(
        forecast_chart(points, WORDS, event_at=event_at, chart_id="f", narrow=narrow)
    )
    said = {words.text for words in words_of(root)}
    assert {"38 zeggen ja", WORDS.busy.short if narrow else WORDS.busy.long} <= said


def test_the_wide_and_the_narrow_drawing_may_stand_in_one_page() -> None:
    wide = check_chart(forecast_chart(history(9), WORDS, event_at=20, chart_id="f"))
    narrow = check_chart(forecast_chart(history(9), WORDS, event_at=20, chart_id="f", narrow=True))
    assert wide.get("aria-labelledby") == "f-wide-title f-wide-desc"
    assert narrow.get("aria-labelledby") == "f-narrow-title f-narrow-desc"
    assert wide.findtext(f"{SVG}desc") == WORDS.description
    assert wide.get("class") == "chart chart-wide"
    assert narrow.get("viewBox", "").startswith("0 0 320 ")


def test_today_s_forecast_runs_on_flat_to_the_day_itself() -> None:
    root = check_chart(forecast_chart(history(9), WORDS, event_at=20, chart_id="f"))
    (median,) = (each for each in root.iter(f"{SVG}path") if each.get("class") == "c-line")
    places = re.findall(r"([\d.]+) ([\d.]+)", median.get("d", ""))
    (_, y_today), (x_end, y_end) = places[-2:]
    assert y_today == y_end
    edges = [each.get("d", "") for each in root.iter(f"{SVG}path") if each.get("class") == "c-edge"]
    assert all(edge.split("L")[-1].split()[0] == x_end for edge in edges)


def test_many_days_leave_points_that_can_be_told_apart_and_always_today() -> None:
    root = check_chart(forecast_chart(history(90), WORDS, event_at=99, chart_id="f"))
    assert 8 <= count(root, "circle", "c-yes") <= 12
    line = next(each for each in root.iter(f"{SVG}path") if each.get("class") == "c-yes")
    *_, last = (each for each in root.iter(f"{SVG}circle"))
    assert line.get("d", "").endswith(f"{last.get('cx')} {last.get('cy')}")


def test_the_axis_reaches_as_high_as_the_answers_when_they_pass_all_expectations() -> None:
    root = check_chart(forecast_chart(history(9, yes=230), WORDS, event_at=20, chart_id="f"))
    assert "250" in {words.text for words in words_of(root)}


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    castle = history(9, last=Band(2500, 3600, 4200, 5100, 6800))
    drawn = forecast_chart(
        castle, WORDS, event_at=20, chart_id="f", numbers=lambda n: f"{n:,}".replace(",", ".")
    )
    assert "8.000" in {words.text for words in words_of(check_chart(drawn))}


def test_texts_cannot_break_out_of_the_drawing() -> None:
    bad = '</text><script>"&'
    root = check_chart(
        forecast_chart(history(3), replace(WORDS, said_yes=bad), event_at=9, chart_id="f")
    )
    assert bad in {words.text for words in words_of(root)}


def test_a_forecast_without_history_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        forecast_chart([], WORDS, event_at=1, chart_id="f")
