"""The link of a partner: found before every page of it, or explained why there is none."""

from typing import cast

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from planner.services.residents import partners
from planner.store.models import Partner
from planner.web.db import reading_session
from planner.web.guessing import note_guess
from planner.web.headers import use_guest_policy
from planner.web.installation import settings
from planner.web.who_runs import runner_by_id, show_runner


def find_partner() -> ResponseReturnValue | None:
    """Find whose link it is; a stopped one says so, and unknown ones are counted."""
    use_guest_policy()
    secret = (request.view_args or {}).get("secret", "")
    found = partners.find_by_link(reading_session(), secret, code_key=settings().code_key)
    if found is None:
        return _unknown()
    show_runner(runner_by_id(found.organisation_id))
    if found.stopped_at is not None:
        return render_template("partner/stopped.html"), 410
    g.partner = found
    return None


def current_partner() -> Partner:
    """Return whose link it is; only on pages behind `find_partner`."""
    return cast(Partner, g.partner)


def _unknown() -> ResponseReturnValue:
    wait = note_guess("unknown-partner-link")
    if wait:
        response = make_response(render_template("partner/no_link.html", is_too_often=True), 429)
        response.headers["Retry-After"] = str(wait)
        return response
    return render_template("partner/no_link.html", is_too_often=False), 404
