"""Read guests by name from a table, say beforehand what would become of each row, and keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.guest_names import LONGEST_NAME, clean_name, search_key
from planner.core.mail_address import clean_email
from planner.core.texts import N_
from planner.exports.phones import clean_phone
from planner.exports.table_faults import Fault, read_file
from planner.exports.tables import ReadTable
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite.issuing import LARGEST_PARTY, MOST_CARDS
from planner.store.models import Event, Invitation, NamedGuest
from planner.translations.language_names import language_of

TOO_MANY = N_("There are more than 5,000 rows. Cut the file in pieces.")


class Role(StrEnum):
    """What a column of a file can hold for us."""

    NAME = "name"
    FAMILY_NAME = "family-name"
    """Joined after the name, where a file has them apart."""
    PHONE = "phone"
    EMAIL = "email"
    PEOPLE = "people"
    """How many may come on the card."""
    LANGUAGE = "language"
    """Which one they read."""


KNOWN_HEADINGS: Mapping[Role, frozenset[str]] = {
    Role.NAME: frozenset(
        {"name", "naam", "guest", "gast", "first name", "voornaam", "roepnaam", "full name",
         "volledige naam", "contact", "contactpersoon"}
    ),
    Role.FAMILY_NAME: frozenset(
        {"last name", "surname", "family name", "achternaam", "familienaam"}
    ),
    Role.PHONE: frozenset(
        {"phone", "telephone", "mobile", "phone number", "telefoon", "tel", "tel.", "mobiel",
         "telefoonnummer", "06", "gsm", "nummer"}
    ),
    Role.EMAIL: frozenset(
        {"email", "e-mail", "mail", "email address", "e-mail address", "emailadres",
         "e-mailadres", "mailadres"}
    ),
    Role.PEOPLE: frozenset(
        {"people", "party", "how many", "number of people", "personen", "aantal",
         "aantal personen", "gezelschap", "met hoeveel"}
    ),
    Role.LANGUAGE: frozenset(
        {"language", "taal", "spreekt", "leest", "sprache", "langue", "lang", "jezyk", "język",
         "мова", "dil", "اللغة", "لغة"}
    ),
}  # fmt: skip

Columns = Mapping[Role, int]


@dataclass(frozen=True, slots=True)
class ReadGuest:
    """A row that can be kept, and where it stands in the file."""

    line: int
    guest: NewGuest


@dataclass(frozen=True)
class DryRun:
    """What would become of each row: new, known already, or with a mistake."""

    new: Sequence[ReadGuest] = ()
    known: Sequence[ReadGuest] = ()
    faults: Sequence[Fault] = ()
    unspoken: Sequence[str] = ()
    """What the column of languages says that is no language of guests here, each once."""


def read_guests(data: bytes) -> ReadTable | Fault:
    """Read a CSV file or a workbook; limit its size before."""
    table = read_file(data, max_rows=MOST_CARDS, too_many=TOO_MANY)
    if isinstance(table, ReadTable) and not table.rows:
        return Fault(N_("There is nothing under the first row."))
    return table


def guess_columns(header: Sequence[str]) -> dict[Role, int]:
    """Guess which column is what; a file with one column holds names."""
    names = [search_key(name).replace("_", " ") for name in header]
    found = {
        role: next(place for place, name in enumerate(names) if name in known)
        for role, known in KNOWN_HEADINGS.items()
        if known & set(names)
    }
    if len(header) == 1:
        found.setdefault(Role.NAME, 0)
    return found


def try_out(
    session: Session, event_id: int, table: ReadTable, columns: Columns, *, largest_party: int
) -> DryRun:
    """Say what would become of each row, and keep nothing.

    Args:
        session: only reads, to see who is known.
        event_id: whose guests.
        table: as `read_guests` gave it.
        columns: where things stand; without a name nothing can be read.
        largest_party: people on a card where the file does not say.
    """
    known = _Known(session, event_id)
    new: list[ReadGuest] = []
    old: list[ReadGuest] = []
    faults: list[Fault] = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        read = _read_row(line, cells, columns, largest_party=largest_party)
        if isinstance(read, Fault):
            faults.append(read)
            continue
        (old if known.has(read.details) else new).append(ReadGuest(line, read))
        known.add(read.details)
    return DryRun(new, old, faults, _unspoken(table, columns))


def _unspoken(table: ReadTable, columns: Columns) -> list[str]:
    if Role.LANGUAGE not in columns:
        return []
    said = dict.fromkeys(clean_name(row[columns[Role.LANGUAGE]]) for row in table.rows)
    return [words for words in said if words and not language_of(words)]


def keep(
    session: Session,
    event: Event,
    dry_run: DryRun,
    *,
    stack: str,
    code_key: str,
    now: datetime,
) -> range:
    """Give every new guest of a dry run a card and return the numbers.

    Sent twice, the second dry run finds everybody known.
    """
    guests = [row.guest for row in dry_run.new]
    return named_guests.add_guests(session, event, guests, stack=stack, code_key=code_key, now=now)


class _Known:
    """Who has a card already: by name, with no phone or address that says it is somebody else."""

    def __init__(self, session: Session, event_id: int) -> None:
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        rows = session.execute(
            select(NamedGuest.name_key, NamedGuest.phone, NamedGuest.email)
            .join(Invitation, Invitation.id == NamedGuest.invitation_id)
            .where(NamedGuest.event_id == event_id)
        )
        for name, phone, email in rows:
            self._by_name.setdefault(name, []).append((phone, email))

    def has(self, details: GuestDetails) -> bool:
        return any(
            details.phone in {"", phone} and details.email in {"", email}
            for phone, email in self._by_name.get(search_key(details.name), ())
        )

    def add(self, details: GuestDetails) -> None:
        key = search_key(details.name)
        self._by_name.setdefault(key, []).append((details.phone, details.email))


def _read_row(
    line: int, cells: Sequence[str], columns: Columns, *, largest_party: int
) -> NewGuest | Fault:
    def cell(role: Role) -> str:
        return cells[columns[role]] if role in columns else ""

    name = clean_name(f"{cell(Role.NAME)} {cell(Role.FAMILY_NAME)}")
    if not name:
        return Fault(N_("Row %(row)s: there is no name."), {"row": line})
    if len(name) > LONGEST_NAME:
        return Fault(N_("Row %(row)s: this name is too long."), {"row": line})
    phone, email = clean_phone(cell(Role.PHONE)), clean_email(cell(Role.EMAIL))
    if phone is None:
        text = N_("Row %(row)s: “%(cell)s” is not a phone number.")
        return Fault(text, {"row": line, "cell": clean_name(cell(Role.PHONE))})
    if email is None:
        text = N_("Row %(row)s: “%(cell)s” is not an e-mail address.")
        return Fault(text, {"row": line, "cell": clean_name(cell(Role.EMAIL))})
    people = cell(Role.PEOPLE).strip()
    if people and not (people.isdecimal() and len(people) < 4):
        text = N_("Row %(row)s: “%(cell)s” is not a number.")
        return Fault(text, {"row": line, "cell": clean_name(people)})
    number = int(people) if people else largest_party
    if not 1 <= number <= LARGEST_PARTY:
        return Fault(N_("Row %(row)s: a card is for 1 to 50 people."), {"row": line})
    language = language_of(cell(Role.LANGUAGE))
    return NewGuest(GuestDetails(name=name, phone=phone, email=email, language=language), number)
