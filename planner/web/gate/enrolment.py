"""The gate's link: shows what it is for, and enrols the phone that says yes."""

from typing import cast

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.admission import Door, Reason
from planner.services.gate import gates, phones
from planner.services.gate.phones import MOST_PLACES, UPLOADS_FOR
from planner.services.logistics.sheet_on_phones import has_sheet
from planner.store.models import Gate
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.device import (
    cookie_name,
    counting_phones,
    held_phones,
    keep_language,
    speak_as_chosen,
    usable_phones,
)
from planner.web.gate.rehearsal import practise_address
from planner.web.gate.sentences import closed_text
from planner.web.headers import use_gate_policy
from planner.web.installation import settings
from planner.web.tokens import keep_tokens


def require_link() -> ResponseReturnValue | None:
    """Find the gate of the link in the address; wrong and closed links look the same.

    Whoever has the link of an event that is over is told so, for as long as phones may send.
    """
    use_gate_policy()
    speak_as_chosen()
    secret = (request.view_args or {}).get("secret", "")
    found = gates.find_gate(reading_session(), secret, code_key=settings().code_key, now=now())
    if found is None:
        return render_template("gate/no_link.html"), 404
    g.gate = found
    return None


@bp.get("/<secret>")
@checked_by(require_link)
def show_gate_link(secret: str) -> ResponseReturnValue:
    """Say what the link is for. Previews of messages open it too, so it enrols nothing."""
    return _page(EmptyForm())


@bp.post("/<secret>")
@checked_by(require_link)
def enrol_phone(secret: str) -> ResponseReturnValue:
    """Enrol this phone, and go to an address without the secret."""
    form = EmptyForm()
    if not _may_join():
        return _page(form), 409
    if not form.is_posted_and_valid():
        return _page(form), 422
    # The page without network must not go on at the gate of before, also if the network fails now.
    at_work = url_for("gate.show_gate") + f"#at-{_gate().id}"
    if _gate().only_listens:
        at_work = url_for("gate.write_remark") + f"#listen-{_gate().id}"
    response = make_response(redirect(at_work, code=303))
    keep_language(response, closes_at=_door().closes_at)
    held = held_phones()
    here = next((each for each in usable_phones() if each.gate_id == _gate().id), None)
    token = here.token if here else ""
    if here is None:
        enrolled = phones.enrol(
            session(), _gate(), code_key=settings().code_key, now=now(), mine=held
        )
        token = enrolled.token if enrolled else ""
    elif not phones.work_at(session(), here, mine=held, now=now()):
        token = ""
    if not token:
        return render_template("gate/full.html", gate=_gate()), 409
    session().commit()
    closes_at = max([_door().closes_at, *(each.door.closes_at for each in held)])
    keep_tokens(
        response,
        cookie_name(),
        [token, *(each.token for each in usable_phones())],
        most=MOST_PLACES,
        until=closes_at + UPLOADS_FOR,
    )
    return response


def _page(form: EmptyForm) -> str:
    """Say what the link is for, or why nobody is counted there any more."""
    return render_template(
        "gate/enrol.html",
        gate=_gate(),
        form=form,
        door=_door(),
        obstacle=closed_text(_obstacle()),
        may_join=_may_join(),
        practise=practise_address(),
        has_sheet=_has_sheet(),
    )


def _has_sheet() -> bool:
    """Say whether this phone counts at the event already, and there is a run sheet for it."""
    here = next((each for each in counting_phones() if each.event_id == _gate().event_id), None)
    return here is not None and has_sheet(reading_session(), here, now=now())


def _may_join() -> bool:
    """Say whether phones may join; where it was cancelled, to send what they counted before."""
    return _obstacle() is not Reason.EVENT_OVER


def _obstacle() -> Reason | None:
    """Say why nobody is counted there, or listened to: that goes on when the gates have closed."""
    if _gate().only_listens:
        return Reason.EVENT_OVER if now() > _door().closes_at else None
    return _door().obstacle(now())


def _gate() -> Gate:
    return cast(Gate, g.gate)


def _door() -> Door:
    return gates.door_of(_gate())
