"""What the organiser's pages call things: types, kinds, menus, qualities, in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.core.diets import DIET_NAMES, Diet
from planner.core.enums import (
    CalendarTrouble,
    CountQuality,
    EventState,
    EventType,
    Generosity,
    LeftOutBecause,
)
from planner.core.turnout import EventKind, Weather
from planner.exports.ics_leaving import Leave
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.calendars.imports import Fate
from planner.services.plan.menus import NO_MENU
from planner.store.models import Invitation
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext

TYPE_NAMES: Mapping[EventType, str] = {
    EventType.BARBECUE: _l("Barbecue"),
    EventType.DINNER: _l("Dinner"),
    EventType.WALK: _l("Walk"),
    EventType.INSPECTION: _l("Inspection"),
    EventType.CASTLE: _l("Evening of lights"),
    EventType.PARTY: _l("Party"),
}
TYPE_PICTURES: Mapping[EventType, str] = {
    EventType.BARBECUE: "fire",
    EventType.DINNER: "fork-knife",
    EventType.WALK: "tree",
    EventType.INSPECTION: "eye",
    EventType.CASTLE: "castle",
    EventType.PARTY: "music",
}

LEAVE_NAMES: Mapping[Leave, str] = {
    Leave.OVER: _l("It is over."),
    Leave.TOO_FAR: _l("It is more than a year and a half ahead."),
    Leave.CANCELLED: _l("It is cancelled there."),
    Leave.NO_NAME: _l("It has no name."),
    Leave.NO_START: _l("It does not say when it starts."),
    Leave.BACKWARDS: _l("It ends before it starts."),
    Leave.TOO_OFTEN: _l("It repeats more than once a day."),
    Leave.TOO_MANY: _l("There are more than 1,000 dates; this one is too many."),
    Leave.TWICE: _l("It is in the file twice; the newest one counts."),
    Leave.BROKEN: _l("It can't be read."),
    Leave.CUT_OFF: _l("The file stops in the middle of it."),
    Leave.PRIVATE: _l("It is private there."),
}
FATE_NAMES: Mapping[Fate, str] = {
    Fate.NEW: _l("New."),
    Fate.CHANGED: _l("Changed there."),
    Fate.BOTH_CHANGED: _l("Changed there, and here too. Ticked, what you changed is lost."),
    Fate.PUBLISHED: _l("Changed there. Guests see this event already."),
}
CALENDAR_TROUBLES: Mapping[CalendarTrouble, str] = {
    CalendarTrouble.NOT_ALLOWED: _l("This address is not on the open internet. Use another one."),
    CalendarTrouble.NOT_FOUND: _l("There is nothing at this address any more."),
    CalendarTrouble.CLOSED: _l("This calendar asks for a password. Ask for its public address."),
    CalendarTrouble.NO_ANSWER: _l("No calendar answers at this address. Try again later."),
    CalendarTrouble.NO_CALENDAR: _l("There is no calendar at this address that can be read."),
    CalendarTrouble.TOO_BIG: _l("This calendar is too big to read."),
}
CHANGED_NAMES: Mapping[str, str] = {
    "title": _l("name"),
    "starts_at": _l("start"),
    "ends_at": _l("end"),
    "venue": _l("place"),
    "description": _l("text"),
}

KIND_NAMES: Mapping[EventKind, str] = {
    EventKind.OPEN: _l("Yes, anybody"),
    EventKind.REGISTERED: _l("Only a few do"),
    EventKind.CLOSED: _l("No, nobody"),
    EventKind.UNSURE: _l("I do not know yet"),
}
KIND_NOTES: Mapping[EventKind, str] = {
    EventKind.OPEN: _l("Such as a barbecue in the park."),
    EventKind.REGISTERED: _l("Such as a walk for which people sign up."),
    EventKind.CLOSED: _l("Such as a dinner with fixed places."),
    EventKind.UNSURE: _l("The forecast then leaves more room."),
}

MENU_NAMES: Mapping[str, str] = {
    "": _l("What suits the type"),
    "barbecue": _l("Barbecue"),
    "dinner": _l("Three-course dinner"),
    "drinks": _l("Drinks with a bite"),
    "picnic": _l("Picnic"),
    NO_MENU: _l("No food"),
}

QUALITY_NAMES: Mapping[CountQuality, str] = {
    CountQuality.COUNTED: _l("Counted"),
    CountQuality.ESTIMATED: _l("Estimated by eye"),
    CountQuality.AT_LEAST: _l("At least this many"),
}
QUALITY_NOTES: Mapping[CountQuality, str] = {
    CountQuality.COUNTED: _l("At the gate, or one by one."),
    CountQuality.ESTIMATED: _l("Somebody looked around."),
    CountQuality.AT_LEAST: _l("The food ran out, or people went away again."),
}


@dataclass(frozen=True, slots=True)
class LeftOutWords:
    """Why a past event is left out: as a choice, as an answer to whether we learn, as a remark."""

    name: str
    answer: str
    note: str


_LEFT_OUT: Mapping[LeftOutBecause, LeftOutWords] = {
    LeftOutBecause.WEATHER: LeftOutWords(
        _l("The weather was too bad"),
        _l("No: the weather was too bad"),
        _l("Left out: the weather was too bad."),
    ),
    LeftOutBecause.WRONG_DATE: LeftOutWords(
        _l("It was on a wrong day"),
        _l("No: it was on a wrong day"),
        _l("Left out: it was on a wrong day."),
    ),
    LeftOutBecause.CLASH: LeftOutWords(
        _l("There was something else that day"),
        _l("No: there was something else that day"),
        _l("Left out: there was something else that day."),
    ),
    LeftOutBecause.OTHER: LeftOutWords(
        _l("Another reason"),
        _l("No, for another reason"),
        _l("Left out, for another reason."),
    ),
}
LEFT_OUT_NAMES = {because: words.name for because, words in _LEFT_OUT.items()}
LEFT_OUT_NOTES = {because: words.note for because, words in _LEFT_OUT.items()}
LEARN_NAMES = {
    "": _l("Yes, it was a day like the others"),
    **{because.value: words.answer for because, words in _LEFT_OUT.items()},
}

WEATHERS_OF_THE_DAY: Mapping[Weather, str] = {
    Weather.ORDINARY: _l("Ordinary"),
    Weather.RAIN: _l("Rain"),
    Weather.HEAT: _l("Above 30 degrees"),
}
WEATHER_NAMES: Mapping[Weather, str] = {
    **WEATHERS_OF_THE_DAY,
    Weather.ORDINARY: _l("Ordinary, or no idea yet"),
}
EATING_NAMES: Mapping[int, str] = {
    100: _l("Yes, everybody"),
    90: _l("Almost everybody: 9 in 10"),
    75: _l("Most: 3 in 4"),
    50: _l("Half of them"),
    25: _l("A few: 1 in 4"),
}
"""Out of a hundred guests, how many eat."""

GENEROSITY_NAMES: Mapping[Generosity, str] = {
    Generosity.TIGHT: _l("Tight"),
    Generosity.AMPLE: _l("Ample"),
    Generosity.EXTRA: _l("Extra ample"),
}


def known_name(text: str) -> str:
    """Translate a name that may be one of ours, such as a dish of a preset; others stay as is."""
    return _(text) if text else ""


def numbered_name(name: str, *, is_gate: bool = False) -> str:
    """Return the name of a stack or a gate; one that was erased is called by its number."""
    number_of_it = name.removeprefix("#")
    if name == number_of_it or not number_of_it.isdecimal():
        return name
    return _("Gate %(n)s", n=number_of_it) if is_gate else _("Stack %(n)s", n=number_of_it)


def diets_words(diets: Iterable[tuple[Diet, int]]) -> str:
    """Say what people without a card told the gate that they eat."""
    eats = ", ".join(
        _("%(diet)s: %(n)s", diet=_(DIET_NAMES[diet]), n=number(heads)) for diet, heads in diets
    )
    return _("Without a card, and told us what they eat: %(diets)s.", diets=eats)


def answer_refused(outcome: AnswerOutcome, invitation: Invitation) -> str:
    """Say why an answer that was told to the organiser is not kept."""
    if outcome.verdict is AnswerVerdict.FULL:
        return _("There are only %(left)s places left.", left=outcome.places_left or 0)
    if outcome.verdict is AnswerVerdict.TOO_MANY:
        return _(
            "This card is for %(most)s people at most. Give them a second card.",
            most=invitation.largest_party,
        )
    if outcome.verdict is AnswerVerdict.MORE_EATERS_THAN_PEOPLE:
        return _("More people eat something special than come. Fill in again what they eat.")
    if outcome.verdict is AnswerVerdict.CARD_ENDED:
        return _("This card does not work any more. Give them a new one.")
    if invitation.event.state is EventState.DRAFT:
        return _("This is a draft: nobody can answer yet. Publish it first.")
    return _("The event is closed or cancelled: answers no longer count.")


def missed_words(missed: int | None) -> str:
    """Say how many more might have come; nothing where nobody said so."""
    if not missed:
        return ""
    return ngettext(
        "Perhaps %(num)s more would have come.", "Perhaps %(num)s more would have come.", missed
    )
