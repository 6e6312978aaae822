"""What came to past events: the list, one by hand, and a file with a preview."""

from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.exports.table_faults import Fault
from planner.services.forecast import learn
from planner.services.forecast.credibility import (
    Earlier,
    earlier_of_name,
    surprising_records,
)
from planner.services.forecast.learn import TurnoutRecord
from planner.services.forecast.turnout_cells import headings_in
from planner.services.forecast.turnout_files import (
    Preview,
    import_turnouts,
    read_turnouts,
    sample_file,
    write_turnouts,
)
from planner.services.plan import places
from planner.services.plan.series import known_series
from planner.store.models import Turnout
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_year, number
from planner.web.i18n import current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.forecast import bp
from planner.web.organiser.forecast.turnout_form import TurnoutFileForm, TurnoutForm
from planner.web.organiser.labels import (
    LEFT_OUT_NOTES,
    QUALITY_NAMES,
    QUALITY_NOTES,
    missed_words,
)
from planner.web.organiser.questions import about_people
from planner.web.organiser.undoing import flash_undo
from planner.web.paging import asked_page, turning

ROWS = 50
"""On a page."""
MOST_NOTICES = 5
"""Of one file: more of them nobody reads, and a file with more has another fault."""


@dataclass(frozen=True)
class TurnoutRow:
    """A past event as the list shows it; `event_id` where it was planned here.

    Attributes:
        note: why it is left out; empty where forecasts learn from it.
        missed: how many more might have come; empty where nobody said so.
    """

    turnout_id: int
    event_id: int | None
    title: str
    when: str
    series: str
    yes: str
    expected: str
    came: str
    quality: str
    note: str
    missed: str


@bp.get("")
@needs(Right.PLAN)
def list_turnouts() -> ResponseReturnValue:
    """List past turnout."""
    page, reading = asked_page(), reading_session()
    first = (page - 1) * ROWS
    turnouts = learn.list_turnouts(reading, offset=first, limit=ROWS)
    if page > 1 and not turnouts:
        return redirect(url_for("forecast.list_turnouts"), code=303)
    is_full = len(turnouts) == ROWS
    found = learn.count_turnouts(reading) if is_full else first + len(turnouts)
    return render_template(
        "organiser/forecast/turnouts.html",
        rows=[_row(turnout) for turnout in turnouts],
        turning=turning(
            page,
            rows=ROWS,
            shown=len(turnouts),
            found=found,
            url=lambda other: url_for("forecast.list_turnouts", page=other),
        ),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="turnouts.new")
def add_turnout() -> ResponseReturnValue:
    """Record what came to one event."""
    form = TurnoutForm(data={"series_name": request.args.get("series", "")})
    form.zone = settings().zone
    asked = about_people(lambda: earlier_of_name(reading_session(), form.series_name.data or ""))
    form.asks = {"came": asked, "expected": asked}
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/forecast/turnout_form.html",
            form=form,
            series=[series.name for series in known_series(reading_session())],
            neighbourhoods=places.known_neighbourhoods(reading_session()),
            notes={quality.value: note for quality, note in QUALITY_NOTES.items()},
        )
        return page, 422 if form.errors else 200
    recorded = learn.record_turnout(session(), form.answer(), now=now())
    session().commit()
    flash(_("Saved.") if recorded.is_new else _("This event was recorded already."))
    return redirect(url_for("forecast.list_turnouts"), code=303)


@bp.route("/import", methods=["GET", "POST"])
@needs(Right.PLAN, audited="turnouts.upload")
def upload_turnouts() -> ResponseReturnValue:
    """Ask for a file, or show what would be kept of it."""
    form = TurnoutFileForm()
    if not form.is_posted_and_valid():
        return _upload_page(form)
    language = current_locale().language
    preview = read_turnouts(reading_session(), form.answer(), today=_today(), language=language)
    if preview.refusal is not None:
        form.file.errors = [sentence(preview.refusal)]
        return _upload_page(form)
    return render_template(
        "organiser/forecast/turnout_preview.html",
        preview=preview,
        faults=[sentence(fault) for fault in preview.faults],
        rows=_preview_rows(preview),
        table=write_turnouts(row.record for row in preview.new_rows).decode("utf-8-sig"),
    )


@bp.post("/import/confirm")
@needs(Right.PLAN, audited="turnouts.confirm")
def confirm_turnouts() -> ResponseReturnValue:
    """Keep the rows that the preview showed; sent twice, nothing doubles."""
    table = request.form.get("table", "").encode()
    preview = read_turnouts(reading_session(), table, today=_today())
    if preview.refusal is not None or preview.faults:
        abort(400)
    new = [row.record for row in preview.new_rows]
    surprising = surprising_records(reading_session(), new)
    kept = import_turnouts(session(), [row.record for row in preview.rows], now=now())
    session().commit()
    flash(
        ngettext("%(num)s event is recorded.", "%(num)s events are recorded.", kept)
        if kept
        else _("All of these events were recorded already.")
    )
    for record, earlier in surprising[:MOST_NOTICES]:
        flash(_notice(record, earlier), "warn")
    return redirect(url_for("forecast.list_turnouts"), code=303)


@bp.get("/sample.csv")
@needs(Right.PLAN)
def download_sample() -> ResponseReturnValue:
    """Give a file to fill in."""
    return Response(
        sample_file(current_locale().language),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=past-events.csv"},
    )


@bp.post("/<int:turnout_id>/delete")
@needs(Right.PLAN, audited="turnouts.delete")
def delete_turnout(turnout_id: int) -> ResponseReturnValue:
    """Forget a turnout that was entered by mistake."""
    turnout = session().get(Turnout, turnout_id)
    if turnout is None or turnout.event_id is not None:
        abort(404)
    kept = learn.delete_turnout(session(), turnout, by_id=current_account().id, now=now())
    session().commit()
    flash_undo(_("Deleted. Forecasts no longer learn from it."), kept)
    return redirect(url_for("forecast.list_turnouts"), code=303)


def sentence(fault: Fault) -> str:
    """Write what is wrong with a file in the reader's language."""
    return _(fault.text, **fault.blanks)


def _upload_page(form: TurnoutFileForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/forecast/turnout_upload.html",
        form=form,
        heading=", ".join(headings_in(current_locale().language)),
    )
    return page, 422 if form.errors else 200


def _preview_rows(preview: Preview) -> list[tuple[int, str, str, str, bool]]:
    return [
        (
            row.line,
            row.record.title,
            day_and_year(row.record.held_on),
            number(row.record.came),
            row.is_there,
        )
        for row in preview.rows
    ]


def _notice(record: TurnoutRecord, earlier: Earlier) -> str:
    """Say that a count of a file is not like the others; it is kept all the same."""
    numbers = {"title": record.title, "day": day_and_year(record.held_on)}
    if not earlier.counts:
        return _(
            "Look at “%(title)s” of %(day)s again: %(came)s is very many.",
            came=number(record.came),
            **numbers,
        )
    return _(
        "Look at “%(title)s” of %(day)s again: %(came)s came, the other times %(low)s to %(high)s.",
        came=number(record.came),
        low=number(min(earlier.counts)),
        high=number(max(earlier.counts)),
        **numbers,
    )


def _row(turnout: Turnout) -> TurnoutRow:
    return TurnoutRow(
        turnout_id=turnout.id,
        event_id=turnout.event_id,
        title=turnout.title,
        when=day_and_year(turnout.held_on),
        series=turnout.series.name if turnout.series else "",
        yes=number(turnout.yes_heads),
        expected=number(turnout.expected) if turnout.expected is not None else "–",
        came=number(turnout.came),
        quality=str(QUALITY_NAMES[turnout.quality]),
        note=str(LEFT_OUT_NOTES[turnout.left_out_because]) if turnout.left_out_because else "",
        missed=missed_words(turnout.missed),
    )


def _today() -> date:
    return day_of(now(), settings().zone)
