"""How many will come, how we reckon, and how good it was."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("forecast", __name__, Access.ORGANISER, url_prefix="/past-events")
