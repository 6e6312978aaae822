"""What the town asks of an event, how far it is, and the rules that say so."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("permits", __name__, Access.ORGANISER)
