"""Things: what an organisation owns, what an event needs of it, and what came back."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("things", __name__, Access.ORGANISER)
