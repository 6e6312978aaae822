"""A registration that left its path, in words, with the way to the reminder."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from planner.core.messages import Rule
from planner.core.texts import N_
from planner.core.turnout.path import HowFar, OffPath
from planner.core.unsettled import Behind
from planner.services.guests.list_values import GuestState
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.mail_ways import can_mail

HOW_FAR: Mapping[HowFar, str] = {
    HowFar.NONE_YET: N_("Nobody has said yes yet, and usually people had by now"),
    HowFar.THREE_QUARTERS_FEWER: N_("Three quarters fewer people said yes than usual by now"),
    HowFar.TWO_THIRDS_FEWER: N_("Two thirds fewer people said yes than usual by now"),
    HowFar.HALF: N_("Half as many people said yes as usual by now"),
    HowFar.A_THIRD_FEWER: N_("A third fewer people said yes than usual by now"),
    HowFar.A_QUARTER_FEWER: N_("A quarter fewer people said yes than usual by now"),
    HowFar.A_QUARTER_MORE: N_("A quarter more people said yes than usual by now"),
    HowFar.A_THIRD_MORE: N_("A third more people said yes than usual by now"),
    HowFar.HALF_MORE: N_("Half as many again said yes as usual by now"),
    HowFar.TWICE: N_("Twice as many people said yes as usual by now"),
    HowFar.THREE_TIMES: N_("Three times as many people said yes as usual by now"),
    HowFar.MANY_TIMES: N_("Far more people said yes than usual by now"),
}


@dataclass(frozen=True)
class NextMove:
    """What can be done about it, and where."""

    words: str
    href: str


@dataclass(frozen=True)
class PathShown:
    """What the page of an event says of answers that left their path.

    Attributes:
        words: how far, as a sentence without its full stop.
        numbers: the people behind it.
        way: None where nothing has to be done, or somebody else does it.
    """

    words: str
    numbers: str
    way: NextMove | None


def how_far_words(path: OffPath) -> str:
    """Say how far from what is usual; a sentence without its full stop."""
    return _(HOW_FAR[path.how_far])


def path_shown(path: OffPath, behind: Behind | None, event_id: int) -> PathShown:
    """Say how far, with the numbers and with what can be done."""
    numbers = _(
        "%(now)s people now, about %(usual)s at %(events)s earlier events.",
        now=number(path.yes_heads),
        usual=number(path.usual),
        events=number(path.events),
    )
    if not path.is_fewer:
        places = url_for("events.show_places", event_id=event_id)
        return PathShown(
            how_far_words(path), numbers, NextMove(_("Is there room, and food?"), places)
        )
    way = way_of(behind, event_id) if behind else None
    return PathShown(how_far_words(path), numbers, way)


def way_of(behind: Behind, event_id: int) -> NextMove:
    """Say which reminder there is, and to how many it goes."""
    if behind.addresses and can_mail():
        return NextMove(
            _mail_words(behind),
            url_for("messages.set_rule", event_id=event_id, rule=Rule.ASK_AGAIN.value),
        )
    if behind.cards:
        words = ngettext(
            "Ask again for %(num)s card without an answer.",
            "Ask again for %(num)s cards without an answer.",
            behind.cards,
        )
        state = GuestState.HANDED_OUT.value
        return NextMove(words, url_for("guests.show_guests", event_id=event_id, state=state))
    return NextMove(_("Hand out more cards."), url_for("cards.list_batches", event_id=event_id))


def _mail_words(behind: Behind) -> str:
    if behind.goes_on is None:
        return ngettext(
            "A reminder to %(num)s address is ready: say when it goes out.",
            "A reminder to %(num)s addresses is ready: say when it goes out.",
            behind.addresses,
        )
    return ngettext(
        "A reminder to %(num)s address goes out by itself on %(day)s. Sooner is possible.",
        "A reminder to %(num)s addresses goes out by itself on %(day)s. Sooner is possible.",
        behind.addresses,
        day=day(behind.goes_on),
    )
