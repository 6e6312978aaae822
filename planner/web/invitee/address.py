"""Where a household can leave an address to write to, and take it away again in one tap."""

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from planner.core.household_words import ToldPart
from planner.core.mail_address import readable
from planner.core.mail_rules import mask
from planner.services.answer import contacts
from planner.services.outbox import came_back
from planner.web.address_field import OF_ONE_S_OWN, AddressField
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.forms import GuestForm
from planner.web.i18n import current_locale
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.invitee import bp, household, presenter
from planner.web.invitee.card import held_card
from planner.web.invitee.household import may_get_proof
from planner.web.keeping import forget_on
from planner.web.mail_ways import can_mail

TRY_AGAIN_SECONDS = 3600


class AddressForm(GuestForm):
    """Where to write when something changes."""

    email = AddressField(_l("Your e-mail address"), render_kw=OF_ONE_S_OWN, is_needed=True)

    def say_too_often(self) -> None:
        """Say that the address of this card was changed too often."""
        self.email.errors = [_("You changed it a few times. Try again in an hour, or call us.")]

    def answer(self) -> str:
        """Return the address in small letters; empty when it is none."""
        return self.email.address


@bp.route("/<code:code>/address", methods=["GET", "POST"])
def leave_address(code: str) -> ResponseReturnValue:
    """Ask for an address, with what it is for; only where it was left is it shown, in part."""
    held = held_card()
    if presenter.is_off(held, now=now()) or not may_get_proof(request):
        return redirect(held.link("invitee.answer_invitation"), code=303)
    known = contacts.own_address(reading_session(), held.invitation.id)
    if known and not household.opened().opens(ToldPart.ADDRESS):
        # Nobody else may read it, nor have the mail sent to themselves.
        return redirect(held.link("invitee.open_told"), code=303)
    form = AddressForm()
    if not can_mail():
        # Who left one before can still take it away.
        return _page(form) if known else redirect(held.link("invitee.answer_invitation"), code=303)
    if not form.is_posted_and_valid():
        return _page(form), 422 if form.errors else 200
    secret = current_app.config["SECRET_KEY"]
    if not contacts.take_try(session(), held.invitation, secret_key=secret, now=now()):
        session().rollback()
        form.say_too_often()
        return _page(form), 429, {"Retry-After": str(TRY_AGAIN_SECONDS)}
    turn = household.take_turn()
    if contacts.own_address(session(), held.invitation.id) and not turn.opened.opens(
        ToldPart.ADDRESS
    ):
        session().rollback()
        return redirect(held.link("invitee.open_told"), code=303)
    contacts.leave_address(
        session(),
        held.invitation,
        form.answer(),
        language=current_locale().language,
        now=now(),
    )
    # Its owner says that it is right: what came back goes there once more.
    came_back.send_again_to(
        session(),
        held.invitation.id,
        form.answer(),
        code_key=settings().code_key,
        now=now(),
    )
    turn.note(frozenset({ToldPart.ADDRESS}))
    session().commit()
    return turn.answer(held.link("invitee.leave_address"))


@bp.post("/<code:code>/forget-address")
def forget_address(code: str) -> ResponseReturnValue:
    """Erase the address, in one tap; only where it was left."""
    held = held_card()
    if not household.opened().opens(ToldPart.ADDRESS):
        return redirect(held.link("invitee.open_told"), code=303)
    contacts.forget_address(session(), held.invitation.id, now=now())
    session().commit()
    return redirect(held.link("invitee.leave_address"), code=303)


@bp.get("/<code:code>/forget-address")
def go_back_to_address(code: str) -> ResponseReturnValue:
    """Show the page of the address to who comes back to the address of its form."""
    return redirect(held_card().link("invitee.leave_address"), code=303)


def _page(form: AddressForm) -> str:
    held = held_card()
    email = contacts.own_address(reading_session(), held.invitation.id)
    return render_template(
        "invitee/address.html",
        form=form,
        known_address=mask(readable(email)),
        comes_back=contacts.comes_back(
            reading_session(), email, code_key=settings().code_key, now=now()
        ),
        gone_on=day(forget_on(held.event)),
        forget_url=held.link("invitee.forget_address"),
        **presenter.frame(held),
    )
