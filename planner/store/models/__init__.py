"""All tables, by subject."""

from planner.store.models.accounts import Account, SignIn, Throttle
from planner.store.models.calendars import (
    CalendarFeed,
    CalendarKey,
    CalendarState,
    CalendarUpload,
    CalendarWording,
    ImportedEvent,
    WatchedCalendar,
)
from planner.store.models.days import DishDay, Recount
from planner.store.models.deleted import DeletedThing
from planner.store.models.errands import Errand, ErrandLine
from planner.store.models.events import Event, EventDish, PlacedOrder, ProgrammeItem, Series
from planner.store.models.factors import AccountLink, RecoveryCode, SecondFactor
from planner.store.models.forecasts import SaidForecast
from planner.store.models.gates import (
    DealtConflict,
    Gate,
    GateDevice,
    GateKey,
    GateNote,
    Scan,
)
from planner.store.models.helper_messages import HelperCall, HelperMessage
from planner.store.models.helpers import Helper, Shift, ShiftEntry, ShiftTotal
from planner.store.models.households import Household, HouseholdBrowser
from planner.store.models.incoming import IncomingMail, MailWayIn
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
from planner.store.models.larder import KeepingRule, StockEntry
from planner.store.models.messages import EventNotice, GuestContact, MessageRule, NoticeTold
from planner.store.models.named_guests import CardMerge, NamedGuest, ToldApart
from planner.store.models.organisations import Organisation, OrganisationLogo
from planner.store.models.outbox import (
    CalendarTrace,
    Mailing,
    OutboxMail,
    RestingAddress,
    Unsubscription,
)
from planner.store.models.own_messages import EventMessage, MailAttachment
from planner.store.models.permits import EventSite, Permit, TownRule
from planner.store.models.places import Neighbourhood, Venue
from planner.store.models.privacy import AnswerTotal, AuditEntry, PurgeRecord
from planner.store.models.residents import (
    Partner,
    Promise,
    PromiseFollower,
    PromiseRemark,
    PromiseTold,
    PromiseUpdate,
    PromiseVotes,
    Remark,
    RemarkReceipt,
    Theme,
)
from planner.store.models.runsheets import EventTask, RunLine
from planner.store.models.said import SaidPicture, SaidSince
from planner.store.models.school_holidays import SchoolHoliday
from planner.store.models.seen import SeenMark
from planner.store.models.sent_forms import SentForm
from planner.store.models.submissions import SetAside, Submission
from planner.store.models.teams import TeamMember
from planner.store.models.things import (
    CostLine,
    Supplier,
    SupplierDelivery,
    Thing,
    ThingUse,
)
from planner.store.models.turnouts import Turnout
from planner.store.models.upkeep import UpkeepMark

__all__ = [
    "Account",
    "AccountLink",
    "Answer",
    "AnswerChange",
    "AnswerDiet",
    "AnswerTotal",
    "AuditEntry",
    "Batch",
    "CalendarFeed",
    "CalendarKey",
    "CalendarState",
    "CalendarTrace",
    "CalendarUpload",
    "CalendarWording",
    "CardMerge",
    "CostLine",
    "DealtConflict",
    "DeletedThing",
    "DishDay",
    "Errand",
    "ErrandLine",
    "Event",
    "EventDish",
    "EventMessage",
    "EventNotice",
    "EventSite",
    "EventTask",
    "Gate",
    "GateDevice",
    "GateKey",
    "GateNote",
    "GuestContact",
    "Helper",
    "HelperCall",
    "HelperMessage",
    "Household",
    "HouseholdBrowser",
    "ImportedEvent",
    "IncomingMail",
    "Intermediary",
    "IntermediaryLink",
    "IntermediaryRequest",
    "IntermediarySignIn",
    "Invitation",
    "KeepingRule",
    "MailAttachment",
    "MailWayIn",
    "Mailing",
    "MessageRule",
    "NamedGuest",
    "Neighbourhood",
    "NoticeTold",
    "Organisation",
    "OrganisationLogo",
    "OutboxMail",
    "Partner",
    "Permit",
    "PlacedOrder",
    "ProgrammeItem",
    "Promise",
    "PromiseFollower",
    "PromiseRemark",
    "PromiseTold",
    "PromiseUpdate",
    "PromiseVotes",
    "PurgeRecord",
    "Recount",
    "RecoveryCode",
    "Remark",
    "RemarkReceipt",
    "RestingAddress",
    "RunLine",
    "SaidForecast",
    "SaidPicture",
    "SaidSince",
    "Scan",
    "SchoolHoliday",
    "SecondFactor",
    "SeenMark",
    "SentForm",
    "Series",
    "SetAside",
    "Shift",
    "ShiftEntry",
    "ShiftTotal",
    "SignIn",
    "StockEntry",
    "Submission",
    "Supplier",
    "SupplierDelivery",
    "TeamMember",
    "Theme",
    "Thing",
    "ThingUse",
    "Throttle",
    "ToldApart",
    "TownRule",
    "Turnout",
    "Unsubscription",
    "UpkeepMark",
    "Venue",
    "Waiting",
    "WatchedCalendar",
]
