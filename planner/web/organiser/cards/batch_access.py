"""The private page of who hands a stack of cards out: its link, its code, and the end of both."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.invite import batches, intermediaries
from planner.services.people import hashing
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, short_day
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.cards import bp
from planner.web.organiser.lookup import batch_to_change, batch_to_show, event_to_show


@bp.get("/<int:event_id>/invitations/<int:batch_id>/access")
@needs(Right.GUESTS)
def show_access(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Show whether there is a link, and since when it is used; never the link itself."""
    return _page(event_id, batch_id)


@bp.post("/<int:event_id>/invitations/<int:batch_id>/access/link")
@needs(Right.GUESTS, audited="batch_access.make_link")
def make_access_link(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Make a link, the older one then opens nothing, and show it this once."""
    batch = batch_to_change(event_id, batch_id)
    if not intermediaries.is_open(batch, keep=settings().retention, now=now()):
        abort(404)
    secret = intermediaries.make_link(session(), batch, code_key=settings().code_key, now=now())
    session().commit()
    # Shown in the answer to the press, without a redirect: only its hash is kept, so no page can
    # show it again.
    path = url_for("intermediary.show_link", secret=secret)
    return _page(event_id, batch_id, link=f"{settings().base_url}{path}")


@bp.post("/<int:event_id>/invitations/<int:batch_id>/access/code")
@needs(Right.GUESTS, audited="batch_access.make_code")
def make_access_code(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Make a code, and show it this once: on a page of its own, for it is told, never sent."""
    with hashing.place(f"account {current_account().id}"):
        drawn = intermediaries.draw_code()  # slow, so before it is the writers' turn
    batch = batch_to_change(event_id, batch_id)
    link = intermediaries.link_of(session(), batch)
    if link is None:
        abort(404)
    keys = settings()
    code = intermediaries.make_code(session(), link, secret_key=keys.secret_key, drawn=drawn)
    session().commit()
    return _page(event_id, batch_id, code=f"{code[:3]} {code[3:]}")


@bp.post("/<int:event_id>/invitations/<int:batch_id>/access/remove")
@needs(Right.GUESTS, audited="batch_access.remove")
def remove_access(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Take the link away, wherever it is open."""
    intermediaries.remove_link(session(), batch_to_change(event_id, batch_id))
    session().commit()
    flash(_("The page is closed, on every phone where it was open."), "ok")
    return redirect(url_for("cards.show_access", event_id=event_id, batch_id=batch_id), code=303)


def _page(event_id: int, batch_id: int, *, link: str = "", code: str = "") -> ResponseReturnValue:
    event = event_to_show(event_id)
    batch = batch_to_show(event_id, batch_id)
    known = intermediaries.link_of(reading_session(), batch)
    return render_template(
        "organiser/cards/access.html",
        event=event,
        batch_id=batch_id,
        batch_name=batch.name,
        giver=batches.full_name_of(batch),
        new_link=link,
        new_code=code,
        has_link=known is not None,
        has_code=known is not None and known.code_hash is not None,
        made_on=short_day(known.created_at, event.zone) if known else "",
        used_on=short_day(known.used_at, event.zone) if known and known.used_at else "",
        open_in=intermediaries.count_sign_ins(reading_session(), known) if known else 0,
        ends_on=day(intermediaries.ends_on(batch, keep=settings().retention)),
        is_over=not intermediaries.is_open(batch, keep=settings().retention, now=now()),
    )
