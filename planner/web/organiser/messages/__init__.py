"""Messages to guests, and mail on its way."""

from planner.web.access import Access, Pages

bp = Pages("messages", __name__, Access.ORGANISER)
