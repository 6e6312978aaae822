"""The two pages on which a series is made, with what each shows besides its form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date
from flask import render_template
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.pasted_dates import COLUMNS, read_pasted
from planner.services.plan import places
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.events.planning import event_form_values
from planner.web.organiser.events.series_form import MOST_EVENTS, RHYTHM_NOTES, SeriesForm
from planner.web.organiser.events.series_grid import FIRST_PAGE, WAS, GridRow, new_names
from planner.web.organiser.events.special_day_words import KnownDays
from planner.web.organiser.labels import MENU_NAMES

COLUMN_NAMES = {
    "day": _l("Day"),
    "from": _l("From"),
    "until": _l("Until"),
    "venue": _l("Place"),
    "neighbourhood": _l("Neighbourhood"),
    "contact": _l("Contact"),
    "phone": _l("Phone"),
    "menu": _l("Food"),
    "title": _l("Name"),
}
LISTS = {"venue": "known-venues", "neighbourhood": "known-neighbourhoods"}
COPIED_DOWN = [name for name in COLUMNS if name != "day"]


@dataclass(frozen=True)
class ShownRow:
    """One row of the grid as its page shows it.

    Attributes:
        weekday: of its day, in words with the year; empty where it has none.
        notes: what is said beside the day.
        new: the columns whose name is not known yet.
    """

    row: GridRow
    weekday: str = ""
    notes: Sequence[str] = field(default_factory=list)
    new: Sequence[str] = field(default_factory=list)


def first_page(form: SeriesForm, rows: Sequence[GridRow]) -> ResponseReturnValue:
    """Show the first page; the rows of a grid that was made already go with it, unseen."""
    page = render_template(
        "organiser/events/series_form.html",
        form=form,
        event=None,
        kept=_kept(form, rows) if rows else [],
        rows=len(rows),
        most=MOST_EVENTS,
        rhythm_notes={rhythm.value: note for rhythm, note in RHYTHM_NOTES.items()},
        **event_form_values(form),
    )
    return page, 422 if form.errors else 200


def grid_page(
    form: SeriesForm, rows: Sequence[GridRow], *, status: int = 200
) -> ResponseReturnValue:
    """Show the grid, with what is wrong beside the cells."""
    reading = reading_session()
    today = day_of(now(), form.zone)
    known = KnownDays(reading, since=today)
    venues, neighbourhoods = (
        places.known_venues(reading),
        places.known_neighbourhoods(reading),
    )
    new = {
        "venue": new_names(rows, "venue", venues),
        "neighbourhood": new_names(rows, "neighbourhood", neighbourhoods),
    }
    pasted = read_pasted(form.pasted.data or "", today=today)
    faults = sum(len(row.faults) for row in rows)
    kept = sum(row.is_kept for row in rows)
    page = render_template(
        "organiser/events/series_grid.html",
        series_form=form,
        lines=[_shown(row, known, new) for row in rows],
        column_names=COLUMN_NAMES,
        copied_down=COPIED_DOWN,
        lists=LISTS,
        menus=MENU_NAMES,
        venues=venues,
        neighbourhoods=neighbourhoods,
        unknown=pasted.unknown,
        faults=faults,
        kept=kept,
        most=MOST_EVENTS,
        is_full=len(rows) >= MOST_EVENTS,
        knows_schools=known.knows_schools,
        weekdays=_weekdays(),
        error=_("Tick at least one day.") if not kept else "",
    )
    return page, status


def _shown(row: GridRow, known: KnownDays, new: dict[str, set[str]]) -> ShownRow:
    on = row.held_on
    return ShownRow(
        row,
        weekday=day(on) if on else "",
        notes=known.words(on) if on and row.is_kept else [],
        new=[name for name, names in new.items() if row.is_kept and row.cells[name] in names],
    )


def _kept(form: SeriesForm, rows: Sequence[GridRow]) -> list[tuple[str, str]]:
    """Return the hidden fields by which the first page takes the grid along."""
    fields = [
        (f"{name}-{place}", row.cells[name]) for place, row in enumerate(rows) for name in COLUMNS
    ]
    fields += [(f"keep-{place}", "on") for place, row in enumerate(rows) if row.is_kept]
    return fields + [
        (WAS + name, str(value)) for name in FIRST_PAGE for value in form[name].raw_data or []
    ]


def _weekdays() -> list[str]:
    """Return the days of the week from Monday on, for the script that follows a date."""
    return [
        format_date(date(2027, 6, 7 + place), format="EEEE", locale=current_language())
        for place in range(7)
    ]
