"""One card by its number: who it is for, and an answer for somebody on the phone or at the door.

Of a card that somebody else hands out the page tells nothing but whether it works: it is there for
who calls with the card in hand, and says no more than they do.
"""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import InvitationState
from planner.core.roles import Right
from planner.services.guests import guest_list, list_answers, named_guests
from planner.services.guests.list_values import GuestListFilter
from planner.services.invite import issuing
from planner.services.messages import lost_letters
from planner.services.privacy import erasing
from planner.store.models import Invitation, NamedGuest
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.forms import EmptyForm
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.keeping import erasure_log, forget_on
from planner.web.organiser.cards.card_forms import LARGEST_NUMBER, NumberForm
from planner.web.organiser.guests import bp
from planner.web.organiser.guests.forms import NumberedDetailsForm, ToldForm, values_told
from planner.web.organiser.guests.presenter import rows_shown
from planner.web.organiser.labels import answer_refused
from planner.web.organiser.lookup import event_of_guests
from planner.web.organiser.messages.lost_presenter import LostShown, lost_shown, sent_words
from planner.web.organiser.questions import about_party


@bp.get("/<int:event_id>/guests/card")
@needs(Right.GUESTS)
def show_card(event_id: int) -> ResponseReturnValue:
    """Ask for a number, or show the card that has it."""
    event = event_of_guests(event_id)
    form = NumberForm(request.args)
    if "number" not in request.args:
        return render_template("organiser/guests/find.html", event=event, form=form)
    typed = form.number.data if form.number.validate(form) else None
    if typed is None or issuing.find_by_number(reading_session(), event_id, typed) is None:
        form.number.errors = [_no_such_card()]
        return render_template("organiser/guests/find.html", event=event, form=form), 422
    return _page(event_id, typed)


@bp.post("/<int:event_id>/guests/answer")
@needs(Right.GUESTS, audited="guests_card.answer")
def answer_for_guest(event_id: int) -> ResponseReturnValue:
    """Keep what somebody told; it is recorded as filled in by the organiser."""
    form = ToldForm()
    number = _number(form)
    _told(form, number, _own_card(event_id, number))
    if not form.is_posted_and_valid():
        return _page(event_id, number, told=form)
    invitation = _card_to_change(event_id, number)
    outcome = list_answers.answer_for(session(), invitation, form.told(), now=now())
    if not outcome.is_kept:
        session().rollback()
        form.reply.errors = [answer_refused(outcome, invitation)]
        return _page(event_id, number, told=form)
    session().commit()
    flash(_("The answer of card %(number)s is kept.", number=number), "ok")
    return _to_card(event_id, number)


@bp.post("/<int:event_id>/guests/name")
@needs(Right.GUESTS, audited="guests_card.name")
def name_card(event_id: int) -> ResponseReturnValue:
    """Write down whom a card is for."""
    number = _number(NumberForm())
    own = _own_card(event_id, number)
    form = _details(named_guests.guest_of(reading_session(), own) if own else None, number)
    if not form.is_posted_and_valid():
        return _page(event_id, number, details=form)
    invitation, details = _card_to_change(event_id, number), form.answer()
    sent = lost_letters.send_to_new_address(
        session(), invitation, details.email, code_key=settings().code_key, now=now()
    )
    if not named_guests.name_card(session(), invitation, details, now=now()):
        abort(404)
    session().commit()
    flash(sent_words(sent) if sent else _("Saved."), "ok")
    return _to_card(event_id, number)


@bp.post("/<int:event_id>/guests/forget-name")
@needs(Right.GUESTS, audited="guests_card.forget_name")
def forget_name(event_id: int) -> ResponseReturnValue:
    """Erase the name on a card; the card and its answer stay."""
    form = NumberForm()
    number = _number(form)
    erasing.erase_name(session(), _card_to_change(event_id, number), log=erasure_log(), now=now())
    session().commit()
    flash(_("The name is erased."), "ok")
    return _to_card(event_id, number)


def _page(
    event_id: int,
    number: int,
    *,
    told: ToldForm | None = None,
    details: NumberedDetailsForm | None = None,
) -> ResponseReturnValue:
    event = event_of_guests(event_id)
    invitation = issuing.find_by_number(reading_session(), event_id, number)
    if invitation is None:
        abort(404)
    is_ours = named_guests.is_own_card(reading_session(), invitation)
    guest = named_guests.guest_of(reading_session(), invitation) if is_ours else None
    row = _row(event_id, number) if is_ours else None
    page = render_template(
        "organiser/guests/card.html",
        event=event,
        number=number,
        names_until=day(forget_on(event)),
        batch_id=invitation.batch_id,
        most=invitation.largest_party,
        works=invitation.state is InvitationState.ISSUED,
        replaced_by=invitation.replaced_by,
        is_ours=is_ours,
        guest=guest,
        takes_name=named_guests.takes_name(reading_session(), invitation),
        row=row,
        lost=_lost(event_id, invitation) if is_ours else None,
        form=told if told is not None else details if details is not None else EmptyForm(None),
        told=told
        if told is not None
        else _told(
            ToldForm(None, data={"number": number}), number, invitation if is_ours else None
        ),
        details=details if details is not None else _details(guest, number, formdata=None),
    )
    return page, 422 if told is not None or details is not None else 200


def _lost(event_id: int, invitation: Invitation) -> LostShown | None:
    """Return what came back from them, with where that is put right."""
    here = settings()
    letter = lost_letters.latest_lost(
        reading_session(), invitation.id, event_id=event_id, code_key=here.code_key
    )
    return lost_shown(letter, here.zone) if letter else None


def _details(guest: NamedGuest | None, number: int, **more: Any) -> NumberedDetailsForm:
    """Return whom a card is for, to change."""
    known = {
        "name": guest.name if guest else "",
        "phone": guest.phone if guest else "",
        "email": guest.email if guest else "",
        "language": guest.language if guest else "",
    }
    return NumberedDetailsForm(**more, data={"number": number, **known}).edits(f"card {number}")


def _told(form: ToldForm, number: int, own: Invitation | None) -> ToldForm:
    """Let the form of an own card know what was told already, which its page shows."""
    form.asks = {
        "adults": about_party(lambda: form.children.data),
        "children": about_party(),
    }
    return form.edits(f"card {number}", stored=values_told(own.answer)) if own else form


def _own_card(event_id: int, number: int) -> Invitation | None:
    """Return a card that nobody else hands out."""
    found = issuing.find_by_number(reading_session(), event_id, number)
    is_ours = found is not None and named_guests.is_own_card(reading_session(), found)
    return found if is_ours else None


def _row(event_id: int, number: int) -> object:
    page = guest_list.list_guests(
        reading_session(), event_id, GuestListFilter(words=str(number), limit=None)
    )
    shown = rows_shown(page, url_for("guests.show_card", event_id=event_id))
    return next(each for each in shown if each.number == str(number))


def _number(form: NumberForm) -> int:
    """Return the number that the page sent along; it is no field that anybody types here."""
    number = form.number.data
    if number is None or not 0 < number <= LARGEST_NUMBER:
        abort(404)
    return int(number)


def _card_to_change(event_id: int, number: int) -> Invitation:
    invitation = issuing.find_by_number(session(), event_id, number)
    if invitation is None:
        abort(404)
    return invitation


def _to_card(event_id: int, number: int) -> ResponseReturnValue:
    return redirect(url_for("guests.show_card", event_id=event_id, number=number), code=303)


def _no_such_card() -> str:
    return _("This event has no card with this number. Look on the card.")
