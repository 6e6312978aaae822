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
    CALENDAR = "calendar"
    """The household itself, by its calendar program."""

    @property
    def is_household(self) -> bool:
        """Whether the household says it, and nobody for them."""
        return self in {AnsweredBy.GUEST, AnsweredBy.CALENDAR}


class BatchKind(StrEnum):
    """How the invitations of a batch come to people."""

    CARDS = "cards"
    """Printed, and handed out by somebody."""
    WITHOUT_CARD = "without_card"
    """Made one by one for who answers on the public page."""


class BatchSender(StrEnum):
    """Whose name stands on the cards of a batch, on their pages and in mail to their guests."""

    ORGANISER = "organiser"
    """The organisation whose event it is."""
    PARTNER = "partner"
    """One of its partners of the alliance, by the name that was chosen."""
    NOBODY = "nobody"


class SubmissionKind(StrEnum):
    """What somebody without a card and without an account sends us."""

    ANSWER = "answer"
    """A yes, a maybe or a no."""
    WAIT = "wait"
    """A wish to stand in the line for a place."""


class AsideReason(StrEnum):
    """Why submissions were set aside until somebody looks."""

    NETWORK = "network"
    """More of them, or other ones, came over one connection than people there would send."""
    PACE = "pace"
    """Far more than usual came at once, from anywhere."""
    WORD = "word"
    """Without the word that stands on the poster."""
    LOOK = "look"
    """The organiser wants to look at each of them first."""
    SHARE = "share"
    """One connection would have more than its part of the places."""


class AsideState(StrEnum):
    """What became of submissions that were set aside."""

    OPEN = "open"
    """Nobody has looked yet."""
    TAKEN_IN = "taken_in"
    UNDONE = "undone"


class Actor(StrEnum):
    """Who did something that is written down."""

    ORGANISER = "organiser"
    INTERMEDIARY = "intermediary"
    COMMAND = "command"
    """Whoever runs the installation, on the command line."""
    NOBODY = "nobody"
    """Somebody who is not signed in, such as with a wrong password."""


class AccessNeed(StrEnum):
    """What helps a party to come in; the gate shows it."""

    PRAM = "pram"
    WHEELCHAIR = "wheelchair"


class UnknownCards(StrEnum):
    """What a gate does with a card that reads well and that nobody knows."""

    LET_IN = "let_in"
    """Let them in and note it: perhaps it was made after the phone's list."""
    ASK = "ask"
    """Walk along to the organiser, where places are few."""


class CalendarKeyKind(StrEnum):
    """Whose private calendar an address opens."""

    ORGANISER = "organiser"
    """All events, drafts too."""


class CalendarTrouble(StrEnum):
    """Why a calendar of somebody else could not be read at its address."""

    NOT_ALLOWED = "not_allowed"
    """The address leads into a network that is nobody's business from here."""
    NOT_FOUND = "not_found"
    CLOSED = "closed"
    """Its server wants a password."""
    NO_ANSWER = "no_answer"
    """No server answers in time, or it answers with a fault of its own."""
    NO_CALENDAR = "no_calendar"
    """What is there is no calendar, or can't be read."""
    TOO_BIG = "too_big"


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


class LeftOutBecause(StrEnum):
    """Why forecasts do not learn from a past event: it was not like the others."""

    WEATHER = "weather"
    """A storm, or so much rain that nobody could stay."""
    WRONG_DATE = "wrong_date"
    """It was announced for another day, or in a week in which nobody is there."""
    CLASH = "clash"
    """Something else drew people away, or brought them along."""
    OTHER = "other"


class FactorKind(StrEnum):
    """What stands beside a password."""

    APP = "app"
    """Shows a new code each half minute (RFC 6238)."""
    PASSKEY = "passkey"


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    BEGIN = "begin"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret


class IncomingOutcome(StrEnum):
    """What became of a message that came in."""

    COUNTED = "counted"
    """An answer, as it stands now."""
    SAME = "same"
    """An answer that stood already."""
    LATE = "late"
    """An older answer, come after a newer one."""
    MOVED = "moved"
    """It answers another time or place than the event has by now."""
    FULL = "full"
    CLOSED = "closed"
    """Nobody can answer any more, or not yet."""
    OTHER_EVENT = "other_event"
    """It names another event than that of the card."""
    TOO_OFTEN = "too_often"
    COUNTER = "counter"
    """It asks for another time."""
    UNREADABLE = "unreadable"
    """It came to an address for answers and holds none that we can read."""
    TOO_LARGE = "too_large"
    BOUNCE = "bounce"
    """A letter that could not be delivered."""
    AUTOMATIC = "automatic"
    """Written by a machine: somebody is on holiday, or a receipt."""


class WayInTrouble(StrEnum):
    """Why mail that comes in could not be read."""

    NO_ANSWER = "no_answer"
    NOT_SAFE = "not_safe"
    SIGN_IN = "sign_in"
    FOLDER = "folder"
    BROKEN = "broken"
    """The connection ended half way."""


class MailKind(StrEnum):
    """What a mail is about."""

    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    """Of an answer, to who gave it."""
    REMINDER = "reminder"
    CHANGE = "change"
    """Of the time, the place or what is to be known."""
    CANCELLATION = "cancellation"
    OFFER = "offer"
    """Of a place, to who waits in line for one."""
    WITHDRAWAL = "withdrawal"
    """Of an event from the calendar of who does not come any more."""
    THANKS = "thanks"
    FOLLOW = "follow"
    """Of what became of what residents said, to who asked for it; first whether they did."""
    SHORTAGE = "shortage"
    """Of food during an event, or of helpers shortly before, to who organises it."""
    DIGEST = "digest"
    """Of what waits, to who chose the day."""
    PROMISE = "promise"
    """Of what is due, to the partner that promised it."""
    HELPER = "helper"
    """Of a shift, to who helps: a place, a change, a reminder, a word of thanks."""
    COLLEAGUE = "colleague"
    """An invitation to an organiser's account."""
    MESSAGE = "message"
    """In an organiser's own words, to a group."""
    TEST = "test"
    PASSWORD = "password"  # noqa: S105 - the subject of a mail, not a secret


class ErrandKind(StrEnum):
    """What to do about a dish that runs short."""

    OPEN = "open"
    """What is on call."""
    FETCH = "fetch"
    SHARE = "share"
    """What there is: it is too late for the shop."""


class ShortageMail(StrEnum):
    """Of which events somebody wants mail when food runs short."""

    OWN = "own"
    """Those that they made or lead; where nobody does, those of their organisation."""
    EVERY = "every"
    """Those that they may look at."""
    NEVER = "never"


class MailState(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    SENDING = "sending"
    """Somebody is handing it over; when they die, their claim runs out and it is waiting again."""
    SENT = "sent"
    """The mail server has taken it over."""
    FAILED = "failed"
    """Given up: a dead letter, which a person may try again."""
    STOPPED = "stopped"
    """A person did not want it to leave any more, or the receiver did not."""


class MailTrouble(StrEnum):
    """Why a mail has not left; the status of the mail server stands beside it."""

    NO_ANSWER = "no-answer"
    """The mail server could not be reached, or its name is unknown."""
    BROKEN = "broken"
    """The connection ended half way, or nothing came back in time."""
    NOT_SAFE = "not-safe"
    """The mail server offers no encryption, or not with a certificate that we trust."""
    SIGN_IN = "sign-in"
    """The mail server does not accept our name and password."""
    SENDER = "sender"
    """The mail server does not accept mail from our address."""
    ADDRESS = "address"
    """The mail server does not accept mail to this address."""
    CONTENT = "content"
    """The mail server does not accept this mail."""
    LATER = "later"
    """The mail server asks to come back later."""
    TOO_LATE = "too-late"
    """The event was over before the mail could leave."""
    WAITED = "waited"
    """It could not leave for days; whether it still makes sense is for a person to say."""
    RESTORED = "restored"
    """It waited in a backup that was put back: it may have left since."""
    UNWRITABLE = "unwritable"
    """The address or the mail can't be written as mail."""
    NOT_KNOWN = "not-known"
    """It came back: nobody has this address."""
    FULL = "full"
    """It came back: the mailbox is full."""
    CAME_BACK = "came-back"
    """It came back for another reason."""
    RESTS = "rests"
    """Mail to this address came back lately, so none is sent there now."""
    CALLED_OFF = "called-off"
    """Overtaken: the event was called off, or goes on after all, since it was written."""
    BEGUN = "begun"
    """Overtaken: what it is about had begun."""
    ANSWERED = "answered"
    """Overtaken: the household answered, or answered otherwise, since it was written."""
    OFFER_GONE = "offer-gone"
    """Overtaken: the place was taken, or is not kept any more."""
    NEWER = "newer"
    """Overtaken: newer news of the same went, or is on its way."""
    NO_READER = "no-reader"
    """Overtaken: the card ended, or nobody can be written to any more."""
    NO_MORE = "no-more"
    """Overtaken: its reader said since that they want no more of it."""


class DeletedKind(StrEnum):
    """What was deleted and can be put back."""

    DISH = "dish"
    PART = "part"
    """Of a programme."""
    ORDER = "order"
    """What was ordered for the kitchen."""
    STACK = "stack"
    MEMBER = "member"
    """Of the team of an event."""
    TURNOUT = "turnout"
    VENUE = "venue"
    EVENT = "event"
    """One that no guest has to do with yet."""
