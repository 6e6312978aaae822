"""Whether this browser may see what a household told: the one place where guests' pages ask that.

The code in an address opens yes, maybe or no, and nothing else. The rest opens by a cookie, which a
browser gets when it tells something, or by the household's word. A browser of who prepares the
event opens it by neither. Source: docs/decisions/0027-household.md.
"""

from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b, sha256
from typing import cast
from urllib.parse import urlsplit

from flask import Request, Response, current_app, g, make_response, redirect, request

from planner.core.household_words import ToldPart
from planner.services.answer.telling import told_by
from planner.services.invite import household
from planner.services.invite.household import Opened
from planner.store.models import Answer, Invitation
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.household_cookie import cookie_name, keep_token
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.invitee.card import HeldCard, held_card
from planner.web.keeping import retention
from planner.web.staff_browsers import is_staff_browser

KEY = "key"
"""The field with the token that a browser is to keep once it has told something: a form that is
sent twice is so the same household both times."""


def may_get_proof(asked: Request) -> bool:
    """Say whether a browser may ever open what a household told, or be shown its word.

    Not where an account, a gate or a stack of cards is open; nor for a form on another site, which
    would come without their cookies.
    """
    origin = asked.headers.get("Origin")
    is_from_here = origin is None or urlsplit(origin).netloc == asked.host
    return is_from_here and not is_staff_browser()


def has_proof(asked: Request, invitation: Invitation) -> bool:
    """Say whether a browser opens anything that was told with this card."""
    return what_opens(asked, invitation).is_proven


def what_opens(asked: Request, invitation: Invitation) -> Opened:
    """Say what a browser opens of a card, looked up once a request."""
    if "opened" not in g:
        g.opened = household.look(
            reading_session(),
            invitation.id,
            invitation.answer,
            _kept_token(asked, invitation),
            code_key=settings().code_key,
        )
    return cast(Opened, g.opened)


def opened() -> Opened:
    """Say what this browser opens of the card in the address."""
    return what_opens(request, held_card().invitation)


class Lock(Enum):
    """What the page of an answer says of what it shows and does not."""

    NOTHING = "nothing"
    """Nothing more was told."""
    HERE = "here"
    """All that was told is shown, in this browser and where their word is typed."""
    PARTLY = "partly"
    """More was told, by somebody else or before this household had a cookie."""
    SHUT = "shut"
    STAFF = "staff"
    """This browser is of who prepares the event."""


def lock() -> Lock:
    """Say what the page of an answer says of what is shown here."""
    if not may_get_proof(request):
        return Lock.STAFF
    here = opened()
    if here.is_proven:
        return Lock.PARTLY if here.hides else Lock.HERE
    return Lock.SHUT if here.hides else Lock.NOTHING


def form_key() -> str:
    """Return a token for a form by which a household tells something; empty where it has one."""
    if not may_get_proof(request):
        return ""
    has_cookie = bool(_kept_token(request, held_card().invitation))
    return "" if has_cookie and opened().is_proven else household.new_token()


def unseen(answer: Answer | None) -> str:
    """Return signs that differ where something else is told; nobody can tell from them what."""
    told = (
        (answer.is_detailed, answer.adults, answer.children, answer.toddlers, told_by(answer))
        if answer is not None
        else ()
    )
    diets = sorted((row.diet, row.heads) for row in answer.diets) if answer is not None else []
    key = sha256(str(current_app.config["SECRET_KEY"]).encode()).digest()
    return blake2b(repr((told, diets)).encode(), key=key, digest_size=8).hexdigest()


def told_elsewhere() -> str:
    """Say that another phone told something with this card, while a page was open."""
    return _(
        "Somebody told us something else with this card meanwhile. It is not shown here. "
        "Press the button again if yours must count."
    )


@dataclass
class TellingTurn:
    """What this browser opens, in the turn in which it tells something more."""

    held: HeldCard
    opened: Opened
    token: str
    """What it keeps, or will keep."""
    has_told: bool = False

    def note(self, parts: frozenset[ToldPart]) -> None:
        """Note that this browser told these."""
        household.note_told(
            session(),
            self.held.invitation,
            self.opened,
            parts,
            token=self.token,
            code_key=settings().code_key,
            now=now(),
        )
        self.has_told = bool(parts) or self.opened.is_proven

    def answer(self, url: str) -> Response:
        """Go on to another page, with the cookie where something was told."""
        response = make_response(redirect(url, code=303))
        if not self.has_told:
            return response
        return keep_token(response, self.held.code, self.held.event, self.token)


def take_turn() -> TellingTurn:
    """Wait for our turn to tell something; only where `may_get_proof`."""
    held = held_card()
    sent = request.form.get(KEY, "")
    tokens = [one for one in (own_token(), sent) if household.is_token(one)]
    g.opened, known = household.take_turn(
        session(), held.invitation, tokens, code_key=settings().code_key
    )
    # A cookie that opens nothing any more is not taken over.
    token = known or (sent if household.is_token(sent) else household.new_token())
    return TellingTurn(held, g.opened, token)


def own_token() -> str:
    """Return what this browser keeps; empty where it keeps nothing."""
    return _kept_token(request, held_card().invitation)


def _kept_token(asked: Request, invitation: Invitation) -> str:
    token = asked.cookies.get(cookie_name(), "")
    if not token or not household.is_token(token) or not may_get_proof(asked):
        return ""
    return token if household.is_kept(invitation, keep=retention(), now=now()) else ""
