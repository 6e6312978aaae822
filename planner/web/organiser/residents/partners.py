"""The partners of the alliance, and the link with which each says how far its promises are."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.residents import partners
from planner.store.models import Partner
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import short_day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.residents import bp
from planner.web.organiser.residents.partner_forms import KINDS, PartnerForm


@dataclass(frozen=True)
class PartnerLine:
    """A partner in the list."""

    url: str
    name: str
    text: str


@bp.get("/partners")
@needs(Right.PLAN)
def list_partners() -> ResponseReturnValue:
    """List the partners, with how much each still has to do."""
    open_of = partners.open_promises(reading_session())
    return render_template(
        "organiser/residents/partners.html",
        lines=[
            _line(one, open_of.get(one.id, 0)) for one in partners.list_partners(reading_session())
        ],
    )


@bp.route("/partners/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="partners.add")
def add_partner() -> ResponseReturnValue:
    """Add a partner."""
    form = PartnerForm()
    if form.is_posted_and_valid():
        made = partners.add_partner(
            session(), form.answer(), organisation_id=current_account().organisation_id
        )
        if made is not None:
            partner_id = made.id
            session().commit()
            flash(_("Kept."), "ok")
            return redirect(url_for("residents.show_partner", partner_id=partner_id), code=303)
        _say_taken(form)
    page = render_template("organiser/residents/partner_new.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/partners/<int:partner_id>", methods=["GET", "POST"])
@needs(Right.PLAN, audited="partners.change")
def show_partner(partner_id: int) -> ResponseReturnValue:
    """Show a partner and its link, or change what is known of it."""
    shown = _partner(partner_id)
    form = _form(shown)
    if not form.is_posted_and_valid():
        return _page(form, shown)
    if not partners.change_partner(session(), _to_change(partner_id), form.answer(), now=now()):
        _say_taken(form)
        return _page(form, shown)
    session().commit()
    flash(_("Kept."), "ok")
    return redirect(url_for("residents.show_partner", partner_id=partner_id), code=303)


@bp.post("/partners/<int:partner_id>/link")
@needs(Right.PLAN, audited="partners.make_link")
def make_partner_link(partner_id: int) -> ResponseReturnValue:
    """Make a link, an older one then opens nothing, and show it this once."""
    secret = partners.make_link(session(), _to_change(partner_id), code_key=settings().code_key)
    session().commit()
    # Shown in the answer to the press, without a redirect: an address that stood in a cookie or in
    # another address would be kept where nobody looks for it.
    path = url_for("partner.show_promises", secret=secret)
    shown = _partner(partner_id)
    return _page(_form(shown, is_sent=False), shown, link=f"{settings().base_url}{path}")


@bp.post("/partners/<int:partner_id>/stop")
@needs(Right.PLAN, audited="partners.stop_link")
def stop_partner_link(partner_id: int) -> ResponseReturnValue:
    """Stop the link: it says that it is gone, and no mail goes there."""
    partners.stop_link(session(), _to_change(partner_id), now=now())
    session().commit()
    flash(_("The link is stopped."), "ok")
    return redirect(url_for("residents.show_partner", partner_id=partner_id), code=303)


@bp.post("/partners/<int:partner_id>/delete")
@needs(Right.PLAN, audited="partners.delete")
def delete_partner(partner_id: int) -> ResponseReturnValue:
    """Delete a partner that no promise or amount ever named."""
    if not partners.delete_partner(session(), _to_change(partner_id), now=now()):
        session().rollback()
        flash(_("A promise or an amount names this partner, so it stays."), "warn")
        return redirect(url_for("residents.show_partner", partner_id=partner_id), code=303)
    session().commit()
    flash(_("Deleted."), "ok")
    return redirect(url_for("residents.list_partners"), code=303)


def _partner(partner_id: int) -> Partner:
    found = reading_session().get(Partner, partner_id, populate_existing=True)
    return found or abort(404)


def _to_change(partner_id: int) -> Partner:
    return session().get(Partner, partner_id, with_for_update=True) or abort(404)


def _form(partner: Partner, *, is_sent: bool = True) -> PartnerForm:
    stored = {
        "name": partner.name,
        "kind": partner.kind.value,
        "contact": partner.contact,
        "address": partner.address,
    }
    form = PartnerForm(data=stored) if is_sent else PartnerForm(formdata=None, data=stored)
    form.edits()
    return form


def _say_taken(form: PartnerForm) -> None:
    session().rollback()
    form.name.errors = [_("There is a partner of this name.")]


def _page(form: PartnerForm, partner: Partner, *, link: str = "") -> ResponseReturnValue:
    stopped_at = partner.stopped_at
    page = render_template(
        "organiser/residents/partner.html",
        form=form,
        partner=partner,
        new_link=link,
        has_link=partner.secret_hash is not None and stopped_at is None,
        stopped_on=short_day(stopped_at, settings().zone) if stopped_at else "",
        open_promises=partners.open_promises(reading_session()).get(partner.id, 0),
    )
    return page, 422 if form.errors else 200


def _line(partner: Partner, open_promises: int) -> PartnerLine:
    said = [
        str(KINDS[partner.kind]),
        ngettext("%(num)s promise open", "%(num)s promises open", open_promises)
        if open_promises
        else _("nothing open"),
    ]
    return PartnerLine(
        url=url_for("residents.show_partner", partner_id=partner.id),
        name=partner.name,
        text=" · ".join(said),
    )
