"""Pages of the calendars."""

from planner.web.access import Access
from planner.web.compress import compress_pages
from planner.web.lanes import Lane
from planner.web.pages import Pages

bp = Pages("calendars", __name__, Access.ANYONE, lane=Lane.OFFICE)
compress_pages(bp)
