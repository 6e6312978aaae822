"""Who an organisation is, for neighbours: its own page, its logo, the sheet of its colours."""

import re

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.house_colours import read_colour
from planner.services.people import organisations
from planner.services.plan import listing
from planner.store.models import Organisation
from planner.translations.reading import Borrowed
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.headers import ONE_YEAR_SECONDS
from planner.web.house_css import theme_css
from planner.web.i18n import current_language, kept_language
from planner.web.installation import settings
from planner.web.public import bp
from planner.web.public.presenter import listed
from planner.web.shared_page import shared_page
from planner.web.who_runs import logo_url, runner_by_id, show_runner

MAY_BE_FOUND = {"X-Robots-Tag": "all"}
FOREVER = {"Cache-Control": f"public, max-age={ONE_YEAR_SECONDS}, immutable"}
"""Another logo and other colours have another address."""
PICTURE_ALONE = {"Content-Security-Policy": "default-src 'none'; sandbox"}
AT_ONCE = 30
"""Events on the page of an organisation."""
_COLOURS = re.compile(r"(0|[0-9a-f]{6})-(0|[0-9a-f]{6})")


@bp.get("/who/<int:organisation_id>")
def show_who_we_are(organisation_id: int) -> ResponseReturnValue:
    """Show who an organisation is, and its coming public events."""
    reading = reading_session()
    if reading.get(Organisation, organisation_id) is None:
        abort(404)
    runs = runner_by_id(organisation_id, reading)
    show_runner(runs)
    events = listing.coming_events(
        reading, now=now(), organisation_id=organisation_id, limit=AT_ONCE
    )
    own = settings().language
    page = render_template(
        "public/who.html",
        runs=runs,
        about=runs.about if current_language() == own else Borrowed(runs.about, own),
        logo_url=logo_url(runs),
        events=[listed(event, now=now()) for event in events],
        home_url=url_for("public.show_home", **kept_language()),
        shared=shared_page(runs.name, runs.about, site=runs.name),
    )
    return page, MAY_BE_FOUND


@bp.get("/who/<int:organisation_id>/logo-<mark>.png")
def send_logo(organisation_id: int, mark: str) -> ResponseReturnValue:
    """Send the logo of an organisation: a picture that we drew ourselves."""
    logo = organisations.find_logo(reading_session(), organisation_id)
    if logo is None or logo.mark != mark:
        abort(404)
    response = Response(logo.image, mimetype="image/png")
    response.headers.update(FOREVER | PICTURE_ALONE)
    return response


@bp.get("/theme/<colours>.css")
def send_theme(colours: str) -> ResponseReturnValue:
    """Send the sheet of two colours: nothing but what the address says."""
    found = _COLOURS.fullmatch(colours)
    if found is None:
        abort(404)
    main, second = ("" if one == "0" else read_colour(one) for one in found.groups())
    response = Response(theme_css((main, second)), content_type="text/css; charset=utf-8")
    response.headers.update(FOREVER)
    return response
