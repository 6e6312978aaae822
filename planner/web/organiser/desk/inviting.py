"""How many can be invited so that too many come seldom, and what follows from a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from planner.core.enums import EventState
from planner.core.roles import Right
from planner.core.turnout import EventKind, spoken
from planner.core.turnout.inviting import USUAL_RISK
from planner.services.shop import overbooking
from planner.services.shop.overbooking import Inviting, Measure, Outlook
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import number
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.desk import bp
from planner.web.organiser.fields import MOST_GUESTS, Between, WholeNumberField, options
from planner.web.organiser.lookup import event_to_show

RISKS: Mapping[str, str] = {
    "5": _l("1 in 20 times"),
    "10": _l("1 in 10 times"),
    "25": _l("1 in 4 times"),
}
"""By how many of a hundred times."""
USUALLY = f"{100 * USUAL_RISK:.0f}"
OUT_OF_RANGE = _l("Write a number from 1 to 100,000.")


class InvitingForm(Form):
    """How much room there is, what risk is taken, and a number to ask about."""

    event_columns: ClassVar = {}

    class Meta(Form.Meta):
        """Asking changes nothing."""

        csrf = False

    room = WholeNumberField(
        _l("For how many people is there room?"),
        validators=[
            InputRequired(_l("Write for how many people there is room.")),
            Between(1, MOST_GUESTS, OUT_OF_RANGE),
        ],
        render_kw={"min": 1, "inputmode": "numeric", "class": "input-short"},
    )
    risk = RadioField(_l("How often may more people come?"), choices=options(RISKS.items()))
    count = WholeNumberField(
        _l("How many cards do you hand out?"),
        validators=[Optional(), Between(1, MOST_GUESTS, OUT_OF_RANGE)],
        render_kw={"min": 1, "inputmode": "numeric", "class": "input-short"},
    )


@dataclass(frozen=True)
class InvitingShown:
    """What was found, in sentences.

    Attributes:
        most: how many can be invited, as the one thing to remember.
        follows: what follows from that.
        asked: what follows from the number that was asked about; empty without one.
        basis: from what this is known, and how well.
    """

    most: str
    follows: list[str]
    asked: list[str]
    basis: list[str]


@bp.get("/<int:event_id>/inviting")
@needs(Right.LOOK)
def show_inviting(event_id: int) -> ResponseReturnValue:
    """Show how many can be invited, and what follows from a number."""
    event = event_to_show(event_id)
    is_asked = "room" in request.args
    usual = {"room": event.capacity, "risk": USUALLY}
    form = InvitingForm(request.args if is_asked else None, data=usual)
    is_fine = form.validate() if is_asked else event.capacity is not None
    found = _find(event, form) if is_fine and _is_coming(event) else None
    if found is not None and found.measure is Measure.ANSWERS:
        form.count.label.text = _("How many people say yes?")
    page = render_template(
        "organiser/forecast/inviting.html",
        event=event,
        form=form,
        is_coming=_is_coming(event),
        shown=_shown(found, event, form.room.data or 0) if found else None,
    )
    return page, 422 if form.errors else 200


def _is_coming(event: Event) -> bool:
    return event.state in {EventState.DRAFT, EventState.PUBLISHED} and event.starts_at > now()


def _find(event: Event, form: InvitingForm) -> Inviting:
    return overbooking.inviting(
        reading_session(),
        event,
        room=form.room.data or 0,
        risk=int(form.risk.data or USUALLY) / 100,
        count=form.count.data,
        now=now(),
    )


def _shown(found: Inviting, event: Event, room: int) -> InvitingShown:
    return InvitingShown(
        most=_most_words(found),
        follows=_outlook_words(found.most or found.now, room),
        asked=[_asked_words(found.measure, found.asked), *_outlook_words(found.asked, room)]
        if found.asked
        else [],
        basis=_basis(found, event),
    )


def _most_words(found: Inviting) -> str:
    if found.most is None:
        return _("No more: too many may come already.")
    count = number(found.most.count)
    if found.is_endless and found.measure is Measure.CARDS:
        return _("Also with %(n)s cards there is room enough.", n=count)
    if found.is_endless:
        return _("Also when %(n)s people say yes there is room enough.", n=count)
    if found.measure is Measure.CARDS:
        return ngettext(
            "At most %(n)s card.", "At most about %(n)s cards.", found.most.count, n=count
        )
    return ngettext(
        "At most %(n)s person can say yes.",
        "At most about %(n)s people can say yes.",
        found.most.count,
        n=count,
    )


def _asked_words(measure: Measure, asked: Outlook) -> str:
    count = number(asked.count)
    if measure is Measure.CARDS:
        return ngettext("With %(n)s card:", "With %(n)s cards:", asked.count, n=count)
    return ngettext(
        "When %(n)s person says yes:", "When %(n)s people say yes:", asked.count, n=count
    )


def _outlook_words(outlook: Outlook | None, room: int) -> list[str]:
    if outlook is None:
        return []
    said = spoken(outlook.forecast)
    come = _(
        "Probably %(low)s to %(high)s people come.", low=number(said.low), high=number(said.high)
    )
    of_hundred = round(100 * outlook.chance_too_many)
    if of_hundred < 1:
        words = _("More than %(room)s come fewer than 1 of 100 times.", room=number(room))
        return [come, words]
    words = ngettext(
        "More than %(room)s come %(num)s of 100 times.",
        "More than %(room)s come %(num)s of 100 times.",
        of_hundred,
        room=number(room),
    )
    return [come, words]


def _basis(found: Inviting, event: Event) -> list[str]:
    basis = []
    if found.measure is Measure.CARDS:
        basis.append(_("Nothing else is known yet: only the cards tell it."))
        basis.append(_("How many answer a card here, nobody knows. So the range is wide."))
    else:
        basis.append(
            ngettext(
                "Until now %(n)s person said yes.",
                "Until now %(n)s people said yes.",
                found.given,
                n=number(found.given),
            )
        )
        basis.append(_("Not everybody who says yes comes; how many do, the forecast reckons with."))
    if event.kind is not EventKind.CLOSED:
        basis.append(_("Who comes without an answer is counted in."))
    return basis
