"""The register: what each column of each table holds, of whom, why, and for how long.

Each column says so where it is declared: `mapped_column(info=ANSWER | IN_CALENDAR)`. The kinds are
in `store/personal_data.py`. Articles 5, 13 and 30 of Regulation (EU) 2016/679 ask for them; the
purge is tested against them; `planner privacy register` prints them. A test fails for every column
that nobody has classified.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, MetaData

from planner.core.texts import N_

Info = dict[str, Any]
"""What SQLAlchemy keeps with a column; `PLAIN | IN_CALENDAR | audit("the time")` says all three."""
PLAIN_NAMES = {"id", "is_demonstration"}
OF_PEOPLE = {"account", "intermediary"}
"""Tables whose rows are somebody: who is referred to there did or does something."""


class Whose(Enum):
    """Of whom a column says something."""

    GUEST = N_("a household with a card")
    GIVER = N_("who hands cards out")
    ORGANISER = N_("an organiser")
    VOLUNTEER = N_("a volunteer at the gate")
    CONTACT = N_("whom guests can call")
    STRANGER = N_("a visitor who failed often")
    SOMEBODY = N_("anybody whom organisers name in their own words")
    RESIDENT = N_("residents, of whom nobody knows which")
    PARTNER = N_("who answers for a partner")
    FOLLOWER = N_("who asked to hear what became of it")
    HELPER = N_("a neighbour who helps")
    SUPPLIER = N_("who delivers to events")


class Purpose(Enum):
    """What a column is for."""

    FOOD = N_("to have enough food and places")
    HEALTH = N_("so that nobody gets ill")
    WELCOME = N_("to receive people well")
    HEARD = N_("to hear what has to get better")
    WHOSE_CARD = N_("to know whose card it is")
    REACH = N_("for messages about this event")
    FAIR = N_("to give free places in turn")
    COUNT = N_("to count who is inside")
    SHUT = N_("to show what a household told to nobody else")
    HAND_OUT = N_("to have cards handed out")
    CALL = N_("so that guests can call somebody")
    PLAN = N_("to plan events")
    SIGN_IN = N_("to let organisers in, and nobody else")
    ACCOUNT_FOR = N_("to see who did what")
    NO_MORE = N_("to send no more mail")
    CAME_BACK = N_("to send nothing where mail comes back from")
    PROTECT = N_("to hold robots off")
    GENUINE = N_("so that made-up answers do not count")
    HELP = N_("to know who helps, and to reach them")
    SAFE = N_("to keep children safe")
    RUN = N_("so that the day runs, and things come back")


class LegalGround(Enum):
    """What makes it lawful: article 6 and, for what one eats, article 9."""

    TASK = N_("a task in the public interest (art. 6.1.e)")
    CONSENT = N_("consent (art. 6.1.a and 9.2.a)")
    INTEREST = N_("a legitimate interest (art. 6.1.f)")
    SECURITY = N_("security of the data (art. 32)")


class Term(Enum):
    """When it goes: `services/privacy/purge.py` does it, by the numbers of `core/retention.py`."""

    AFTER_EVENT = N_("%(keep_days)s days after the event")
    LAST_EVENT = N_("%(keep_days)s days after the last event it was for")
    SIGN_IN = N_("%(sign_in_days)s days after the last use")
    ACCOUNT = N_("%(account_days)s days after the account is closed")
    AUDIT = N_("%(audit_days)s days")
    DAY = N_("one day")
    CONNECTION = N_("%(connection_days)s days")
    LINK = N_("until it is used or too old: at most a week")
    STOPPED_KEY = N_("90 days after it was stopped, or with the account")
    MAIL = N_("until the mail is sent or stopped; 14 days after it was given up")
    RESTING = N_("a year after mail last came back from there")
    WISH = N_("with the event; “no mail at all” until it is taken back")
    DELETED = N_("%(deleted_days)s days after it was deleted")
    HEARD = N_("%(heard_days)s days after it was heard, and after its promise is settled")
    RECEIPT = N_("three days after phones can send no more")
    FOLLOWS = N_("twelve months after the yes, or at once when it is taken back")
    PARTNER = N_("with the partner, or when somebody else answers for it")
    STANDING = N_("until the organisation names somebody else, or nobody")
    HELPS = N_(
        "%(keep_days)s days after the event they helped at; "
        "for who wants to be asked again at most twelve months"
    )
    SUPPLIER = N_(
        "with the supplier; of a private person %(keep_days)s days after the last event "
        "they deliver to"
    )
    CARD = N_("with the event; alone it says nothing of a person")
    """Numbers and moments of cards whose holders nobody here knows."""


class Seen(Enum):
    """Who can read it."""

    NOBODY = N_("nobody")
    BY_CARD = N_("organisers, by card number; the guest")
    TOTALS = N_("organisers, as totals; the guest")
    KITCHEN = N_("the kitchen sheet, as totals; organisers from five households on; the guest")
    FROM_FIVE = N_("organisers, from five households on; the guest")
    GATE = N_("organisers, and volunteers by card")
    ORGANISERS = N_("organisers")
    OWN = N_("that person")
    CREW = N_("organisers, the crew of the event, and that person")
    EVERYBODY = N_("everybody who reads about the event")
    GIVER = N_("organisers and that person")


@dataclass(frozen=True)
class Personal:
    """What is true of a column that says something of somebody."""

    whose: Whose
    why: Purpose
    ground: LegalGround
    term: Term
    seen: Seen

    @property
    def info(self) -> Info:
        """Of a column of this kind."""
        return {"personal": self}


PLAIN: Info = {"personal": None}
"""Of a column that says nothing of a person."""
IN_CALENDAR: Info = {"in_calendar": True}
"""Of a column that calendars show: a change of it makes them anew."""


def audit(words: str) -> Info:
    """Return what the list of who did what calls a column: 'the time'; else it says 'details'."""
    return {"audit": words}


@dataclass(frozen=True)
class RegisterEntry:
    """One column of the register; `facts` is None where it says nothing of anybody."""

    table: str
    column: str
    facts: Personal | None

    @property
    def name(self) -> str:
        """Table and column."""
        return f"{self.table}.{self.column}"


def entries(metadata: MetaData) -> Iterator[RegisterEntry]:
    """List every column of the register, table by table; first those that are of somebody."""
    for table in sorted(metadata.tables.values(), key=lambda table: table.name):
        listed = [
            RegisterEntry(table.name, one.name, one.info.get("personal")) for one in table.columns
        ]
        yield from sorted(listed, key=lambda entry: entry.facts is None)


def faults(metadata: MetaData) -> list[str]:
    """Say which columns nobody has classified, and what to write where."""
    return [
        f"{column} says nothing of what it holds. Where it is declared, in planner/store/models/, "
        "write mapped_column(..., info=PLAIN) when it says nothing of a person; else the kind of "
        "planner/store/personal_data.py that is true of it, such as info=ANSWER, and have "
        "services/privacy/purge.py erase it when that term is over."
        for table in metadata.sorted_tables
        for column in table.columns
        if "personal" not in column.info and not _is_plain_by_itself(column)
    ]


def _is_plain_by_itself(column: Column[Any]) -> bool:
    """Say whether a column is an id, a mark, or a reference that points at no person."""
    tables = {key.target_fullname.partition(".")[0] for key in column.foreign_keys}
    return column.name in PLAIN_NAMES or bool(tables and not tables & OF_PEOPLE)
