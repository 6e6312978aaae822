"""Sign in and out."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from planner.services import people, throttle
from planner.web.access import find_sign_in
from planner.web.auditing import note_as
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.db import session as db_session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

bp = Blueprint("sign_in", __name__)


@dataclass(frozen=True)
class Credentials:
    """What somebody typed to sign in."""

    email: str
    password: str


class SignInForm(Form):
    """E-mail address and password; a password manager may fill both."""

    email = EmailField(
        _l("E-mail address"),
        validators=[
            InputRequired(_l("Type your e-mail address.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Type your password.")),
            Length(max=1000, message=_l("This password is too long.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )

    def answer(self) -> Credentials:
        """Return what was typed."""
        return Credentials(email=(self.email.data or "").lower(), password=self.password.data or "")


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form, or sign in and go where somebody wanted to go."""
    form = SignInForm()
    if not form.is_posted_and_valid():
        if request.method == "GET" and find_sign_in() is not None:
            return redirect(_next_page(), code=303)
        return render_template("organiser/sign_in.html", form=form), 422 if form.errors else 200
    typed = form.answer()
    secret = current_app.config["SECRET_KEY"]
    key = throttle.key_for(secret, "sign-in", request.remote_addr or "", typed.email)
    if throttle.wait_seconds(reading_session(), key, throttle.SIGN_IN, now=now()):
        abort(429)
    # The hash takes a quarter of a second: check it before taking the writers' turn.
    account = people.check_password(reading_session(), email=typed.email, password=typed.password)
    if account is None:
        note_as("sign_in.failed")
        throttle.note_failure(db_session(), key, throttle.SIGN_IN, now=now())
        db_session().commit()
        form.password.errors = [_("This address and password do not belong together.")]
        return render_template("organiser/sign_in.html", form=form), 422
    note_as("sign_in.sign_in", account_id=account.id)
    token = people.begin_sign_in(
        db_session(), account.id, browser=browser_name(), key=secret, now=now()
    )
    db_session().commit()
    session.clear()  # a new cookie at every sign-in, so that nobody can plant one beforehand
    session["sign_in"] = token
    return redirect(_next_page(), code=303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in, here and on the server."""
    current = find_sign_in()
    if current is not None:
        note_as("sign_in.sign_out", account_id=current.account_id)
        people.end_sign_in(db_session(), current.id, account_id=current.account_id, now=now())
        db_session().commit()
    session.clear()
    response = redirect(url_for("sign_in.sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _next_page() -> str:
    """Return a path of ours to go on to: never another site's, however it is spelled."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    is_ours = (
        wanted.startswith("/")
        and not wanted.startswith(("//", "/\\"))
        and not parts.scheme
        and not parts.netloc
        and all(character.isprintable() and character != "\\" for character in wanted)
    )
    return wanted if is_ours else url_for("events.list_events")


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
