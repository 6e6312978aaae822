"""Sign in and out."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from planner.services.people import accounts, factors, signing_in, throttle
from planner.services.people.throttle import Counter
from planner.store.models import Account
from planner.web.access import audited, find_half_sign_in, find_sign_in
from planner.web.auditing import note_as
from planner.web.clock import now
from planner.web.db import reading_session, writing_session
from planner.web.db import session as db_session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.lanes import takes_secrets
from planner.web.organiser.account import sign_in_bp
from planner.web.organiser.account.entering import enter, next_page, outside_name
from planner.web.organiser.account.failures import note_failed_sign_in
from planner.web.organiser.account.throttling import known_browser, sign_in_counters, slow_try


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


@sign_in_bp.route("/sign-in", methods=["GET", "POST"])
@audited("sign_in.sign_in")
@takes_secrets
def sign_in() -> ResponseReturnValue:
    """Show the form, or sign in and go where somebody wanted to go."""
    form = SignInForm()
    if not form.is_posted_and_valid():
        here = find_sign_in() if request.method == "GET" else None
        if here is not None:
            return redirect(next_page(here.account), code=303)
        return _page(form)
    typed = form.answer()
    account = accounts.find_account(reading_session(), typed.email)
    counted = sign_in_counters(typed.email, account)
    known = known_browser(account.id) if account else None
    with slow_try(counted, known=known):
        # The hash takes a while: check it before taking the writers' turn.
        found = signing_in.check_password(
            reading_session(), email=typed.email, password=typed.password
        )
        if found is not None:
            signing_in.renew_hash(writing_session(), found, password=typed.password)
    if found is None:
        note_failed_sign_in(account.id if account else None)
        form.password.errors = [_("This address and password do not belong together.")]
        return _page(form)
    return _go_in(found, counted)


def _go_in(account: Account, counted: Sequence[Counter]) -> ResponseReturnValue:
    throttle.give_back(writing_session(), counted)
    needs_factor = factors.has_factor(reading_session(), account.id)
    note_as("second_factor.ask" if needs_factor else "sign_in.sign_in", account_id=account.id)
    enter(account, is_complete=not needs_factor)
    if needs_factor:
        return redirect(
            url_for("sign_in.ask_second_factor", next=request.args.get("next")), code=303
        )
    return redirect(next_page(account), code=303)


@sign_in_bp.post("/sign-out")
@audited("sign_in.sign_out")
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in, here and on the server."""
    current = find_sign_in() or find_half_sign_in()
    if current is not None:
        note_as("sign_in.sign_out", account_id=current.account_id)
        signing_in.end_sign_in(db_session(), current.id, account_id=current.account_id, now=now())
        db_session().commit()
    session.clear()
    response = redirect(url_for("sign_in.sign_in"), code=303)
    # Not all cookies: that of the session goes with it, and the browser stays one that is known.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(form: SignInForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/account/sign_in.html",
        form=form,
        outside=outside_name(),
        next=request.args.get("next"),
    )
    return page, 422 if form.errors else 200
