"""Who works here, for administrators: invite, give a role, disable, and let begin anew."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from planner.core.roles import AccountRole, Right
from planner.services.people import colleagues
from planner.services.people.colleagues import Colleague, LastAdministrator
from planner.store.models import Account, Organisation
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_year
from planner.web.i18n import gettext as _
from planner.web.mail_ways import can_mail
from planner.web.meanwhile import ask_again
from planner.web.organiser.account.account_mails import queue_invitation
from planner.web.organiser.people import bp
from planner.web.organiser.people.colleague_forms import (
    ROLE_NAMES,
    ROLE_NOTES,
    InviteForm,
    OrganisationForm,
    RoleForm,
)
from planner.web.who_runs import name_of_organisation


@dataclass(frozen=True)
class Row:
    """An account as the list shows it."""

    account_id: int
    name: str
    email: str
    organisation: str
    role: str
    role_word: str
    seen: str
    has_factor: bool
    has_begun: bool
    is_disabled: bool
    is_me: bool


@bp.get("/people")
@needs(Right.ADMINISTER)
def show_colleagues() -> ResponseReturnValue:
    """List everybody with an account."""
    found = colleagues.list_colleagues(reading_session(), current_account())
    return render_template(
        "organiser/people/people.html",
        rows=[_row(each) for each in found],
        roles=[(role.value, name) for role, name in ROLE_NAMES.items()],
        sees_all=colleagues.sees_all(reading_session(), current_account()),
    )


@bp.route("/people/new", methods=["GET", "POST"])
@needs(Right.ADMINISTER, fresh=True, audited="colleagues.invite")
def invite_colleague() -> ResponseReturnValue:
    """Invite a colleague by mail, or by a link to pass on."""
    form = _invite_form()
    if not form.is_posted_and_valid():
        return _invite_page(form)
    typed = form.answer()
    account = colleagues.invite(
        session(),
        email=typed.email,
        name=typed.name,
        role=typed.role,
        organisation_id=typed.organisation_id,
        now=now(),
    )
    if account is None:
        form.email.errors = [_("Somebody signs in with this address already.")]
        return _invite_page(form)
    return link_page(account, url_for("people.show_colleagues"))


@bp.post("/people/<int:account_id>/link")
@needs(Right.ADMINISTER, fresh=True, audited="colleagues.new_link")
def make_new_link(account_id: int) -> ResponseReturnValue:
    """Make a new link for somebody who has not begun yet, or whose password is lost."""
    account = _colleague(account_id)
    if account.disabled_at is not None:
        abort(404)
    return link_page(account, url_for("people.show_colleagues"))


@bp.post("/people/<int:account_id>/role")
@needs(Right.ADMINISTER, fresh=True, audited="colleagues.set_role")
def set_account_role(account_id: int) -> ResponseReturnValue:
    """Give somebody another role."""
    account = _colleague(account_id)
    form = RoleForm(data={"role": account.role.value}).edits()
    if not form.is_posted_and_valid():
        return ask_again(form) if form.has_clashes else abort(400)
    try:
        colleagues.set_role(session(), account, AccountRole(form.role.data))
    except LastAdministrator:
        return _back(_only_one(), "bad")
    session().commit()
    return _back(_("%(name)s has another role now.", name=account.name))


@bp.post("/people/<int:account_id>/disable")
@needs(Right.ADMINISTER, fresh=True, audited="colleagues.disable")
def disable_account(account_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere and let them in no more."""
    account = _colleague(account_id)
    try:
        colleagues.disable(session(), account, now=now())
    except LastAdministrator:
        return _back(_only_one(), "bad")
    session().commit()
    return _back(_("%(name)s is signed out and can't sign in any more.", name=account.name))


@bp.post("/people/<int:account_id>/enable")
@needs(Right.ADMINISTER, fresh=True, audited="colleagues.enable")
def enable_account(account_id: int) -> ResponseReturnValue:
    """Let somebody sign in again."""
    account = _colleague(account_id)
    colleagues.enable(account)
    session().commit()
    return _back(_("%(name)s can sign in again.", name=account.name))


@bp.post("/people/<int:account_id>/reset")
@needs(Right.ADMINISTER, fresh=True, audited="colleagues.reset_factor")
def reset_factor(account_id: int) -> ResponseReturnValue:
    """Let somebody who lost phone and spare codes begin the second step anew."""
    account = _colleague(account_id)
    colleagues.reset_factor(session(), account, now=now())
    session().commit()
    return _back(_("%(name)s can set up a new second step.", name=account.name))


@bp.route("/people/organisations/new", methods=["GET", "POST"])
@needs(Right.ADMINISTER, audited="colleagues.new_organisation")
def add_organisation() -> ResponseReturnValue:
    """Let a partner share this planner: it sees only its own events."""
    if not colleagues.sees_all(reading_session(), current_account()):
        abort(404)
    form = OrganisationForm()
    if not form.is_posted_and_valid():
        return _organisation_page(form)
    made = colleagues.add_organisation(session(), form.name.data or "", now=now())
    if made is None:
        form.name.errors = [_("There is an organisation of this name.")]
        return _organisation_page(form)
    session().commit()
    flash(_("%(name)s can be chosen now. Invite its first organiser.", name=made.name))
    return redirect(url_for("people.invite_colleague"), code=303)


def link_page(account: Account, back: str) -> ResponseReturnValue:
    """Queue the mail, commit, and show the link this once, to pass on."""
    link = queue_invitation(account)
    session().commit()
    return render_template(
        "organiser/people/link.html",
        account=account,
        link=link,
        mail_leaves=can_mail(),
        back=back,
    )


def organisation_name(organisation: Organisation) -> str:
    """Return the name of an organisation."""
    return name_of_organisation(organisation)


def _colleague(account_id: int) -> Account:
    account = colleagues.find_colleague(session(), current_account(), account_id)
    if account is None:
        abort(404)
    return account


def _back(words: str, tone: str = "message") -> ResponseReturnValue:
    flash(words, tone)
    return redirect(url_for("people.show_colleagues"), code=303)


def _only_one() -> str:
    return _("This is the only administrator. Make somebody else one first.")


def _invite_form() -> InviteForm:
    form = InviteForm()
    found = colleagues.list_organisations(reading_session(), current_account())
    form.organisation.choices = [SelectChoice(each.id, organisation_name(each)) for each in found]
    if form.organisation.data is None:
        form.organisation.data = current_account().organisation_id
    return form


def _invite_page(form: InviteForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/people/new.html",
        form=form,
        notes={role.value: note for role, note in ROLE_NOTES.items()},
        mail_leaves=can_mail(),
    )
    return page, 422 if form.errors else 200


def _organisation_page(form: OrganisationForm) -> ResponseReturnValue:
    page = render_template("organiser/people/organisation_new.html", form=form)
    return page, 422 if form.errors else 200


def _row(each: Colleague) -> Row:
    account = each.account
    return Row(
        account_id=account.id,
        name=account.name,
        email=account.email,
        organisation=organisation_name(account.organisation),
        role=account.role.value,
        role_word=str(ROLE_NAMES[account.role]),
        seen=day_and_year(each.seen_at.date()) if each.seen_at else "",
        has_factor=each.has_factor,
        has_begun=each.has_begun,
        is_disabled=account.disabled_at is not None,
        is_me=account.id == current_account().id,
    )
