"""What there can be to do for an event: whose it is, and how long before it waits for somebody.

A new step needs its line in RIGHT_OF, its words in `web/organiser/desk/step_words.py`, and where it
can wait for somebody long before the event, its days in DUE_BEFORE.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from planner.core.roles import Right, TeamRole
from planner.core.unsettled import SeenMatter

HAND_OUT_BEFORE = timedelta(days=7)
ASSURANCES_BEFORE = timedelta(days=28)


class Step(StrEnum):
    """One thing to do."""

    TELL = "tell"
    CALL = "call"
    """Households of ours that a change did not reach by mail."""
    CALL_OFFER = "call_offer"
    """Guests with a phone and without an address, for whom a place is kept for a while."""
    ASKED = "asked"
    """Who hands cards out asks for something."""
    LOOK = "look"
    """At answers that were set aside."""
    RUNS_SHORT = "runs_short"
    """Food runs short at an event that goes on, and nobody has gone for more."""
    CONFLICTS = "conflicts"
    """People who went in on a card that had no place for them."""
    MAIL = "mail"
    """Mail that came back, or that could not leave."""
    HELD = "held"
    """Messages in one's own words that did not leave at their moment."""
    ALLERGIES = "allergies"
    """Guests named one, and nobody looked at the pack of each dish, or no dish is free of it."""
    OVER_BUDGET = "over_budget"
    READ = "read"
    """What guests wrote."""
    NOTES = "notes"
    """What volunteers wrote at a gate."""
    UNANSWERED = "unanswered"
    """Cards that were handed out, shortly before answering ends."""
    BEHIND = "behind"
    """Fewer people said yes than usual at this distance."""
    PUBLISH = "publish"
    """Of a draft: nobody else sees it."""
    BROKEN_ASSURANCE = "broken_assurance"
    """Guests were promised what is not on the menu any more."""
    OPEN_ASSURANCE = "open_assurance"
    """Nobody decided whether guests may count on what is on the menu."""
    MAKE_ROOM = "make_room"
    """More people want to come than there is room for."""
    GUESS = "guess"
    VENUE = "venue"
    PHONE = "phone"
    MAKE_CARDS = "make_cards"
    PRINT_CARDS = "print_cards"
    HAND_OUT = "hand_out"
    BUY = "buy"
    FETCH = "fetch"
    """What is ordered."""
    OPEN_GATE = "open_gate"
    WATCH_GATE = "watch_gate"
    CLOSE = "close"
    UNSORTED = "unsorted"
    """What residents said and nobody looked at."""
    UNANSWERED_REMARKS = "unanswered_remarks"
    """What must get better, without a promise and without a reason why not."""
    LOOK_AT_PROMISES = "look_at_promises"
    """A partner said something of them, or neighbours that it is not better yet."""
    DUE_PROMISES = "due_promises"
    """Promises that are due within a week, or late."""
    LOOK_AT_CALENDARS = "look_at_calendars"
    """Calendars of others propose something, or are not looked at any more."""
    SHORT_SHIFTS = "short_shifts"
    """Fewer helpers are in the shifts than are needed."""
    LOOK_AT_HELPERS = "look_at_helpers"
    """Helpers who signed up in a burst, and were set aside."""
    TASK = "task"
    """Something that somebody wrote down to be done, in a week or earlier."""
    SAY_WHAT_HAPPENS = "say_what_happens"
    """At the site, so that the planner can tell what the town asks."""
    PERMIT = "permit"
    """A notification, permit or check that has to be there."""
    NOTIFIED_SHORT = "notified_short"
    """More people probably come than were named to the town."""
    THINGS_SHORT = "things_short"
    CONFIRM_DELIVERY = "confirm_delivery"
    WEATHER = "weather"
    """Look what it will be, and decide where it is."""
    THINGS_BACK = "things_back"
    """Note what came back."""


RIGHT_OF: Mapping[Step, Right] = {
    **dict.fromkeys(
        (
            Step.TELL,
            Step.CALL,
            Step.CALL_OFFER,
            Step.ASKED,
            Step.LOOK,
            Step.MAIL,
            Step.HELD,
            Step.READ,
            Step.UNANSWERED,
            Step.BEHIND,
            Step.MAKE_CARDS,
            Step.PRINT_CARDS,
            Step.HAND_OUT,
        ),
        Right.GUESTS,
    ),
    **dict.fromkeys(
        (
            Step.PUBLISH,
            Step.BROKEN_ASSURANCE,
            Step.OPEN_ASSURANCE,
            Step.MAKE_ROOM,
            Step.OVER_BUDGET,
            Step.GUESS,
            Step.VENUE,
            Step.PHONE,
            Step.CLOSE,
        ),
        Right.MANAGE,
    ),
    **dict.fromkeys((Step.ALLERGIES, Step.BUY, Step.FETCH), Right.FOOD),
    Step.RUNS_SHORT: Right.ERRANDS,
    **dict.fromkeys(
        (
            Step.UNSORTED,
            Step.UNANSWERED_REMARKS,
            Step.LOOK_AT_PROMISES,
            Step.DUE_PROMISES,
        ),
        Right.RESIDENTS,
    ),
    Step.LOOK_AT_CALENDARS: Right.PLAN,
    **dict.fromkeys((Step.SHORT_SHIFTS, Step.LOOK_AT_HELPERS), Right.HELPERS),
    **dict.fromkeys(
        (
            Step.TASK,
            Step.SAY_WHAT_HAPPENS,
            Step.PERMIT,
            Step.NOTIFIED_SHORT,
            Step.THINGS_SHORT,
            Step.CONFIRM_DELIVERY,
            Step.WEATHER,
            Step.THINGS_BACK,
        ),
        Right.LOGISTICS,
    ),
    **dict.fromkeys((Step.CONFLICTS, Step.NOTES, Step.OPEN_GATE, Step.WATCH_GATE), Right.GATES),
}
"""What one has to be allowed to in order to settle it: to others it is not said."""

DUE_BEFORE: Mapping[Step, timedelta] = {
    Step.PUBLISH: timedelta(days=42),
    Step.GUESS: timedelta(days=28),
    Step.VENUE: timedelta(days=28),
    **dict.fromkeys((Step.BROKEN_ASSURANCE, Step.OPEN_ASSURANCE), ASSURANCES_BEFORE),
    Step.PHONE: timedelta(days=28),
    Step.MAKE_CARDS: timedelta(days=21),
    Step.PRINT_CARDS: timedelta(days=14),
    Step.OVER_BUDGET: timedelta(days=14),
    Step.ALLERGIES: timedelta(days=14),
    Step.HAND_OUT: timedelta(days=10),
    Step.OPEN_GATE: timedelta(days=7),
    Step.SHORT_SHIFTS: timedelta(days=14),
    # No step without a day of its own may follow from a forecast: far off none is made.
    **dict.fromkeys((Step.MAKE_ROOM, Step.SAY_WHAT_HAPPENS), timedelta(days=63)),
    Step.THINGS_SHORT: timedelta(days=14),
    Step.CONFIRM_DELIVERY: timedelta(days=3),
    Step.WEATHER: timedelta(days=2),
    Step.BUY: timedelta(days=3),
    Step.FETCH: timedelta(days=3),
    Step.UNANSWERED: timedelta(days=3),
}
"""So long before the day of the event it begins to wait for somebody; others do at once."""

ONCE_INVITED = frozenset({Step.VENUE, Step.PHONE})
"""What guests read on their cards: due as soon as any card is handed out."""

ALONGSIDE = frozenset({Step.WATCH_GATE})
"""What one can do while an event goes on; nobody waits for it."""

CAN_BE_SEEN: Mapping[Step, SeenMatter] = {
    Step.READ: SeenMatter.WORDS,
    Step.ALLERGIES: SeenMatter.ALLERGIES,
    Step.UNANSWERED: SeenMatter.UNANSWERED,
    Step.BEHIND: SeenMatter.PATH,
}
"""What is settled by being seen, or can't be settled otherwise."""

IN_CARE_OF: Mapping[Right, TeamRole] = {Right.FOOD: TeamRole.KITCHEN, Right.GATES: TeamRole.CREW}
"""Whose it is in the team of the event, where it has somebody for it; all else is the lead's."""
