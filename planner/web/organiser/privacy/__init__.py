"""What we keep, who did what, and what to do when data got out."""

from planner.web.access import Access, Pages

bp = Pages("privacy", __name__, Access.ORGANISER)
