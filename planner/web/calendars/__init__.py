"""Pages of the calendars."""

from planner.web.access import Access
from planner.web.compress import compress_pages
from planner.web.pages import Pages

bp = Pages("calendars", __name__, Access.ANYONE)
compress_pages(bp)
