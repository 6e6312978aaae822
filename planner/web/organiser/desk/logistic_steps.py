"""What of logistics waits, in words: tasks, permits, things, deliveries and weather."""

from dataclasses import dataclass

from planner.core.logistics.permits import Overrun, PermitKind, PermitState
from planner.core.next_steps import NextStep
from planner.core.steps import Step
from planner.web.chance_words import chance_words
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

WEATHER_URL = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"
"""Where the weather is told; nothing of the event goes there, and nothing is fetched."""


@dataclass(frozen=True)
class Beside:
    """What helps with something to do: a number to call, or a page elsewhere.

    Attributes:
        phone: as somebody typed it; empty for a page.
        words: whom to call, or what stands on that page.
        href: of the page.
    """

    words: str
    phone: str = ""
    href: str = ""


def beside(step: NextStep) -> Beside | None:
    """Return what helps with a step; None where nothing does."""
    if step.step is Step.WEATHER:
        return Beside(_("Look at the forecast of the KNMI"), href=WEATHER_URL)
    if step.task is not None and step.task.is_call and step.task.phone:
        return Beside(step.task.owner, phone=step.task.phone)
    if step.permit is not None and step.permit.phone and (step.days_late or _is_refused(step)):
        return Beside(step.permit.authority, phone=step.permit.phone)
    short = step.notified_short
    return Beside(short.authority, phone=short.phone) if short is not None and short.phone else None


def anchor_of(step: NextStep) -> str:
    """Return where on its page a task or permit stands; empty for all else."""
    if step.task is not None:
        return f"task-{step.task.task_id}"
    if step.permit is None:
        return ""
    rule_id, permit_id = step.permit.rule_id, step.permit.permit_id
    return f"rule-{rule_id}" if rule_id is not None else f"permit-{permit_id}"


def task_words(step: NextStep) -> tuple[str, str]:
    """Say what has to be done, until when, and by whom where that is nobody with an account."""
    said = [_late(step) if step.days_late else _until(step)]
    if step.task is not None and not step.task.owner:
        said.append(_("Nobody has it yet."))
    elif step.task is not None and step.task.is_call:
        said.append(_("%(name)s has it: call them.", name=step.task.owner))
    return step.name, " ".join(filter(None, said))


def permit_words(step: NextStep) -> tuple[str, str]:
    """Say what the town asks, how late it is, and whom to call."""
    permit = step.permit
    if permit is None:
        return "", ""
    if permit.kind is PermitKind.CHECK:
        words = _("%(what)s: have it in order, and note it", what=permit.title)
        return words, _late(step) if step.days_late else ""
    if _is_refused(step):
        words = _("%(what)s: it was refused", what=permit.title)
        if permit.authority:
            return words, _("Ask %(office)s what can be done.", office=permit.authority)
        return words, _("Ask what can be done.")
    words = _("%(what)s: send it, and note that you did", what=permit.title)
    if not step.days_late:
        return words, ""
    return words, " ".join(filter(None, (_late(step), _call(permit.authority))))


def _is_refused(step: NextStep) -> bool:
    return step.permit is not None and step.permit.state is PermitState.REFUSED


def notified_words(step: NextStep) -> tuple[str, str]:
    """Say how many were notified, how likely more come, and until when to call."""
    short = step.notified_short
    if short is None:
        return "", ""
    return notified_sentence(short), " ".join(filter(None, (more_sentence(short), call_of(short))))


def notified_sentence(short: Overrun) -> str:
    """Say how many were notified, and how likely more come: twice as many where that may be."""
    if short.is_far_beyond:
        return _(
            "You notified %(named)s people; %(chance)s that more than %(people)s come",
            named=number(short.named),
            chance=chance_words(short.chance_of_more),
            people=number(short.more_than),
        )
    return _(
        "You notified %(named)s people; %(chance)s that more come",
        named=number(short.named),
        chance=chance_words(short.chance),
    )


def more_sentence(short: Overrun) -> str:
    """Say how likely more come than were notified, where twice as many was said first."""
    if not short.is_far_beyond:
        return ""
    return _(
        "More than %(named)s come: %(chance)s.",
        named=number(short.named),
        chance=chance_words(short.chance),
    )


def call_of(short: Overrun) -> str:
    """Say whom to call, and before which day where that is known and still to come."""
    if not short.authority:
        return _("Call whom you told.")
    if short.by is None:
        return _("Call %(office)s now.", office=short.authority)
    return _("Call %(office)s before %(day)s.", office=short.authority, day=day(short.by))


def things_words(step: NextStep) -> tuple[str, str]:
    """Say of how many kinds of things there are not enough."""
    words = ngettext(
        "Of %(num)s thing there is not enough", "Of %(num)s things there are not enough", step.count
    )
    return words, _("Borrow or hire them, or ask the event that has them.")


def delivery_words(step: NextStep) -> tuple[str, str]:
    """Say who has not said yes to a delivery."""
    if step.count == 1:
        return _("Ask %(name)s whether the order is right", name=step.name), ""
    return nameless_delivery_words(step), _("%(name)s is one of them.", name=step.name)


def nameless_delivery_words(step: NextStep) -> str:
    """Say how many have not said yes to a delivery: who delivers may be a neighbour."""
    return ngettext(
        "Ask %(num)s supplier whether the order is right",
        "Ask %(num)s suppliers whether the order is right",
        step.count,
    )


def nameless_task_words(step: NextStep) -> str:
    """Say what has to be done, without a name of who has no account here."""
    owner = step.task.owner if step.task is not None and step.task.is_call else ""
    named = {word for word in owner.casefold().split() if len(word) >= SHORTEST_NAME}
    if named & set(step.name.casefold().replace(",", " ").split()):
        return _("A task is to be done")
    return step.name


SHORTEST_NAME = 3
"""So short a word is no name that somebody is known by."""


def weather_words(_step: NextStep) -> tuple[str, str]:
    """Ask to look at the weather and decide."""
    return _("What will the weather be? Look, and decide"), _("Then everybody can still be told.")


def back_words(step: NextStep) -> tuple[str, str]:
    """Ask to note what came back."""
    words = ngettext(
        "Note whether %(num)s thing is back", "Note whether %(num)s things are back", step.count
    )
    return words, ""


def site_words(_step: NextStep) -> tuple[str, str]:
    """Ask what happens at the site."""
    return (
        _("Say what happens there: a street, a tent, music?"),
        _("Then the planner knows what the town asks."),
    )


def _call(office: str) -> str:
    return _("Call %(office)s.", office=office) if office else ""


def _until(step: NextStep) -> str:
    return _("By %(day)s.", day=day(step.by)) if step.by else ""


def _late(step: NextStep) -> str:
    return ngettext("It is %(num)s day late.", "It is %(num)s days late.", step.days_late)
