"""Forms about the people who work here, and their roles as people read them."""

from dataclasses import dataclass

from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from planner.core.roles import AccountRole, TeamRole
from planner.web.address_field import OF_ANOTHER, AddressField
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l

ROLE_NAMES = {
    AccountRole.ORGANISER: _l("Organiser"),
    AccountRole.MEMBER: _l("Team member"),
    AccountRole.ADMINISTRATOR: _l("Administrator"),
}
ROLE_NOTES = {
    AccountRole.ORGANISER: _l("Plans, and sees every event of the organisation."),
    AccountRole.MEMBER: _l("Sees only the events whose team they are in."),
    AccountRole.ADMINISTRATOR: _l("An organiser who also says who may do what."),
}
TEAM_NAMES = {
    TeamRole.LEAD: _l("Lead"),
    TeamRole.CREW: _l("Crew"),
    TeamRole.KITCHEN: _l("Kitchen"),
    TeamRole.READER: _l("Reader"),
}
TEAM_NOTES = {
    TeamRole.LEAD: _l("Everything on this event, guests by name too."),
    TeamRole.CREW: _l("Gates, counts, and how the day goes. Totals of guests, no names."),
    TeamRole.KITCHEN: _l("Menu, orders and papers, and how the day goes. No names."),
    TeamRole.READER: _l("Looks, and changes nothing. No names."),
}


@dataclass(frozen=True)
class Invited:
    """Who is invited, and as what."""

    email: str
    name: str
    role: AccountRole
    organisation_id: int


class PersonForm(Form):
    """A colleague's address and name."""

    email = AddressField(
        _l("E-mail address"),
        validators=[InputRequired(_l("Type the e-mail address of your colleague."))],
        render_kw=OF_ANOTHER,
    )
    name = StringField(
        _l("Name"),
        validators=[
            InputRequired(_l("Type a name.")),
            Length(max=80, message=_l("This name is too long.")),
        ],
    )


class InviteForm(PersonForm):
    """Invite somebody to the organisation."""

    role = RadioField(
        _l("Role"),
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
        default=AccountRole.ORGANISER.value,
        validators=[InputRequired(_l("Choose a role."))],
    )
    organisation = SelectField(_l("Organisation"), coerce=int)

    def answer(self) -> Invited:
        """Return who is invited."""
        return Invited(
            email=self.email.address,
            name=self.name.data or "",
            role=AccountRole(self.role.data),
            organisation_id=int(self.organisation.data),
        )


class RoleForm(Form):
    """Another role for somebody."""

    role = SelectField(
        _l("Role"), choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()]
    )


class OrganisationForm(Form):
    """The name of a partner."""

    name = StringField(
        _l("Name of the organisation"),
        validators=[
            InputRequired(_l("Type a name.")),
            Length(max=120, message=_l("This name is too long.")),
        ],
    )


class TeamForm(PersonForm):
    """Somebody for the team of an event."""

    role = RadioField(
        _l("Role"),
        choices=[SelectChoice(role.value, name) for role, name in TEAM_NAMES.items()],
        default=TeamRole.CREW.value,
        validators=[InputRequired(_l("Choose a role."))],
    )


class TeamRoleForm(Form):
    """Another role in the team."""

    role = SelectField(
        _l("Role"), choices=[SelectChoice(role.value, name) for role, name in TEAM_NAMES.items()]
    )
