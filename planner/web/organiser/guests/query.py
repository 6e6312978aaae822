"""What the address of the list asks for: words, filters, order and page; and addresses back."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from planner.services.guests.list_values import (
    MOST_ROWS,
    ROWS_ON_A_PAGE,
    GuestListFilter,
    GuestState,
    SortOrder,
)
from planner.translations.reading import GUEST_LANGUAGES
from planner.web.numbers import whole_number

LONGEST_SEARCH = 80
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What was asked; every part may be missing, and what makes no sense is taken for missing.

    Attributes:
        page: the first one is 1.
        is_long: give more rows on a page.
        is_ticked: begin with every card ticked.
    """

    words: str = ""
    state: GuestState | None = None
    batch_id: int | None = None
    language: str = ""
    order: SortOrder = SortOrder.NUMBER
    page: int = 1
    is_long: bool = False
    is_ticked: bool = False

    @property
    def rows(self) -> int:
        """How many rows a page has."""
        return MOST_ROWS if self.is_long else ROWS_ON_A_PAGE

    @property
    def is_filtered(self) -> bool:
        """Whether cards may be left out."""
        return bool(self.words or self.state or self.language or self.batch_id is not None)

    def wanted(self, *, whole: bool = False) -> GuestListFilter:
        """Return the question to the service: one page, or everything."""
        return GuestListFilter(
            words=self.words,
            state=self.state,
            batch_id=self.batch_id,
            language=self.language,
            order=self.order,
            offset=0 if whole else (self.page - 1) * self.rows,
            limit=None if whole else self.rows,
        )

    def parts(self) -> list[tuple[str, str]]:
        """Return the query as names and values, what goes without saying left out."""
        pairs = [
            ("q", self.words),
            ("state", self.state.value if self.state else ""),
            ("stack", "" if self.batch_id is None else str(self.batch_id)),
            ("reads", self.language),
            ("order", self.order.value if self.order is not SortOrder.NUMBER else ""),
            ("page", str(self.page) if self.page > 1 else ""),
            ("long", "1" if self.is_long else ""),
            ("ticked", "1" if self.is_ticked else ""),
        ]
        return [(name, value) for name, value in pairs if value]

    def url(self, path: str, **changes: object) -> str:
        """Return the address of a page with this query, some parts of it changed."""
        asked = urlencode(replace(self, **changes).parts())  # type: ignore[arg-type]
        return f"{path}?{asked}" if asked else path


def read_query() -> Query:
    """Read what the address of this request asks for."""
    batch_id = request.args.get("stack", type=whole_number)
    return Query(
        words=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        state=_word(GuestState, "state"),
        batch_id=batch_id if batch_id is not None and 0 < batch_id < 2**31 else None,
        language=reads if (reads := request.args.get("reads", "")) in GUEST_LANGUAGES else "",
        order=_word(SortOrder, "order") or SortOrder.NUMBER,
        page=min(max(1, request.args.get("page", 1, type=whole_number)), 10_000),
        is_long=request.args.get("long") == "1",
        is_ticked=request.args.get("ticked") == "1",
    )


def _word(words: type[Word], name: str) -> Word | None:
    typed = request.args.get(name, "")
    return next((word for word in words if word.value == typed), None)
