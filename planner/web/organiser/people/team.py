"""The team of one event: people with an account who see this event and not the others."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import AccountRole, Right, TeamRole
from planner.services.people import accounts, colleagues
from planner.store.models import Account, Event
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.mail_ways import can_mail
from planner.web.meanwhile import ask_again
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.people import bp
from planner.web.organiser.people.colleague_forms import (
    TEAM_NAMES,
    TEAM_NOTES,
    TeamForm,
    TeamRoleForm,
)
from planner.web.organiser.people.colleagues import link_page
from planner.web.organiser.undoing import flash_undo


@bp.get("/events/<int:event_id>/team")
@needs(Right.MANAGE)
def show_team(event_id: int) -> ResponseReturnValue:
    """Show who is in the team, and a form for one more."""
    return _page(event_to_show(event_id), TeamForm())


@bp.post("/events/<int:event_id>/team")
@needs(Right.MANAGE, audited="team.add")
def add_to_team(event_id: int) -> ResponseReturnValue:
    """Put a colleague in the team; who has no account yet is invited."""
    form = TeamForm()
    if not form.is_posted_and_valid():
        return _page(event_to_show(event_id), form)
    event = event_to_change(event_id)
    email, role = form.email.address, TeamRole(form.role.data)
    there = accounts.find_account(session(), email)
    if there is not None and (
        there.organisation_id != event.organisation_id or there.disabled_at is not None
    ):
        # Whether somebody works elsewhere is nobody's business here.
        form.email.errors = [_("We can't put this address in the team. Ask an administrator.")]
        return _page(event, form)
    account = there or _invited(event, email, form.name.data or "")
    colleagues.put_in_team(session(), event, account, role, now=now())
    if there is None:
        return link_page(account, url_for("people.show_team", event_id=event_id))
    session().commit()
    flash(_("%(name)s is in the team.", name=account.name))
    return redirect(url_for("people.show_team", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/team/<int:member_id>/role")
@needs(Right.MANAGE, audited="team.set_role")
def set_team_role(event_id: int, member_id: int) -> ResponseReturnValue:
    """Give somebody another role in the team."""
    event = event_to_change(event_id)
    member = next(
        (each for each in colleagues.team_of(session(), event_id) if each.account_id == member_id),
        None,
    )
    if member is None:
        abort(404)
    form = TeamRoleForm(data={"role": member.role.value}).edits()
    if not form.is_posted_and_valid():
        return ask_again(form) if form.has_clashes else abort(400)
    role = TeamRole(form.role.data)
    colleagues.put_in_team(session(), event, member.account, role, now=now())
    session().commit()
    flash(_("%(name)s has another role now.", name=member.account.name))
    return redirect(url_for("people.show_team", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/team/<int:member_id>/remove")
@needs(Right.MANAGE, audited="team.remove")
def remove_from_team(event_id: int, member_id: int) -> ResponseReturnValue:
    """Take somebody out of the team; their account stays."""
    event_to_change(event_id)
    kept = colleagues.take_from_team(
        session(), event_id, member_id, by_id=current_account().id, now=now()
    )
    if kept is None:
        abort(404)
    session().commit()
    flash_undo(_("The team is smaller now."), kept)
    return redirect(url_for("people.show_team", event_id=event_id), code=303)


def _invited(event: Event, email: str, name: str) -> Account:
    account = colleagues.invite(
        session(),
        email=email,
        name=name,
        role=AccountRole.MEMBER,
        organisation_id=event.organisation_id,
        now=now(),
    )
    if account is None:
        abort(409)  # somebody else made it at this moment; the next try finds it
    return account


def _page(event: Event, form: TeamForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/people/team.html",
        event=event,
        form=form,
        members=colleagues.team_of(reading_session(), event.id),
        roles=[(role.value, name) for role, name in TEAM_NAMES.items()],
        role_names=TEAM_NAMES,
        notes={role.value: note for role, note in TEAM_NOTES.items()},
        mail_leaves=can_mail(),
    )
    return page, 422 if form.errors else 200
