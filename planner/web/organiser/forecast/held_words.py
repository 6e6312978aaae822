"""How often it came true what was said: in sentences, in a chart, and in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.turnout.calibration import Calibration, Held
from planner.exports.charts import HeldRange, held_chart
from planner.services.shop.track_record import RANGES, Checked, calibration
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.forecast.charts import Charts, both

USUAL = 0.8
"""The range that every page says."""
PARTS: Mapping[float, str] = {
    0.5: _l("5 out of 10"),
    0.8: _l("8 out of 10"),
    0.9: _l("9 out of 10"),
}
HELD: Mapping[Held, str] = {
    Held.AS_SAID: _l("That is as often as it should be."),
    Held.TOO_SELDOM: _l("That is too seldom: the ranges are too narrow."),
    Held.TOO_OFTEN: _l("That is more often than was said: the ranges are wider than needed."),
    Held.TOO_FEW: _l("Those are too few times to tell how good it is."),
}


@dataclass(frozen=True)
class HeldRow:
    """One group of forecasts in the table.

    Attributes:
        cells: for each range how often it held, of how many times.
        note: what that tells; empty where it is as it should be.
    """

    name: str
    cells: list[str]
    note: str


@dataclass(frozen=True)
class HeldShown:
    """What came true of what was said.

    Attributes:
        name: of which forecasts; heads what is shown, and its table.
        sentence: of the range of 8 out of 10, of all forecasts.
        verdict: what that tells.
        misses: on which side it missed; empty where it never did.
        charts: None while there are too few times for any row.
    """

    name: str
    sentence: str
    verdict: str
    misses: str
    charts: Charts | None
    rows: list[HeldRow]


def held_shown(
    name: str,
    checked: Sequence[Checked],
    groups: Mapping[str, Sequence[Checked]],
    *,
    chart_id: str,
) -> HeldShown | None:
    """Say how often it came true, of all forecasts and of groups of them; None without any.

    Args:
        name: of which forecasts.
        checked: all of them.
        groups: by their name; those with too few times stand in the table alone.
        chart_id: unique in the page.
    """
    if not checked:
        return None
    found = calibration(checked)
    sentence = held_words(found)
    # One group is all of them: it would say the same again.
    named = {_("All"): checked, **(groups if len(groups) > 1 else {})}
    return HeldShown(
        name=name,
        sentence=sentence,
        verdict=str(HELD[found.held]),
        misses=_misses(checked),
        charts=_charts(named, sentence, chart_id),
        rows=[_row(name, of) for name, of in named.items()],
    )


def held_words(found: Calibration) -> str:
    """Say of how many times that 8 out of 10 was said it came true how often."""
    return ngettext(
        "Of the %(num)s time that we said 8 out of 10, %(hits)s came true.",
        "Of the %(num)s times that we said 8 out of 10, %(hits)s came true.",
        found.times,
        hits=number(found.hits),
    )


def _misses(checked: Sequence[Checked]) -> str:
    missed = [each for each in checked if not each.is_within]
    if not missed:
        return ""
    busier = sum(each.is_busier for each in missed)
    return _(
        "Busier than the range: %(busier)s. Quieter: %(quieter)s.",
        busier=number(busier),
        quieter=number(len(missed) - busier),
    )


def _charts(named: Mapping[str, Sequence[Checked]], sentence: str, chart_id: str) -> Charts | None:
    """Draw the three ranges of all, and the range of 8 out of 10 of each group with enough."""
    (_all, of_all), *groups = named.items()
    ranges = [(str(PARTS[said]), calibration(of_all, said=said)) for said in RANGES]
    ranges += [(name, calibration(of)) for name, of in groups]
    rows = [_range(name, found) for name, found in ranges if found.held is not Held.TOO_FEW]
    if not rows:
        return None
    drawn = [
        held_chart(
            rows,
            title=_("How often it came true"),
            description=sentence,
            axis=_("of 10 times"),
            chart_id=chart_id,
            narrow=narrow,
            numbers=number,
        )
        for narrow in (False, True)
    ]
    return both(drawn)


def _range(name: str, found: Calibration) -> HeldRange:
    low, high = found.by_chance
    return HeldRange(
        name=name,
        said=found.said,
        low=low / found.times,
        high=high / found.times,
        came=found.hits / found.times,
        words=_of_times(found),
    )


def _row(name: str, checked: Sequence[Checked]) -> HeldRow:
    found = calibration(checked)
    return HeldRow(
        name=name,
        cells=[_of_times(calibration(checked, said=said)) for said in RANGES],
        note="" if found.held is Held.AS_SAID else str(HELD[found.held]),
    )


def _of_times(found: Calibration) -> str:
    return _("%(hits)s of %(times)s", hits=number(found.hits), times=number(found.times))
