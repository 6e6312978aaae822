"""Guests by name: one at a time, or from a file that is looked through first."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.exports.table_faults import Fault
from planner.exports.tables import ReadTable, write_again
from planner.services.guests import guest_files, named_guests
from planner.services.guests.guest_files import DryRun
from planner.services.guests.named_guests import NewGuest
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import OWN_NAMES, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.keeping import forget_on
from planner.web.organiser.guests import bp
from planner.web.organiser.guests.file_form import GuestFileForm, MappingForm
from planner.web.organiser.guests.forms import NewGuestForm
from planner.web.organiser.lookup import event_of_guests, event_to_change
from planner.web.organiser.questions import about_party

ROWS_SHOWN = 20


@bp.route("/<int:event_id>/guests/new", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="guests_new.new")
def add_guest(event_id: int) -> ResponseReturnValue:
    """Give somebody with a name a card."""
    event = event_of_guests(event_id)
    form = NewGuestForm(data={"stack": _("Guests by name")})
    form.asks = {"largest_party": about_party()}
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/guests/new.html",
            event=event,
            form=form,
            stacks=_stacks(event_id),
            names_until=day(forget_on(event)),
        )
        return page, 422 if form.errors else 200
    guest = NewGuest(form.answer(), form.largest_party.data or 1)
    (number,) = named_guests.add_guests(
        session(),
        event_to_change(event_id),
        [guest],
        stack=form.stack_name,
        code_key=settings().code_key,
        now=now(),
    )
    session().commit()
    flash(_("Card %(number)s is ready to print.", number=number), "ok")
    return redirect(url_for("guests.show_card", event_id=event_id, number=number), code=303)


@bp.route("/<int:event_id>/guests/import", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="guests_new.upload")
def upload_guests(event_id: int) -> ResponseReturnValue:
    """Ask for a file, or show what would become of it."""
    event = event_of_guests(event_id)
    form = GuestFileForm()
    if not form.is_posted_and_valid():
        return _upload_page(event, form)
    table = guest_files.read_guests(form.answer())
    if isinstance(table, Fault):
        form.file.errors = [_sentence(table)]
        return _upload_page(event, form)
    return _preview(event, table, MappingForm.guessed(table, stack=_("Guests by name")))


@bp.post("/<int:event_id>/guests/import/look")
@needs(Right.GUESTS, audited="guests_new.look")
def preview_guests(event_id: int) -> ResponseReturnValue:
    """Look through the same file again, with other columns."""
    return _preview(event_of_guests(event_id), *_mapped())


@bp.post("/<int:event_id>/guests/import/confirm")
@needs(Right.GUESTS, audited="guests_new.confirm")
def confirm_guests(event_id: int) -> ResponseReturnValue:
    """Give everybody who is new a card; sent twice, nobody gets two."""
    table, form = _mapped()
    event = event_of_guests(event_id)
    if not form.is_posted_and_valid():
        return _preview(event, table, form)
    chosen = event_to_change(event_id)
    dry_run = _try_out(event, table, form, writing=True)
    numbers = guest_files.keep(
        session(),
        chosen,
        dry_run,
        stack=form.stack_name,
        code_key=settings().code_key,
        now=now(),
    )
    session().commit()
    flash(
        ngettext("%(num)s guest has a card.", "%(num)s guests have a card.", len(numbers))
        if numbers
        else _("All of these guests had a card already."),
        "ok",
    )
    return redirect(url_for("guests.show_guests", event_id=event_id, order="name"), code=303)


def _mapped() -> tuple[ReadTable, MappingForm]:
    """Return the table that the preview carried along, and what its columns are."""
    table = guest_files.read_guests(request.form.get("table", "").encode())
    if isinstance(table, Fault):
        abort(400)
    return table, MappingForm.for_table(table)


def _preview(event: Event, table: ReadTable, form: MappingForm) -> ResponseReturnValue:
    dry_run = _try_out(event, table, form)
    page = render_template(
        "organiser/guests/preview.html",
        event=event,
        form=form,
        stacks=_stacks(event.id),
        table=write_again(table),
        counts=_counts(dry_run),
        faults=[_sentence(fault) for fault in dry_run.faults[:ROWS_SHOWN]],
        more_faults=max(0, len(dry_run.faults) - ROWS_SHOWN),
        rows=dry_run.new[:ROWS_SHOWN],
        more_rows=max(0, len(dry_run.new) - ROWS_SHOWN),
        new=len(dry_run.new),
        unspoken=dry_run.unspoken[:ROWS_SHOWN],
        language_names=OWN_NAMES,
        has_names=form.has_names,
    )
    return page, 422 if form.errors else 200


def _try_out(event: Event, table: ReadTable, form: MappingForm, *, writing: bool = False) -> DryRun:
    if not form.has_names:
        return DryRun()
    return guest_files.try_out(
        session() if writing else reading_session(),
        event.id,
        table,
        form.columns,
        largest_party=form.people_on_a_card,
    )


def _counts(dry_run: DryRun) -> list[str]:
    new, known, wrong = len(dry_run.new), len(dry_run.known), len(dry_run.faults)
    return [
        ngettext("%(num)s new guest", "%(num)s new guests", new),
        ngettext("%(num)s known already", "%(num)s known already", known),
        ngettext("%(num)s row with a mistake", "%(num)s rows with a mistake", wrong),
    ]


def _upload_page(event: Event, form: GuestFileForm) -> ResponseReturnValue:
    page = render_template("organiser/guests/upload.html", event=event, form=form)
    return page, 422 if form.errors else 200


def _sentence(fault: Fault) -> str:
    return _(fault.text, **fault.blanks)


def _stacks(event_id: int) -> list[str]:
    return named_guests.own_stacks(reading_session(), event_id)
