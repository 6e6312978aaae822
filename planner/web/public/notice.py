"""The privacy notice for guests, in plain words.

Source: articles 12 and 13 of Regulation (EU) 2016/679.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from planner.core.retention import CONNECTIONS_KEPT_FOR_DAYS, Retention
from planner.store.models import Organisation
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.keeping import retention, retention_of
from planner.web.numbers import whole_number
from planner.web.public import bp
from planner.web.who_runs import runner_by_id, show_runner

AUTHORITY = "Autoriteit Persoonsgegevens"


@bp.get("/privacy")
def show_privacy_notice() -> ResponseReturnValue:
    """Say who asks what, why, for how long, and what one can do; of the organisation it names."""
    asked = reading_session().get(Organisation, request.args.get("o", 0, type=whole_number))
    if asked is not None:
        show_runner(runner_by_id(asked.id))
    days = (retention_of(asked) if asked is not None else _by_the_host()).keep_days
    parts = [
        (
            "info",
            _("What do we ask?"),
            [
                _("How many people come, and what you eat. Then there is enough food and room."),
                _("We do not need your name."),
                _("What you can't eat we keep only when you say that we may."),
            ],
        ),
        (
            "clock",
            _("How long do we keep it?"),
            [
                ngettext(
                    "We delete it %(num)s day after the event. Only the number of people stays.",
                    "We delete it %(num)s days after the event. Only the number of people stays.",
                    days,
                ),
                _(
                    "What you write about the neighbourhood we may copy, without your name. "
                    "The copy stays."
                ),
                ngettext(
                    "Did you answer without a card? We keep a mark of your internet for "
                    "%(num)s day. So nobody makes answers up. Nobody can read from it who you are.",
                    "Did you answer without a card? We keep a mark of your internet for "
                    "%(num)s days. So nobody makes answers up. Nobody can read from it who "
                    "you are.",
                    CONNECTIONS_KEPT_FOR_DAYS,
                ),
            ],
        ),
        (
            "eye",
            _("What can you do?"),
            [
                _("Open the page of your card on the phone where you answered."),
                _("There you read all that we know. You can change it and save it."),
                _("You can delete it with your card alone."),
                _("No card? Call us."),
            ],
        ),
        (
            "lock",
            _("Who sees it?"),
            [
                _("Only the people who prepare the event. The kitchen sees numbers, not people."),
                _("Whoever has your card sees only whether you said yes, maybe or no."),
                _("What you tell more is shown on your own phone, or with a word that you keep."),
                _("For that your phone keeps a cookie, until we delete what you told."),
                _("For a yes, a maybe or a no we put no cookie on your phone."),
                _("We give it to nobody else."),
            ],
        ),
        (
            "phone",
            _("Who are we?"),
            [
                _("We do this for the neighbourhood. That is our task."),
                _("Are you not happy with it? Call us."),
                _(
                    "You can also complain to the Dutch privacy authority: %(name)s.",
                    name=AUTHORITY,
                ),
            ],
        ),
    ]
    return render_template(
        "public/privacy.html",
        parts=parts,
    )


def _by_the_host() -> Retention:
    """Return what the host keeps to: who follows a link of before reads its notice."""
    host = reading_session().scalar(select(Organisation).where(Organisation.is_host))
    return retention_of(host) if host is not None else retention()
