"""The right address of a guest to whom mail came back, written beside the letter that did."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails
from planner.services.messages import lost_letters
from planner.services.messages.lost_letters import LostLetter
from planner.services.outbox import came_back, counts
from planner.store.models import Invitation
from planner.web.access import needs
from planner.web.address_field import OF_ANOTHER, AddressField
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.lost_presenter import sent_words, why_lost


class RightAddressForm(Form):
    """Where a guest by name is written to."""

    email = AddressField(_l("E-mail address"), render_kw=OF_ANOTHER, is_needed=True)


@bp.route("/events/<int:event_id>/mail/<int:mail_id>/address", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="outgoing.correct")
def correct_address(event_id: int, mail_id: int) -> ResponseReturnValue:
    """Ask for the right address, and send there what did not arrive."""
    event, letter = event_to_show(event_id), _letter(event_id, mail_id)
    back = url_for("messages.show_event_mail", event_id=event_id)
    if letter is None or letter.reader is None or letter.invitation_id is None:
        flash(_("Nothing is left to correct at this mail."), "warn")
        return redirect(back, code=303)
    reader = letter.reader
    form = RightAddressForm(data={"email": reader.address}).edits(f"card {reader.id}")
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/messages/lost_address.html",
            event=event,
            form=form,
            name=reader.name,
            why=why_lost(letter),
            back_url=back,
        )
        return page, 422 if form.errors else 200
    sent = _correct(event_id, letter.invitation_id, form.email.address)
    session().commit()
    flash(sent_words(sent) if sent else _("Saved. What came back can't be sent again."), "ok")
    return redirect(back, code=303)


def _correct(event_id: int, invitation_id: int, address: str) -> int:
    """Write an address down, and let what was lost go there; return how many letters do."""
    event_to_change(event_id)
    card = session().get(Invitation, invitation_id)
    guest = named_guests.guest_of(session(), card) if card is not None else None
    if card is None or guest is None:
        abort(404)
    sent = came_back.send_again_to(
        session(), card.id, address, code_key=settings().code_key, now=now()
    )
    details = GuestDetails(
        name=guest.name, phone=guest.phone, email=address, language=guest.language
    )
    named_guests.name_card(session(), card, details, now=now())
    return sent


def _letter(event_id: int, mail_id: int) -> LostLetter | None:
    """Return a letter that another address cures; None where somebody did that, or it is none."""
    if not counts.is_about(reading_session(), mail_id, event_id=event_id):
        abort(404)
    letter = lost_letters.find_lost(
        reading_session(), mail_id, event_id=event_id, code_key=settings().code_key
    )
    return letter if letter is not None and letter.needs_address else None
