"""Series: plan many dates at once, and see how they went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.exports.phones import phone_shown
from planner.services.day import agenda
from planner.services.messages import notices
from planner.services.plan import planning as plan
from planner.services.shop import track_record
from planner.store.models import Event, Series
from planner.web import event_links
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, number, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.event_rows import BareRow, bare_row
from planner.web.organiser.events import bp, series_grid
from planner.web.organiser.events.event_form import defaults_for_new
from planner.web.organiser.events.full_calendars import warning_of_series
from planner.web.organiser.events.planning import prepare
from planner.web.organiser.events.series_form import SeriesForm
from planner.web.organiser.events.series_pages import first_page, grid_page
from planner.web.organiser.events.special_day_words import KnownDays
from planner.web.organiser.forecast.series_record import hits_words, record_charts
from planner.web.parts import Failed, attempt


@dataclass(frozen=True)
class SeriesLine:
    """One event of a series as its page lists it.

    Attributes:
        tell_url: where everyone is told of its change; empty where nothing waits for it.
        edit_url: empty where nothing is to be changed any more.
    """

    url: str
    title: str
    when: str
    times: str
    place: str
    neighbourhood: str
    contact: str
    phone: str
    note: str
    notes: list[str]
    edit_url: str = ""
    tell_url: str = ""
    is_bare: ClassVar[bool] = False


@bp.route("/series/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="series.new")
def begin_series() -> ResponseReturnValue:
    """Show the first page of a new series, or the grid of dates that follows from it."""
    form = _form()
    rows = series_grid.sent_rows()
    if not form.is_posted_and_valid():
        return first_page(form, rows)
    after = series_grid.proposed(form)
    rows = series_grid.follow_first_page(rows, series_grid.proposed_before(), after)
    return grid_page(form, series_grid.looked_over(form, rows))


@bp.post("/series/plan")
@needs(Right.PLAN, audited="series.create")
def create_series() -> ResponseReturnValue:
    """Make an event of each row that is ticked; or do what another button of the grid says."""
    form = _form()
    wish, rows = request.form.get("do", ""), series_grid.sent_rows()
    if wish == "back" or not form.is_posted_and_valid():
        return first_page(form, rows)
    changed = series_grid.done_to(form, rows, wish)
    looked = series_grid.looked_over(form, rows if changed is None else changed)
    if changed is not None:
        return grid_page(form, looked)
    plans = [row.plan for row in looked if row.plan]
    if not plans or any(row.faults for row in looked):
        return grid_page(form, looked, status=422)
    series = plan.create_series(
        session(),
        form.series_name.data or "",
        plans,
        account_id=current_account().id,
        now=now(),
        is_draft=True,
    )
    session().commit()
    flash(
        ngettext(
            "%(num)s event is planned, as a draft.",
            "%(num)s events are planned, as drafts.",
            len(plans),
        )
    )
    return redirect(url_for("events.show_series", series_id=series.id), code=303)


@bp.get("/series/<int:series_id>")
@needs(Right.PLAN)
def show_series(series_id: int) -> ResponseReturnValue:
    """Show the events of a series, and how good its forecasts were."""
    reading = reading_session()
    series = reading.get(Series, series_id)
    if series is None:
        abort(404)
    entries = agenda.of_series(reading, series.id)
    record = track_record.of_series(reading, [entry.event for entry in entries], now=now())
    known, untold = KnownDays(reading), notices.pending_of_series(reading, series.id)
    return render_template(
        "organiser/events/series.html",
        series=series,
        lines=[_line_or_bare(entry.event, entry.came, known, untold) for entry in entries],
        drafts=sum(
            entry.event.state is EventState.DRAFT and entry.event.ends_at > now()
            for entry in entries
        ),
        last_event=entries[-1].event if entries else None,
        feed=event_links.base_url() + url_for("calendars.send_series_calendar", slug=series.slug),
        full=warning_of_series(series.slug),
        record=record_charts(record) if record else None,
        hits=hits_words(record),
    )


def _form() -> SeriesForm:
    zone = settings().zone
    form = SeriesForm(data=defaults_for_new(zone))
    prepare(form, zone=zone)
    return form


def _line_or_bare(
    event: Event, came: int | None, known: KnownDays, untold: Mapping[int, int]
) -> SeriesLine | BareRow:
    line = attempt("series line", lambda: _line(event, came, known, untold.get(event.id)))
    return bare_row(event) if isinstance(line, Failed) else line


def _line(event: Event, came: int | None, known: KnownDays, notice_id: int | None) -> SeriesLine:
    is_to_come = event.ends_at > now()
    if came is not None:
        note = ngettext("%(n)s person came", "%(n)s people came", came, n=number(came))
    elif event.state is EventState.CANCELLED:
        note = _("Cancelled")
    elif event.state is EventState.DRAFT:
        note = _("Draft")
    else:
        note = _("still to come") if is_to_come else _("not closed yet")
    is_changed = is_to_come and event.state in {EventState.DRAFT, EventState.PUBLISHED}
    return SeriesLine(
        url=url_for("desk.show_event", event_id=event.id),
        title=event.title,
        when=day(event.starts_at, event.zone),
        times=time_range(event.starts_at, event.ends_at, event.zone),
        place=event.venue.name if event.venue else "",
        neighbourhood=event.neighbourhood.name if event.neighbourhood else "",
        contact=event.contact_name or "",
        phone=phone_shown(event.contact_phone) if event.contact_phone else "",
        note=note,
        notes=known.words(day_of(event.starts_at, event.zone)) if is_changed else [],
        edit_url=url_for("events.edit_event", event_id=event.id) if is_changed else "",
        tell_url=url_for("messages.tell_guests", event_id=event.id, notice_id=notice_id)
        if notice_id
        else "",
    )
