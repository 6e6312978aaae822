"""What stands on the sheets for who helps: at the gate, with the cards, and in the kitchen.

They help once a year and speak any of the guests' languages, so a step is a pictogram, what to do
in a few words, and one sentence. What a step says, the planner does.
"""

from collections.abc import Mapping, Sequence
from enum import Enum

from planner.core.texts import N_
from planner.exports.pdf import Leaflet, PrintedFact
from planner.exports.phones import phone_shown
from planner.store.models import Event, Organisation
from planner.web import event_facts
from planner.web.card_texts import direction_of
from planner.web.event_words import title_of
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.who_runs import runner_of, runner_of_organisation


class LeafletKind(Enum):
    """For whom a sheet is."""

    GATE = "gate"
    CONTACT = "contact"
    COOK = "cook"


TITLES: Mapping[LeafletKind, str] = {
    LeafletKind.GATE: N_("You help at the gate"),
    LeafletKind.CONTACT: N_("You hand out the cards"),
    LeafletKind.COOK: N_("You cook"),
}
STEPS: Mapping[LeafletKind, Sequence[tuple[str, str, str]]] = {
    LeafletKind.GATE: (
        (
            "qr-code",
            N_("Scan the code of the gate"),
            N_("Use your own phone. You need no account."),
        ),
        ("camera", N_("Scan the card of a guest"), N_("Or type the number on the card.")),
        ("users", N_("Say how many come in"), N_("Children count too.")),
        ("check-circle", N_("Say welcome"), N_("You need no name.")),
        (
            "hand-waving",
            N_("No card? Stay friendly"),
            N_("Count them without a card, or ask the organiser."),
        ),
        (
            "wifi-slash",
            N_("No internet? Just go on"),
            N_("The phone keeps everything and sends it later."),
        ),
        ("undo", N_("Made a mistake?"), N_("Open the last ten and undo it.")),
        ("heart", N_("Is somebody in danger?"), N_("Call 112 first. Then call us.")),
    ),
    LeafletKind.CONTACT: (
        (
            "link",
            N_("Open the link that you got"),
            N_("Type the code that you heard by phone."),
        ),
        ("ticket", N_("Give each family one card"), N_("You choose who gets one.")),
        (
            "check",
            N_("Tick the card on your phone"),
            N_("Then we know that it is handed out. We see no name."),
        ),
        ("qr-code", N_("Show how it works"), N_("Scan the code and press yes. That is all.")),
        ("thumbs-up", N_("Nobody has to say yes"), N_("They can change their answer later.")),
        ("phone", N_("No phone?"), N_("They can tell you. You fill it in for them.")),
        (
            "repeat",
            N_("Is a card lost?"),
            N_("Ask for a new one on your page. The old one then works no more."),
        ),
        (
            "shield-check",
            N_("Keep your list at home"),
            N_("We do not want to know who has which card."),
        ),
    ),
    LeafletKind.COOK: (
        (
            "list-checks",
            N_("Read the kitchen sheet first"),
            N_("It says for how many people you cook."),
        ),
        ("drop", N_("Wash your hands"), N_("Before you begin, and after raw meat.")),
        (
            "fork-knife",
            N_("Keep things apart"),
            N_("Use other pans, knives and tongs for meat, halal and vegetarian."),
        ),
        ("warning", N_("Look at every pack"), N_("The sheet says what makes somebody ill.")),
        ("fire", N_("Cook in parts"), N_("Not everybody eats at the same time.")),
        (
            "clock",
            N_("Cold stays cold, hot stays hot"),
            N_("Out of the cooling for two hours? Throw it away."),
        ),
        (
            "megaphone",
            N_("Is it running out? Say so at once"),
            N_("Then somebody can still fetch more."),
        ),
        ("note", N_("Write down what is left"), N_("Then we buy better next time.")),
    ),
}
"""Pictogram, what to do, and one sentence about it."""


def leaflet_of(
    who: LeafletKind, language: str, organisation: Organisation, event: Event | None = None
) -> Leaflet:
    """Return the sheet in a language, with whom to call at an event or else at the organisation."""
    runs = runner_of(event) if event else runner_of_organisation(organisation)
    name, number = event_facts.call_of(event) if event else ("", runs.phone)
    phone = phone_shown(number) if number else ""
    with in_language(language):
        title = _(TITLES[who])
        return Leaflet(
            title=title,
            occasion=_occasion(event) if event else "",
            language=language,
            direction=direction_of(language),
            steps=tuple(PrintedFact(name, _(words), _(more)) for name, words, more in STEPS[who]),
            call=_call(name, phone),
            phone=phone,
            sender=runs.name,
            document_title=title,
        )


def _occasion(event: Event) -> str:
    when, where = event_facts.when(event), event_facts.where(event)
    parts = (str(title_of(event)), when.title, when.text, where.title if where else "")
    return " · ".join(part for part in parts if part)


def _call(name: str, phone: str) -> str:
    if not phone:
        return _("Questions? Ask the organiser.")
    if not name:
        return _("Questions? Call %(phone)s", phone=phone)
    return _("Questions? Call %(name)s: %(phone)s", name=name, phone=phone)
