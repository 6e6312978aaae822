"""All tables, by subject."""

from planner.store.models.accounts import Account, SignIn, Throttle
from planner.store.models.days import DishDay, PlacedOrder, Recount
from planner.store.models.events import CalendarFeed, Event, EventDish, Series
from planner.store.models.gates import Gate, GateDevice, Scan
from planner.store.models.intermediaries import (
    IntermediaryLink,
    IntermediaryRequest,
    IntermediarySignIn,
)
from planner.store.models.invitations import (
    Answer,
    AnswerChange,
    AnswerDiet,
    Batch,
    Intermediary,
    Invitation,
    Waiting,
)
from planner.store.models.named_guests import CardMerge, NamedGuest, ToldApart
from planner.store.models.places import Neighbourhood, Venue
from planner.store.models.privacy import AnswerTotal, AuditEntry, PurgeRecord
from planner.store.models.turnouts import Turnout

__all__ = [
    "Account",
    "Answer",
    "AnswerChange",
    "AnswerDiet",
    "AnswerTotal",
    "AuditEntry",
    "Batch",
    "CalendarFeed",
    "CardMerge",
    "DishDay",
    "Event",
    "EventDish",
    "Gate",
    "GateDevice",
    "Intermediary",
    "IntermediaryLink",
    "IntermediaryRequest",
    "IntermediarySignIn",
    "Invitation",
    "NamedGuest",
    "Neighbourhood",
    "PlacedOrder",
    "PurgeRecord",
    "Recount",
    "Scan",
    "Series",
    "SignIn",
    "Throttle",
    "ToldApart",
    "Turnout",
    "Venue",
    "Waiting",
]
