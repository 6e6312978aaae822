"""An account's second factors: set one up, take one away, print spare codes."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.enums import FactorKind
from planner.core.roles import AccountRole, Right
from planner.exports.qr import qr_svg
from planner.services.people import factors, passkeys
from planner.store.models import SecondFactor
from planner.web.access import current_account, current_sign_in, is_demonstration_here, needs
from planner.web.auditing import note_as
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_year
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.account import bp
from planner.web.organiser.account.entering import (
    ask_passkey_anew,
    browser_name,
    pass_second_factor,
    site,
)
from planner.web.organiser.account.second_factor import OneTimeCodeForm, PasskeyForm


@dataclass(frozen=True)
class FactorRow:
    """A second factor as its owner knows it."""

    factor_id: int
    name: str
    note: str
    picture: str


@bp.get("/second-step")
@needs(Right.SIGNED_IN, before_set_up=True)
def show_factors() -> ResponseReturnValue:
    """Show what second factors there are, and the ways to add one."""
    account, reading = current_account(), reading_session()
    rows = [_row(factor) for factor in factors.list_factors(reading, account.id)]
    return render_template(
        "organiser/account/factors.html",
        rows=rows,
        spare_codes=factors.count_spare_codes(reading, account.id),
        is_required=account.role is AccountRole.ADMINISTRATOR,
        is_demonstration=is_demonstration_here(account),
    )


@bp.post("/second-step/app")
@needs(Right.SIGNED_IN, fresh=True, before_set_up=True, audited="factors.begin_app")
def begin_app() -> ResponseReturnValue:
    """Make a secret for an app."""
    factors.begin_app(session(), current_account().id, now=now())
    session().commit()
    return redirect(url_for("account.show_app"), code=303)


@bp.get("/second-step/app")
@needs(Right.SIGNED_IN, before_set_up=True)
def show_app() -> ResponseReturnValue:
    """Show the secret as a code to scan, and ask for the first code of the app."""
    return _app_page(OneTimeCodeForm())


@bp.post("/second-step/app/confirm")
@needs(Right.SIGNED_IN, before_set_up=True, audited="factors.confirm_app")
def confirm_app() -> ResponseReturnValue:
    """Let the app count once its code is right."""
    form = OneTimeCodeForm()
    if not form.is_posted_and_valid():
        return _app_page(form, 422)
    account, key = current_account(), settings().code_key
    if not factors.confirm_app(session(), account.id, form.answer(), code_key=key, now=now()):
        form.code.errors = [_("This is not the code of this moment. Is the phone's clock right?")]
        return _app_page(form, 422)
    return _is_set_up()


@bp.post("/second-step/passkey")
@needs(Right.SIGNED_IN, fresh=True, before_set_up=True, audited="factors.begin_passkey")
def begin_passkey() -> ResponseReturnValue:
    """Make a challenge for a new passkey."""
    ask_passkey_anew(current_sign_in())
    session().commit()
    return redirect(url_for("account.show_passkey"), code=303)


@bp.get("/second-step/passkey")
@needs(Right.SIGNED_IN, before_set_up=True)
def show_passkey() -> ResponseReturnValue:
    """Let the browser make a passkey."""
    challenge = current_sign_in().challenge
    if challenge is None:
        return redirect(url_for("account.show_factors"), code=303)
    options = passkeys.creation_options(reading_session(), current_account(), challenge, site())
    return render_template(
        "organiser/account/factor_passkey.html", options=options, passkey_form=PasskeyForm()
    )


@bp.post("/second-step/passkey/keep")
@needs(Right.SIGNED_IN, before_set_up=True, audited="factors.keep_passkey")
def keep_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    form = PasskeyForm()
    answer = (form.credential.data or "") if form.is_posted_and_valid() else ""
    is_kept = passkeys.add(
        session(), current_sign_in(), answer, name=browser_name(), site=site(), now=now()
    )
    if not is_kept:
        note_as("factors.begin_passkey")
        session().commit()  # the challenge is used up all the same
        flash(_("That passkey was not made. Try again, or use an app."), "warn")
        return redirect(url_for("account.show_factors"), code=303)
    return _is_set_up()


@bp.post("/second-step/<int:factor_id>/remove")
@needs(Right.SIGNED_IN, fresh=True, before_set_up=True, audited="factors.remove")
def remove_factor(factor_id: int) -> ResponseReturnValue:
    """Take a second factor away."""
    if not factors.remove(session(), current_account().id, factor_id):
        abort(404)
    session().commit()
    flash(_("It does not count any more."))
    return redirect(url_for("account.show_factors"), code=303)


@bp.post("/second-step/spare-codes")
@needs(Right.SIGNED_IN, fresh=True, before_set_up=True, audited="factors.spare_codes")
def make_spare_codes() -> ResponseReturnValue:
    """Make new spare codes and show them, this once."""
    if not factors.has_factor(session(), current_account().id):
        abort(404)
    codes = factors.make_spare_codes(
        session(), current_account().id, code_key=settings().code_key, now=now()
    )
    session().commit()
    return render_template("organiser/account/spare_codes.html", codes=codes)


def _is_set_up() -> ResponseReturnValue:
    """Go on with a new token, and show spare codes the first time."""
    account_id = current_account().id
    is_first = not factors.count_spare_codes(session(), account_id)
    codes = (
        factors.make_spare_codes(session(), account_id, code_key=settings().code_key, now=now())
        if is_first
        else []
    )
    pass_second_factor(current_sign_in())
    if not codes:
        flash(_("It counts from now on."))
        return redirect(url_for("account.show_factors"), code=303)
    return render_template("organiser/account/spare_codes.html", codes=codes)


def _app_page(form: OneTimeCodeForm, status: int = 200) -> ResponseReturnValue:
    account = current_account()
    factor = factors.waiting_app(reading_session(), account.id)
    if factor is None:
        return redirect(url_for("account.show_factors"), code=303)
    codes = factors.codes_of(factor, code_key=settings().code_key)
    address = codes.provisioning_uri(name=account.email, issuer_name=site().name)
    text = codes.secret
    page = render_template(
        "organiser/account/factor_app.html",
        form=form,
        qr=Markup(qr_svg(address, title=_("Code to scan with the app"))),  # noqa: S704
        secret=" ".join(text[place : place + 4] for place in range(0, len(text), 4)),
    )
    return page, status


def _row(factor: SecondFactor) -> FactorRow:
    added = day_and_year(factor.created_at.date())
    is_app = factor.kind is FactorKind.APP
    return FactorRow(
        factor_id=factor.id,
        name=_("App with codes") if is_app else _("Passkey: %(where)s", where=factor.name),
        note=_("Added on %(day)s", day=added),
        picture="phone" if is_app else "key",
    )
