"""The words an event, an invitation and a scan can be in: one enumeration for each."""

from enum import StrEnum


class EventType(StrEnum):
    """What sort of event it is; decides the cover and the menu that is offered first."""

    BARBECUE = "barbecue"
    CASTLE = "castle"
    DINNER = "dinner"
    WALK = "walk"
    INSPECTION = "inspection"
    PARTY = "party"


class EventState(StrEnum):
    """How far an event is, as its organiser set it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    """It is over and its count has become past turnout."""


class Generosity(StrEnum):
    """How amply to buy."""

    TIGHT = "tight"
    AMPLE = "ample"
    EXTRA = "extra"


class Reply(StrEnum):
    """An invitee's first, complete answer."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class AnsweredBy(StrEnum):
    """Who entered the answer."""

    GUEST = "guest"
    ORGANISER = "organiser"
    INTERMEDIARY = "intermediary"


class BatchKind(StrEnum):
    """How the invitations of a batch come to people."""

    CARDS = "cards"
    """Printed, and handed out by somebody."""
    WITHOUT_CARD = "without_card"
    """Made one by one for who answers on the public page."""


class Actor(StrEnum):
    """Who did something that is written down."""

    ORGANISER = "organiser"
    INTERMEDIARY = "intermediary"
    COMMAND = "command"
    """Whoever runs the installation, on the command line."""
    NOBODY = "nobody"
    """Somebody who is not signed in, such as with a wrong password."""


class Access(StrEnum):
    """What helps a party to come in; the gate shows it."""

    PRAM = "pram"
    WHEELCHAIR = "wheelchair"


class InvitationState(StrEnum):
    """What has become of an invitation."""

    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"


class ScanKind(StrEnum):
    """What happened at the gate."""

    ENTRY = "entry"
    EXIT = "exit"
    VOID = "void"


class CountQuality(StrEnum):
    """How far a past head count can be trusted."""

    COUNTED = "counted"
    ESTIMATED = "estimated"
    AT_LEAST = "at_least"
    """The food ran out or people were turned away: more would have come."""
