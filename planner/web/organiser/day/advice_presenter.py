"""What matters now, in one sentence, and what to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.services.day.advice import Matter, Situation
from planner.services.day.evacuation import Mismatch
from planner.services.day.live import LiveEvent
from planner.store.models import Event
from planner.web.filters import day_and_time, number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import known_name


@dataclass(frozen=True)
class AdviceShown:
    """The first thing on the page of the day itself.

    Attributes:
        sentence: what matters.
        actions: what to do, each a sentence.
        tone: "alarm", "warn", "ok", or "" where nothing goes on.
        alert: what it is about, where somebody has to hear it at once; else empty.
        about_places: whether it says how full it is.
    """

    sentence: str
    actions: list[str]
    tone: str
    alert: str
    about_places: bool


def advice_shown(event: Event, seen: LiveEvent, found: Situation) -> AdviceShown:
    """Write down what matters now."""
    is_urgent = found.matter.is_about_places and (
        found.matter is not Matter.WILL_BE_FULL or found.is_near
    )
    tones = {Matter.IN_ORDER: "ok", Matter.FOOD: "alarm"}
    return AdviceShown(
        sentence=_sentence(event, seen, found),
        actions=list(_actions(event, found)),
        tone="alarm"
        if is_urgent
        else tones.get(found.matter, "" if found.matter.is_calm else "warn"),
        alert=found.matter.value if is_urgent else "",
        about_places=found.matter.is_about_places,
    )


def mismatch_words(whole: str, mismatches: Sequence[Mismatch]) -> list[str]:
    """Say how the counts of an event and its parts differ, and why."""
    return [words for each in mismatches for words in _of_mismatch(whole, each)]


def _of_mismatch(whole: str, each: Mismatch) -> Iterator[str]:
    titles = {"part": each.title, "whole": whole}
    if each.never:
        yield ngettext(
            "%(num)s person is inside at “%(part)s” and was never counted at a gate of "
            "“%(whole)s”.",
            "%(num)s people are inside at “%(part)s” and were never counted at a gate of "
            "“%(whole)s”.",
            each.never,
            **titles,
        )
    if each.left:
        yield ngettext(
            "%(num)s person left “%(whole)s” by its gates and is still inside at “%(part)s”.",
            "%(num)s people left “%(whole)s” by its gates and are still inside at “%(part)s”.",
            each.left,
            **titles,
        )
    if each.loose:
        yield ngettext(
            "%(num)s person is inside at “%(part)s” without a card: whether “%(whole)s” counted "
            "them too, nobody can see.",
            "%(num)s people are inside at “%(part)s” without a card: whether “%(whole)s” counted "
            "them too, nobody can see.",
            each.loose,
            **titles,
        )


def _sentence(event: Event, seen: LiveEvent, found: Situation) -> str:
    coming = number(found.on_the_way)
    places = number(found.places or 0)
    match found.matter:
        case Matter.CANCELLED:
            return _("This event is cancelled.")
        case Matter.OVER_FULL:
            return ngettext(
                "%(num)s person too many is inside: %(places)s fit.",
                "%(num)s people too many are inside: %(places)s fit.",
                found.too_many,
                places=places,
            )
        case Matter.FULL if found.on_the_way:
            return ngettext(
                "It is full: %(places)s people fit, and %(num)s more is on the way.",
                "It is full: %(places)s people fit, and %(num)s more are on their way.",
                found.on_the_way,
                places=places,
            )
        case Matter.FULL:
            return _("It is full: %(places)s people fit.", places=places)
        case Matter.WILL_BE_FULL:
            return ngettext(
                "%(num)s more fits, and %(coming)s are on their way.",
                "%(num)s more fit, and %(coming)s are on their way.",
                found.fits or 0,
                coming=coming,
            )
        case Matter.FOOD:
            return _("Food runs short: %(dishes)s.", dishes=_dishes(seen, found.short))
        case Matter.TIGHT:
            return _("It will be tight: %(dishes)s.", dishes=_dishes(seen, found.tight))
        case Matter.CONFLICTS:
            return ngettext(
                "Have a look at %(num)s arrival that did not fit its card.",
                "Have a look at %(num)s arrivals that did not fit their cards.",
                found.conflicts,
            )
        case Matter.ZONES:
            whole = (event.parent or event).title
            return mismatch_words(whole, found.mismatches)[0]
        case Matter.SILENT_GATE if found.silent:
            return _(
                "Nothing was heard from %(gate)s since %(when)s.",
                gate=found.silent.name,
                when=time(found.silent.since, event.zone),
            )
        case Matter.NO_GATE:
            return _("Nobody counts who comes in.")
        case Matter.BEFORE:
            return _("It begins at %(when)s.", when=day_and_time(event.starts_at, event.zone))
        case Matter.AFTER:
            return _after(found.inside)
    return _("At the gates and with the food all is in order.")


def _dishes(seen: LiveEvent, places: Sequence[int]) -> str:
    return ", ".join(known_name(seen.dishes[place].order.dish.name) for place in places)


def _after(inside: int) -> str:
    if not inside:
        return _("It is over.")
    return ngettext(
        "It is over, and by the count %(num)s person is still inside.",
        "It is over, and by the count %(num)s people are still inside.",
        inside,
    )


def _actions(event: Event, found: Situation) -> Iterator[str]:
    match found.matter:
        case Matter.OVER_FULL:
            yield _stop(found)
            yield ngettext(
                "Let nobody in until %(num)s person has left; then one out, one in.",
                "Let nobody in until %(num)s people have left; then one out, one in.",
                found.too_many,
            )
        case Matter.FULL:
            yield _stop(found)
            yield _("One out, one in: let somebody in for each who leaves.")
        case Matter.WILL_BE_FULL if found.is_near:
            yield _stop(found)
            yield ngettext(
                "Let %(num)s more person in; then one out, one in.",
                "Let %(num)s more people in; then one out, one in.",
                found.fits or 0,
            )
        case Matter.WILL_BE_FULL:
            yield _tell(found)
        case Matter.FOOD:
            yield _("Below stands what to do.")
        case Matter.TIGHT:
            yield _("Nobody has to go to the shop. Serve the last portions a little smaller.")
        case Matter.CONFLICTS:
            yield _("Nobody has to leave for it.")
        case Matter.ZONES:
            yield _("They are in the count of everybody.")
        case Matter.SILENT_GATE if found.silent:
            if found.silent.waiting:
                yield ngettext(
                    "Its phones still have %(num)s scan to send.",
                    "Its phones still have %(num)s scans to send.",
                    found.silent.waiting,
                )
            yield _("Ask there whether they still count, and whether the phone has internet.")
        case Matter.NO_GATE:
            yield _("Open a gate for helpers with a phone, or count yourself and fill it in below.")
        case Matter.IN_ORDER:
            yield _coming(found)


def _stop(found: Situation) -> str:
    if not found.has_more_gates:
        return _("Stop at %(gate)s.", gate=found.gate) if found.gate else _("Stop at the door.")
    if found.gate:
        return _(
            "Stop at every gate, first at %(gate)s: most people come in there now.",
            gate=found.gate,
        )
    return _("Stop at every gate.")


def _tell(found: Situation) -> str:
    if found.has_more_gates and found.gate:
        return _(
            "Tell the helpers at every gate, first at %(gate)s: it is going to be full.",
            gate=found.gate,
        )
    if found.has_more_gates or not found.gate:
        return _("Tell the helpers: it is going to be full.")
    return _("Tell the helpers at %(gate)s: it is going to be full.", gate=found.gate)


def _coming(found: Situation) -> str:
    if found.is_too_early and not found.on_the_way:
        return _("It is too early to say how many more come.")
    if found.places is None:
        return ngettext(
            "%(num)s person is probably on the way.",
            "%(num)s people are probably on their way.",
            found.on_the_way,
        )
    return ngettext(
        "%(num)s person is probably on the way, and %(fits)s fit.",
        "%(num)s people are probably on their way, and %(fits)s fit.",
        found.on_the_way,
        fits=number(found.fits or 0),
    )
