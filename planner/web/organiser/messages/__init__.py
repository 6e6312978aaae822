"""Messages to guests, and mail on its way."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("messages", __name__, Access.ORGANISER)
