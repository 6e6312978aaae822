"""Rain and heat: the plan, the chance that everybody fits inside, and the decision."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("weather", __name__, Access.ORGANISER)
