"""The card of an address: found before every guest's page, or explained why there is none."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

from flask import current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.codes import CodeFault, read_code
from planner.core.enums import BatchKind, EventType, InvitationState
from planner.core.texts import N_
from planner.exports.covers import cover_svg
from planner.services.answer.room import limit_of
from planner.services.invite import issuing
from planner.services.invite.batches import giver_of
from planner.store.models import Event, Invitation
from planner.web import event_facts
from planner.web.db import reading_session
from planner.web.event_facts import CallContact
from planner.web.guessing import note_guess
from planner.web.headers import use_guest_policy
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.installation import settings
from planner.web.who_runs import runner_of_batch, runner_of_page, show_runner

CARD_RULE = "/<code:code>"


@dataclass(frozen=True, kw_only=True)
class Sorry:
    """A page for a card that does not work."""

    status: int
    heading: str
    advice: str
    may_type_again: bool = False
    retry_after_seconds: int = 0

    def shown(self, event: Event | None, *, typed: str) -> dict[str, Any]:
        """Return the values of the page, in the reader's language, with what was typed."""
        return {
            "heading": _(self.heading),
            "advice": _(self.advice),
            "may_type_again": self.may_type_again,
            "typed": typed,
            "cover": Markup(cover_svg(EventType.PARTY, wide=False)),  # noqa: S704 - our own drawing
            "may_just_come": event is None or limit_of(event) is None,
            "help_phone": event_facts.phone_of(event, runner_of_page())
            if event
            else event_facts.phone_of_page(),
        }


MISREAD = Sorry(
    status=404,
    heading=N_("We can't read this code."),
    advice=N_(
        "One or more letters or numbers are different from your card. "
        "Scan the card again, or type the code."
    ),
    may_type_again=True,
)
INCOMPLETE = Sorry(
    status=404,
    heading=N_("We can't read this code."),
    advice=N_(
        "This is not a whole code. It has 13 letters and numbers. "
        "Scan the card again, or type all of it."
    ),
    may_type_again=True,
)
UNKNOWN = Sorry(
    status=404,
    heading=N_("We don't know this code."),
    advice=N_("Look at your card and type the code again. Or just call us."),
    may_type_again=True,
)
REVOKED = Sorry(
    status=410,
    heading=N_("This card does not work any more."),
    advice=N_("Ask the person who gave it to you for a new one, or call us."),
)
UNDONE = Sorry(
    status=410,
    heading=N_("This answer does not count any more."),
    advice=N_("Do you want to come? Answer again on the page of the event, or call us."),
)
REPLACED = Sorry(
    status=410,
    heading=N_("There is a new card instead of this one."),
    advice=N_("Use the new card. Did you not get it? Call us."),
)
TOO_OFTEN = Sorry(
    status=429,
    heading=N_("That was too often."),
    advice=N_("Wait a few minutes and try again. Or just call us."),
    retry_after_seconds=60,
)


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
    def phone(self) -> CallContact | None:
        """Whom its household may call, by the name that stands on the card."""
        return event_facts.phone_of(self.event, runner_of_page())

    @property
    def given_by(self) -> str:
        """First name of who handed the card out, where guests may read it."""
        return giver_of(self.invitation.batch)

    def link(self, endpoint: str, **values: Any) -> str:
        """Return a page of this card, in the language that the address asks for."""
        below = None if values else _below_card(endpoint)
        if below is None:
            return url_for(endpoint, code=self.code, **kept_language(), **values)
        path, mark, asked = self._address
        return f"{path}{below}{mark}{asked}"

    @cached_property
    def _address(self) -> tuple[str, str, str]:
        """The first page of this card: its path, and what is asked of it."""
        address = url_for("invitee.answer_invitation", code=self.code, **kept_language())
        return address.partition("?")


# A page has ten links of its card, and to put an address together by its rule takes as long as to
# ask the database.
@cache
def _below_card(endpoint: str) -> str | None:
    """Return how the address of a page goes on after that of the card; None where it does not."""
    (rule,) = current_app.url_map.iter_rules(endpoint)
    below = rule.rule.removeprefix(CARD_RULE)
    return None if below == rule.rule or "<" in below else below


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
        # One wrong character is seen by its sum; what has another length is no code at all.
        return say_sorry(MISREAD if code is CodeFault.MISREAD else INCOMPLETE)
    if code != typed and request.method in {"GET", "HEAD"}:
        values = {**(request.view_args or {}), "code": code, **kept_language()}
        return redirect(url_for(request.endpoint or "", **values), code=303)
    invitation, g.guest_language = issuing.find_with_language(
        reading_session(), code, code_key=settings().code_key
    )
    if invitation is None:
        return _unknown()
    # One tap on yes shows none of them.
    if request.method != "POST":
        issuing.read_lists(reading_session(), invitation)
    # The first language on the card is the giver's guess of what this household reads.
    g.card_language = invitation.batch.languages.partition(",")[0]
    show_runner(runner_of_batch(invitation.batch))
    if invitation.state is not InvitationState.ISSUED:
        return say_sorry(_ended(invitation), event=invitation.event)
    g.card = HeldCard(code, invitation)
    return None


def _ended(invitation: Invitation) -> Sorry:
    if invitation.state is InvitationState.REPLACED:
        return REPLACED
    # Nobody gave this card to anybody, so there is nobody to ask for a new one.
    return UNDONE if invitation.batch.kind is BatchKind.WITHOUT_CARD else REVOKED


def say_sorry(sorry: Sorry, *, event: Event | None = None) -> ResponseReturnValue:
    """Answer with a page of kind words and the next step."""
    typed = (request.view_args or {}).get("code", "")
    page = render_template("invitee/sorry.html", **sorry.shown(event, typed=typed))
    response = make_response(page, sorry.status)
    if sorry.retry_after_seconds:
        response.headers["Retry-After"] = str(sorry.retry_after_seconds)
    return response


def _unknown() -> ResponseReturnValue:
    return say_sorry(TOO_OFTEN if note_guess("unknown-code") else UNKNOWN)
