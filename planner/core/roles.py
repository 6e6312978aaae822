"""Who may do what: the roles of accounts and of an event's team, and the rights that they give."""

from enum import StrEnum
from functools import cache


class AccountRole(StrEnum):
    """What an account is for, in its whole organisation."""

    ADMINISTRATOR = "administrator"
    """Does what an organiser does, and says who else may."""
    ORGANISER = "organiser"
    """Plans, and sees every event of the organisation."""
    MEMBER = "member"
    """Sees only the events whose team it is in."""


class TeamRole(StrEnum):
    """What a member of an event's team does there."""

    LEAD = "lead"
    CREW = "crew"
    KITCHEN = "kitchen"
    READER = "reader"


class Right(StrEnum):
    """What a page asks of whoever opens it or sends its form."""

    SIGNED_IN = "own account"
    """Having an account is enough: one's own account, the list of one's events."""
    ADMINISTER = "people and organisations"
    PLAN = "plan events"
    """Make events and series, and read and write what came to past ones."""
    LOOK = "look at an event"
    """Totals, forecast and the day itself; no names, no codes, nothing to change."""
    PAPERS = "papers for shop and kitchen"
    FOOD = "menu and orders"
    GATES = "gates and counts"
    ERRANDS = "say who goes when food runs short"
    NOTE = "note what residents say"
    RESIDENTS = "sort what residents said and promise"
    HELPERS_NOW = "see who helps"
    HELPERS = "shifts and who helps"
    SHEET = "see and tick the run sheet"
    LOGISTICS = "run sheet, tasks, permits, things and suppliers"
    COSTS = "see and note what it costs"
    GUESTS = "cards and guests by name"
    MANAGE = "change the event and its team"


OF_AN_EVENT = frozenset(
    {
        Right.LOOK,
        Right.PAPERS,
        Right.FOOD,
        Right.GATES,
        Right.ERRANDS,
        Right.NOTE,
        Right.RESIDENTS,
        Right.HELPERS_NOW,
        Right.HELPERS,
        Right.SHEET,
        Right.LOGISTICS,
        Right.COSTS,
        Right.GUESTS,
        Right.MANAGE,
    }
)
"""Rights that one has on some events and not on others."""

RIGHTS: dict[AccountRole, frozenset[Right]] = {
    AccountRole.ADMINISTRATOR: frozenset(Right),
    AccountRole.ORGANISER: frozenset(Right) - {Right.ADMINISTER},
    AccountRole.MEMBER: frozenset({Right.SIGNED_IN}),
}

TEAM_RIGHTS: dict[TeamRole, frozenset[Right]] = {
    TeamRole.LEAD: OF_AN_EVENT,
    TeamRole.CREW: frozenset(
        {
            Right.LOOK,
            Right.GATES,
            Right.ERRANDS,
            Right.NOTE,
            Right.HELPERS_NOW,
            Right.SHEET,
        }
    ),
    TeamRole.KITCHEN: frozenset({Right.LOOK, Right.PAPERS, Right.FOOD, Right.ERRANDS, Right.SHEET}),
    TeamRole.READER: frozenset({Right.LOOK, Right.PAPERS}),
}


@cache  # a page asks for each of its links
def rights_of(role: AccountRole, team_role: TeamRole | None) -> frozenset[Right]:
    """Return what somebody may do, on an event in whose team they may be."""
    in_team = TEAM_RIGHTS[team_role] if team_role is not None else frozenset[Right]()
    return RIGHTS[role] | in_team
