"""Long lists a page at a time: which page the address asks for, and the ways to the others."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.numbers import whole_number

LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Turning:
    """Where a page of a list stands among the others, ready to show.

    Args:
        position: which part of the list it is, in words.
        previous_url: of the page before it; None on the first.
        next_url: of the page after it; None on the last.
    """

    position: str
    previous_url: str | None
    next_url: str | None

    @property
    def is_needed(self) -> bool:
        """Whether there is another page."""
        return bool(self.previous_url or self.next_url)


def asked_page() -> int:
    """Return the page that the address asks for; the first one is 1, and what makes no sense."""
    return min(max(1, request.args.get("page", 1, type=whole_number)), LAST_PAGE)


def asked_page_of(found: int, *, rows: int) -> int:
    """Return the page that the address asks for of a list of so many; at most the last one."""
    return min(asked_page(), max(1, -(-found // rows)))


def turning(
    page: int, *, rows: int, shown: int, found: int, url: Callable[[int | None], str]
) -> Turning:
    """Say where a page stands.

    Args:
        page: the first one is 1.
        rows: on a full page.
        shown: on this one.
        found: in the whole list.
        url: gives the address of a page; of the first one for None.
    """
    first = (page - 1) * rows
    return Turning(
        position=_(
            "%(first)s to %(last)s of %(found)s",
            first=number(first + 1),
            last=number(first + shown),
            found=number(found),
        ),
        previous_url=url(page - 1 if page > 2 else None) if page > 1 else None,
        next_url=url(page + 1) if first + shown < found else None,
    )
