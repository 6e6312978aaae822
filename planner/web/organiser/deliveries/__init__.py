"""What suppliers bring to an event, and the suppliers of the organisation."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("deliveries", __name__, Access.ORGANISER)
