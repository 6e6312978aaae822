"""Pages of the calendars."""

from planner.web.access import Access, Pages
from planner.web.compress import compress_pages

bp = Pages("calendars", __name__, Access.ANYONE)
compress_pages(bp)
