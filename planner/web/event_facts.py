"""What is said of an event: when, where, what it costs, whom to call.

`FACTS` is the one list. Pages, mail, calendars and paper say all of it but what `LEFT_OUT` names.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache

from markupsafe import Markup

from planner.core.assurances import Assurance, said
from planner.core.local_time import day_of
from planner.core.turnout import EventKind
from planner.exports.covers import cover_svg
from planner.exports.phones import phone_href, phone_shown
from planner.services.plan.menus import menu_of
from planner.store.models import Event, ProgrammeItem
from planner.web import event_words
from planner.web.event_links import map_url
from planner.web.filters import day, time, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.who_runs import Runner, runner_of, runner_of_page


class FactKind(Enum):
    """What a fact is about."""

    WHEN = "when"
    WHERE = "where"
    WEAR_OR_BRING = "what to wear or bring"
    FOOD = "food"
    ACCESS = "getting in"


class Medium(Enum):
    """Where facts are said."""

    PAGE = "page"
    MAIL = "mail"
    CALENDAR = "calendar"
    PAPER = "paper"
    PAPER_AGAIN = "paper, below, in another language"


LEFT_OUT: Mapping[Medium, Mapping[FactKind, str]] = {
    Medium.MAIL: {FactKind.FOOD: "who looks over a shoulder must read nothing of what is eaten"},
    Medium.CALENDAR: {
        FactKind.WHEN: "a calendar has a field of its own for it",
        FactKind.WHERE: "a calendar has a field of its own for it",
        FactKind.FOOD: "the menu changes until the last day; that it costs nothing does not",
    },
    Medium.PAPER_AGAIN: {FactKind.WHERE: "it stands above, and names are the same"},
}
"""What is not said where, and why."""


@dataclass(frozen=True, kw_only=True)
class EventFact:
    """One line: a pictogram, words in bold, small words under them, perhaps a link."""

    picture: str
    title: str
    text: str = ""
    tone: str = ""
    href: str = ""
    link_text: str = ""


@dataclass(frozen=True)
class CallContact:
    """Whom to call; `href` is what a phone dials, and the number stays on one line."""

    name: str
    number: str
    href: str


def cover_of(event: Event, *, wide: bool) -> Markup:
    """Return the drawing that belongs to the type of an event."""
    drawing = cover_svg(event.event_type, wide=wide)
    return Markup(drawing)  # noqa: S704 - our own drawing


def facts_of(event: Event, medium: Medium = Medium.PAGE) -> list[EventFact]:
    """Return what is said of an event; what is not known yet is not there."""
    left_out = LEFT_OUT.get(medium, {})
    said = (say(event) for kind, say in FACTS.items() if kind not in left_out)
    return [fact for fact in said if fact is not None]


def programme_of(event: Event) -> list[EventFact]:
    """Return the parts of an event: the time before the words, the place under them."""
    return [
        EventFact(
            picture="clock",
            title=_(
                "%(time)s %(what)s",
                time=time(item.starts_at, event.zone),
                what=event_words.part_title_of(event, item),
            ),
            text=programme_note(item, event.zone, event_words.part_place_of(event, item)),
        )
        for item in event.programme
    ]


def own_programme_of(event: Event) -> list[EventFact]:
    """Return the same in the words in which its organiser wrote it, for their own pages."""
    return [
        EventFact(
            picture="clock",
            title=_("%(time)s %(what)s", time=time(item.starts_at, event.zone), what=item.title),
            text=programme_note(item, event.zone, item.place),
        )
        for item in event.programme
    ]


def programme_note(item: ProgrammeItem, zone: str, place: str) -> str:
    """Return until when a part is, and where; empty where neither is known."""
    if item.ends_at is None:
        return place
    if not place:
        return _("until %(time)s", time=time(item.ends_at, zone))
    return _("until %(time)s, %(place)s", time=time(item.ends_at, zone), place=place)


def when(event: Event) -> EventFact:
    """Return the day and the times, as the reader's language writes them."""
    return EventFact(
        picture="calendar",
        title=day(event.starts_at, event.zone),
        text=time_range(event.starts_at, event.ends_at, event.zone),
    )


def where(event: Event) -> EventFact | None:
    """Return the place, with its map."""
    venue = event.venue
    if venue is None:
        return None
    return EventFact(
        picture="map-pin",
        title=venue.name,
        text=venue.address if venue.address != venue.name else "",
        tone="action",
        href=map_url(venue),
        link_text=_("Map"),
    )


def wear_or_bring(event: Event) -> EventFact | None:
    """Return what the organiser asks people to wear or bring."""
    what = event_words.wear_or_bring_of(event)
    if not what:
        return None
    return EventFact(picture="list-checks", title=_("Wear or bring: %(what)s", what=what))


def food(event: Event) -> EventFact:
    """Return what is served: what is on the menu and what somebody promised, no more."""
    told = told_of_food(event)
    return EventFact(
        picture="fork-knife"
        if Assurance.FOOD in told
        else "coffee"
        if Assurance.DRINKS in told
        else "hand-heart",
        title=food_words(told),
        text=diet_words(told),
        tone="leaf",
    )


def told_of_food(event: Event) -> frozenset[Assurance]:
    """Return what guests are told that they get: what is on the menu and somebody promised."""
    return said(menu_of(event).dishes, event.promised)


def food_words(told: Collection[Assurance]) -> str:
    """Say what one gets to eat and drink, and that it costs nothing."""
    if Assurance.FOOD not in told:
        return _("Free drinks") if Assurance.DRINKS in told else _("It costs nothing")
    return _("Free food and drinks") if Assurance.DRINKS in told else _("Free food")


def free() -> EventFact:
    """Return that it costs nothing, for where nothing is said of what is served."""
    return EventFact(picture="hand-heart", title=_("It costs nothing"), tone="leaf")


def access(event: Event) -> EventFact | None:
    """Return that one gets in with wheels, where somebody promised it."""
    if not (event.promised or {}).get(Assurance.ACCESSIBLE):
        return None
    return EventFact(picture="wheelchair", title=access_words(), tone="action")


def access_words() -> str:
    """Say that one gets in with a wheelchair or a pram."""
    return _("You can get in with a wheelchair or a pram")


def assurance_name(assurance: Assurance) -> str:
    """Return the words of a promise about what is served."""
    return {
        Assurance.FOOD: food_words({Assurance.FOOD}),
        Assurance.DRINKS: food_words({Assurance.DRINKS}),
        Assurance.HALAL: diet_words({Assurance.HALAL}),
        Assurance.VEGETARIAN: diet_words({Assurance.VEGETARIAN}),
    }[assurance]


FACTS: Mapping[FactKind, Callable[[Event], EventFact | None]] = {
    FactKind.WHEN: when,
    FactKind.WHERE: where,
    FactKind.WEAR_OR_BRING: wear_or_bring,
    FactKind.FOOD: food,
    FactKind.ACCESS: access,
}
"""Each fact, in the order in which they are read; who adds one adds it here and nowhere else."""


def may_come(event: Event, *, left: int | None, asks: bool) -> str:
    """Say who may come; never that anybody just can where there is no place for everybody.

    Args:
        event: what it is.
        left: places that are free; None without a limit.
        asks: whether one can answer on its public page, which says so when it is full.
    """
    if left == 0:
        return "" if asks else _("It is full now.")
    if event.kind is EventKind.CLOSED:
        return _("This one is for people who got a card.")
    if event.kind is not EventKind.REGISTERED and left is not None and asks:
        return _("You need no card. Say here that you are coming. Then there is a place for you.")
    if event.kind is EventKind.REGISTERED or left is not None:
        return _("Do you want to come? Answer with your card, or call us.")
    if event.kind is EventKind.OPEN:
        return _("You need no card. Just come.")
    return _("Everybody is welcome. With a card you tell us how much to cook.")


def thanks(came: int | None) -> str:
    """Thank who came, with the number where it was counted."""
    if not came:
        return _("Thank you to everybody who came.")
    return ngettext("Thank you. 1 person came.", "Thank you. %(num)s people came.", came)


def phone_of(event: Event, runner: Runner | None = None) -> CallContact | None:
    """Return whom guests of an event may call; None when nobody gave a number."""
    name, number = call_of(event, runner)
    return _phone(name, number) if number else None


def call_of(event: Event, runner: Runner | None = None) -> tuple[str, str]:
    """Return whom guests of an event call and the number: its own, else of who runs it.

    Args:
        event: about which they call.
        runner: who stands on their card, where that is not who runs the event.
    """
    runs = runner or runner_of(event)
    if event.contact_phone:
        return event.contact_name or runs.name, event.contact_phone
    return runs.name, runs.phone


def phone_of_page() -> CallContact | None:
    """Return whom the reader of this page may call; None without a number."""
    runs = runner_of_page()
    return _phone(runs.name, runs.phone) if runs.phone else None


def is_today(event: Event, *, now: datetime) -> bool:
    """Say whether it is the day of the event, where the event is."""
    return day_of(event.starts_at, event.zone) == day_of(now, event.zone)


# Few numbers, on every page of a guest: to read one takes a twentieth of its time.
@lru_cache(maxsize=50)
def _phone(name: str, number: str) -> CallContact:
    return CallContact(name, phone_shown(number).replace(" ", "\u00a0"), phone_href(number))


def diet_words(told: Collection[Assurance]) -> str:
    """Say who else finds something to eat."""
    if {Assurance.HALAL, Assurance.VEGETARIAN} <= set(told):
        return _("Also halal and without meat")
    if Assurance.HALAL in told:
        return _("Also halal")
    return _("Also without meat") if Assurance.VEGETARIAN in told else ""
