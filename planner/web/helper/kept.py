"""What is kept of a helper: to read, to take along, and to have erased at once."""

from flask import Response, redirect, render_template, request, url_for
from flask.json import dumps
from flask.typing import ResponseReturnValue

from planner.core.helpers.ages import HelperAge
from planner.services.privacy import erasing
from planner.services.privacy.own_helper_data import helper_fields, helper_forgotten_on
from planner.store.models import Helper
from planner.web import shift_words
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.db import session
from planner.web.filters import day
from planner.web.helper import bp
from planner.web.helper.link import current_helper, offer_languages, own_url
from planner.web.helper.own_presenter import runs
from planner.web.helper.sign_up_form import BANDS
from planner.web.i18n import OWN_NAMES, kept_language
from planner.web.i18n import gettext as _
from planner.web.keeping import erasure_log, retention
from planner.web.who_runs import NOBODY, show_runner


@bp.get("/helper/<secret>/known")
def show_known_of_helper(secret: str) -> ResponseReturnValue:
    """Show what is kept, in words, and until when."""
    helper = current_helper()
    until = helper_forgotten_on(helper, keep=retention())
    return render_template(
        "helper/known.html",
        rows=_rows(helper),
        until=day(until) if until else "",
        **runs(helper, ()),
        own_page=own_url("helper.show_own"),
        json_url=own_url("helper.take_helper_data"),
        forget_url=own_url("helper.forget_me"),
    )


@bp.get("/helper/<secret>/known.json")
def take_helper_data(secret: str) -> ResponseReturnValue:
    """Download the same as a file that programs read."""
    fields = helper_fields(current_helper(), keep=retention())
    text = dumps(fields, indent=2, ensure_ascii=False, sort_keys=False)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=helper.json"
    return response


@bp.route("/helper/<secret>/forget", methods=["GET", "POST"])
def forget_me(secret: str) -> ResponseReturnValue:
    """Ask, then erase everything; the places are free for others."""
    if request.method != "POST":
        return render_template(
            "helper/forget.html",
            forget_url=own_url("helper.forget_me"),
            own_page=own_url("helper.show_own"),
            **runs(current_helper(), ()),
        )
    helper = session().get(Helper, current_helper().id)
    if helper is not None:
        erasing.erase_helper(session(), helper, log=erasure_log(), now=now())
        session().commit()
    return redirect(url_for("helper.say_forgotten", **kept_language()), code=303)


@bp.get("/helper/forgotten")
@checked_by(offer_languages)
def say_forgotten() -> ResponseReturnValue:
    """Say that everything is gone; the address says of whom to nobody."""
    show_runner(NOBODY)
    return render_template("helper/forgotten.html")


def _rows(helper: Helper) -> list[tuple[str, str]]:
    rows = [
        (_("Your name"), helper.name),
        (_("Your phone number"), helper.phone),
        (_("Your e-mail address"), helper.address),
        (_("The language we write in"), OWN_NAMES.get(helper.language, "")),
        (
            _("How old are you?"),
            str(BANDS[helper.age]) if helper.age is not HelperAge.ADULT else "",
        ),
        (_("Phone number of a parent or another grown-up"), helper.grown_up_phone),
        (_("It is my first time"), _("Yes") if helper.is_first_time else ""),
        (_("Ask me again next time"), _until(helper)),
    ]
    if helper.certificate_seen_on is not None:
        rows.append((_("We saw your certificate of conduct on"), day(helper.certificate_seen_on)))
    rows += [
        (shift_words.task(entry.shift), shift_words.when(entry.shift)) for entry in helper.entries
    ]
    return [(name, words) for name, words in rows if words]


def _until(helper: Helper) -> str:
    if helper.ask_again_until is None:
        return ""
    return _("until %(day)s", day=day(helper.ask_again_until))
