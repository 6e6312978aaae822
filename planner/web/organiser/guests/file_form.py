"""The forms of a file with guests: the file itself, and which column holds what."""

from wtforms import SelectField

from planner.core.texts import N_
from planner.exports.table_faults import ACCEPTS
from planner.exports.tables import ReadTable
from planner.services.guests.guest_files import Role, guess_columns
from planner.services.invite.issuing import LARGEST_PARTY
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import options
from planner.web.organiser.file_form import FileForm
from planner.web.organiser.guests.forms import StackForm

NOWHERE = ""
QUESTIONS = {
    Role.NAME: N_("Name"),
    Role.FAMILY_NAME: N_("Family name, if it is apart"),
    Role.PHONE: N_("Phone number"),
    Role.EMAIL: N_("E-mail address"),
    Role.PEOPLE: N_("How many people may come"),
    Role.LANGUAGE: N_("The language they read"),
}


class GuestFileForm(FileForm):
    """A file of guests."""

    accepts = ACCEPTS


class MappingForm(StackForm):
    """Which column holds what; guessed from the heading when the file comes in."""

    name = SelectField(_l(QUESTIONS[Role.NAME]))
    family_name = SelectField(_l(QUESTIONS[Role.FAMILY_NAME]))
    phone = SelectField(_l(QUESTIONS[Role.PHONE]))
    email = SelectField(_l(QUESTIONS[Role.EMAIL]))
    people = SelectField(_l(QUESTIONS[Role.PEOPLE]))
    language = SelectField(_l(QUESTIONS[Role.LANGUAGE]))

    @classmethod
    def for_table(cls, table: ReadTable) -> "MappingForm":
        """Return the form as it was sent, with the columns of its table to choose from."""
        return cls()._with_places(table)

    @classmethod
    def guessed(cls, table: ReadTable, *, stack: str) -> "MappingForm":
        """Return the form for a file that came in just now."""
        guessed = guess_columns(table.header)
        places = {_field_of(role): str(guessed.get(role, NOWHERE)) for role in Role}
        return cls(None, data={"stack": stack, **places})._with_places(table)

    def _with_places(self, table: ReadTable) -> "MappingForm":
        places = options([(NOWHERE, _("Not in this file")), *enumerate(table.header)])
        for role in Role:
            self[_field_of(role)].choices = places
        return self

    @property
    def columns(self) -> dict[Role, int]:
        """Where each thing stands; what stands nowhere is left out."""
        chosen = {role: self[_field_of(role)] for role in Role}
        known = {str(value) for value, _words, *_rest in self.name.iter_choices()} - {NOWHERE}
        return {role: int(field.data) for role, field in chosen.items() if field.data in known}

    @property
    def has_names(self) -> bool:
        """Whether a column holds the names; without it there are no guests."""
        return Role.NAME in self.columns or Role.FAMILY_NAME in self.columns

    @property
    def people_on_a_card(self) -> int:
        """For how many a card is where the file does not say."""
        number = self.largest_party.data
        return number if number is not None and 1 <= number <= LARGEST_PARTY else LARGEST_PARTY

    @property
    def places(self) -> list[SelectField]:
        """The fields that say where things stand."""
        return [self[_field_of(role)] for role in Role]


def _field_of(role: Role) -> str:
    return role.value.replace("-", "_")
