"""The run sheet of an event: made, changed, ticked, moved and printed."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("sheet", __name__, Access.ORGANISER)
