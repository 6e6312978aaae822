"""What we keep, who did what, and what to do when data got out."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("privacy", __name__, Access.ORGANISER)
