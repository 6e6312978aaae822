"""Menus, the shopping list and its papers."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("shopping", __name__, Access.ORGANISER, url_prefix="/events")
