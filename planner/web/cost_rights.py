"""Who sees what an event costs: whoever leads it, and organisers; crew and kitchen do not."""

from planner.core.roles import Right
from planner.web.access import my_rights


def may_see_costs() -> bool:
    """Say whether this person sees money of the event that the address names, if it names one."""
    return Right.COSTS in my_rights()
