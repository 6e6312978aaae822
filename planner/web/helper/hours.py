"""A certificate of hours: the name is typed at that moment, and kept nowhere.

It is a page to print, made in the answer to the form. Nothing is stored, so nothing can leak, and
who wants another one types the name again.
"""

from dataclasses import dataclass

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from planner.core.guest_names import clean_name
from planner.core.helpers.shifts import MOST_HELPER_NAME
from planner.core.local_time import day_of
from planner.services.helpers.shift_rows import span
from planner.store.models import ShiftEntry
from planner.web import shift_words
from planner.web.clock import now
from planner.web.event_words import title_of
from planner.web.filters import day_and_year
from planner.web.forms import GuestForm
from planner.web.helper import bp
from planner.web.helper.link import current_helper, own_url
from planner.web.helper.own_presenter import helped, runs
from planner.web.i18n import lazy_gettext as _l
from planner.web.who_runs import runner_of

MOST_SIGNS = 2 * MOST_HELPER_NAME
"""A whole name, as it stands on a paper."""


class CertificateForm(GuestForm):
    """The name for the paper."""

    name = StringField(
        _l("Your name, as it has to stand on the paper"),
        description=_l("We do not keep it. It stands on this paper only."),
        validators=[
            DataRequired(_l("Type the name that has to stand on the paper.")),
            Length(max=MOST_SIGNS, message=_l("Make it shorter: 80 letters.")),
        ],
        render_kw={"autocomplete": "name", "maxlength": MOST_SIGNS},
    )

    def answer(self) -> str:
        """Return the name."""
        return clean_name(self.name.data or "")


@dataclass(frozen=True)
class CertifiedHelp:
    """One line of the paper: at what, on which day, what, and for how long."""

    title: str
    day: str
    task: str
    time: str


@bp.route("/helper/<secret>/hours", methods=["GET", "POST"])
def ask_certificate(secret: str) -> ResponseReturnValue:
    """Ask for a name, and answer with the paper."""
    done = [entry for entry in current_helper().entries if _is_done(entry)] or abort(404)
    form = CertificateForm()
    if not form.is_posted_and_valid():
        page = render_template(
            "helper/hours.html",
            form=form,
            action=own_url("helper.ask_certificate"),
            own_page=own_url("helper.show_own"),
            **runs(current_helper(), ()),
        )
        return page, 422 if form.errors else 200
    event = done[-1].shift.event
    return render_template(
        "helper/certificate.html",
        name=form.answer(),
        lines=[_line(entry) for entry in sorted(done, key=lambda one: span(one.shift).starts_at)],
        total=shift_words.length_words(sum(helped(entry) for entry in done)),
        organisation=runner_of(event).name,
        today=day_and_year(day_of(now(), event.zone)),
        own_page=own_url("helper.show_own"),
    )


def _is_done(entry: ShiftEntry) -> bool:
    return bool(helped(entry)) and span(entry.shift).ends_at <= now()


def _line(entry: ShiftEntry) -> CertifiedHelp:
    shift = entry.shift
    return CertifiedHelp(
        title=title_of(shift.event),
        day=day_and_year(span(shift).starts_at, shift.event.zone),
        task=shift_words.task(shift),
        time=shift_words.length_words(helped(entry)),
    )
