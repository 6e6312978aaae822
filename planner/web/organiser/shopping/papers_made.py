"""When a paper was made, and from which answers: whoever finds two of them knows the newer one."""

from collections.abc import Sequence
from datetime import datetime

from planner.core.small_cells import LEAST_HOUSEHOLDS
from planner.services.answer.tally import AnswerTally
from planner.services.shop.papers import Sitting
from planner.web.filters import day_and_time, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.shopping.order_words import off_menu_words
from planner.web.said_words import aside_cards


def made_line(answers: Sequence[AnswerTally], *, zone: str, now: datetime) -> str:
    """Write when a paper was made and from how many answers, and how many are left out of it."""
    aside = sum(each.set_aside for each in answers)
    said = _made(answers, zone=zone, now=now)
    return f"{said} {aside_cards(aside)}" if aside else said


def _made(answers: Sequence[AnswerTally], *, zone: str, now: datetime) -> str:
    when = day_and_time(now, zone)
    people = sum(each.yes_heads for each in answers)
    households = told_households(answers)
    if not people:
        return _("Made %(when)s, before anybody said yes.", when=when)
    if households is None:
        return ngettext(
            "Made %(when)s, from the answers until then: %(n)s person.",
            "Made %(when)s, from the answers until then: %(n)s people.",
            people,
            when=when,
            n=number(people),
        )
    return _(
        "Made %(when)s, from the answers until then: %(people)s people in "
        "%(households)s households.",
        when=when,
        people=number(people),
        households=number(households),
    )


def made_for_shop(sitting: Sitting, *, now: datetime) -> str:
    """Write when a shop's paper was made: once an order is placed, it no longer follows answers."""
    placed, zone = sitting.shopping.placed, sitting.event.zone
    if placed is None:
        return made_line([sitting.answers], zone=zone, now=now)
    made = _(
        "Made %(when)s, from the order of %(placed)s.",
        when=day_and_time(now, zone),
        placed=day_and_time(placed.at, zone),
    )
    return " ".join(filter(None, (made, off_menu_words(sitting.shopping, placed))))


def made_for_shops(sittings: Sequence[Sitting], *, zone: str, now: datetime) -> str:
    """Write when one list of several sittings was made: from answers while any follows them."""
    following = [each for each in sittings if each.shopping.placed is None]
    if following:
        return made_line([each.answers for each in following], zone=zone, now=now)
    return _("Made %(when)s, from the orders that were placed.", when=day_and_time(now, zone))


def told_households(answers: Sequence[AnswerTally]) -> int | None:
    """Return how many households said yes; None when they are few.

    Of fewer only the people are told: the kitchen has no need to guess who is who.
    """
    households = sum(each.yes_households for each in answers)
    return households if households >= LEAST_HOUSEHOLDS else None
