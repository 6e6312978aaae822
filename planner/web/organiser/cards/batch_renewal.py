"""When codes got into the wrong hands: new cards for a stack or a whole event, or none at all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.invite import batches, states
from planner.services.invite.states import CardTotals
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.cards import bp
from planner.web.organiser.going_on import refuse, why_no_cards
from planner.web.organiser.lookup import (
    batch_to_change,
    batch_to_show,
    event_to_change,
    event_to_show,
)


@bp.get("/<int:event_id>/invitations/renew")
@needs(Right.GUESTS)
def ask_to_renew_event(event_id: int) -> ResponseReturnValue:
    """Ask before all cards of an event stop working: that can't be undone."""
    event = event_to_show(event_id)
    counts = states.count_cards(reading_session(), event_id).values()
    return render_template(
        "organiser/cards/renew.html",
        event=event,
        batch_name="",
        may_make=not why_no_cards(event),
        action=url_for("cards.renew_event", event_id=event_id),
        cards=sum(one.made for one in counts),
        answered=sum(one.answered for one in counts),
    )


@bp.post("/<int:event_id>/invitations/renew")
@needs(Right.GUESTS, audited="batch_renewal.renew_event")
def renew_event(event_id: int) -> ResponseReturnValue:
    """Let all cards of an event stop working, with new ones or without."""
    event = event_to_change(event_id)
    if request.form.get("do") == "revoke":
        return _revoked(event_id, batches.revoke_event(session(), event.id))
    if words := why_no_cards(event):
        session().rollback()
        return refuse(event_id, "cards.list_batches", words)
    key = settings().code_key
    return _renewed(event_id, batches.renew_event(session(), event.id, code_key=key, now=now()))


@bp.get("/<int:event_id>/invitations/<int:batch_id>/renew")
@needs(Right.GUESTS)
def ask_to_renew_batch(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Ask before the cards of a stack stop working."""
    event = event_to_show(event_id)
    batch = batch_to_show(event_id, batch_id)
    counts = states.count_cards(reading_session(), event_id).get(batch_id, CardTotals())
    return render_template(
        "organiser/cards/renew.html",
        event=event,
        batch_name=batch.name,
        may_make=not why_no_cards(event),
        action=url_for("cards.renew_batch", event_id=event_id, batch_id=batch_id),
        cards=counts.made,
        answered=counts.answered,
    )


@bp.post("/<int:event_id>/invitations/<int:batch_id>/renew")
@needs(Right.GUESTS, audited="batch_renewal.renew_batch")
def renew_batch(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Let the cards of a stack stop working, with new ones or without."""
    batch = batch_to_change(event_id, batch_id)
    if request.form.get("do") == "revoke":
        return _revoked(event_id, batches.revoke_batch(session(), batch))
    if words := why_no_cards(batch.event):
        session().rollback()
        return refuse(event_id, "cards.list_batches", words)
    key = settings().code_key
    made = batches.renew_batch(session(), batch, code_key=key, now=now())
    return _renewed(event_id, len(made))


def _renewed(event_id: int, count: int) -> ResponseReturnValue:
    words = ngettext(
        "%(num)s new card is ready to print. The old one does not work any more.",
        "%(num)s new cards are ready to print. The old ones do not work any more.",
        count,
    )
    return _done(event_id, words)


def _revoked(event_id: int, count: int) -> ResponseReturnValue:
    words = ngettext(
        "%(num)s card does not work any more.", "%(num)s cards do not work any more.", count
    )
    return _done(event_id, words)


def _done(event_id: int, words: str) -> ResponseReturnValue:
    session().commit()
    flash(words, "ok")
    return redirect(url_for("cards.list_batches", event_id=event_id), code=303)
