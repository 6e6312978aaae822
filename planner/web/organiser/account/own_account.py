"""An organiser's own account: where one is signed in, the password, the language."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField
from wtforms.validators import InputRequired

from planner.core.roles import Right
from planner.services.people import signing_in, throttle
from planner.web.access import current_account, current_sign_in, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.lanes import takes_secrets
from planner.web.organiser.account import bp
from planner.web.organiser.account.own_calendar import since_when
from planner.web.organiser.account.own_mail import digest_form, shortage_mail_form, wants_no_mail
from planner.web.organiser.account.throttling import factor_counters, slow_try


@dataclass(frozen=True)
class NewPassword:
    """The old password, to be sure who asks, and the new one."""

    old: str
    new: str


class PasswordForm(Form):
    """Change the password; a long sentence is better than odd characters."""

    old = PasswordField(
        _l("Your password now"),
        validators=[InputRequired(_l("Type the password you have now."))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("New password"),
        validators=[InputRequired(_l("Type a new password."))],
        render_kw={"autocomplete": "new-password"},
    )

    def answer(self) -> NewPassword:
        """Return what was typed."""
        return NewPassword(old=self.old.data or "", new=self.new.data or "")


@bp.get("")
@needs(Right.SIGNED_IN, before_set_up=True)
def show_account() -> ResponseReturnValue:
    """Show where one is signed in."""
    return _page(PasswordForm())


@bp.post("/password")
@needs(Right.SIGNED_IN, before_set_up=True, audited="account.change_password")
@takes_secrets
def change_password() -> ResponseReturnValue:
    """Set a new password and end every other sign-in."""
    form = PasswordForm()
    if not form.is_posted_and_valid():
        return _page(form, 422)
    typed, account = form.answer(), current_account()
    if signing_in.is_weak(typed.new, email=account.email):
        form.new.errors = [_("Choose at least 8 characters that are hard to guess.")]
        return _page(form, 422)
    counted = factor_counters(account.id)
    # Counted, for who found a browser open could guess here without end.
    with slow_try(counted, known=f"account {account.id}"):
        reading = reading_session()
        if signing_in.check_password(reading, email=account.email, password=typed.old) is None:
            form.old.errors = [_("This is not your password.")]
            return _page(form, 422)
        hashed = signing_in.hash_new_password(typed.new, email=account.email)
    throttle.give_back(session(), counted)
    signing_in.change_password(
        session(), account, hashed=hashed, but=current_sign_in().id, now=now()
    )
    session().commit()
    flash(_("Your password has changed. Everywhere else you are signed out."))
    return redirect(url_for("account.show_account"), code=303)


@bp.post("/sign-ins/<int:sign_in_id>/end")
@needs(Right.SIGNED_IN, before_set_up=True, audited="account.end_sign_in")
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of one's own sign-ins."""
    ended = signing_in.end_sign_in(
        session(), sign_in_id, account_id=current_account().id, now=now()
    )
    session().commit()
    if not ended:
        abort(404)
    flash(_("You are signed out there."))
    return redirect(url_for("account.show_account"), code=303)


@bp.post("/sign-ins/end-others")
@needs(Right.SIGNED_IN, before_set_up=True, audited="account.end_other_sign_ins")
def end_other_sign_ins() -> ResponseReturnValue:
    """End all of one's own sign-ins but this one."""
    signing_in.end_other_sign_ins(
        session(), account_id=current_account().id, but=current_sign_in().id, now=now()
    )
    session().commit()
    flash(_("You are signed out everywhere else."))
    return redirect(url_for("account.show_account"), code=303)


def _page(form: PasswordForm, status: int = 200) -> ResponseReturnValue:
    sign_ins = signing_in.list_sign_ins(
        reading_session(), account_id=current_account().id, now=now()
    )
    page = render_template(
        "organiser/account/account.html",
        form=form,
        sign_ins=sign_ins,
        here=current_sign_in().id,
        zone=settings().zone,
        calendar_since=since_when(),
        mail_form=shortage_mail_form(current_account()),
        digest_form=digest_form(current_account()),
        wants_no_mail=wants_no_mail(current_account()),
    )
    return page, status
