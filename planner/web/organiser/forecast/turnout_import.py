"""Past events from a file: what is what, all that will be kept, and only then kept.

Nothing of a file is stored before the last button: the page carries it along. A list of guests is
counted when it comes in, and its page carries no person.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count, takewhile

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.core.texts import N_
from planner.exports.table_faults import Fault
from planner.exports.tables import ReadTable, write_again
from planner.services.forecast.credibility import Earlier, surprising_records
from planner.services.forecast.guest_lists import (
    MOST_LISTED_EVENTS,
    CountedList,
    ListProgram,
    count_list,
    names_people,
    program_of,
    without_people,
)
from planner.services.forecast.learn import TurnoutRecord
from planner.services.forecast.turnout_cells import NEEDED, find_columns, headings_in
from planner.services.forecast.turnout_files import (
    Preview,
    import_turnouts,
    read_rows,
    read_sheet,
    sample_file,
    table_of_list,
    take_back,
)
from planner.services.plan import places
from planner.services.plan.series import known_series
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_year, number
from planner.web.i18n import current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.forecast import bp
from planner.web.organiser.forecast.turnout_form import TurnoutFileForm
from planner.web.organiser.forecast.turnout_mapping import RowMeaning, TurnoutMappingForm
from planner.web.organiser.forecast.turnout_preview import preview_rows
from planner.web.organiser.undoing import UNDO

MOST_NOTICES = 5
"""Of one file: more of them nobody reads, and a file with more has another fault."""
LARGEST_CARRIED = 400_000
"""Characters of a table that a page carries along; a form may be a little over twice as large."""
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
LONGEST_LINE = 6
"""Digits of the number of a row."""
UNDONE_WITHIN = timedelta(days=1)
TOO_MANY_EVENTS = N_("There are more than 100 events in this list. Cut the file in pieces.")


@bp.route("/import", methods=["GET", "POST"])
@needs(Right.PLAN, audited="turnouts.upload")
def upload_turnouts() -> ResponseReturnValue:
    """Ask for a file, or show what would be kept of it."""
    form = TurnoutFileForm()
    if not form.is_posted_and_valid():
        return _upload_page(form)
    table = read_sheet(form.answer())
    if isinstance(table, Fault):
        form.file.errors = [sentence(table)]
        return _upload_page(form)
    program = program_of(table.header)
    is_list = program is not None or (
        names_people(table.header) and not set(NEEDED) <= set(find_columns(table.header))
    )
    doubles = 0
    if is_list:
        listed = without_people(table)
        table, doubles = listed.table, listed.doubles
    meaning = RowMeaning.GUESTS if is_list else RowMeaning.EVENTS
    mapping = TurnoutMappingForm.guessed(table, meaning=meaning, program=program)
    if len(write_again(table)) > LARGEST_CARRIED:
        form.file.errors = [_(form.too_large)]
        return _upload_page(form)
    return _preview(table, mapping, program=program, doubles=doubles)


@bp.post("/import/look")
@needs(Right.PLAN, audited="turnouts.look")
def look_at_turnouts() -> ResponseReturnValue:
    """Look through the same file again, with other columns."""
    table, form = _mapped()
    if form.is_sent:
        form.is_posted_and_valid()  # says what is wrong, beside its field
    return _preview(table, form, program=_program(), doubles=_doubles())


@bp.post("/import/confirm")
@needs(Right.PLAN, audited="turnouts.confirm")
def confirm_turnouts() -> ResponseReturnValue:
    """Keep the rows that the preview showed; sent twice, nothing doubles."""
    table, form = _mapped()
    preview, _counted = _read(table, form)
    is_right = form.is_sent and form.is_posted_and_valid() and preview.refusal is None
    if not is_right:
        return _preview(table, form, program=_program(), doubles=_doubles())
    left = _left_out()
    kept = [row.record for row in preview.rows if row.line not in left]
    new = [row.record for row in preview.new_rows if row.line not in left]
    surprising = surprising_records(reading_session(), new)
    moment = now()
    recorded = import_turnouts(session(), kept, now=moment)
    session().commit()
    if recorded:
        # In microseconds, so that the address names this file and no other.
        at = (moment - EPOCH) // MICROSECOND
        words = ngettext("%(num)s event is recorded.", "%(num)s events are recorded.", recorded)
        flash(words, UNDO + url_for("forecast.undo_import", at=at))
    else:
        flash(_("All of these events were recorded already."))
    for record, earlier in surprising[:MOST_NOTICES]:
        flash(_notice(record, earlier), "warn")
    return redirect(url_for("forecast.list_turnouts"), code=303)


@bp.post("/import/<key:at>/undo")
@needs(Right.PLAN, audited="turnouts.undo_import")
def undo_import(at: int) -> ResponseReturnValue:
    """Forget what one file brought in; pressed again, there is nothing left to forget."""
    moment = EPOCH + at * MICROSECOND
    if not now() - UNDONE_WITHIN <= moment <= now():
        abort(404)
    gone = take_back(session(), moment)
    session().commit()
    flash(ngettext("%(num)s event is taken back.", "%(num)s events are taken back.", gone))
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


def sentence(fault: Fault) -> str:
    """Write what is wrong with a file in the reader's language."""
    return _(fault.text, **fault.blanks)


def _upload_page(form: TurnoutFileForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/forecast/turnout_upload.html",
        form=form,
        heading=", ".join(headings_in(current_locale().language)),
        programs=", ".join(ListProgram),
    )
    return page, 422 if form.errors else 200


def _preview(
    table: ReadTable,
    form: TurnoutMappingForm,
    *,
    program: ListProgram | None,
    doubles: int,
) -> ResponseReturnValue:
    preview, counted = _read(table, form)
    left = _left_out()
    page = render_template(
        "organiser/forecast/turnout_preview.html",
        form=form,
        table=write_again(table),
        is_list=form.meaning is RowMeaning.GUESTS,
        program=program,
        doubles=doubles,
        counted=counted,
        refusal=sentence(preview.refusal) if preview.refusal else "",
        rows=preview_rows(preview, counted, came=_came(), left=left),
        faults=len(preview.faults),
        known=len(preview.rows) - len(preview.new_rows),
        new=sum(row.line not in left for row in preview.new_rows),
        series=[series.name for series in known_series(reading_session())],
        neighbourhoods=places.known_neighbourhoods(reading_session()),
    )
    return page, 422 if form.errors else 200


def _mapped() -> tuple[ReadTable, TurnoutMappingForm]:
    """Return the table that the preview carried along, and what its columns are."""
    table = read_sheet(request.form.get("table", "").encode())
    if isinstance(table, Fault):
        abort(400)
    is_list = request.form.get("rows") == RowMeaning.GUESTS
    if is_list and not request.form.get("counted"):
        table = without_people(table).table
        return table, TurnoutMappingForm.guessed(
            table, meaning=RowMeaning.GUESTS, program=program_of(table.header)
        )
    return table, TurnoutMappingForm.for_table(table)


def _read(table: ReadTable, form: TurnoutMappingForm) -> tuple[Preview, CountedList | None]:
    """Say what would be kept of a table, and for a list of guests what was counted in it."""
    if form.meaning is RowMeaning.EVENTS:
        columns = form.columns
        if not set(NEEDED) <= set(columns):
            text = N_("Choose which columns hold the day, the name and how many came.")
            return Preview(refusal=Fault(text)), None
        return read_rows(reading_session(), table, columns, today=_today()), None
    counted = count_list(table, form.list_columns)
    if len(counted.events) > MOST_LISTED_EVENTS:
        return Preview(refusal=Fault(TOO_MANY_EVENTS)), counted
    events = table_of_list(counted, form.told(_came()))
    every = {name: place for place, name in enumerate(events.header)}
    return read_rows(reading_session(), events, every, today=_today()), counted


def _came() -> list[str]:
    """Return what was typed for the first, the second event of a list, as long as there are any."""
    names = (f"came-{place}" for place in count(1))
    return [request.form[name].strip() for name in takewhile(request.form.__contains__, names)]


def _left_out() -> set[int]:
    lines = request.form.getlist("leave")
    return {int(line) for line in lines if line.isdecimal() and len(line) <= LONGEST_LINE}


def _program() -> ListProgram | None:
    return next((each for each in ListProgram if each == request.form.get("program")), None)


def _doubles() -> int:
    typed = request.form.get("doubles", "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


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


def _today() -> date:
    return day_of(now(), settings().zone)
