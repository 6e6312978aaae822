"""Run sheets of the demonstration: barbecue, castle, dinner, walk, and the evening that goes on.

As somebody would have written them who has done it before: who, where, and what stays fixed. Who
does a line stands there in words, mostly as a group; names are made up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from planner.core.anchors import EventAnchor
from planner.services.demonstration.maker import Maker
from planner.services.logistics import ticking
from planner.services.logistics.sheet_making import LinePlan, make_lines
from planner.services.logistics.sheet_rows import lines_of, moment_of
from planner.store.models import Event

START, END, ITEM = EventAnchor.START, EventAnchor.END, EventAnchor.ITEM
OURS = "Noor"
"""Whose lines stand in her own calendar too."""


@dataclass(frozen=True)
class DemoLine:
    """A line: what, how long after its anchor, for how long, who and where."""

    title: str
    minutes: int
    length: int = 0
    who: str = ""
    place: str = ""
    anchor: EventAnchor = START
    part: str = ""
    """Of the programme, where it is counted from one."""
    is_fixed: bool = False


BARBECUE = (
    DemoLine("Tafels en banken halen bij de school", -180, 45, "Marek en Riet", "De basisschool"),
    DemoLine("Tafels, banken en tenten neerzetten", -120, 60, "Opbouw", "Speelveld"),
    DemoLine("Slager komt: tel na met de lijst", -90, 15, OURS, "Bij de poort"),
    DemoLine("Vlees en salade koel, onder 7 graden", -75, 15, "Keuken", "Koelwagen"),
    DemoLine("Rondje: is de brandweerweg vrij, en de brandkraan?", -60, 15, OURS),
    DemoLine("Barbecues 2 meter van gevels; emmer water erbij", -60, 20, "Grill", "Bij de poort"),
    DemoLine("Vuur aan", -45, 15, "Grill", "Bij de poort"),
    DemoLine("Alle helpers bij elkaar: wie doet wat, wie bel je", -30, 15, OURS, "Grote tent"),
    DemoLine("Ingang klaar: telefoons opgeladen, code op tafel", -20, 10, "Ingang", "Ingang"),
    DemoLine("Welkom: wie we zijn, en wat er vandaag is", 0, 10, OURS, "Grote tent"),
    DemoLine("Eerste porties; gehakt en kip goed gaar", 15, 15, "Grill", "Bij de poort"),
    DemoLine("Spelen met de kinderen", 20, 90, "Els", "Speelveld"),
    DemoLine("Kijk naar de telling: is er genoeg?", 30, 10, OURS),
    DemoLine("Rondje met de twee vragen; schrijf op wat je hoort", 45, 60, "Fatima en Samira"),
    DemoLine("Kijk nog een keer naar de telling", 60, 10, OURS),
    DemoLine("Roep om: de laatste porties gaan op het vuur", -45, 5, "Grill", anchor=END),
    DemoLine("Zeg hardop wat we hoorden, en wat we ermee doen", -30, 10, OURS, anchor=END),
    DemoLine("Muziek uit", 0, 0, "Bas", anchor=END, is_fixed=True),
    DemoLine("Vuur uit; as in een metalen emmer", 0, 30, "Grill", anchor=END),
    DemoLine("Samen opruimen", 0, 60, "Iedereen", anchor=END),
    DemoLine("Laatste rondje: niets blijft liggen", 60, 15, OURS, anchor=END),
    DemoLine("Spullen terug; schrijf op wat mist of stuk is", 75, 30, "Riet", anchor=END),
)
CASTLE = (
    DemoLine("Terrein is van ons: sleutels, stroom en licht", -480, 60, OURS, "Kasteel"),
    DemoLine("Kramen, hekken en toiletten neerzetten", -420, 180, "Opbouw", "Voorplein"),
    DemoLine("Leveranciers komen; iedereen krijgt een plek", -300, 120, "Bas", "Hoofdpoort"),
    DemoLine("Geluid en licht proberen", -180, 60, "Techniek", "Binnenplaats"),
    DemoLine("Rondje met brandweer en beveiliging", -120, 30, OURS),
    DemoLine("EHBO staat klaar en is te vinden", -90, 15, "EHBO", "Ridderzaal"),
    DemoLine("Artiesten zijn er en weten hun tijd", -90, 15, "Techniek", "Binnenplaats"),
    DemoLine("Keukens open: warm boven 60, koud onder 7 graden", -75, 30, "Keuken", "Voorplein"),
    DemoLine("Telefoons van alle poorten aan en geoefend", -60, 20, "Ingang", "Hoofdpoort"),
    DemoLine("Alle helpers bij elkaar: wie doet wat, wie bel je", -30, 15, OURS, "Voorplein"),
    DemoLine("Verkeersregelaars op hun plek", -30, 15, "Verkeer", "Klinkertstraat"),
    DemoLine("Poorten open", 0, 0, "Ingang", "Hoofdpoort", is_fixed=True),
    DemoLine("Openingswoord", 15, 10, OURS, "Binnenplaats"),
    DemoLine("Kijk naar de telling: is er genoeg?", 30, 10, "Keuken"),
    DemoLine(
        "Binnenplaats vrij voor de lichtshow",
        -15,
        15,
        "Beveiliging",
        "Binnenplaats",
        ITEM,
        "Lichtshow",
    ),
    DemoLine("Licht van de paden uit, show aan", 0, 0, "Techniek", "", ITEM, "Lichtshow", True),
    DemoLine(
        "Touw om de ring van de ridders",
        -10,
        10,
        "Beveiliging",
        "Binnenplaats",
        ITEM,
        "Vechtende ridders",
    ),
    DemoLine("Hoe vol is het? Leg het naast de plaatsen", 60, 10, OURS),
    DemoLine("Rondje met de twee vragen", 60, 90, "Fatima, Samira en Hakan"),
    DemoLine(
        "Stoelen voor het orkest", -15, 15, "Opbouw", "Binnenplaats", ITEM, "Het leerorkest speelt"
    ),
    DemoLine("Uitgangen zijn vrij en verlicht", 90, 15, "Beveiliging"),
    DemoLine("Hoe vol is het? Nog een keer voor de laatste show", 180, 10, OURS),
    DemoLine(
        "Licht van de paden uit, show aan",
        0,
        0,
        "Techniek",
        "",
        ITEM,
        "Lichtshow, nog een keer",
        True,
    ),
    DemoLine("Zeg hardop wat we hoorden, en wat we ermee doen", -30, 10, OURS, anchor=END),
    DemoLine("Laatste ronde eten en drinken", -30, 10, "Keuken", anchor=END),
    DemoLine("Muziek uit", 0, 0, "Techniek", anchor=END, is_fixed=True),
    DemoLine("Iedereen rustig naar buiten; alle uitgangen open", 0, 30, "Beveiliging", anchor=END),
    DemoLine("Kramen, hekken en licht afbreken", 30, 120, "Opbouw", anchor=END),
    DemoLine("Afval bij elkaar; terrein zoals het was", 120, 60, "Iedereen", anchor=END),
    DemoLine("Sleutels terug; schrijf op wat mist of stuk is", 180, 30, OURS, anchor=END),
)
DINNER = (
    DemoLine("Keuken open: handen, schorten, wie kookt wat", -240, 15, "Kok", "Kasteelkeuken"),
    DemoLine("Bestelling komt: tel na met de lijst", -225, 15, "Kok", "Kasteelkeuken"),
    DemoLine("Koken", -210, 180, "Keuken", "Kasteelkeuken"),
    DemoLine("Tafels dekken; iedereen dezelfde plek", -90, 60, "Bediening", "Ridderzaal"),
    DemoLine("Keuken en bediening lopen de diëten door", -45, 15, "Kok", "Kasteelkeuken"),
    DemoLine("Welkom: iedereen wordt naar een tafel gebracht", 0, 20, "Karin", "Ridderzaal"),
    DemoLine("Voorgerecht", 20, 25, "Bediening", "Ridderzaal"),
    DemoLine("Kijk naar de telling: is er genoeg?", 30, 10, OURS),
    DemoLine("Hoofdgerecht", 55, 35, "Bediening", "Ridderzaal"),
    DemoLine("Langs de tafels met de twee vragen", 90, 20, "Karin"),
    DemoLine("Toetje, koffie en thee", 100, 30, "Bediening", "Ridderzaal"),
    DemoLine("Wie wil, neemt mee wat over is", -15, 15, "Keuken", anchor=END),
    DemoLine("Samen afwassen en opruimen", 0, 75, "Iedereen", anchor=END),
)
WALK = (
    DemoLine("Loop de route: droog, vrij, pijlen hangen nog", -120, 60, "Boswachter", "Hei"),
    DemoLine("Verzamelpunt: vlag, lijst, EHBO-koffer, water", -30, 30, OURS, "Bezoekerscentrum"),
    DemoLine("Tel wie meeloopt; wie loopt voorop, wie achteraan", 0, 10, OURS, "Bezoekerscentrum"),
    DemoLine("Welkom: hoe ver, hoe lang, wie bel je", 5, 5, "Boswachter"),
    DemoLine("Op pad", 10, 0, "Iedereen"),
    DemoLine("Pauze: water, en de twee vragen", 60, 20, "Fatima", "Bij de schaapskooi"),
    DemoLine("Verhaal bij de bron van de Roode Beek", 100, 15, "Boswachter", "Roode Beek"),
    DemoLine("Terug: tel of iedereen er is", -10, 10, OURS, "Bezoekerscentrum", END),
    DemoLine("Bedankt, en wanneer de volgende is", 0, 10, OURS, "Bezoekerscentrum", END),
    DemoLine("Koffer en vlag terug in de kast", 30, 15, OURS, "Bureau", END),
)
EVENING = (
    DemoLine("Banken en vuurkorf neerzetten", -120, 60, "Opbouw", "Kasteeltuin"),
    DemoLine("Alle helpers bij elkaar: wie doet wat, wie bel je", -30, 15, OURS, "Oranjerie"),
    DemoLine("Poort open", 0, 0, "Ingang", "Hoofdingang", is_fixed=True),
    DemoLine("Vuur aan; emmer zand erbij", 10, 15, "Piet", "Vuurkorf"),
    DemoLine("Kijk naar de telling: is er soep genoeg?", 30, 10, OURS),
    DemoLine("Rondje met de twee vragen", 45, 60, "Olena en Hakan"),
    DemoLine("Eerste verhaal over het kasteel", 60, 25, "Verteller", "Vuurkorf"),
    DemoLine("Nieuwe koffie en thee", 90, 15, "Samira", "Oranjerie"),
    DemoLine("Tweede verhaal", 120, 25, "Verteller", "Vuurkorf"),
    DemoLine("Zeg hardop wat we hoorden, en wat we ermee doen", -30, 10, OURS, anchor=END),
    DemoLine("Muziek uit", 0, 0, "Bas", anchor=END, is_fixed=True),
    DemoLine("Vuur uit, samen opruimen", 0, 60, "Iedereen", anchor=END),
)


def add_sheets(
    maker: Maker,
    *,
    last_barbecue: Event,
    barbecue: Event,
    castle: Event,
    dinner: Event,
    walk: Event,
    evening: Event,
) -> None:
    """Write the sheets; of what is over all is done, and of the evening what should be by now."""
    _write(maker, last_barbecue, BARBECUE)
    _tick_until(maker, last_barbecue, maker.now)
    _write(maker, barbecue, BARBECUE)
    _write(maker, castle, CASTLE)
    _write(maker, dinner, DINNER)
    _write(maker, walk, WALK)
    _write(maker, evening, EVENING)
    _tick_until(maker, evening, maker.now - timedelta(minutes=35))


def _write(maker: Maker, event: Event, sheet: Iterable[DemoLine]) -> None:
    parts = {item.title: item.id for item in event.programme}
    plans = [_plan(maker, one, parts) for one in sheet]
    make_lines(maker.session, event.id, plans, now=max(event.created_at, maker.days_ago(6)))


def _plan(maker: Maker, doing: DemoLine, parts: Mapping[str, int]) -> LinePlan:
    plan = LinePlan(
        title=doing.title,
        anchor=doing.anchor,
        minutes=doing.minutes,
        length=doing.length,
        item_id=parts[doing.part] if doing.part else None,
        place=doing.place,
        who=doing.who,
        is_fixed=doing.is_fixed,
    )
    return replace(plan, who="", account_id=maker.account_id) if doing.who == OURS else plan


def _tick_until(maker: Maker, event: Event, until: datetime) -> None:
    """Let what was over by a moment be done, each when it was over."""
    for line in lines_of(maker.session, event.id):
        done_at = moment_of(line) + timedelta(minutes=line.length)
        if done_at <= until:
            ticking.tick(
                maker.session,
                event.id,
                line.id,
                at=done_at,
                now=maker.now,
                account_id=maker.account_id,
            )
