"""Pages that anybody may read."""

from typing import Any

from planner.web.access import Access
from planner.web.compress import compress_pages
from planner.web.i18n import offer_guest_languages
from planner.web.lanes import Lane
from planner.web.pages import Pages

bp = Pages("public", __name__, Access.ANYONE)
compress_pages(bp)
signs_bp = Pages("signs", __name__, Access.ANYONE, lane=Lane.GATE)  # what machines ask


@bp.url_value_preprocessor
def use_guest_languages(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let neighbours read these pages in their own language; it needs no check of a request."""
    offer_guest_languages()
