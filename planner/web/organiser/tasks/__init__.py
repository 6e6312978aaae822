"""Tasks before and after an event: who does what, and by when."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("tasks", __name__, Access.ORGANISER)
