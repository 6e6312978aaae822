"""Events from a calendar file become drafts: the file, a preview, and what was chosen."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from planner.core.roles import Right
from planner.services.calendars import imports, uploads, watching
from planner.services.calendars.reading import LARGEST_FILE, Refusal, read_file
from planner.store.models import CalendarUpload
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.organiser.events import bp
from planner.web.organiser.events.calendar_rows import (
    LengthForm,
    asks_length,
    entry_row,
    left_out_rows,
    missing_row,
    taken_words,
    ticked,
)
from planner.web.organiser.events.calendar_watch import watched_row
from planner.web.organiser.fields import TOO_LONG
from planner.web.organiser.file_form import FileForm

LONGEST_NAME = 120


class CalendarFileForm(FileForm):
    """A calendar file, and what the organiser calls the calendar it is of."""

    accepts = ".ics,text/calendar"
    largest = LARGEST_FILE
    too_large = Refusal.TOO_BIG.value

    file = FileField(_l("Your file"), description=_l("At most 1 MB."))
    source = StringField(
        _l("What do you call this calendar?"),
        validators=[Length(max=LONGEST_NAME, message=TOO_LONG)],
        render_kw={"list": "known-sources", "autocomplete": "off"},
    )


@bp.route("/events/import", methods=["GET", "POST"])
@needs(Right.PLAN, audited="calendar_import.upload")
def upload_calendar() -> ResponseReturnValue:
    """Ask for a file; what is in it is shown before anything is planned."""
    form = CalendarFileForm()
    if not form.is_posted_and_valid():
        return _upload_page(form)
    reading = read_file(form.answer(), zone=settings().zone, now=now())
    if isinstance(reading, Refusal):
        form.file.errors = [_(reading.value)]
        return _upload_page(form)
    source = form.source.data or reading.name or form.file_name[:LONGEST_NAME]
    upload_id = uploads.keep_reading(
        session(), reading, source=source, account_id=current_account().id, now=now()
    )
    session().commit()
    return redirect(url_for("events.preview_import", upload_id=upload_id), code=303)


@bp.get("/events/import/<int:upload_id>")
@needs(Right.PLAN)
def preview_import(upload_id: int) -> ResponseReturnValue:
    """Show what would be made and changed, and what was left out and why."""
    found = uploads.find_upload(reading_session(), upload_id, account_id=current_account().id)
    return _preview_page(found or abort(404), LengthForm())


@bp.post("/events/import/<int:upload_id>")
@needs(Right.PLAN, audited="calendar_import.confirm")
def confirm_import(upload_id: int) -> ResponseReturnValue:
    """Make and change the drafts that are ticked."""
    form = LengthForm()
    is_good = form.is_posted_and_valid()
    account_id = current_account().id
    if not is_good:
        found = uploads.find_upload(reading_session(), upload_id, account_id=account_id)
        return _preview_page(found or abort(404), form)
    found = uploads.find_upload(session(), upload_id, account_id=account_id)
    if found is None:
        abort(404)
    taken = imports.take(
        session(),
        found.source,
        uploads.reading_of(found),
        chosen=_numbers("take"),
        removed=_numbers("remove"),
        length=timedelta(hours=form.hours.data),
        zone=settings().zone,
        account_id=account_id,
        now=now(),
    )
    session().delete(found)
    session().commit()
    for sentence in taken_words(taken):
        flash(sentence)
    return redirect(url_for("events.list_events"), code=303)


def _upload_page(form: CalendarFileForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/events/calendar_upload.html",
        form=form,
        sources=uploads.known_sources(reading_session()),
        watched=[watched_row(one) for one in watching.watched(reading_session())],
    )
    return page, 422 if form.errors else 200


def _preview_page(found: CalendarUpload, form: LengthForm) -> ResponseReturnValue:
    reading = uploads.reading_of(found)
    comparison = imports.compare(
        reading_session(), found.source, reading, zone=settings().zone, now=now()
    )
    chosen = ticked()
    page = render_template(
        "organiser/events/calendar_preview.html",
        form=form,
        source=found.source,
        rows=[
            entry_row(str(number), proposal, chosen)
            for number, proposal in enumerate(comparison.proposals)
            if proposal.fate.may_be_taken
        ],
        same=sum(not one.fate.may_be_taken for one in comparison.proposals),
        asks_length=asks_length(comparison.proposals),
        missing=[missing_row(str(one.event_id), one) for one in comparison.missing],
        left_out=left_out_rows(comparison.left_out),
    )
    return page, 422 if form.errors else 200


def _numbers(name: str) -> frozenset[int]:
    typed = request.form.getlist(name)
    return frozenset(
        int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) < 10
    )
