"""What residents said at the demonstration's events: made up, as it could have been said."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from planner.core.enums import EventType
from planner.core.local_time import day_of
from planner.core.residents.questions import Area, HeardBy, RemarkState, ResidentQuestion
from planner.core.turnout import EventKind
from planner.services.demonstration.maker import Maker
from planner.services.plan import closing, programmes
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.programmes import ItemPlan
from planner.store.models import Event, Remark, Theme

PROUD, BETTER = ResidentQuestion.PROUD, ResidentQuestion.BETTER
SPOT, PAPER, GUEST, WALK = HeardBy.SPOT, HeardBy.PAPER, HeardBy.GUEST, HeardBy.WALK
NEW, HIDDEN = RemarkState.NEW, RemarkState.HIDDEN
CASTLE_EVENING = "Kerst bij het kasteel"
INSPECTION_TITLE = "Schouw in Vrieheide"
STOPS = ("Bij de garageboxen", "Het speelveld", "De hoek bij de flat")
DAYS_SINCE_INSPECTION = 16

WEEDS = "Onkruid op de stoep"
LAMPS = "Kapotte lampen"
BENCH = "Geen bankje"
SPEED = "Auto's rijden te hard"
RUBBISH = "Afval naast de bak"
ROOM = "Geen plek voor de voedselhulp"
TOGETHER = "We kennen elkaar"
GREEN = "De hei en het groen"
CASTLE = "Het kasteel"

AREAS = {
    WEEDS: Area.HOUSING,
    LAMPS: Area.SAFETY,
    BENCH: Area.HEALTH,
    SPEED: Area.SAFETY,
    RUBBISH: Area.HOUSING,
    ROOM: Area.HEALTH,
    TOGETHER: None,
    GREEN: Area.HEALTH,
    CASTLE: None,
}


@dataclass(frozen=True)
class Voice:
    """A remark; `at` is the title of the event, `stop` a stop of a walk."""

    at: str
    question: ResidentQuestion
    words: str
    theme: str = ""
    heads: int = 1
    street: str = ""
    heard_by: HeardBy = SPOT
    state: RemarkState = RemarkState.SHOWN
    language: str = ""
    summary: str = ""
    why_not: str = ""
    stop: str = ""


def _b(neighbourhood: str) -> str:
    return f"Barbecue in {neighbourhood}"


VOICES = (
    Voice(
        _b("Passart"), BETTER, "Het onkruid staat anderhalve meter hoog.", WEEDS, 4, "Passartweg"
    ),
    Voice(
        _b("Passart"), BETTER, "De stoep is van het onkruid, niet van ons.", WEEDS, 3, "Passartweg"
    ),
    Voice(_b("Passart"), PROUD, "Hier doet iedereen de deur open.", TOGETHER, 6),
    Voice(_b("Vrieheide"), BETTER, "Achter de garages is het donker.", LAMPS, 5, "Vrieheidestraat"),
    Voice(_b("Vrieheide"), BETTER, "Drie lampen doen het al maanden niet.", LAMPS, 4),
    Voice(_b("Heksenberg"), PROUD, "We wonen aan de mooiste hei van het land.", GREEN, 9),
    Voice(
        _b("Heksenberg"),
        BETTER,
        "Nie ma gdzie usiąść z dziećmi.",
        BENCH,
        3,
        language="pl",
        summary="Er is nergens een plek om met de kinderen te zitten.",
    ),
    Voice(_b("Heksenberg"), BETTER, "Zet een bankje bij het speelveld.", BENCH, 4),
    Voice(_b("Hoensbroek"), BETTER, "Ze scheuren hier door de straat.", SPEED, 7, "Hoofdstraat"),
    Voice(_b("Hoensbroek"), BETTER, "Een drempel bij de school, dat helpt.", SPEED, 5),
    Voice(_b("Hoensbroek"), PROUD, "Het kasteel, dat is van ons allemaal.", CASTLE, 12),
    Voice(
        _b("Mariarade"),
        BETTER,
        "Een zwembad in de buurt.",
        "",
        2,
        why_not="Dat kan de gemeente niet betalen. Er gaat wel elke woensdag een bus naar het "
        "zwembad.",
    ),
    Voice(_b("De Koumen"), BETTER, "Naast de bak ligt altijd afval.", RUBBISH, 6, "Koumenweg"),
    Voice(_b("De Koumen"), BETTER, "Die buurman van verderop, dat weet iedereen.", state=HIDDEN),
    Voice(_b("Rennemig"), BETTER, "De bak is vol voor het weekend.", RUBBISH, 4, heard_by=PAPER),
    Voice(_b("Rennemig"), BETTER, "Mag er een lamp bij de bushalte?", LAMPS, 2, state=NEW),
    Voice(
        _b("Rennemig"),
        BETTER,
        "Mevrouw Jansen van de Rennemigstraat 12 zit in het donker.",
        state=NEW,
    ),
    Voice(
        _b("Rennemig"), BETTER, "Onkruid tussen de tegels bij de kerk.", state=NEW, heard_by=PAPER
    ),
    Voice(_b("Rennemig"), PROUD, "De jongens van het plein helpen met opruimen.", TOGETHER, 5),
    Voice(_b("Rennemig"), PROUD, "Iedereen kwam eten.", state=NEW, heard_by=GUEST),
    Voice(CASTLE_EVENING, PROUD, "Dat dit hier kan, bij ons kasteel.", CASTLE, 15),
    Voice(CASTLE_EVENING, BETTER, "Het pad naar de parkeerplaats is te donker.", LAMPS, 9),
    Voice(
        "Diner bij het kasteel",
        BETTER,
        "De vriezers staan in een garagebox. Dat is geen plek.",
        ROOM,
        8,
    ),
    Voice("Diner bij het kasteel", PROUD, "Karin kent ons allemaal.", state=HIDDEN),
    Voice(
        INSPECTION_TITLE,
        BETTER,
        "De deuren van de boxen gaan niet meer dicht.",
        "",
        2,
        "Vrieheidestraat",
        WALK,
        stop=STOPS[0],
    ),
    Voice(
        INSPECTION_TITLE,
        BETTER,
        "Hier is het 's avonds te donker.",
        LAMPS,
        6,
        "",
        WALK,
        stop=STOPS[0],
    ),
    Voice(
        INSPECTION_TITLE,
        BETTER,
        "Het onkruid groeit over het pad.",
        WEEDS,
        5,
        "",
        WALK,
        stop=STOPS[1],
    ),
    Voice(
        INSPECTION_TITLE,
        PROUD,
        "De kinderen hebben dit veld zelf geverfd.",
        TOGETHER,
        7,
        "",
        WALK,
        stop=STOPS[1],
    ),
    Voice(
        INSPECTION_TITLE,
        BETTER,
        "Bij de flat waait al het afval heen.",
        RUBBISH,
        3,
        "",
        WALK,
        stop=STOPS[2],
    ),
)


def add_inspection(maker: Maker) -> Event:
    """Make a walk through a neighbourhood, to which residents invited the bureau."""
    day = maker.today - timedelta(days=DAYS_SINCE_INSPECTION)
    starts_at = maker.at(day, 14)
    event = maker.event(
        EventPlan(
            title=INSPECTION_TITLE,
            event_type=EventType.INSPECTION,
            kind=EventKind.OPEN,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            zone=maker.zone,
            neighbourhood_name="Vrieheide",
            venue_name="Buurthuis Vrieheide",
            venue_address="Heerlen",
            expected=15,
            description="We lopen door de buurt. Jij wijst aan wat mooi is en wat beter moet.",
            contact_name="Noor",
            contact_phone="045 000 00 00",
        ),
        made_at=maker.days_ago(DAYS_SINCE_INSPECTION + 21),
    )
    for place, title in enumerate(STOPS):
        wish = ItemPlan(title=title, starts_at=starts_at + timedelta(minutes=30 * place))
        programmes.add_item(maker.session, event, wish, now=event.created_at)
    closing.close_event(maker.session, event, came=14, now=event.ends_at + timedelta(hours=1))
    return event


def add_voices(maker: Maker) -> None:
    """Note what was said at events that were, and of the dinner what was said before."""
    session = maker.session
    # The first one of each name: a later one may be a draft.
    events = {
        event.title: event
        for event in session.scalars(
            select(Event).where(Event.is_demonstration).order_by(Event.starts_at.desc(), Event.id)
        )
    }
    themes = {
        name: Theme(name=name, area=area, is_demonstration=True) for name, area in AREAS.items()
    }
    session.add_all(themes.values())
    session.flush()
    for voice in VOICES:
        event = events[voice.at]
        stops = {item.title: item.id for item in event.programme}
        session.add(
            Remark(
                event_id=event.id,
                organisation_id=event.organisation_id,
                neighbourhood_id=event.neighbourhood_id,
                stop_id=stops.get(voice.stop),
                question=voice.question,
                words=voice.words,
                language=voice.language,
                summary=voice.summary,
                street=voice.street,
                heads=voice.heads,
                heard_by=voice.heard_by,
                heard_on=_heard_on(event, maker.today),
                state=voice.state,
                theme=themes.get(voice.theme),
                why_not=voice.why_not,
                is_demonstration=True,
            )
        )
    session.flush()


def _heard_on(event: Event, today: date) -> date:
    return min(today, day_of(event.starts_at, event.zone))
