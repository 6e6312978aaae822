"""Who may open what: one rule for each blueprint, stated where it is registered."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from planner.core.roles import AccountRole, Right, rights_of
from planner.services.people import people
from planner.services.people.people import Known
from planner.store.models import Account, SignIn
from planner.store.scoping import Scope
from planner.web.clock import now
from planner.web.db import narrow_sessions, reading_session, transaction
from planner.web.installation import settings

Rule = Callable[[], ResponseReturnValue | None]


class Access(Enum):
    """Whom a page is for."""

    ANYONE = "anyone"
    INVITEE = "whoever holds the code in the address"
    GATE = "whoever holds the gate link, then the enrolled phone"
    INTERMEDIARY = "whoever holds the link to a stack of cards and the code told by phone"
    ORGANISER = "somebody with an account who is signed in, has the right and sees the event"
    CALENDAR = "whoever holds the secret address of a private calendar"


@dataclass(frozen=True)
class Needs:
    """The right that the pages of a blueprint ask for.

    Attributes:
        right: of all of them.
        but: of some, by the name of the view.
    """

    right: Right
    but: Mapping[str, Right]
    fresh: frozenset[str] = frozenset()
    """Views before which the password or second factor is given again, if it was long ago."""

    def of(self, endpoint: str) -> Right:
        """Return the right that one page asks for."""
        return self.but.get(endpoint.rpartition(".")[2], self.right)

    def asks_again(self, endpoint: str) -> bool:
        """Say whether a page needs fresh proof of who sits here."""
        return endpoint.rpartition(".")[2] in self.fresh


def register(
    app: Flask,
    blueprint: Blueprint,
    access: Access,
    *,
    rule: Rule | None = None,
    right: Right | None = None,
    but: Mapping[str, Right] | None = None,
    fresh: Collection[str] = (),
) -> None:
    """Register pages together with the rule that stands before each of them.

    Args:
        app: the application.
        blueprint: the pages.
        access: whom they are for.
        rule: checks a request; returns an answer to turn it away. Organisers' pages have one of
            their own; pages by code or gate link find their invitation or phone themselves, and
            name the function that does.
        right: what organisers' pages ask of who opens them.
        but: the right of single views, by name.
        fresh: views before which somebody proves again who sits here, unless they did so lately.
    """
    if access is Access.ORGANISER:
        rule = _require_organiser
        if right is None:
            raise ValueError(f"{blueprint.name} is for {access.value}: name the right.")
        app.extensions.setdefault("needs", {})[blueprint.name] = Needs(
            right, but or {}, frozenset(fresh)
        )
    if rule is None and access is not Access.ANYONE:
        raise ValueError(f"{blueprint.name} is for {access.value}: name the rule that checks it.")
    if rule is not None:
        # On the application, not on the blueprint: that one is shared by every application.
        app.before_request_funcs.setdefault(blueprint.name, []).append(rule)
    app.extensions.setdefault("access", {})[blueprint.name] = access
    app.register_blueprint(blueprint)


def needed_right(endpoint: str) -> Right | None:
    """Return the right that a page asks for; None for pages that are not an organiser's."""
    needs = current_app.extensions["needs"].get(endpoint.partition(".")[0])
    return needs.of(endpoint) if needs else None


def current_account() -> Account:
    """Return who is signed in; only for organisers' pages."""
    return current_sign_in().account


def current_sign_in() -> SignIn:
    """Return the sign-in of this browser; only for organisers' pages."""
    known = _find()
    if known is None:
        raise LookupError("this page is not an organiser's")
    return known.sign_in


def signed_in_account() -> Account | None:
    """Return who is signed in, on any page; None for everybody else."""
    sign_in = find_sign_in()
    return sign_in.account if sign_in else None


def find_sign_in() -> SignIn | None:
    """Look this browser's sign-in up; None too while its second factor is still asked for."""
    known = _find()
    return known.sign_in if known and known.is_complete else None


def find_half_sign_in() -> SignIn | None:
    """Return the sign-in whose second factor is still asked for."""
    known = _find()
    return known.sign_in if known and not known.is_complete else None


def my_rights() -> frozenset[Right]:
    """Return what this person may do, on the event that the address names if it names one."""
    known = _find()
    if known is None or not known.is_complete:
        return frozenset()
    return rights_of(known.sign_in.account.role, known.team_role)


def may_open(url: str, method: str = "GET") -> bool:
    """Say whether a link or button leads somewhere for this person; other sites' do for all."""
    path = url.partition("#")[0].partition("?")[0]
    if not path.startswith("/"):
        return True
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method=method)
    except HTTPException:
        return True
    right = needed_right(endpoint)
    if right is None or right in my_rights():
        return True
    # The rights at hand are those on this page's event. Of another one, such as a part of it, a
    # team member can at least look at what they see.
    here = (request.view_args or {}).get("event_id")
    return right is Right.LOOK and values.get("event_id") != here


def is_demonstration_here(account: Account) -> bool:
    """Say whether this is a made-up account, looked at on the machine that it runs on."""
    host = settings().host.partition(":")[0]
    is_here = host in {"localhost", "127.0.0.1"} and request.remote_addr in {"127.0.0.1", "::1"}
    return account.is_demonstration and is_here


def _find() -> Known | None:
    """Look the sign-in up with what this person may do here, in one question a request."""
    if "known" not in g:
        token = session.get("sign_in")
        g.known = (
            people.find_known(
                reading_session(),
                token,
                key=current_app.config["SECRET_KEY"],
                event_id=_event_in_address(),
                now=now(),
            )
            if token
            else None
        )
    return cast(Known | None, g.known)


def _event_in_address() -> int | None:
    number = (request.view_args or {}).get("event_id")
    return number if isinstance(number, int) else None


def _require_organiser() -> ResponseReturnValue | None:
    known = _find()
    if known is None or not known.is_complete:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        page = "second_factor.ask" if known else "sign_in.sign_in"
        return redirect(url_for(page, next=back), code=303)
    if people.is_worth_noting(known.sign_in, now=now()):
        with transaction() as writing:
            people.note_seen(writing, known.sign_in.id, now=now())
    account = known.sign_in.account
    if _must_set_up(known) and request.blueprint not in {"account", "factors", "proof"}:
        return redirect(url_for("factors.show"), code=303)
    is_member = account.role is AccountRole.MEMBER
    narrow_sessions(Scope(account.organisation_id, account.id if is_member else None))
    # What is another organisation's is not there, whatever one may do with one's own.
    if _event_in_address() is not None and not known.sees_event:
        abort(404)
    if needed_right(request.endpoint or "") not in rights_of(account.role, known.team_role):
        abort(403)
    return _ask_for_proof(known.sign_in)


def _ask_for_proof(sign_in: SignIn) -> ResponseReturnValue | None:
    endpoint = request.endpoint or ""
    needs = current_app.extensions["needs"][request.blueprint]
    if not needs.asks_again(endpoint) or people.is_proof_fresh(sign_in, now=now()):
        return None
    # What was sent is sent again by hand: a form with a secret in it is not kept for later.
    back = request.full_path.rstrip("?") if request.method == "GET" else page_before()
    return redirect(url_for("proof.ask", next=back), code=303)


def page_before() -> str | None:
    """Return the page of ours that a form was on; None where the browser does not tell."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return parts.path if parts.netloc == request.host else None


def _must_set_up(known: Known) -> bool:
    """Say whether an administrator has to set up a second factor before anything else."""
    account = known.sign_in.account
    if account.role is not AccountRole.ADMINISTRATOR or is_demonstration_here(account):
        return False
    return not known.has_factor and not known.sign_in.had_factor
