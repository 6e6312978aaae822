"""Series: plan many dates at once, and see how they went."""

from dataclasses import dataclass
from typing import ClassVar

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.roles import Right
from planner.services.day import agenda
from planner.services.plan import planning as plan
from planner.services.shop import track_record
from planner.store.models import Event, Series
from planner.web import event_links
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.event_rows import BareRow, bare_row
from planner.web.organiser.events import bp
from planner.web.organiser.events.event_form import defaults_for_new
from planner.web.organiser.events.planning import event_form_values, prepare
from planner.web.organiser.events.series_form import (
    RHYTHM_NOTES,
    DayChoice,
    SeriesForm,
    chosen_days,
    offered_days,
)
from planner.web.organiser.forecast.series_record import hits_words, record_charts
from planner.web.parts import Failed, attempt


@dataclass(frozen=True)
class SeriesLine:
    """One event of a series as its page lists it."""

    url: str
    title: str
    when: str
    note: str
    is_bare: ClassVar[bool] = False


@bp.route("/series/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="series.new")
def begin_series() -> ResponseReturnValue:
    """Show the form of a new series, or the days that follow from it."""
    form = _form()
    if not form.is_posted_and_valid():
        return _form_page(form)
    return _preview_page(form, offered_days(form))


@bp.post("/series/plan")
@needs(Right.PLAN, audited="series.create")
def create_series() -> ResponseReturnValue:
    """Make the events of the days that are ticked."""
    form = _form()
    if not form.is_posted_and_valid():
        return _form_page(form)
    choices = chosen_days(form)
    dates = [choice.moments for choice in choices if choice.moments]
    if not dates or any(choice.error for choice in choices):
        return _preview_page(form, choices, status=422)
    series = plan.create_series(
        session(),
        form.series_name.data or "",
        form.answer(),
        dates,
        account_id=current_account().id,
        now=now(),
        is_draft=True,
    )
    session().commit()
    flash(
        ngettext(
            "%(num)s event is planned, as a draft.",
            "%(num)s events are planned, as drafts.",
            len(dates),
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
    return render_template(
        "organiser/events/series.html",
        series=series,
        lines=[_line_or_bare(entry.event, entry.came) for entry in entries],
        drafts=sum(
            entry.event.state is EventState.DRAFT and entry.event.ends_at > now()
            for entry in entries
        ),
        last_event=entries[-1].event if entries else None,
        feed=event_links.base_url() + url_for("calendars.send_series_calendar", slug=series.slug),
        record=record_charts(record) if record else None,
        hits=hits_words(record),
    )


def _form() -> SeriesForm:
    zone = settings().zone
    form = SeriesForm(data=defaults_for_new(zone))
    prepare(form, zone=zone)
    return form


def _form_page(form: SeriesForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/events/series_form.html",
        form=form,
        event=None,
        rhythm_notes={rhythm.value: note for rhythm, note in RHYTHM_NOTES.items()},
        **event_form_values(),
    )
    return page, 422 if form.errors else 200


def _preview_page(
    form: SeriesForm, choices: list[DayChoice], *, status: int = 200
) -> ResponseReturnValue:
    kept = [choice for choice in choices if choice.is_kept]
    page = render_template(
        "organiser/events/series_preview.html",
        series_form=form,
        choices=choices,
        kept=len(kept),
        error=_("Tick at least one day.") if not kept else "",
    )
    return page, status


def _line_or_bare(event: Event, came: int | None) -> SeriesLine | BareRow:
    line = attempt("series line", lambda: _line(event, came))
    return bare_row(event) if isinstance(line, Failed) else line


def _line(event: Event, came: int | None) -> SeriesLine:
    if came is not None:
        note = ngettext("%(n)s person came", "%(n)s people came", came, n=number(came))
    elif event.state is EventState.CANCELLED:
        note = _("Cancelled")
    elif event.state is EventState.DRAFT:
        note = _("Draft")
    else:
        note = _("still to come") if event.ends_at > now() else _("not closed yet")
    return SeriesLine(
        url=url_for("desk.show_event", event_id=event.id),
        title=event.title,
        when=day(event.starts_at, event.zone),
        note=note,
    )
