"""What every way of signing in ends with: a new token, a browser that is known, the next page."""

from urllib.parse import urlsplit

from flask import current_app, g, request, session

from planner.services.people import passkeys, signing_in
from planner.services.people.passkeys import Site
from planner.store.models import Account, SignIn
from planner.web.clock import now
from planner.web.db import session as db_session
from planner.web.db import writing_session
from planner.web.installation import settings
from planner.web.organiser.account.throttling import remember_browser
from planner.web.organiser.own_views import home_url


def enter(account: Account, *, is_complete: bool, had_factor: bool = False) -> None:
    """Sign this browser in; where not everything was given yet, for the second factor only."""
    token = signing_in.begin_sign_in(
        writing_session(),
        account.id,
        browser=browser_name(),
        key=current_app.config["SECRET_KEY"],
        now=now(),
        is_complete=is_complete,
        had_factor=had_factor,
    )
    writing_session().commit()
    _keep(token)
    if is_complete:
        remember_browser(account.id)


def pass_second_factor(sign_in: SignIn) -> None:
    """Note that the second factor was given, and give the browser a new token."""
    token = signing_in.complete(
        db_session(), sign_in.id, key=current_app.config["SECRET_KEY"], now=now()
    )
    db_session().commit()
    _keep(token)
    remember_browser(sign_in.account_id)


def _keep(token: str) -> None:
    session.clear()  # a new cookie each time, so that nobody can plant one beforehand
    # Its form token went with it; a page shown now, such as the spare codes, needs one of the new.
    g.pop("csrf_token", None)
    session["sign_in"] = token


def site() -> Site:
    """Return the address that passkeys are bound to: the configured one, never the Host header."""
    return Site(origin=settings().base_url, name=settings().organisation)


def ask_passkey_anew(sign_in: SignIn) -> None:
    """Make the next challenge, in the writing session."""
    passkeys.ask_anew(db_session(), sign_in.id)


def outside_name() -> str:
    """Return how the employer's own sign-in is called; empty where there is none."""
    return settings().oidc_name or urlsplit(settings().oidc_issuer).hostname or ""


def next_page(account: Account) -> str:
    """Return a path of ours to go on to: never another site's, however it is spelled."""
    wanted = request.args.get("next", "")
    return wanted if is_path_of_ours(wanted) else home_url(account)


def is_path_of_ours(wanted: str) -> bool:
    """Say whether a browser would stay on this site when it is sent there."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return False
    return (
        wanted.startswith("/")
        and not wanted.startswith(("//", "/\\"))
        and not parts.scheme
        and not parts.netloc
        and all(character.isprintable() and character != "\\" for character in wanted)
    )


def browser_name() -> str:
    """Return a browser's name that a person recognises, such as 'Firefox on Android'."""
    agent = request.user_agent.string
    browsers = (
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    browser = next((name for mark, name in browsers if mark in agent), "?")
    system = next((name for mark, name in systems if mark in agent), "?")
    return f"{browser} · {system}"
