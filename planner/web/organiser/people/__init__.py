"""Who works here, and the teams of events."""

from planner.web.access import Access, Pages

bp = Pages("people", __name__, Access.ORGANISER)
