"""Signing in through the employer's own sign-in: out, and back in."""

import logging
import secrets
from typing import Any

from flask import (
    abort,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from planner.core.enums import Actor
from planner.services.people import factors, outside
from planner.services.people.outside import Identity, OutsideRefused, Provider
from planner.services.privacy import audit
from planner.services.privacy.audit import Doing
from planner.web.clock import now
from planner.web.db import transaction
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.account import sign_in_bp
from planner.web.organiser.account.entering import enter, is_path_of_ours
from planner.web.organiser.own_views import home_url

log = logging.getLogger("planner")
WAITS_SECONDS = 600


@sign_in_bp.get("/sign-in/outside")
def begin_outside() -> ResponseReturnValue:
    """Send the browser to the provider; what its answer has to match stays in the cookie."""
    provider = _provider()
    try:
        begun = outside.begin(provider)
    except OutsideRefused as refusal:
        log.warning("the outside sign-in can't begin: %s", refusal)
        return _sorry(503)
    session["outside"] = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "until": int(now().timestamp()) + WAITS_SECONDS,
        "next": request.args.get("next", ""),
    }
    return redirect(begun.url, code=303)


@sign_in_bp.get("/sign-in/outside/return")
def come_back_from_outside() -> ResponseReturnValue:
    """Take the provider's answer, once, and sign in whoever has an account."""
    provider = _provider()
    waiting = session.pop("outside", None)
    code = request.args.get("code", "")
    if not code or not _is_asked_for(waiting):
        return _sorry(400)
    try:
        identity = outside.finish(
            provider,
            code=code,
            issuer=request.args.get("iss", ""),
            nonce=waiting["nonce"],
            verifier=waiting["verifier"],
            now=now(),
        )
    except OutsideRefused as refusal:
        log.warning("the outside sign-in was refused: %s", refusal)
        return _sorry(400)
    return _sign_in(identity, waiting["next"])


def _sign_in(identity: Identity, wanted: str) -> ResponseReturnValue:
    with transaction() as writing:
        account = outside.find_account(writing, identity)
        has_factor = account is not None and factors.has_factor(writing, account.id)
        is_complete = identity.had_factor or not has_factor
        if account is not None and is_complete:
            doing = Doing("sign_in.sign_in", Actor.ORGANISER, account.id)
            audit.note(writing, doing, now=now())
    if account is None:
        flash(_("Nobody here has this address. Ask an administrator for an account."), "warn")
        return redirect(url_for("sign_in.sign_in"), code=303)
    enter(account, is_complete=is_complete, had_factor=identity.had_factor)
    target = wanted if is_path_of_ours(wanted) else home_url(account)
    if not is_complete:
        return redirect(url_for("sign_in.ask_second_factor", next=target), code=303)
    return redirect(target, code=303)


def _is_asked_for(waiting: Any) -> bool:
    if not isinstance(waiting, dict) or waiting["until"] < now().timestamp():
        return False
    return secrets.compare_digest(
        str(waiting["state"]).encode(), request.args.get("state", "").encode()
    )


def _provider() -> Provider:
    if not settings().oidc_issuer:
        abort(404)
    return Provider(
        issuer=settings().oidc_issuer,
        client_id=settings().oidc_client_id,
        client_secret=settings().oidc_client_secret,
        return_url=settings().base_url + url_for("sign_in.come_back_from_outside"),
        trusted_acr=settings().oidc_acr,
    )


def _sorry(status: int) -> ResponseReturnValue:
    return render_template("organiser/account/outside_sorry.html"), status
