"""The grid of a new series: a row a date, with what is the same at most and different at some.

Each cell begins with what the first page proposes. What nobody changed goes on following the first
page; what was typed stays, whatever is changed there, copied down or pasted anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from flask import request
from werkzeug.datastructures import MultiDict

from planner.core.local_time import NoSuchTime, day_of, moment_at
from planner.core.pasted_dates import COLUMNS, read_day, read_pasted, read_time
from planner.core.repeating import Rhythm, repeat
from planner.core.schedule import is_too_late_to_plan
from planner.exports.phones import phone_href
from planner.services.plan.event_plan import EventPlan, move_plan
from planner.web.clock import now
from planner.web.forms import strip
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.events.series_form import MOST_EVENTS, SeriesForm
from planner.web.organiser.fields import TOO_LONG, day_or_fault
from planner.web.organiser.labels import MENU_NAMES

Cells = Mapping[str, str]
LONGEST = {
    "venue": 120,
    "neighbourhood": 80,
    "contact": 80,
    "phone": 40,
    "title": 120,
}
FIRST_PAGE = (
    *("held_on", "rhythm", "times", "starts", "ends", "venue_name", "neighbourhood_name"),
    *("contact_name", "contact_phone", "menu_preset", "title", "pasted"),
)
"""Fields of the first page from which cells are proposed."""
WAS = "was-"
"""How the names of hidden fields begin that say what the first page held when the grid was made."""


@dataclass(frozen=True)
class GridRow:
    """One date of a new series.

    Attributes:
        cells: what stands in each, by the name of its column.
        is_kept: whether it is to become an event.
        faults: what is wrong with a cell.
        plan: what becomes of it; None where something is wrong, or it is left out.
    """

    cells: Cells
    is_kept: bool = True
    faults: Mapping[str, str] = field(default_factory=dict)
    plan: EventPlan | None = None

    @property
    def held_on(self) -> date | None:
        """Its day, where it has one."""
        return _iso_day(self.cells.get("day", ""))


def proposed(form: SeriesForm) -> list[Cells]:
    """Return the rows that follow from the first page: of what was pasted, else of the rhythm."""
    usual = _usual(form)
    if form.pasted.data:
        rows = read_pasted(form.pasted.data, today=_today()).rows
        return [usual | dict(row) | _menu_key(row) for row in rows[:MOST_EVENTS]]
    if form.held_on.data is None or not form.rhythm.data:
        return []
    times = min(int(form.times.data or 0), MOST_EVENTS)
    days = repeat(form.held_on.data, Rhythm(form.rhythm.data), times)
    return [usual | {"day": day.isoformat()} for day in days]


def sent_rows() -> list[GridRow]:
    """Return the rows as they were sent, days and times in one way of writing."""
    rows: list[GridRow] = []
    for place in range(MOST_EVENTS):
        if f"day-{place}" not in request.form:
            break
        cells = {name: strip(request.form.get(f"{name}-{place}", "")) for name in COLUMNS}
        cells["day"] = read_day(cells["day"], today=_today())
        cells |= {name: read_time(cells[name]) for name in ("from", "until")}
        rows.append(GridRow(cells, is_kept=f"keep-{place}" in request.form))
    return rows


def proposed_before() -> list[Cells]:
    """Return what the first page proposed when the grid was last made from it."""
    was = MultiDict(
        (name, value) for name in FIRST_PAGE for value in request.form.getlist(WAS + name)
    )
    return proposed(SeriesForm(formdata=was)) if was else []


def follow_first_page(
    rows: Sequence[GridRow], before: Sequence[Cells], after: Sequence[Cells]
) -> list[GridRow]:
    """Let what nobody typed follow the first page; what was typed stays.

    Args:
        rows: as they were sent.
        before: what the first page proposed until now.
        after: what it proposes now.
    """
    found = []
    for place, row in enumerate(rows):
        was = before[place] if place < len(before) else {}
        if place < len(after):
            cells = {
                name: after[place].get(name, "") if value == was.get(name) else value
                for name, value in row.cells.items()
            }
            found.append(GridRow(cells, row.is_kept))
        else:
            is_untouched = bool(was) and all(row.cells[name] == was.get(name, "") for name in was)
            found.append(GridRow(row.cells, row.is_kept and not is_untouched))
    return found + [GridRow(cells) for cells in after[len(rows) :]]


def done_to(form: SeriesForm, rows: Sequence[GridRow], wish: str) -> list[GridRow] | None:
    """Do to the rows what a button of the grid says; None for the one that plans them."""
    name = wish.removeprefix("down-")
    if wish.startswith("down-") and name in COLUMNS:
        return copied_down(rows, name, proposed(form))
    if wish == "titles":
        return with_neighbourhood(rows, form.title.data or "")
    if wish == "add":
        return one_more(form, rows)
    return list(rows) if wish == "look" else None


def copied_down(rows: Sequence[GridRow], name: str, before: Sequence[Cells]) -> list[GridRow]:
    """Copy the first cell of a column to those below that are empty or that nobody changed."""
    if not rows:
        return []
    first = rows[0].cells[name]
    return [
        GridRow({**row.cells, name: first}, row.is_kept)
        if not row.cells[name] or (place < len(before) and row.cells[name] == before[place][name])
        else row
        for place, row in enumerate(rows)
    ]


def with_neighbourhood(rows: Sequence[GridRow], usual: str) -> list[GridRow]:
    """Put the neighbourhood behind the titles that are as the first page says."""
    return [
        GridRow({**row.cells, "title": f"{usual} {row.cells['neighbourhood']}"}, row.is_kept)
        if row.cells["title"] in {"", usual} and row.cells["neighbourhood"]
        else row
        for row in rows
    ]


def one_more(form: SeriesForm, rows: Sequence[GridRow]) -> list[GridRow]:
    """Add a row, as long after the last one as the rhythm says; not more than fit."""
    if len(rows) >= MOST_EVENTS:
        return list(rows)
    last = next((row.held_on for row in reversed(rows) if row.held_on), None)
    day = repeat(last, Rhythm(form.rhythm.data), 2)[1].isoformat() if last else ""
    return [*rows, GridRow({**_usual(form), "day": day})]


def looked_over(form: SeriesForm, rows: Sequence[GridRow]) -> list[GridRow]:
    """Say of each row that is kept what becomes of it, or what is wrong beside each cell."""
    checked: list[GridRow] = []
    taken: set[tuple[object, ...]] = set()
    for row in rows:
        looked = _looked_over(form, row) if row.is_kept else replace(row, faults={}, plan=None)
        if looked.plan is not None:
            place = (looked.cells["venue"].lower(), looked.cells["neighbourhood"].lower())
            same = (looked.plan.starts_at, *place)
            if same in taken:
                sentence = _("This day is in the list already.")
                looked = replace(looked, faults={"day": sentence}, plan=None)
            taken.add(same)
        checked.append(looked)
    return checked


def _looked_over(form: SeriesForm, row: GridRow) -> GridRow:
    cells, faults = row.cells, dict[str, str]()
    for name, most in LONGEST.items():
        if len(cells[name]) > most:
            faults[name] = str(TOO_LONG)
    if not cells["title"]:
        faults["title"] = _("Give the event a name.")
    if cells["phone"] and not phone_href(cells["phone"]):
        faults["phone"] = _("Write a phone number, for example 06 12345678.")
    if cells["menu"] not in MENU_NAMES:
        faults["menu"] = _("“%(words)s” is not in the list. Choose one.", words=cells["menu"])
    span = _span(form, cells, faults)
    if faults or span is None:
        return replace(row, faults=faults, plan=None)
    return replace(row, faults={}, plan=_plan(form, cells, span))


def _span(
    form: SeriesForm, cells: Cells, faults: dict[str, str]
) -> tuple[datetime, datetime] | None:
    """Return start and end; None with a fault beside what is wrong."""
    day, fault = day_or_fault(cells["day"])
    starts, ends = _clock(cells["from"]), _clock(cells["until"])
    for name, at in (("from", starts), ("until", ends)):
        if at is None:
            faults[name] = _("Write a time, for example 15:00.")
    if day is None:
        faults["day"] = fault
    if day is None or starts is None or ends is None:
        return None
    length = timedelta(days=form.days_later())
    if (starts, ends) != (form.starts.data, form.ends.data):
        length = timedelta(days=1 if length and ends <= starts else 0)
    try:
        starts_at = moment_at(day, starts, form.zone)
        ends_at = moment_at(day + length, ends, form.zone)
    except NoSuchTime:
        faults["day"] = _("In that night the clock skips this time.")
        return None
    if ends_at <= starts_at:
        faults["until"] = _("It ends before it starts.")
        return None
    if is_too_late_to_plan(ends_at, now=now()):
        faults["day"] = _("Choose a day that is still to come.")
        return None
    return starts_at, ends_at


def _plan(form: SeriesForm, cells: Cells, span: tuple[datetime, datetime]) -> EventPlan:
    plan = move_plan(form.answer(), starts_at=span[0], ends_at=span[1])
    is_usual = cells["venue"].lower() == plan.venue_name.lower()
    return replace(
        plan,
        title=cells["title"],
        venue_name=cells["venue"],
        venue_address=plan.venue_address if is_usual else "",
        neighbourhood_name=cells["neighbourhood"],
        contact_name=cells["contact"],
        contact_phone=cells["phone"],
        menu_preset=cells["menu"],
    )


def _usual(form: SeriesForm) -> dict[str, str]:
    """Return what the first page says of every date."""
    return {
        "day": "",
        "from": f"{form.starts.data:%H:%M}" if form.starts.data else "",
        "until": f"{form.ends.data:%H:%M}" if form.ends.data else "",
        "venue": form.venue_name.data or "",
        "neighbourhood": form.neighbourhood_name.data or "",
        "contact": form.contact_name.data or "",
        "phone": form.contact_phone.data or "",
        "menu": form.menu_preset.data or "",
        "title": form.title.data or "",
    }


def _menu_key(row: Cells) -> dict[str, str]:
    """Find a menu by its words; what is no menu stays, to be said beside its cell."""
    typed = row.get("menu", "")
    keys = {str(words).lower(): key for key, words in MENU_NAMES.items()}
    return {"menu": keys.get(typed.lower(), typed)} if typed else {}


def new_names(rows: Collection[GridRow], column: str, known: Collection[str]) -> set[str]:
    """Return the names in a column that are not known yet, and are made with the series."""
    lower = {name.lower() for name in known}
    typed = {row.cells[column] for row in rows if row.is_kept}
    return {name for name in typed if name and name.lower() not in lower}


def _clock(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed)
    except ValueError:
        return None


def _iso_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _today() -> date:
    return day_of(now(), settings().zone)
