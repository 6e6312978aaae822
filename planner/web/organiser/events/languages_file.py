"""The file for whoever translates: fetch it, hand it back, and look before anything is kept."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from planner.core.roles import Right
from planner.exports.table_faults import Fault
from planner.exports.tables_workbook import XLSX
from planner.services.plan import translating, translation_files
from planner.services.plan.translation_files import TextsRead
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.event_words import own_language
from planner.web.i18n import OWN_NAMES, ngettext
from planner.web.i18n import gettext as _
from planner.web.lanes import is_large
from planner.web.language_words import language_name, writing_of
from planner.web.organiser.events import bp
from planner.web.organiser.events.languages_form import KIND_NAMES, TextsFileForm
from planner.web.organiser.lookup import event_to_change, event_to_show

ROWS_SHOWN = 60
SERIES = "series"


@bp.get("/events/<int:event_id>/languages/texts.xlsx")
@needs(Right.MANAGE)
@is_large
def download_texts(event_id: int) -> ResponseReturnValue:
    """Give the file of an event, or of all that is to come of its series."""
    event = event_to_show(event_id)
    own = own_language(event)
    made = translation_files.write_texts(
        _events(event),
        own,
        where=_("Which text"),
        name_of=lambda kind: _(KIND_NAMES[kind]),
        names=OWN_NAMES,
    )
    name = event.series.slug if event.series and _of() == SERIES else event.slug
    return Response(
        made,
        mimetype=XLSX,
        headers={"Content-Disposition": f"attachment; filename={name}-texts.xlsx"},
    )


@bp.route("/events/<int:event_id>/languages/file", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="languages.upload")
def upload_texts(event_id: int) -> ResponseReturnValue:
    """Ask for the file, or show what it would change."""
    event = event_to_show(event_id)
    form = TextsFileForm()
    if not form.is_posted_and_valid():
        return _upload_page(event, form)
    read = translation_files.read_texts(_events(event), form.answer(), own_language(event))
    if read.refusal is not None:
        form.file.errors = [_sentence(read.refusal)]
        return _upload_page(event, form)
    return _preview(event, read)


@bp.post("/events/<int:event_id>/languages/file/confirm")
@needs(Right.MANAGE, audited="languages.confirm")
def confirm_texts(event_id: int) -> ResponseReturnValue:
    """Keep what the preview showed; where something changed meanwhile, show it anew."""
    event = event_to_change(event_id)
    table = request.form.get("table", "").encode()
    read = translation_files.read_texts(_events(event, writing=True), table, own_language(event))
    if read.refusal is not None or read.mark != request.form.get("mark"):
        session().rollback()
        flash(_("A text changed meanwhile. Look once more before you keep these."), "warn")
        if read.refusal is not None:
            return redirect(_url("upload_texts", event_id), code=303)
        return _preview(event_to_show(event_id), _anew(event_id, table)), 409
    kept = translation_files.keep_texts(read, now=now())
    session().commit()
    flash(ngettext("%(num)s text is kept.", "%(num)s texts are kept.", kept))
    return redirect(url_for("events.edit_languages", event_id=event_id), code=303)


def _anew(event_id: int, table: bytes) -> TextsRead:
    event = event_to_show(event_id)
    return translation_files.read_texts(_events(event), table, own_language(event))


def _preview(event: Event, read: TextsRead) -> str:
    return render_template(
        "organiser/events/languages_preview.html",
        event=event,
        faults=[_sentence(fault) for fault in read.faults[:ROWS_SHOWN]],
        more_faults=max(0, len(read.faults) - ROWS_SHOWN),
        rows=[
            {
                "line": one.line,
                "name": language_name(one.language),
                "own": one.wording.words,
                "before": one.before,
                "text": one.text,
                **writing_of(one.language),
            }
            for one in read.new[:ROWS_SHOWN]
        ],
        more_rows=max(0, len(read.new) - ROWS_SHOWN),
        new=len(read.new),
        table=translation_files.write_again(read.table) if read.table else "",
        mark=read.mark,
        own=writing_of(own_language(event)),
        confirm_url=_url("confirm_texts", event.id),
        back_url=_url("upload_texts", event.id),
    )


def _upload_page(event: Event, form: TextsFileForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/events/languages_upload.html",
        event=event,
        form=form,
        is_series=_of() == SERIES,
        texts=len(translation_files.wordings_of(_events(event))),
        file_url=_url("download_texts", event.id),
        other_url=url_for(
            "events.upload_texts", event_id=event.id, of=None if _of() == SERIES else SERIES
        ),
    )
    return page, 422 if form.errors else 200


def _events(event: Event, *, writing: bool = False) -> list[Event]:
    """Return the events that the address asks for: this one, or with the coming of its series."""
    if _of() != SERIES:
        return [event]
    used = session() if writing else reading_session()
    return translating.events_of_series(used, event, now=now())


def _of() -> str:
    return SERIES if request.args.get("of") == SERIES else ""


def _url(view: str, event_id: int) -> str:
    return url_for(f"events.{view}", event_id=event_id, of=_of() or None)


def _sentence(fault: Fault) -> str:
    return _(fault.text, **fault.blanks)
