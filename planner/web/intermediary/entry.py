"""The private link: asks for the six digits that were told by phone, and lets a browser in."""

from typing import cast

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.invite import intermediaries
from planner.services.people import hashing
from planner.services.people.throttle import TooOften
from planner.store.models import IntermediaryLink
from planner.web.access import audited, checked_by
from planner.web.clock import now
from planner.web.db import reading_session, session, transaction
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.intermediary import bp
from planner.web.intermediary.browser import find_sign_in, keep_token
from planner.web.intermediary.forms import AccessCodeForm
from planner.web.lanes import takes_secrets
from planner.web.who_runs import runner_of, show_runner


def require_link() -> ResponseReturnValue | None:
    """Find the link in the address; wrong, renewed and past links look the same."""
    secret = (request.view_args or {}).get("secret", "")
    found = intermediaries.find_link(
        reading_session(),
        secret,
        code_key=settings().code_key,
        keep=settings().retention,
        now=now(),
    )
    if found is None:
        return render_template("intermediary/no_link.html"), 404
    g.hand_out_link = found
    show_runner(runner_of(found.batch.event))
    return None


@bp.get("/link/<secret>")
@checked_by(require_link)
def show_link(secret: str) -> ResponseReturnValue:
    """Ask for the code. Previews of messages open this too, so it lets nobody in."""
    if find_sign_in(_link().id) is not None:
        return redirect(url_for("intermediary.show_stack", link_id=_link().id), code=303)
    return _page(AccessCodeForm())


@bp.post("/link/<secret>")
@checked_by(require_link)
@audited("hand_out_link.come_in")
@takes_secrets
def come_in(secret: str) -> ResponseReturnValue:
    """Let this browser in, and go to an address without the secret."""
    form = AccessCodeForm()
    if not form.is_posted_and_valid():
        return _page(form, 422)
    link, keys = _link(), settings()
    wait = intermediaries.tries_wait(reading_session(), link, secret_key=keys.secret_key, now=now())
    if wait:
        return _wait(form, wait)
    reading_session().commit()  # no connection is held while one waits and hashes
    # The hash takes a while: check it before taking the writers' turn.
    with hashing.place(f"link {link.id}"):
        try:
            with transaction() as counting:
                intermediaries.take_try(counting, link, secret_key=keys.secret_key, now=now())
        except TooOften as refused:
            return _wait(form, refused.wait_seconds)
        is_right = intermediaries.is_code_of(link, form.answer())
    token = None
    if is_right:
        token = intermediaries.begin(
            session(), link, code_key=keys.code_key, secret_key=keys.secret_key, now=now()
        )
    if token is None:
        return _page(_refused(form, _("This is not the code. Listen once more, or call us.")), 422)
    session().commit()
    response = make_response(
        redirect(url_for("intermediary.show_stack", link_id=link.id), code=303)
    )
    keep_token(response, link.id, token)
    return response


def _wait(form: AccessCodeForm, seconds: int) -> ResponseReturnValue:
    response = make_response(_page(_refused(form, _too_often(seconds)), 429))
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(form: AccessCodeForm, status: int = 200) -> tuple[str, int]:
    link = _link()
    page = render_template(
        "intermediary/enter.html",
        form=form,
        event=link.batch.event,
        has_code=link.code_hash is not None,
    )
    return page, status


def _refused(form: AccessCodeForm, words: str) -> AccessCodeForm:
    form.code.errors = [words]
    return form


def _too_often(wait: int) -> str:
    minutes = -(-wait // 60)
    return _("That was too often. Wait %(minutes)s minutes, or call us.", minutes=minutes)


def _link() -> IntermediaryLink:
    return cast(IntermediaryLink, g.hand_out_link)
