"""The line for a place, as a household sees it on its own page, and the form to wait in it."""

from datetime import datetime
from typing import Any

from planner.core.answering import AnswerPhase
from planner.core.household_words import ToldPart
from planner.services.answer import waiting_list
from planner.services.answer.room import phase_for
from planner.services.answer.waiting_list import WaitingPlace, WaitingState
from planner.web.db import reading_session
from planner.web.filters import day_and_time
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.invitee import household, presenter
from planner.web.invitee.afterwards import Notice
from planner.web.invitee.card import HeldCard
from planner.web.invitee.forms import CountField


class WaitingListForm(GuestForm):
    """With how many?"""

    heads = CountField(_l("How many people are coming?"))

    def check_heads(self, *, most: int) -> int | None:
        """Return with how many they wait; None with a sentence beside the field."""
        if self.validate() and self.heads.data is not None and 1 <= self.heads.data <= most:
            return int(self.heads.data)
        self.heads.errors = [_("Type a number from 1 to %(most)s.", most=most)]
        return None

    def say_too_many(self) -> None:
        """Say that so many will never fit."""
        self.heads.errors = [_("There are not that many places. Can fewer come? Or call us.")]


def place_in_waiting_list(held: HeldCard, *, now: datetime) -> WaitingPlace | None:
    """Return where a household stands; only events with a limit have a line, until they begin."""
    is_to_come = phase_for(held.event, now=now) in {AnswerPhase.OPEN, AnswerPhase.CLOSED}
    if held.event.capacity is None or not is_to_come:
        return None
    return waiting_list.place_of(reading_session(), held.invitation, now=now)


def waits(held: HeldCard, place: WaitingPlace, *, now: datetime) -> dict[str, Any]:
    """Return the invitation of a household that waits: where it stands comes first."""
    notice = notice_of(held, place)
    values = presenter.invitation(held, now=now, notice=notice)
    has_offer = place.state is WaitingState.OFFERED
    return {
        **values,
        "over": "",
        "may_answer": has_offer,
        "line": WaitingListForm(data={"heads": place.heads if _knows_heads() else None})
        if place.state is WaitingState.MISSED and values["may_answer"]
        else None,
        "leave_url": "" if has_offer else held.link("invitee.leave_line"),
    }


def asked(
    held: HeldCard,
    form: WaitingListForm | None,
    *,
    now: datetime,
    notice: Notice | None = None,
    is_first_look: bool = False,
) -> dict[str, Any]:
    """Return the invitation to something that is full, with the way into the line.

    Whoever has not pressed anything yet reads first what it is, and when.
    """
    form = form or WaitingListForm(formdata=None, data={"heads": 2})
    return {
        **presenter.invitation(held, now=now, notice=notice or presenter.full()),
        "line": form,
        "form": form,
        "is_first_look": is_first_look,
    }


def notice_of(held: HeldCard, place: WaitingPlace) -> Notice:
    """Say where a household stands in the line."""
    if place.state is WaitingState.WAITING:
        heading = ngettext(
            "You are waiting for a place.",
            "You are waiting for places for %(num)s people.",
            place.heads if _knows_heads() else 1,
        )
        text = _("Look here again. When there is a place for you, you read it here.")
        return Notice(heading, text, picture="clock")
    if place.state is WaitingState.MISSED:
        return Notice(
            _("Your place went to somebody else."),
            _("Do you still want to come? Then wait again."),
            picture="clock",
        )
    until = place.offered_until
    text = (
        _("We keep it until %(moment)s.", moment=day_and_time(until, held.event.zone))
        if until
        else _("Press yes, and it is yours.")
    )
    return Notice(_("There is a place for you!"), text, "ok", "hand-waving")


def _knows_heads() -> bool:
    return household.opened().opens(ToldPart.LINE)
