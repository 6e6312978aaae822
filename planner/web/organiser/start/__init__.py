"""The first hour: what to do first, an example to try, help, and a sheet for whoever helps."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("start", __name__, Access.ORGANISER)
