"""The card of an address: found before every guest's page, or explained why there is none."""

from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.codes import CodeFault, read_code
from planner.core.words import InvitationState
from planner.services.invite import issuing
from planner.services.invite.batches import giver_of
from planner.services.people import throttle
from planner.store.models import Event, Invitation
from planner.web.clock import now
from planner.web.db import reading_session, transaction
from planner.web.headers import use_guest_policy
from planner.web.i18n import kept_language
from planner.web.installation import settings
from planner.web.invitee.sorry import MISREAD, REPLACED, REVOKED, TOO_OFTEN, UNKNOWN, Sorry
from planner.web.networks import network


@dataclass(frozen=True)
class HeldCard:
    """The invitation whose code stands in the address."""

    code: str
    invitation: Invitation

    @property
    def event(self) -> Event:
        """What it is for."""
        return self.invitation.event

    @property
    def given_by(self) -> str:
        """First name of who handed the card out, where guests may read it."""
        return giver_of(self.invitation.batch)

    def link(self, endpoint: str, **values: Any) -> str:
        """Return a page of this card, in the language that the address asks for."""
        return url_for(endpoint, code=self.code, **kept_language(), **values)


def held_card() -> HeldCard:
    """Return the card of this request; the rule before each guest's page has found it."""
    return cast(HeldCard, g.card)


def find_card() -> ResponseReturnValue | None:
    """Find the card, or answer with a page that says what to do: the rule of all guests' pages.

    A card that is good is never slowed down: a whole street may sit behind one address. A card
    that nobody knows is, because only somebody who guesses meets many of those.
    """
    g.is_guest_page = True
    use_guest_policy()
    typed = (request.view_args or {})["code"]
    code = read_code(typed)
    if isinstance(code, CodeFault):
        return say_sorry(MISREAD)
    if code != typed and request.method in {"GET", "HEAD"}:
        values = {**(request.view_args or {}), "code": code, **kept_language()}
        return redirect(url_for(request.endpoint or "", **values), code=303)
    invitation = issuing.find_invitation(reading_session(), code, code_key=settings().code_key)
    if invitation is None:
        return _unknown()
    # The first language on the card is the giver's guess of what this household reads.
    g.card_language = invitation.batch.languages.partition(",")[0]
    if invitation.state is not InvitationState.ISSUED:
        was_replaced = invitation.state is InvitationState.REPLACED
        return say_sorry(REPLACED if was_replaced else REVOKED, event=invitation.event)
    g.card = HeldCard(code, invitation)
    return None


def say_sorry(sorry: Sorry, *, event: Event | None = None) -> ResponseReturnValue:
    """Answer with a page of kind words and the next step."""
    typed = (request.view_args or {})["code"]
    page = render_template("invitee/sorry.html", **sorry.shown(event, typed=typed))
    response = make_response(page, sorry.status)
    if sorry.retry_after_seconds:
        response.headers["Retry-After"] = str(sorry.retry_after_seconds)
    return response


def _unknown() -> ResponseReturnValue:
    secret = current_app.config["SECRET_KEY"]
    key = throttle.key_for(secret, "unknown-code", network())
    if throttle.wait_seconds(reading_session(), key, throttle.UNKNOWN_CODE, now=now()):
        return say_sorry(TOO_OFTEN)
    with transaction() as session:
        throttle.note_failure(session, key, throttle.UNKNOWN_CODE, now=now())
    return say_sorry(UNKNOWN)
