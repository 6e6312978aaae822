"""The page of one event: its head, what to do next, and what to look back on."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("desk", __name__, Access.ORGANISER, url_prefix="/events")
