"""The register: what each column of each table holds, of whom, why, and for how long.

The facts stand in `store/personal_data.py`, a block for each table. Articles 5, 13 and 30 of
Regulation (EU) 2016/679 ask for them; the purge is tested against them; `planner privacy register`
prints them. A test fails for every column that nobody has classified.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import MetaData


class Words(Enum):
    """A word of the register, in English and in Dutch."""

    def __init__(self, en: str, nl: str) -> None:
        self.en = en
        self.nl = nl

    def in_language(self, language: str) -> str:
        """Return the words in a language: nl, else English."""
        return self.nl if language == "nl" else self.en


class Whose(Words):
    """Of whom a column says something."""

    GUEST = ("a household with a card", "een huishouden met een kaart")
    GIVER = ("who hands cards out", "wie kaarten uitdeelt")
    ORGANISER = ("an organiser", "een organisator")
    VOLUNTEER = ("a volunteer at the gate", "een vrijwilliger bij de ingang")
    CONTACT = ("whom guests can call", "wie gasten kunnen bellen")
    STRANGER = ("a visitor who failed often", "een bezoeker die vaak iets fout deed")


class Why(Words):
    """What a column is for."""

    FOOD = ("to have enough food and places", "om genoeg eten en plek te hebben")
    HEALTH = ("so that nobody gets ill", "zodat niemand ziek wordt")
    WELCOME = ("to receive people well", "om mensen goed te ontvangen")
    HEARD = ("to hear what has to get better", "om te horen wat er beter moet")
    WHOSE_CARD = ("to know whose card it is", "om te weten van wie een kaart is")
    REACH = ("for messages about this event", "voor berichten over dit evenement")
    FAIR = ("to give free places in turn", "om vrije plekken op volgorde te geven")
    COUNT = ("to count who is inside", "om te tellen wie er binnen is")
    HAND_OUT = ("to have cards handed out", "om kaarten te laten uitdelen")
    CALL = ("so that guests can call somebody", "zodat gasten iemand kunnen bellen")
    PLAN = ("to plan events", "om evenementen te plannen")
    SIGN_IN = ("to let organisers in, and nobody else", "om alleen organisatoren binnen te laten")
    ACCOUNT_FOR = ("to see who did what", "om te zien wie wat deed")
    NO_MORE = ("to send no more mail", "om geen mail meer te sturen")
    PROTECT = ("to hold robots off", "om robots tegen te houden")


class Ground(Words):
    """What makes it lawful: article 6 and, for what one eats, article 9."""

    TASK = (
        "a task in the public interest (art. 6.1.e)",
        "een taak van algemeen belang (art. 6.1.e)",
    )
    CONSENT = ("consent (art. 6.1.a and 9.2.a)", "toestemming (art. 6.1.a en 9.2.a)")
    INTEREST = ("a legitimate interest (art. 6.1.f)", "een gerechtvaardigd belang (art. 6.1.f)")
    SECURITY = ("security of the data (art. 32)", "beveiliging van de gegevens (art. 32)")


class Term(Words):
    """When it goes: `services/privacy/purge.py` does it, by the numbers of `core/retention.py`."""

    AFTER_EVENT = ("{keep_days} days after the event", "{keep_days} dagen na het evenement")
    LAST_EVENT = (
        "{keep_days} days after the last event it was for",
        "{keep_days} dagen na het laatste evenement waarvoor het was",
    )
    SIGN_IN = (
        "{sign_in_days} days after the last use",
        "{sign_in_days} dagen na het laatste gebruik",
    )
    ACCOUNT = (
        "{account_days} days after the account is closed",
        "{account_days} dagen nadat het account is gesloten",
    )
    AUDIT = ("{audit_days} days", "{audit_days} dagen")
    DAY = ("one day", "een dag")
    LINK = (
        "until it is used or too old: at most a week",
        "tot het is gebruikt of te oud is: hooguit een week",
    )
    STOPPED_KEY = (
        "90 days after it was stopped, or with the account",
        "90 dagen nadat het is gestopt, of met het account",
    )
    MAIL = (
        "until the mail is sent or stopped; 14 days after it was given up",
        "tot de mail is verstuurd of gestopt; 14 dagen nadat het is opgegeven",
    )
    WISH = (
        "with the event; “no mail at all” until it is taken back",
        "met het evenement; “helemaal geen mail” tot het wordt teruggenomen",
    )
    CARD = (
        "with the event; alone it says nothing of a person",
        "met het evenement; alleen zegt het niets over een persoon",
    )
    """Numbers and moments of cards whose holders nobody here knows."""


class Seen(Words):
    """Who can read it."""

    NOBODY = ("nobody", "niemand")
    BY_CARD = ("organisers, by card number; the guest", "organisatoren, per kaartnummer; de gast")
    TOTALS = (
        "organisers and the kitchen, as totals; the guest",
        "organisatoren en de keuken, als totaal; de gast",
    )
    GATE = ("organisers, and volunteers by card", "organisatoren, en vrijwilligers per kaart")
    ORGANISERS = ("organisers", "organisatoren")
    OWN = ("that person", "die persoon zelf")
    EVERYBODY = ("everybody who reads about the event", "iedereen die over het evenement leest")
    GIVER = ("organisers and that person", "organisatoren en die persoon")


@dataclass(frozen=True)
class Personal:
    """Some columns of one table that are of the same kind."""

    columns: str
    """Names with blanks between them."""
    whose: Whose
    why: Why
    ground: Ground
    term: Term
    seen: Seen


@dataclass(frozen=True)
class Table:
    """All columns of one table.

    Attributes:
        personal: columns that say something of somebody.
        other: names of columns that don't, with blanks between them.
    """

    personal: tuple[Personal, ...] = ()
    other: str = ""

    def names(self) -> list[str]:
        """List every column that is classified."""
        return [
            *self.other.split(),
            *(one for each in self.personal for one in each.columns.split()),
        ]


@dataclass(frozen=True)
class Entry:
    """One column of the register; `facts` is None where it says nothing of anybody."""

    table: str
    column: str
    facts: Personal | None

    @property
    def name(self) -> str:
        """Table and column."""
        return f"{self.table}.{self.column}"


def entries(register: Mapping[str, Table]) -> Iterator[Entry]:
    """List every column of the register, table by table."""
    for table, facts in register.items():
        for each in facts.personal:
            for column in each.columns.split():
                yield Entry(table, column, each)
        for column in facts.other.split():
            yield Entry(table, column, None)


def faults(register: Mapping[str, Table], metadata: MetaData) -> list[str]:
    """Say what is missing, superfluous or named twice, and what to write where."""
    found = []
    for table in metadata.sorted_tables:
        known = register.get(table.name, Table()).names()
        for column in table.columns:
            if column.name not in known:
                found.append(
                    f"{table.name}.{column.name} is in no block of planner/store/personal_data.py. "
                    f'In REGISTER["{table.name}"] write {column.name} in `other=` when it says '
                    "nothing of a person; else in the `columns` of a Personal(columns, whose, why, "
                    "ground, term, seen) that is true of it, and have services/privacy/purge.py "
                    "erase it when that term is over."
                )
        for name in set(known) - set(table.columns.keys()):
            found.append(
                f"{table.name}.{name} is in personal_data.py, and no such column is there."
            )
        found += [
            f"{table.name}.{name} stands there twice." for name in known if known.count(name) > 1
        ]
    tables = {table.name for table in metadata.sorted_tables}
    found += [f"There is no table {name}." for name in register if name not in tables]
    return found
