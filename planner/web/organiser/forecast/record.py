"""What we said, what came: the forecasts of each series against the counts that followed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from flask import render_template
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.core.turnout import EventKind, spoken
from planner.services.shop import track_record
from planner.services.shop.track_record import Checked, HowFarAhead
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day_and_time, day_and_year, number
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.forecast import bp
from planner.web.organiser.forecast.charts import Charts
from planner.web.organiser.forecast.held_words import HeldShown, held_shown
from planner.web.organiser.forecast.series_record import hits_words, record_charts
from planner.web.organiser.labels import LEFT_OUT_NOTES

KINDS: Mapping[EventKind, str] = {
    EventKind.OPEN: _l("Anybody can come"),
    EventKind.REGISTERED: _l("Most sign up"),
    EventKind.CLOSED: _l("Only who is invited"),
    EventKind.UNSURE: _l("Not known yet"),
}
AHEAD: Mapping[HowFarAhead, str] = {
    HowFarAhead.WEEKS: _l("Three weeks before"),
    HowFarAhead.WEEK: _l("A week before"),
    HowFarAhead.DAY: _l("The day before"),
}


@dataclass(frozen=True)
class RecordRow:
    """A forecast and the count that followed.

    Attributes:
        left_out: why no forecast learns from it; empty where forecasts do.
    """

    event_id: int
    title: str
    day: str
    likely: str
    range: str
    came: str
    guess: str
    basis: str
    left_out: str


@dataclass(frozen=True)
class RecordGroup:
    """The events of one series: a castle and a barbecue do not fit into one picture."""

    name: str
    hits: str
    misses: str
    charts: Charts
    rows: list[RecordRow]


@bp.get("/record")
@needs(Right.PLAN)
def show_record() -> ResponseReturnValue:
    """Show what was said of each event and what came: are the forecasts any good?"""
    checked = track_record.of_everything(reading_session(), now=now())
    kept = track_record.of_kept(reading_session(), now=now())
    groups: dict[str, list[Checked]] = {}
    for each in checked:
        name = each.event.series.name if each.event.series else ""
        groups.setdefault(name, []).append(each)
    return render_template(
        "organiser/forecast/record.html",
        held=_held(kept),
        left_out=left_out_words([*checked, *kept]),
        shown=[_group(name, groups[name], place) for place, name in enumerate(sorted(groups))],
    )


@bp.get("/record/ahead")
@needs(Right.PLAN)
def show_record_ahead() -> ResponseReturnValue:
    """Show how good the forecasts of weeks, a week and a day before would have been."""
    checked = track_record.of_ahead(reading_session(), now=now())
    shown = [
        held_shown(str(AHEAD[ahead]), found, {}, chart_id=f"ahead-{ahead.name.lower()}")
        for ahead, found in checked.items()
        if found
    ]
    return render_template(
        "organiser/forecast/record_ahead.html",
        shown=shown,
        left_out=left_out_words(chain.from_iterable(checked.values())),
    )


def _held(checked: list[Checked]) -> HeldShown | None:
    groups = {str(KINDS[kind]): found for kind, found in track_record.by_kind(checked).items()}
    return held_shown(_("How often it came true"), checked, groups, chart_id="held")


def left_out_words(checked: Iterable[Checked]) -> str:
    """Say of how many events no forecast learns, though they count here; empty without any."""
    left_out = {each.event.id for each in checked if each.left_out_because}
    if not left_out:
        return ""
    return ngettext(
        "Forecasts do not learn from %(num)s of these events. It counts here all the same.",
        "Forecasts do not learn from %(num)s of these events. They count here all the same.",
        len(left_out),
    )


def _group(name: str, checked: list[Checked], place: int) -> RecordGroup:
    return RecordGroup(
        name=name or _("Events outside a series"),
        hits=hits_words(checked),
        misses=misses_words(checked),
        charts=record_charts(checked, chart_id=f"record-{place}"),
        rows=[_record_row(each) for each in reversed(checked)],
    )


def misses_words(checked: list[Checked]) -> str:
    """Compare the forecasts with the organiser's own guesses, where there was one."""
    guessed = [each for each in checked if each.event.expected]
    if not guessed:
        return ""
    ours = round(sum(each.missed_by for each in guessed) / len(guessed))
    theirs = round(
        sum(abs(each.came - (each.event.expected or 0)) for each in guessed) / len(guessed)
    )
    if not ours and not theirs:
        return _("The forecast was just right, and so was your own guess.")
    if not ours:
        return _("The forecast was just right, your own guess was off by %(n)s.", n=number(theirs))
    if not theirs:
        return _("The forecast was off by %(n)s, your own guess was just right.", n=number(ours))
    if len(guessed) == 1:
        return _(
            "The forecast was off by %(ours)s, your own guess by %(theirs)s.",
            ours=number(ours),
            theirs=number(theirs),
        )
    return _(
        "On average the forecast was off by %(ours)s, your own guess by %(theirs)s.",
        ours=number(ours),
        theirs=number(theirs),
    )


def _record_row(each: Checked) -> RecordRow:
    said = spoken(each.said)
    return RecordRow(
        event_id=each.event.id,
        title=each.event.title,
        day=day_and_year(each.event.starts_at, each.event.zone),
        likely=number(said.likely),
        range=_("%(low)s to %(high)s", low=number(said.low), high=number(said.high)),
        came=number(each.came),
        guess=number(each.event.expected) if each.event.expected else "",
        basis=_("as said on %(when)s", when=day_and_time(each.said.at, each.event.zone))
        if each.was_kept
        else _("reckoned afterwards"),
        left_out=str(LEFT_OUT_NOTES[each.left_out_because]) if each.left_out_because else "",
    )
