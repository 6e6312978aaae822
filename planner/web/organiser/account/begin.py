"""The pages that mailed links lead to, and the one that asks for such a mail."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from planner.core.enums import LinkPurpose
from planner.core.roles import AccountRole
from planner.services.people import accounts, factors, hashing, links, signing_in
from planner.store.models import Account
from planner.web.access import audited, is_demonstration_here
from planner.web.auditing import note_as
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.lanes import takes_secrets
from planner.web.mail_ways import can_mail
from planner.web.organiser.account import sign_in_bp
from planner.web.organiser.account.account_mails import queue_way_back
from planner.web.organiser.account.entering import enter
from planner.web.organiser.account.throttling import is_counted, mail_counters
from planner.web.organiser.own_views import home_url


class ForgottenPasswordForm(Form):
    """Whose password was forgotten."""

    email = EmailField(
        _l("E-mail address"),
        validators=[
            InputRequired(_l("Type your e-mail address.")),
            Length(max=254, message=_l("This address is too long.")),
        ],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    """A password of one's own choice."""

    password = PasswordField(
        _l("New password"),
        validators=[InputRequired(_l("Type a new password."))],
        render_kw={"autocomplete": "new-password"},
    )


@sign_in_bp.route("/sign-in/forgotten", methods=["GET", "POST"])
@audited("account_begin.forgotten")
def ask_for_new_password() -> ResponseReturnValue:
    """Mail a link to set a new password; the answer is the same whoever has an account."""
    form = ForgottenPasswordForm()
    if not can_mail() or not form.is_posted_and_valid():
        page = render_template(
            "organiser/account/forgotten.html", form=form, mail_leaves=can_mail()
        )
        return page, 422 if form.errors else 200
    email = (form.email.data or "").lower()
    if is_counted(mail_counters(email)):
        account = accounts.find_account(reading_session(), email)
        if account is not None and account.disabled_at is None and account.password_hash:
            queue_way_back(account)
            session().commit()
    flash(_("If this address has an account, a mail is on its way. Look in the spam folder too."))
    return redirect(url_for("sign_in.sign_in"), code=303)


@sign_in_bp.route("/sign-in/begin/<secret>", methods=["GET", "POST"])
@audited("account_begin.begin")
@takes_secrets
def choose_first_password(secret: str) -> ResponseReturnValue:
    """Let an invited colleague choose a password."""
    return _choose(secret, LinkPurpose.BEGIN)


@sign_in_bp.route("/sign-in/new-password/<secret>", methods=["GET", "POST"])
@audited("account_begin.new_password")
@takes_secrets
def choose_new_password(secret: str) -> ResponseReturnValue:
    """Let somebody who forgot it choose another password."""
    return _choose(secret, LinkPurpose.PASSWORD)


def _choose(secret: str, purpose: LinkPurpose) -> ResponseReturnValue:
    key = current_app.config["SECRET_KEY"]
    account = links.find_link(reading_session(), secret, purpose, key=key, now=now())
    if account is None:
        return render_template("organiser/account/link_gone.html", mail_leaves=can_mail()), 404
    form = NewPasswordForm()
    if not form.is_posted_and_valid():
        return _page(form, account, purpose, 422 if form.errors else 200)
    typed = form.password.data or ""
    if signing_in.is_weak(typed, email=account.email):
        form.password.errors = [_("Choose at least 8 characters that are hard to guess.")]
        return _page(form, account, purpose, 422)
    reading_session().commit()  # no connection is held while one waits and hashes
    with hashing.place(f"account {account.id}"):
        hashed = signing_in.hash_new_password(typed, email=account.email)
    note_as(account_id=account.id)
    used = links.use_link(session(), secret, purpose, hashed=hashed, key=key, now=now())
    if used is None:
        session().commit()
        abort(404)
    return _go_in(used)


def _go_in(account: Account) -> ResponseReturnValue:
    """Sign in who just chose the password, without asking for it again: it was typed just now.

    A second step that there is, is asked for; one that is missing is begun at once.
    """
    needs_factor = factors.has_factor(session(), account.id)
    enter(account, is_complete=not needs_factor)
    flash(_("Your password is set."))
    if needs_factor:
        return redirect(url_for("sign_in.ask_second_factor"), code=303)
    if account.role is AccountRole.ADMINISTRATOR and not is_demonstration_here(account):
        return redirect(url_for("account.show_factors"), code=303)
    return redirect(home_url(account), code=303)


def _page(
    form: NewPasswordForm, account: Account, purpose: LinkPurpose, status: int
) -> ResponseReturnValue:
    page = render_template(
        "organiser/account/choose_password.html",
        form=form,
        account=account,
        is_new=purpose is LinkPurpose.BEGIN,
    )
    return page, status
