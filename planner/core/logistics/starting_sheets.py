"""Run sheets, tasks and things to begin with, where there is no event of the series before.

They are assumptions, to change: whoever has held one event makes the next from it. What a fire
service or a food authority advises stands here in the words of docs/organiser.md, where it says
from whom it is.
"""

from dataclasses import dataclass

from planner.core.anchors import EventAnchor
from planner.core.enums import EventType
from planner.core.logistics.things import CountedFrom
from planner.core.texts import N_

START, END = EventAnchor.START, EventAnchor.END


@dataclass(frozen=True, slots=True)
class StartingLine:
    """One line of a sheet to begin with.

    Attributes:
        title: what happens, to be translated.
        anchor: start or end of the event.
        minutes: after it.
        length: in minutes; 0 for a moment.
        is_fixed: whether it stays when what comes before it overruns.
    """

    title: str
    anchor: EventAnchor
    minutes: int
    length: int = 0
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class StartingTask:
    """One task to begin with; `days` after the event, negative for before."""

    title: str
    days: int


@dataclass(frozen=True, slots=True)
class StartingThing:
    """One kind of thing that is needed; `per` people each, or `count` however many come."""

    name: str
    counted_from: CountedFrom
    per: int | None = None
    count: int | None = None


_TOGETHER = StartingLine(N_("All helpers together: who does what, whom to call"), START, -30, 15)
_GATE = StartingLine(N_("The gate is ready: phones charged, the code on the table"), START, -20, 10)
_WAY_FREE = StartingLine(
    N_("Walk round: the way for fire engines is free, and so are the hydrants"), START, -60, 15
)
_LOOK = StartingLine(N_("Look at the head count: is there enough?"), START, 30, 10)
_LOOK_AGAIN = StartingLine(N_("Look at the head count again"), START, 60, 10)
_QUESTIONS = StartingLine(
    N_("Go round with the two questions, and note what people say"), START, 45, 60
)
_SAY = StartingLine(N_("Say aloud what we heard, and what we do with it"), END, -30, 10)
_MUSIC_OFF = StartingLine(N_("Music off"), END, 0, 0, is_fixed=True)
_THINGS_BACK = StartingLine(N_("Bring things back; note what is missing or broken"), END, 75, 30)
_LAST_LOOK = StartingLine(N_("Last look round: nothing is left behind"), END, 60, 15)

_SHEETS: dict[EventType, tuple[StartingLine, ...]] = {
    EventType.BARBECUE: (
        StartingLine(N_("Fetch the things from where they lie"), START, -180, 45),
        StartingLine(N_("Put up tables, benches and the tent"), START, -120, 60),
        StartingLine(N_("The order comes: hold it against the list"), START, -90, 15),
        StartingLine(N_("Meat and salads into the cooling, below 7 degrees"), START, -75, 15),
        _WAY_FREE,
        StartingLine(
            N_("Barbecues 2 metres from buildings, water and an extinguisher beside them"),
            START,
            -60,
            20,
        ),
        StartingLine(N_("Light the fire"), START, -45, 15),
        _TOGETHER,
        _GATE,
        StartingLine(N_("Welcome: who we are, and what happens today"), START, 0, 10),
        StartingLine(N_("First portions: mince and chicken right through"), START, 15, 15),
        _LOOK,
        _QUESTIONS,
        _LOOK_AGAIN,
        StartingLine(N_("Say that the last portions are on the fire"), END, -45, 5),
        _SAY,
        _MUSIC_OFF,
        StartingLine(N_("Fire out; ashes into a metal bucket"), END, 0, 30),
        StartingLine(N_("Clear up together"), END, 0, 60),
        _LAST_LOOK,
        _THINGS_BACK,
    ),
    EventType.CASTLE: (
        StartingLine(N_("The site is ours: keys, power and lights tried"), START, -480, 60),
        StartingLine(N_("Stalls, fences and toilets are put in place"), START, -420, 180),
        StartingLine(N_("Suppliers come: each is shown where to go"), START, -300, 120),
        StartingLine(N_("Try sound and light"), START, -180, 60),
        StartingLine(N_("Walk round with fire service and security"), START, -120, 30),
        StartingLine(N_("First aid is at its place, and can be found"), START, -90, 15),
        StartingLine(N_("Performers are here, and know their times"), START, -90, 15),
        StartingLine(N_("Kitchens open; hot above 60 degrees, cold below 7"), START, -75, 30),
        StartingLine(N_("All phones of the gates on, and practised with"), START, -60, 20),
        _TOGETHER,
        StartingLine(N_("Traffic stewards at their places"), START, -30, 15),
        StartingLine(N_("Gates open"), START, 0, 0, is_fixed=True),
        StartingLine(N_("Opening word"), START, 15, 10),
        _LOOK,
        StartingLine(N_("How full is it? Hold it against the places"), START, 60, 10),
        _QUESTIONS,
        StartingLine(N_("How full is it? Once more before the largest part"), START, 90, 10),
        StartingLine(N_("Ways out are free, and lit"), START, 90, 15),
        _SAY,
        StartingLine(N_("Last round of drinks and food"), END, -30, 10),
        _MUSIC_OFF,
        StartingLine(N_("Everybody out in peace: all ways out open"), END, 0, 30),
        StartingLine(N_("Take down stalls, fences and lights"), END, 30, 120),
        StartingLine(N_("Waste together; the site as it was"), END, 120, 60),
        StartingLine(N_("Hand the keys back; note what is missing or broken"), END, 180, 30),
    ),
    EventType.DINNER: (
        StartingLine(N_("Kitchen open: hands, aprons, who cooks what"), START, -240, 15),
        StartingLine(N_("The order comes: hold it against the list"), START, -225, 15),
        StartingLine(N_("Cook"), START, -210, 180),
        StartingLine(N_("Lay the tables; a plain place for everybody"), START, -90, 60),
        StartingLine(N_("Kitchen and service go through diets and allergies"), START, -45, 15),
        _TOGETHER,
        _GATE,
        StartingLine(N_("Welcome: everybody is shown to a table"), START, 0, 20),
        StartingLine(N_("First course"), START, 20, 25),
        StartingLine(N_("Look at the head count: is there enough?"), START, 30, 10),
        StartingLine(N_("Main course"), START, 55, 35),
        StartingLine(N_("Go from table to table with the two questions"), START, 90, 20),
        StartingLine(N_("Dessert, coffee and tea"), START, 100, 30),
        _SAY,
        StartingLine(N_("What is left is packed for who likes to take it"), END, -15, 15),
        StartingLine(N_("Wash up and clear up"), END, 0, 75),
        _LAST_LOOK,
        _THINGS_BACK,
    ),
    EventType.WALK: (
        StartingLine(N_("Walk the route: is it dry, free and marked?"), START, -120, 60),
        StartingLine(N_("At the meeting point: flag, list, first aid, water"), START, -30, 30),
        StartingLine(N_("Count who goes along, and who leads and closes the row"), START, 0, 10),
        StartingLine(N_("Word of welcome: how far, how long, whom to call"), START, 5, 5),
        StartingLine(N_("Off we go"), START, 10, 0),
        StartingLine(N_("Pause: water, and the two questions"), START, 60, 20),
        StartingLine(N_("Back: count whether everybody is there"), END, -10, 10),
        StartingLine(N_("Thanks, and when the next one is"), END, 0, 10),
    ),
    EventType.INSPECTION: (
        StartingLine(N_("Read what was said here last time, and what came of it"), START, -60, 20),
        StartingLine(N_("Phones for notes are ready; paper and pens too"), START, -30, 15),
        StartingLine(N_("Who is here, who leads, who notes"), START, 0, 10),
        StartingLine(
            N_("Walk along the stops: what are you proud of, what must get better?"), START, 10, 60
        ),
        StartingLine(N_("Together: who does what, and by when"), END, -30, 25),
        StartingLine(N_("Read the agreements aloud, and sign the sheet"), END, -5, 10),
        StartingLine(N_("Everybody gets the list, by mail or on paper"), END, 30, 30),
    ),
    EventType.PARTY: (
        StartingLine(N_("Fetch the things from where they lie"), START, -240, 45),
        StartingLine(N_("Close the street; signs stand where they have to"), START, -180, 30),
        StartingLine(N_("Put up tables, benches and the tent"), START, -150, 75),
        _WAY_FREE,
        StartingLine(N_("Try the music, and how loud it is at the nearest house"), START, -60, 15),
        StartingLine(N_("Food and drinks are there, and cool"), START, -60, 30),
        _TOGETHER,
        _GATE,
        StartingLine(N_("Welcome: who we are, and what happens today"), START, 0, 10),
        _LOOK,
        StartingLine(N_("Games for children"), START, 30, 90),
        _QUESTIONS,
        _LOOK_AGAIN,
        _SAY,
        _MUSIC_OFF,
        StartingLine(N_("Clear up together"), END, 0, 60),
        StartingLine(N_("Open the street again"), END, 60, 15),
        _LAST_LOOK,
        _THINGS_BACK,
    ),
}

_TELL_NEIGHBOURS = StartingTask(N_("Tell those who live beside it: when, and whom to call"), -14)
_ASK_INSURANCE = StartingTask(N_("Ask the town whether helpers are insured"), -28)
_POWER = StartingTask(N_("Arrange power and water"), -14)
_THANK = StartingTask(N_("Thank helpers, suppliers and who lives beside it"), 2)
_RECEIPTS = StartingTask(N_("Hand in the receipts"), 7)
_FIRST_AID_BOX = StartingTask(N_("Look through the first aid box"), -3)

_TASKS: dict[EventType, tuple[StartingTask, ...]] = {
    EventType.BARBECUE: (
        _ASK_INSURANCE,
        _TELL_NEIGHBOURS,
        _POWER,
        StartingTask(N_("See that there is coal, and something to light it with"), -5),
        _FIRST_AID_BOX,
        _THANK,
        _RECEIPTS,
    ),
    EventType.CASTLE: (
        StartingTask(N_("Agree on use of the site with who owns it"), -180),
        StartingTask(N_("Make the safety plan with the town"), -90),
        StartingTask(N_("Book performers, sound and light"), -90),
        StartingTask(N_("Agree on first aid"), -56),
        StartingTask(N_("Agree on traffic and parking"), -42),
        _ASK_INSURANCE,
        _TELL_NEIGHBOURS,
        _POWER,
        _FIRST_AID_BOX,
        _THANK,
        _RECEIPTS,
    ),
    EventType.DINNER: (
        StartingTask(N_("See the kitchen: ovens, pans, fridges, plates"), -28),
        StartingTask(N_("Ask the cook about diets and allergies"), -7),
        _FIRST_AID_BOX,
        _THANK,
        _RECEIPTS,
    ),
    EventType.WALK: (
        StartingTask(N_("Ask whose land it is whether the group may come"), -28),
        StartingTask(N_("Walk the route once, with a watch"), -14),
        _FIRST_AID_BOX,
        _THANK,
    ),
    EventType.INSPECTION: (
        StartingTask(N_("Ask partners to walk along"), -21),
        StartingTask(N_("Agree on the stops with residents"), -7),
        _THANK,
    ),
    EventType.PARTY: (
        _ASK_INSURANCE,
        _TELL_NEIGHBOURS,
        _POWER,
        StartingTask(N_("Order the signs for the closed street"), -21),
        _FIRST_AID_BOX,
        _THANK,
        _RECEIPTS,
    ),
}

_TABLES = StartingThing(N_("Tables"), CountedFrom.PORTIONS, per=8)
_BENCHES = StartingThing(N_("Benches"), CountedFrom.PORTIONS, per=4)
_CUPS = StartingThing(N_("Cups, in a crate of 50"), CountedFrom.PORTIONS, per=20)
_TOILETS = StartingThing(N_("Toilets"), CountedFrom.HEADS, per=100)
_FIRST_AID = StartingThing(N_("First aid box"), CountedFrom.NOTHING, count=1)
_EXTINGUISHER = StartingThing(N_("Fire extinguishers"), CountedFrom.NOTHING, count=1)
_TENTS = StartingThing(N_("Party tents"), CountedFrom.PORTIONS, per=30)
_BINS = StartingThing(N_("Waste bins"), CountedFrom.HEADS, per=40)

_THINGS: dict[EventType, tuple[StartingThing, ...]] = {
    EventType.BARBECUE: (
        _TABLES,
        _BENCHES,
        StartingThing(N_("Barbecues"), CountedFrom.PORTIONS, per=40),
        _TENTS,
        _CUPS,
        _BINS,
        _EXTINGUISHER,
        _FIRST_AID,
    ),
    EventType.CASTLE: (
        _TOILETS,
        _BINS,
        StartingThing(N_("Fences of 3.5 metres"), CountedFrom.NOTHING, count=40),
        StartingThing(N_("Lamps on a battery"), CountedFrom.NOTHING, count=12),
        _EXTINGUISHER,
        _FIRST_AID,
    ),
    EventType.DINNER: (
        _TABLES,
        StartingThing(N_("Chairs"), CountedFrom.PORTIONS, per=1),
        StartingThing(N_("Plates and cutlery"), CountedFrom.PORTIONS, per=1),
        _FIRST_AID,
    ),
    EventType.WALK: (StartingThing(N_("Flag"), CountedFrom.NOTHING, count=1), _FIRST_AID),
    EventType.INSPECTION: (
        StartingThing(N_("Clipboards"), CountedFrom.HEADS, per=5),
        StartingThing(N_("Safety vests"), CountedFrom.HEADS, per=1),
    ),
    EventType.PARTY: (_TABLES, _BENCHES, _TENTS, _CUPS, _BINS, _EXTINGUISHER, _FIRST_AID),
}


def starting_sheet(event_type: EventType) -> tuple[StartingLine, ...]:
    """Return the run sheet that an event of a sort begins with."""
    return _SHEETS[event_type]


def starting_tasks(event_type: EventType) -> tuple[StartingTask, ...]:
    """Return the tasks that an event of a sort begins with."""
    return _TASKS[event_type]


def starting_things(event_type: EventType) -> tuple[StartingThing, ...]:
    """Return the things that an event of a sort needs."""
    return _THINGS[event_type]
