"""Who may open what: one rule for each blueprint, stated where it is registered."""

from collections.abc import Callable
from enum import Enum
from typing import cast

from flask import Blueprint, Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from planner.services import people
from planner.store.models import Account, SignIn
from planner.web.clock import now
from planner.web.db import reading_session, store

Rule = Callable[[], ResponseReturnValue | None]


class Access(Enum):
    """Whom a page is for."""

    ANYONE = "anyone"
    INVITEE = "whoever holds the code in the address"
    GATE = "whoever holds the gate link, then the enrolled phone"
    INTERMEDIARY = "whoever holds the link to a stack of cards and the code told by phone"
    CALENDAR = "whoever holds the secret address of a private calendar"
    ORGANISER = "an organiser who is signed in"


def register(app: Flask, blueprint: Blueprint, access: Access, *, rule: Rule | None = None) -> None:
    """Register pages together with the rule that stands before each of them.

    Args:
        app: the application.
        blueprint: the pages.
        access: whom they are for.
        rule: checks a request; returns an answer to turn it away. Organisers' pages have one of
            their own; pages by code or gate link find their invitation or phone themselves, and
            name the function that does.
    """
    if access is Access.ORGANISER:
        rule = _require_organiser
    if rule is None and access is not Access.ANYONE:
        raise ValueError(f"{blueprint.name} is for {access.value}: name the rule that checks it.")
    if rule is not None:
        # On the application, not on the blueprint: that one is shared by every application.
        app.before_request_funcs.setdefault(blueprint.name, []).append(rule)
    app.extensions.setdefault("access", {})[blueprint.name] = access
    app.register_blueprint(blueprint)


def current_account() -> Account:
    """Return who is signed in; only for organisers' pages."""
    return cast(Account, g.sign_in.account)


def current_sign_in() -> SignIn:
    """Return the sign-in of this browser; only for organisers' pages."""
    return cast(SignIn, g.sign_in)


def signed_in_account() -> Account | None:
    """Return who is signed in, on any page; None for everybody else."""
    sign_in = find_sign_in()
    return sign_in.account if sign_in else None


def find_sign_in() -> SignIn | None:
    """Look this browser's sign-in up, once a request."""
    if "sign_in" not in g:
        token = session.get("sign_in")
        g.sign_in = (
            people.find_sign_in(
                reading_session(), token, key=current_app.config["SECRET_KEY"], now=now()
            )
            if token
            else None
        )
    return cast(SignIn | None, g.sign_in)


def _require_organiser() -> ResponseReturnValue | None:
    sign_in = find_sign_in()
    if sign_in is not None:
        if people.is_worth_noting(sign_in, now=now()):
            with store().transaction() as writing:
                people.note_seen(writing, sign_in.id, now=now())
        return None
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.sign_in", next=back), code=303)
