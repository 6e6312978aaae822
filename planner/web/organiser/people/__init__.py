"""Who works here, and the teams of events."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("people", __name__, Access.ORGANISER)
