"""Events from a calendar file become drafts: the file, a preview, and what was chosen."""

from dataclasses import dataclass
from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import Length

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.exports.ics_found import CalendarEntry
from planner.services.calendars import imports, uploads
from planner.services.calendars.imports import Fate, Proposal
from planner.services.calendars.reading import LARGEST_FILE, Refusal, read_file
from planner.store.models import CalendarUpload
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, day_and_time, day_and_year, time_range
from planner.web.filters import time as clock
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.events import bp
from planner.web.organiser.fields import TOO_LONG, options
from planner.web.organiser.file_form import FileForm
from planner.web.organiser.labels import CHANGED_NAMES, FATE_NAMES, LEAVE_NAMES

LENGTHS = (1, 2, 3, 4, 6, 8)
LONGEST_NAME = 120
LONGER_THAN_A_NIGHT = timedelta(hours=18)


class CalendarFileForm(FileForm):
    """A calendar file, and what the organiser calls the calendar it is of."""

    accepts = ".ics,text/calendar"
    largest = LARGEST_FILE
    too_large = Refusal.TOO_BIG.value

    file = FileField(_l("Your file"), description=_l("At most 1 MB."))
    source = StringField(
        _l("What do you call this calendar?"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"list": "known-sources", "autocomplete": "off"},
    )


class LengthForm(Form):
    """How long events last whose end a file does not say."""

    hours = SelectField(_l("How long do events last that do not say so?"), coerce=int, default=2)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = options(
            (hours, ngettext("%(num)s hour", "%(num)s hours", hours)) for hours in LENGTHS
        )


@dataclass(frozen=True)
class EntryRow:
    """An entry as the preview shows it."""

    number: int
    title: str
    when: str
    note: str
    tone: str
    is_ticked: bool


@dataclass(frozen=True)
class MissingRow:
    """A draft that is not in the file any more."""

    event_id: int
    title: str
    when: str


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
        uploads.entries_of(found),
        chosen=_numbers("take"),
        removed=_numbers("remove"),
        length=timedelta(hours=form.hours.data),
        zone=settings().zone,
        account_id=account_id,
        now=now(),
    )
    session().delete(found)
    session().commit()
    for sentence in _said(taken):
        flash(sentence)
    return redirect(url_for("events.list_events"), code=303)


def _said(taken: imports.Taken) -> list[str]:
    counted = (
        (taken.made, ngettext("%(num)s draft is made.", "%(num)s drafts are made.", taken.made)),
        (
            taken.changed,
            ngettext("%(num)s event is changed.", "%(num)s events are changed.", taken.changed),
        ),
        (
            taken.removed,
            ngettext("%(num)s draft is removed.", "%(num)s drafts are removed.", taken.removed),
        ),
    )
    return [words for count, words in counted if count] or [_("Nothing was taken over.")]


def _upload_page(form: CalendarFileForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/events/calendar_upload.html",
        form=form,
        sources=uploads.known_sources(reading_session()),
    )
    return page, 422 if form.errors else 200


def _preview_page(found: CalendarUpload, form: LengthForm) -> ResponseReturnValue:
    entries = uploads.entries_of(found)
    comparison = imports.compare(reading_session(), found.source, entries, now=now())
    chosen = _numbers("take") if request.method == "POST" else None
    page = render_template(
        "organiser/events/calendar_preview.html",
        form=form,
        upload_id=found.id,
        source=found.source,
        rows=[
            _row(number, proposal, chosen)
            for number, proposal in enumerate(comparison.proposals)
            if proposal.fate.may_be_taken
        ],
        same=sum(not one.fate.may_be_taken for one in comparison.proposals),
        asks_length=any(
            one.entry.ends_at is None and one.fate is Fate.NEW for one in comparison.proposals
        ),
        missing=[
            MissingRow(one.event_id, one.title, day_and_year(one.starts_at, settings().zone))
            for one in comparison.missing
        ],
        left_out=[
            (one.title or _("Without a name"), str(LEAVE_NAMES[one.reason]))
            for one in uploads.left_out_of(found)
        ],
    )
    return page, 422 if form.errors else 200


def _row(number: int, proposal: Proposal, chosen: frozenset[int] | None) -> EntryRow:
    entry, fate, zone = proposal.entry, proposal.fate, settings().zone
    notes = [str(FATE_NAMES[fate])]
    if proposal.changed:
        names = ", ".join(str(CHANGED_NAMES[name]) for name in proposal.changed)
        notes.append(_("Different: %(what)s.", what=names))
    if entry.ends_at is None:
        notes.append(_("The file does not say when it ends."))
    if entry.was_cut:
        notes.append(_("Its text is too long and is cut."))
    return EntryRow(
        number=number,
        title=entry.title,
        when=_(
            "%(day)s, %(times)s", day=day_and_year(entry.starts_at, zone), times=_times(entry, zone)
        ),
        note=" ".join(notes),
        tone="warn" if fate in {Fate.BOTH_CHANGED, Fate.PUBLISHED} else "",
        is_ticked=fate.is_taken_unasked if chosen is None else number in chosen,
    )


def _times(entry: CalendarEntry, zone: str) -> str:
    if entry.ends_at is None:
        return clock(entry.starts_at, zone)
    last = entry.ends_at - timedelta(seconds=1)
    is_one_day = day_of(last, zone) == day_of(entry.starts_at, zone)
    if entry.is_all_day and is_one_day:
        return _("the whole day")
    if entry.is_all_day:
        return _("whole days, up to and including %(day)s", day=day(last, zone))
    if is_one_day or entry.ends_at - entry.starts_at < LONGER_THAN_A_NIGHT:
        return time_range(entry.starts_at, entry.ends_at, zone)
    return _(
        "from %(start)s until %(end)s",
        start=clock(entry.starts_at, zone),
        end=day_and_time(entry.ends_at, zone),
    )


def _numbers(name: str) -> frozenset[int]:
    typed = request.form.getlist(name)
    return frozenset(
        int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) < 10
    )
