"""What we keep: find and erase somebody's data, and see what was erased and what is next."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from planner.core.roles import Right
from planner.services.outbox import outbox
from planner.services.privacy import erased, erasing, find_somebody
from planner.services.privacy.find_somebody import Found, What
from planner.store.models import Event, Intermediary, Invitation
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.forms import EmptyForm, Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.keeping import erasure_log, retention
from planner.web.mail_posts import farewell
from planner.web.organiser.privacy import bp
from planner.web.organiser.privacy.kept_shown import found_shown, went_shown


class FindForm(Form):
    """What somebody who asks for their data can tell."""

    words = StringField(
        _l("Card number, name, telephone number or e-mail address"),
        description=_l("Of a card that somebody else handed out we know only the number."),
        validators=[
            InputRequired(_l("Type a number, a name, a telephone number or an address.")),
            Length(max=254, message=_l("Type fewer letters.")),
        ],
        render_kw={"autocomplete": "off"},
    )


@bp.get("/kept")
@needs(Right.PLAN)
def show_kept() -> ResponseReturnValue:
    """Show for how long things are kept, and what goes when."""
    keep = retention()
    return render_template(
        "organiser/privacy/kept.html",
        keep_days=keep.keep_days,
        audit_days=keep.audit_days,
        coming=[
            (one.event.title, day(one.on), one.answers)
            for one in erased.list_coming(reading_session(), keep=keep, now=now())
        ],
    )


@bp.get("/kept/erased")
@needs(Right.PLAN)
def show_erased() -> ResponseReturnValue:
    """Show what was erased: counts by event and kind."""
    zone = settings().zone
    rows = [went_shown(one, zone) for one in erased.list_went(reading_session())]
    return render_template("organiser/privacy/kept_erased.html", rows=rows)


@bp.get("/kept/find")
@needs(Right.PLAN)
def find_kept() -> ResponseReturnValue:
    """Ask whom to look for. What is typed is sent, not put into an address."""
    return render_template("organiser/privacy/kept_find.html", form=FindForm(), found=None)


@bp.post("/kept/find")
@needs(Right.PLAN, audited="kept.look")
def look_at_kept() -> ResponseReturnValue:
    """Show what is kept of somebody."""
    form = FindForm()
    if not form.is_posted_and_valid():
        return render_template("organiser/privacy/kept_find.html", form=form, found=None), 422
    rows = [
        found_shown(one) for one in find_somebody.find(reading_session(), form.words.data or "")
    ]
    return render_template("organiser/privacy/kept_find.html", form=form, found=rows)


@bp.get("/kept/erase")
@needs(Right.PLAN)
def ask_to_erase() -> ResponseReturnValue:
    """Ask before something is erased: that can't be undone."""
    one = _asked_for(reading_session())
    return render_template(
        "organiser/privacy/kept_erase.html", form=EmptyForm(), shown=found_shown(one)
    )


@bp.post("/kept/erase")
@needs(Right.PLAN, fresh=True, audited="kept.erase")
def erase_person() -> ResponseReturnValue:
    """Erase it, also from what an older backup would bring back."""
    one = _asked_for(session())
    log = erasure_log()
    if one.what is What.CARD:
        invitation = session().get_one(Invitation, one.key)
        letters = farewell(session(), invitation, now=now())
        erasing.erase_card(session(), invitation, log=log, now=now())
        outbox.queue(session(), letters, now=now())
    elif one.what is What.GIVER:
        erasing.erase_giver(session(), session().get_one(Intermediary, one.key), log=log, now=now())
    else:
        erasing.erase_contact(session(), session().get_one(Event, one.key), log=log, now=now())
    session().commit()
    flash(_("It is erased."), "ok")
    return redirect(url_for("privacy.find_kept"), code=303)


def _asked_for(db: Session) -> Found:
    """Return what the address names; accounts are closed with `planner user disable`."""
    key = request.values.get("id", type=int) or 0
    what = request.values.get("what", "")
    one: Found | None = None
    if what == What.CARD:
        one = find_somebody.find_card(db, key)
    elif what == What.GIVER and (giver := db.get(Intermediary, key)) is not None:
        one = Found(What.GIVER, key, name=giver.name)
    elif what == What.CONTACT and (event := db.get(Event, key)) is not None:
        one = Found(What.CONTACT, key, event=event, name=event.contact_name)
    if one is None:
        abort(404)
    return one
