"""Asking once more who sits here, before what can't be taken back."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from planner.core.roles import Right
from planner.services.people import factors, signing_in, throttle
from planner.web.access import current_account, current_sign_in, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.lanes import takes_secrets
from planner.web.organiser.account import bp
from planner.web.organiser.account.entering import next_page
from planner.web.organiser.account.throttling import factor_counters, slow_try


class ProofForm(Form):
    """The password, or for who has none here a code of the app."""

    secret = PasswordField(
        _l("Your password, or a code of your app"),
        validators=[
            InputRequired(_l("Type your password.")),
            Length(max=1000, message=_l("This password is too long.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )

    def answer(self) -> str:
        """Return what was typed."""
        return self.secret.data or ""


@bp.route("/proof", methods=["GET", "POST"])
@needs(Right.SIGNED_IN, before_set_up=True, audited="proof.ask")
@takes_secrets
def ask_for_proof() -> ResponseReturnValue:
    """Ask for the password, and go on to what was wanted."""
    form = ProofForm()
    if not form.is_posted_and_valid():
        return _page(form, 422 if form.errors else 200)
    account = current_account()
    counted = factor_counters(account.id)
    typed = form.answer()
    with slow_try(counted, known=f"account {account.id}"):
        found = signing_in.check_password(reading_session(), email=account.email, password=typed)
    is_right = found is not None or factors.accept_code(
        session(), account.id, typed, code_key=settings().code_key, now=now()
    )
    if not is_right:
        form.secret.errors = [_("This is not your password, and not the code of this moment.")]
        return _page(form, 422)
    throttle.give_back(session(), counted)
    signing_in.note_proof(session(), current_sign_in().id, now=now())
    session().commit()
    return redirect(next_page(current_sign_in().account), code=303)


def _page(form: ProofForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "organiser/account/proof.html",
        form=form,
        next=request.args.get("next"),
        account=current_account(),
    )
    return page, status
