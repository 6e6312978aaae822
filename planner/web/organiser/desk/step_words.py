"""What came in and waits for somebody, in words with its number, and the page that settles it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from planner.core.assurances import Assurance
from planner.core.next_steps import NextStep
from planner.core.steps import Step
from planner.services.guests.list_values import GuestState
from planner.web.event_facts import assurance_name
from planner.web.filters import day, money, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.desk import logistic_steps


@dataclass(frozen=True)
class CountedStep:
    """How a step is said, and where it is settled.

    Attributes:
        say: gives the words, and a note; empty for the day by which it should be done.
        endpoint: of the page of an event.
        anchor: where on that page.
        values: what else the address says.
    """

    say: Callable[[NextStep], tuple[str, str]]
    endpoint: str
    anchor: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def _call(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "Tell %(num)s household what changed", "Tell %(num)s households what changed", step.count
    )
    return words, _("They got no mail: call them, or say it at the door.")


def _call_offer(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "Call %(num)s guest: there is a place", "Call %(num)s guests: there is a place", step.count
    )
    return words, _("It is kept for them for a while only.")


def _asked(step: NextStep) -> tuple[str, str]:
    if step.count == 1:
        return _("%(name)s asks for something", name=step.name), _("It stands with the cards.")
    words = ngettext(
        "%(num)s request of who hands cards out waits",
        "%(num)s requests of who hands cards out wait",
        step.count,
    )
    return words, _("%(name)s asked first.", name=step.name)


def _runs_short(_step: NextStep) -> tuple[str, str]:
    return _("Food runs short: somebody has to go now"), _("The page of the day says for what.")


def _conflicts(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "Look at %(num)s arrival at the gate", "Look at %(num)s arrivals at the gate", step.count
    )
    return words, _("Too many went in, or with a card that does not count.")


def _mail(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "%(num)s mail could not be delivered", "%(num)s mails could not be delivered", step.count
    )
    return words, _("Try it again, or let it be.")


def _held(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "%(num)s message of your own did not leave",
        "%(num)s messages of your own did not leave",
        step.count,
    )
    return words, _("Look why. Then send it, or throw it away.")


def _allergies(step: NextStep) -> tuple[str, str]:
    if not step.count:
        words = _("Every dish holds something that makes a guest ill")
        return words, _("Add a dish, or say that you saw it when you arranged something else.")
    words = ngettext(
        "Look at the pack of %(num)s dish", "Look at the packs of %(num)s dishes", step.count
    )
    return words, _("Guests told us that something makes them ill.")


def _over_budget(step: NextStep) -> tuple[str, str]:
    amount = money(step.cents, whole=True)
    return (
        _("The shopping costs %(amount)s more than the budget", amount=amount),
        _("Buy more tightly, or raise the budget."),
    )


def _notes(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "Read %(num)s note from the gate", "Read %(num)s notes from the gate", step.count
    )
    return words, _("Helpers wrote it down for you.")


def _unanswered(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "%(num)s of %(all)s cards has no answer yet",
        "%(num)s of %(all)s cards have no answer yet",
        step.count,
        all=number(step.of),
    )
    return words, ""


def _broken_assurance(step: NextStep) -> tuple[str, str]:
    words = _("Guests were promised what is not on the menu: %(what)s", what=_assurances(step))
    return words, _("Their page does not say it any more.")


def _open_assurance(step: NextStep) -> tuple[str, str]:
    words = _("Do you promise what is on the menu? %(what)s", what=_assurances(step))
    return words, _("Guests do not read it before you do.")


def _assurances(step: NextStep) -> str:
    return ", ".join(assurance_name(one) for one in Assurance if one in step.assurances)


def unsorted_words(step: NextStep) -> tuple[str, str]:
    words = ngettext("Sort %(num)s remark", "Sort %(num)s remarks", step.count)
    return words, _("Residents said it; nobody looked at it yet.")


def unanswered_words(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "%(num)s remark waits for an answer", "%(num)s remarks wait for an answer", step.count
    )
    if step.by is None:
        return words, _("Promise something, or say why not.")
    until = day(step.by)
    if step.days_late:
        return words, _(
            "Residents were to hear by %(day)s: promise something, or say why not.", day=until
        )
    return words, _("Promise something, or say why not, by %(day)s.", day=until)


def look_words(step: NextStep) -> tuple[str, str]:
    """Say at how many promises somebody has to look."""
    words = ngettext("Look at %(num)s promise", "Look at %(num)s promises", step.count)
    return words, _("A partner said something of it, or neighbours say: not better yet.")


def due_words(step: NextStep) -> tuple[str, str]:
    """Say how many promises are due, and since when the first one is late or by when it is due."""
    words = ngettext("%(num)s promise is due", "%(num)s promises are due", step.count)
    on = day(step.by) if step.by else ""
    if step.days_late:
        return words, _("It was to be done by %(day)s. Ask how far it is, and say it.", day=on)
    return words, _("The first by %(day)s.", day=on)


def calendar_words(step: NextStep) -> tuple[str, str]:
    """Say at how many calendars of others somebody has to look."""
    words = ngettext("Look at %(num)s calendar", "Look at %(num)s calendars", step.count)
    return words, _("Something is different there, or we can look no more.")


def _short_shifts(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "%(num)s helper is still needed", "%(num)s helpers are still needed", step.count
    )
    return words, ""


def _look_at_helpers(step: NextStep) -> tuple[str, str]:
    words = ngettext(
        "Look at %(num)s helper who signed up", "Look at %(num)s helpers who signed up", step.count
    )
    return words, _("Very many came at once, so they have no place until you look.")


COUNTED: Mapping[Step, CountedStep] = {
    Step.SHORT_SHIFTS: CountedStep(_short_shifts, "helpers.show_helpers"),
    Step.LOOK_AT_HELPERS: CountedStep(_look_at_helpers, "helpers.show_helpers", "aside"),
    Step.UNSORTED: CountedStep(unsorted_words, "residents.show_remarks"),
    Step.UNANSWERED_REMARKS: CountedStep(unanswered_words, "residents.show_remarks"),
    Step.LOOK_AT_PROMISES: CountedStep(look_words, "residents.list_event_promises"),
    Step.DUE_PROMISES: CountedStep(due_words, "residents.list_event_promises"),
    Step.TASK: CountedStep(logistic_steps.task_words, "tasks.show_tasks"),
    Step.SAY_WHAT_HAPPENS: CountedStep(logistic_steps.site_words, "permits.show_permits"),
    Step.PERMIT: CountedStep(logistic_steps.permit_words, "permits.show_permits"),
    Step.NOTIFIED_SHORT: CountedStep(logistic_steps.notified_words, "permits.show_permits"),
    Step.THINGS_SHORT: CountedStep(logistic_steps.things_words, "things.show_uses"),
    Step.THINGS_BACK: CountedStep(logistic_steps.back_words, "things.show_uses"),
    Step.CONFIRM_DELIVERY: CountedStep(logistic_steps.delivery_words, "deliveries.show_deliveries"),
    Step.WEATHER: CountedStep(logistic_steps.weather_words, "weather.show_weather"),
    Step.CALL: CountedStep(_call, "messages.show_told"),
    Step.CALL_OFFER: CountedStep(_call_offer, "events.show_places"),
    Step.ASKED: CountedStep(_asked, "cards.list_batches", "requests"),
    Step.RUNS_SHORT: CountedStep(_runs_short, "day.show_day"),
    Step.CONFLICTS: CountedStep(_conflicts, "day.show_day", "conflicts"),
    Step.MAIL: CountedStep(_mail, "messages.show_event_mail"),
    Step.HELD: CountedStep(_held, "messages.show_messages"),
    Step.ALLERGIES: CountedStep(_allergies, "shopping.show_menu"),
    Step.OVER_BUDGET: CountedStep(_over_budget, "desk.show_event", "shopping"),
    Step.NOTES: CountedStep(_notes, "day.show_gates", "notes-title"),
    Step.BROKEN_ASSURANCE: CountedStep(_broken_assurance, "events.publish_event"),
    Step.OPEN_ASSURANCE: CountedStep(_open_assurance, "events.publish_event"),
    Step.UNANSWERED: CountedStep(
        _unanswered, "guests.show_guests", values={"state": GuestState.HANDED_OUT.value}
    ),
}
