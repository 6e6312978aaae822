"""What of logistics waits, in words: tasks, permits, things, deliveries and weather."""

from planner.core.logistics.permits import PermitKind
from planner.core.next_steps import NextStep
from planner.web.chance_words import chance_words
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def task_words(step: NextStep) -> tuple[str, str]:
    """Say what has to be done, until when, and by whom where that is nobody with an account."""
    said = [_late(step) if step.days_late else _until(step)]
    if not step.owner:
        said.append(_("Nobody has it yet."))
    elif step.account_id is None:
        said.append(_("%(name)s has it: call them.", name=step.owner))
    return step.name, " ".join(filter(None, said))


def permit_words(step: NextStep) -> tuple[str, str]:
    """Say what the town asks, how late it is, and whom to call."""
    words = _("%(what)s: check, and note how far it is", what=step.name)
    if step.permit_kind is not PermitKind.CHECK:
        words = _("%(what)s: send it, and note that you did", what=step.name)
    if step.days_late and step.phone:
        return words, _(
            "%(late)s Call %(office)s: %(phone)s.",
            late=_late(step),
            office=step.owner,
            phone=step.phone,
        )
    return words, _late(step) if step.days_late else ""


def notified_words(step: NextStep) -> tuple[str, str]:
    """Say how many were named, how likely more come, and until when to call."""
    short = step.notified_short
    if short is None:
        return "", ""
    words = _(
        "You named %(named)s people to the town: %(chance)s that more come",
        named=number(short.named),
        chance=chance_words(short.chance),
    )
    more = _(
        "More than %(people)s: %(chance)s.",
        people=number(short.more_than),
        chance=chance_words(short.chance_of_more),
    )
    if short.by is None or not short.phone:
        return words, more
    return words, _(
        "%(more)s Call %(office)s before %(day)s: %(phone)s.",
        more=more,
        office=short.authority,
        day=day(short.by),
        phone=short.phone,
    )


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
    words = ngettext(
        "Ask %(num)s supplier whether the order is right",
        "Ask %(num)s suppliers whether the order is right",
        step.count,
    )
    return words, _("%(name)s is one of them.", name=step.name)


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


def _until(step: NextStep) -> str:
    return _("By %(day)s.", day=day(step.by)) if step.by else ""


def _late(step: NextStep) -> str:
    return ngettext("It is %(num)s day late.", "It is %(num)s days late.", step.days_late)
