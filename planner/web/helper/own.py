"""A helper's own page: what they do, and every change with a press; looking changes nothing."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.exports.qr import qr_svg
from planner.services.helpers import asking_again, presence, signing_up
from planner.services.helpers.helper_secrets import feed_secret_of
from planner.services.helpers.own_shifts import own_shifts
from planner.services.helpers.signing_up import SignUp
from planner.store.models import Helper, Shift, ShiftEntry
from planner.web import shift_words
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.emergency_words import what_to_do
from planner.web.event_words import title_of
from planner.web.helper import bp
from planner.web.helper.link import current_helper, own_url
from planner.web.helper.own_presenter import own_shown, runs, thanks_for
from planner.web.helper.shift_presenter import clash_words, listed
from planner.web.i18n import gettext as _
from planner.web.installation import settings

ONE_CLICK = "One-Click"


@bp.get("/helper/<secret>")
def show_own(secret: str) -> ResponseReturnValue:
    """Show somebody's shifts, and everything they can do about them."""
    return _own_page(secret)


@bp.post("/helper/<secret>/entries/<key:entry_id>/take")
def take_offer(secret: str, entry_id: int) -> ResponseReturnValue:
    """Take the place that is kept, or is free: the first tap has it."""
    entry = _own_entry(entry_id)
    outcome = signing_up.take_place(session(), entry.shift.event_id, entry.id, now=now())
    if outcome in (SignUp.IN, SignUp.SET_ASIDE):
        session().commit()
        return _back()
    clash = signing_up.find_clash(session(), entry.helper_id, entry.shift)
    session().rollback()
    if outcome is SignUp.CLASH and clash is not None:
        return _own_page(secret, clash_words(clash, entry.shift)), 409
    if outcome is SignUp.CLOSED:
        return _own_page(secret, _("Nobody can sign up for this any more.")), 409
    return _own_page(secret, _("Somebody else was first. You keep your place in the line.")), 409


@bp.route("/helper/<secret>/entries/<key:entry_id>/leave", methods=["GET", "POST"])
def leave_shift(secret: str, entry_id: int) -> ResponseReturnValue:
    """Ask whether somebody is sure, and let them go without shame."""
    entry = _own_entry(entry_id)
    if entry.came_at is not None:
        return _back()  # they are there, and what they helped counts
    if request.method == "POST":
        signing_up.step_back(session(), entry.shift.event_id, entry.id, now=now())
        session().commit()
        return redirect(own_url("helper.say_left", entry_id=entry_id), code=303)
    return render_template("helper/leave.html", **_of(entry))


@bp.get("/helper/<secret>/entries/<key:entry_id>/left")
def say_left(secret: str, entry_id: int) -> ResponseReturnValue:
    """Thank who said in time that they can't come."""
    return render_template("helper/left.html", **_of(_own_entry(entry_id)))


@bp.post("/helper/<secret>/entries/<key:entry_id>/here")
def say_here(secret: str, entry_id: int) -> ResponseReturnValue:
    """Note that somebody is there."""
    entry = _own_entry(entry_id)
    is_noted = presence.say_here(session(), entry, now=now())
    session().commit()
    if is_noted:
        return _back()
    return _own_page(secret, _("You can say this from half an hour before until the end.")), 409


@bp.post("/helper/<secret>/ask-again")
def ask_again(secret: str) -> ResponseReturnValue:
    """Let somebody be asked for the next one."""
    return _set_asking(wants=True)


@bp.route("/helper/<secret>/stop-asking", methods=["GET", "POST"])
def stop_asking(secret: str) -> ResponseReturnValue:
    """Ask somebody no more; mail programs do it by themselves (RFC 8058)."""
    if request.method == "POST":
        answer = _set_asking(wants=False)
        # A mail program follows no redirect, and shows nothing.
        return ("", 200) if request.form.get("List-Unsubscribe") == ONE_CLICK else answer
    return render_template(
        "helper/stop_asking.html",
        is_asked=current_helper().ask_again_until is not None,
        **runs(current_helper(), ()),
        own_page=own_url("helper.show_own"),
    )


def _own_page(secret: str, problem: str = "") -> str:
    helper, here = current_helper(), settings()
    thanks = thanks_for(helper, now=now())
    found = own_shifts(reading_session(), helper, now=now())
    address = here.base_url + url_for("helper.show_own", secret=secret)
    feed = url_for(
        "own_calendars.send_helper_calendar",
        secret=feed_secret_of(helper.id, code_key=here.code_key),
    )
    return render_template(
        "helper/own.html",
        helper=helper,
        entries=[
            own_shown(one, has_address=bool(helper.address), now=now()) for one in found.entries
        ],
        others=listed(found.others, _other_url),
        next_title=title_of(found.next_event) if found.next_event else "",
        next_shifts=listed(found.next_shifts, _other_url),
        thanks=thanks,
        **runs(helper, found.entries),
        address=address,
        qr=Markup(qr_svg(address, title=_("Your own page"))),  # noqa: S704 - drawn by our own code
        feed_url=here.base_url + feed,
        feed_webcal=f"webcal://{here.host}{feed}",
        asking_url=own_url("helper.stop_asking" if helper.ask_again_until else "helper.ask_again"),
        known_url=own_url("helper.show_known_of_helper"),
        hours_url=own_url("helper.ask_certificate") if thanks else "",
        emergency=what_to_do(),
        problem=problem,
    )


def _other_url(shift: Shift) -> str:
    return own_url("helper.take_other", shift_id=shift.id)


def _back() -> ResponseReturnValue:
    return redirect(own_url("helper.show_own"), code=303)


def _set_asking(*, wants: bool) -> ResponseReturnValue:
    helper = session().get(Helper, current_helper().id)
    if helper is not None:
        asking_again.set_asking_again(helper, wants=wants)
        session().commit()
    return _back()


def _own_entry(entry_id: int) -> ShiftEntry:
    """Return an entry of whose page it is; somebody else's is not there."""
    mine = next((one for one in current_helper().entries if one.id == entry_id), None)
    if mine is None:
        abort(404)
    found = signing_up.find_entry(reading_session(), mine.shift.event_id, entry_id)
    return found or abort(404)


def _of(entry: ShiftEntry) -> dict[str, object]:
    return {
        "task": shift_words.task(entry.shift),
        "when": shift_words.when(entry.shift),
        "title": title_of(entry.shift.event),
        "own_page": own_url("helper.show_own"),
        **runs(entry.helper, ()),
    }
