"""The cards of an event: stacks of them, what became of each, and how they were answered."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.exports.qr import fits_version_3
from planner.services.answer.tally import BatchTally, tally
from planner.services.deleted import StillNeeded
from planner.services.invite import batches, issuing, states
from planner.services.invite import requests as card_requests
from planner.services.invite.states import CardTotals
from planner.services.residents import partners, told
from planner.store.models import Event
from planner.web.access import current_account, needs
from planner.web.auditing import note_gone
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.cards import bp
from planner.web.organiser.cards.batch_form import BatchForm
from planner.web.organiser.cards.batch_presenter import by_giver, request_shown, shown
from planner.web.organiser.going_on import refuse, while_it_goes_on, why_no_cards
from planner.web.organiser.labels import numbered_name
from planner.web.organiser.lookup import (
    batch_to_change,
    batch_to_show,
    event_to_change,
    event_to_show,
)
from planner.web.organiser.undoing import flash_undo
from planner.web.who_runs import runner_of

REQUESTS_SHOWN = 25
"""The oldest; the next one comes up once one of them is done."""


@bp.get("/<int:event_id>/invitations")
@needs(Right.GUESTS)
def list_batches(event_id: int) -> ResponseReturnValue:
    """List the stacks of cards with counts; there is no name of a guest to be shown."""
    event = event_to_show(event_id)
    answers = tally(reading_session(), event.id)
    totals = states.count_cards(reading_session(), event.id)
    found = batches.list_batches(reading_session(), event.id)
    waiting = card_requests.list_waiting(reading_session(), event.id)
    return render_template(
        "organiser/cards/invitations.html",
        event=event,
        may_make=not why_no_cards(event),
        batches=[
            shown(
                batch,
                answers.by_batch.get(batch.id, BatchTally()),
                totals.get(batch.id, CardTotals()),
                zone=event.zone,
            )
            for batch in found
        ],
        givers=by_giver(found, answers),
        requests=[request_shown(one, zone=event.zone) for one in waiting[:REQUESTS_SHOWN]],
        more_requests=max(0, len(waiting) - REQUESTS_SHOWN),
    )


@bp.route("/<int:event_id>/invitations/new", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="invitations.new_batch")
def make_batch(event_id: int) -> ResponseReturnValue:
    """Make a stack of cards."""
    form = BatchForm()
    event = event_to_show(event_id)
    if words := why_no_cards(event):
        return refuse(event_id, "cards.list_batches", words)
    form.offer(
        event,
        language=settings().language,
        organiser=runner_of(event).name,
        partners=partners.list_partners(reading_session()),
    )
    if not form.is_posted_and_valid():
        return _form_page(event, form)
    planned = form.answer()
    chosen = event_to_change(form.event_id(event))
    if words := why_no_cards(chosen):
        session().rollback()
        return refuse(event_id, "cards.list_batches", words)
    try:
        issuing.issue_batch(session(), chosen, planned, code_key=settings().code_key, now=now())
    except issuing.NumbersTaken as taken:
        session().rollback()
        words = _("There is a card %(number)s already. Begin elsewhere.", number=taken.number)
        form.first_number.errors = [words]
        return _form_page(event, form)
    session().commit()
    words = ngettext(
        "%(num)s card is ready to print.", "%(num)s cards are ready to print.", planned.count
    )
    flash(words, "ok")
    return _to_list(chosen.id)


@bp.post("/<int:event_id>/invitations/<int:batch_id>/print")
@needs(Right.GUESTS, audited="invitations.print_batch")
@while_it_goes_on("cards.list_batches")
def print_batch(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Note that the cards are printed, and go to the sheets of those that nobody has used."""
    batch = batch_to_change(event_id, batch_id)
    batches.mark_printed(session(), batch, now=now())
    told.note_line_printed(session(), batch.event, now=now())
    session().commit()
    return redirect(
        url_for("cards.show_cards_sheet", event_id=event_id, batch_id=batch_id), code=303
    )


@bp.post("/<int:event_id>/invitations/<int:batch_id>/handed-out")
@needs(Right.GUESTS, audited="invitations.hand_out")
@while_it_goes_on("cards.list_batches")
def note_handed_out(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Note that the cards went to who hands them out."""
    batches.mark_handed_out(session(), batch_to_change(event_id, batch_id), now=now())
    session().commit()
    return _to_list(event_id)


@bp.post("/<int:event_id>/invitations/<int:batch_id>/not-handed-out")
@needs(Right.GUESTS, audited="invitations.take_back")
def note_not_handed_out(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Take back that the cards were handed out: a slip of the finger."""
    batches.mark_not_handed_out(session(), batch_to_change(event_id, batch_id))
    session().commit()
    return _to_list(event_id)


@bp.get("/<int:event_id>/invitations/<int:batch_id>/revoke")
@needs(Right.GUESTS)
def ask_to_revoke(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Ask before every card of a stack becomes worth nothing: that can't be undone."""
    event = event_to_show(event_id)
    batch = batch_to_show(event_id, batch_id)
    counts = tally(reading_session(), event_id).by_batch.get(batch_id, BatchTally())
    return render_template(
        "organiser/cards/revoke.html",
        event=event,
        batch=shown(batch, counts, CardTotals(), zone=event.zone),
    )


@bp.post("/<int:event_id>/invitations/<int:batch_id>/revoke")
@needs(Right.GUESTS, audited="invitations.revoke_batch")
def revoke_batch(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Make every card of a stack worth nothing."""
    revoked = batches.revoke_batch(session(), batch_to_change(event_id, batch_id))
    session().commit()
    words = ngettext(
        "%(num)s card does not work any more.", "%(num)s cards do not work any more.", revoked
    )
    flash(words, "ok")
    return _to_list(event_id)


@bp.post("/<int:event_id>/invitations/<int:batch_id>/delete")
@needs(Right.GUESTS, audited="deleted.delete_batch")
def delete_batch(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Delete cards that nobody has yet, such as a stack that was made twice."""
    batch = batch_to_change(event_id, batch_id)
    try:
        kept = batches.delete_batch(session(), batch, by_id=current_account().id, now=now())
    except StillNeeded:
        session().rollback()
        words = _("Somebody has to do with these cards already. Let them stop working instead.")
        flash(words, "warn")
        return _to_list(event_id)
    note_gone("batch_id")
    session().commit()
    flash_undo(_("%(name)s is deleted.", name=numbered_name(kept.name)), kept)
    return _to_list(event_id)


@bp.post("/<int:event_id>/invitations/requests/<int:request_id>/done")
@needs(Right.GUESTS, audited="invitations.request_done")
def note_request_done(event_id: int, request_id: int) -> ResponseReturnValue:
    """Note that what somebody asked for the cards was done."""
    if not card_requests.mark_done(session(), event_id, request_id, now=now()):
        abort(404)
    session().commit()
    return _to_list(event_id)


def _form_page(event: Event, form: BatchForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/cards/new.html",
        form=form,
        event=event,
        has_long_address=not fits_version_3(settings().base_url),
    )
    return page, 422 if form.errors else 200


def _to_list(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("cards.list_batches", event_id=event_id), code=303)
