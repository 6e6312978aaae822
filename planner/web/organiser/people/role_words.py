"""Roles as people read them."""

from planner.core.roles import AccountRole, TeamRole
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
