"""Signing in, and an organiser's own account."""

from planner.web.access import Access
from planner.web.pages import Pages

bp = Pages("account", __name__, Access.ORGANISER, url_prefix="/account")
sign_in_bp = Pages("sign_in", __name__, Access.ANYONE)  # whoever is about to prove who they are
