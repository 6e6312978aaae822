"""Whose address it is: an event's shifts, or one helper's own page; guessing is slowed down.

An address that is good is never slowed: a whole street may stand behind one connection.
"""

from typing import cast

from flask import g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.helpers import shift_rows
from planner.services.helpers.helper_secrets import CODE_SIGNS
from planner.store.models import Event, Helper
from planner.web.db import reading_session
from planner.web.guessing import note_guess
from planner.web.headers import use_guest_policy
from planner.web.i18n import kept_language
from planner.web.installation import settings
from planner.web.who_runs import runner_by_id, runner_of, show_runner


def find_own() -> ResponseReturnValue | None:
    """Find whose own page it is: the rule of a helper's pages."""
    offer_languages()
    secret = (request.view_args or {}).get("secret", "")
    found = shift_rows.find_helper(reading_session(), secret, code_key=settings().code_key)
    if found is None:
        return _unknown("unknown-helper-link")
    g.helper = found
    show_runner(runner_by_id(found.organisation_id))
    return None


def find_event() -> ResponseReturnValue | None:
    """Find the event of a code: the rule of the pages with its shifts."""
    offer_languages()
    code = (request.view_args or {}).get("code", "").lower()
    # What can be none of ours, such as a sign that no database takes, is not asked for.
    is_one = len(code) == CODE_SIGNS and code.isascii() and code.isalnum()
    found = shift_rows.find_help_event(reading_session(), code) if is_one else None
    if found is None:
        return _unknown("unknown-help-code")
    g.help_event = found
    show_runner(runner_of(found))
    return None


def current_helper() -> Helper:
    """Return whose own page it is; only on pages behind `find_own`."""
    return cast(Helper, g.helper)


def current_event() -> Event:
    """Return whose shifts they are; only on pages behind `find_event`."""
    return cast(Event, g.help_event)


def own_url(endpoint: str, **values: object) -> str:
    """Return an address below the own page, in the language that was asked for."""
    secret = (request.view_args or {})["secret"]
    return url_for(endpoint, secret=secret, **values, **kept_language())  # type: ignore[arg-type]


def offer_languages() -> None:
    """Say that this page is for neighbours, in all their languages and without a script."""
    g.is_guest_page = True
    use_guest_policy()


def _unknown(what: str) -> ResponseReturnValue:
    wait = note_guess(what)
    if wait:
        response = make_response(render_template("helper/no_link.html", is_too_often=True), 429)
        response.headers["Retry-After"] = str(wait)
        return response
    return render_template("helper/no_link.html", is_too_often=False), 404
