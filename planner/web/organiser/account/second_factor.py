"""The second step of signing in: a passkey, the code of an app, or a spare code."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from planner.services.people import factors, passkeys, throttle
from planner.services.people.passkeys import LONGEST_ANSWER
from planner.store.models import SignIn
from planner.web.access import audited, find_half_sign_in
from planner.web.auditing import note_as
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.organiser.account import sign_in_bp
from planner.web.organiser.account.entering import (
    ask_passkey_anew,
    next_page,
    pass_second_factor,
    site,
)
from planner.web.organiser.account.failures import note_failed_factor
from planner.web.organiser.account.throttling import count_try, factor_counters


class OneTimeCodeForm(Form):
    """Six digits, or one of the codes on paper."""

    code = StringField(
        _l("Code"),
        validators=[
            InputRequired(_l("Type the code that the app shows now.")),
            Length(max=60, message=_l("This code is too long.")),
        ],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"},
    )

    def answer(self) -> str:
        """Return what was typed."""
        return self.code.data or ""


class PasskeyForm(Form):
    """What the browser's own dialog gave; filled in by static/js/passkey.js."""

    credential = HiddenField(validators=[InputRequired(), Length(max=LONGEST_ANSWER)])


@sign_in_bp.get("/sign-in/second-step")
@audited("second_factor.ask")
def ask_second_factor() -> ResponseReturnValue:
    """Ask for the second factor."""
    sign_in = find_half_sign_in()
    return _begin_anew() if sign_in is None else _page(sign_in, OneTimeCodeForm())


@sign_in_bp.post("/sign-in/second-step")
@audited("second_factor.take_code")
def take_code() -> ResponseReturnValue:
    """Take the code of an app or a spare code."""
    sign_in, form = find_half_sign_in(), OneTimeCodeForm()
    if sign_in is None:
        return _begin_anew()
    if not form.is_posted_and_valid():
        return _page(sign_in, form, 422)
    counted = factor_counters(sign_in.account_id)
    count_try(counted)
    is_right = factors.accept_code(
        session(), sign_in.account_id, form.answer(), code_key=settings().code_key, now=now()
    )
    if not is_right:
        session().rollback()
        note_failed_factor(sign_in.account_id)
        form.code.errors = [_("This is not the code of this moment. Each code works once.")]
        return _page(sign_in, form, 422)
    throttle.give_back(session(), counted)
    return _go_on(sign_in)


@sign_in_bp.post("/sign-in/second-step/passkey")
@audited("second_factor.take_passkey")
def take_passkey() -> ResponseReturnValue:
    """Take what a passkey signed; without an answer, ask the passkey for one."""
    sign_in, form = find_half_sign_in(), PasskeyForm()
    if sign_in is None:
        return _begin_anew()
    if form.is_posted_and_valid():
        answer = form.credential.data or ""
        if passkeys.accept(session(), sign_in, answer, site=site(), now=now()):
            return _go_on(sign_in)
        note_as("second_factor.take_code")
        flash(_("That passkey did not work. Try again, or use a code."), "warn")
    ask_passkey_anew(sign_in)
    session().commit()
    return redirect(url_for("sign_in.ask_second_factor", next=request.args.get("next")), code=303)


def _go_on(sign_in: SignIn) -> ResponseReturnValue:
    left = factors.count_spare_codes(session(), sign_in.account_id)
    note_as("sign_in.sign_in", account_id=sign_in.account_id)
    pass_second_factor(sign_in)
    if left == 0:
        flash(_("You have no spare codes left. Make new ones in your account."), "warn")
    return redirect(next_page(sign_in.account), code=303)


def _begin_anew() -> ResponseReturnValue:
    return redirect(url_for("sign_in.sign_in", next=request.args.get("next")), code=303)


def _page(sign_in: SignIn, form: OneTimeCodeForm, status: int = 200) -> ResponseReturnValue:
    reading = reading_session()
    options = passkeys.request_options(
        reading, sign_in.account_id, sign_in.challenge or b"", site()
    )
    page = render_template(
        "organiser/account/second_step.html",
        form=form,
        passkey=options,
        is_asked=sign_in.challenge is not None,
        passkey_form=PasskeyForm(formdata=None),
        next=request.args.get("next"),
    )
    return page, status
