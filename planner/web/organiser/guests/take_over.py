"""Take over what guests wrote, so that it is sorted and answered like what was heard elsewhere."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.core.small_cells import LEAST_HOUSEHOLDS
from planner.services.residents import taking_over
from planner.services.residents.taking_over import TakenOver
from planner.web.access import needs
from planner.web.db import session
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.guests import bp
from planner.web.organiser.lookup import event_to_change


@bp.post("/<int:event_id>/said/take-over")
@needs(Right.RESIDENTS, audited="said.take_over")
def take_over(event_id: int) -> ResponseReturnValue:
    """Copy what is new, of each question from five texts on; the answers keep theirs."""
    event_to_change(event_id)
    taken = taking_over.take_over(session(), event_id)
    if taken.total:
        session().commit()
    else:
        session().rollback()
    for words, kind in _said(taken):
        flash(words, kind)
    return redirect(url_for("guests.show_remarks", event_id=event_id), code=303)


def _said(taken: TakenOver) -> list[tuple[str, str]]:
    said = []
    if taken.total:
        words = ngettext(
            "%(num)s text is taken over. Nobody knows whose it is.",
            "%(num)s texts are taken over. Nobody knows whose they are.",
            taken.total,
        )
        said.append((words, "ok"))
    if taken.waiting:
        words = _(
            "Fewer than %(n)s are new of a question, so they wait: few together would show who "
            "wrote what.",
            n=number(LEAST_HOUSEHOLDS),
        )
        said.append((words, "warn"))
    return said or [(_("There is nothing new to take over."), "warn")]
