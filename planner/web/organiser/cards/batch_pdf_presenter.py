"""A paper that can be had as PDF, as the page shows it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from planner.services.invite.printing import Printing
from planner.web.i18n import gettext as _

REFRESH_SECONDS = 3


@dataclass(frozen=True, kw_only=True)
class PaperShown:
    """A paper: what it is, where it comes from, and how far it is when it is large."""

    kind: str
    name: str
    text: str
    picture: str
    file_url: str
    make_url: str
    page_url: str
    is_working: bool
    has_failed: bool
    done: int
    total: int


def paper_shown(
    kind: str, printing: Printing | None, *, event_id: int, batch_id: int, is_large: bool
) -> PaperShown:
    """Return a paper ready to show; a large one has no file until it was made."""
    of_batch: dict[str, Any] = {"event_id": event_id, "batch_id": batch_id}
    is_letter = kind == "letters"
    has_file = not is_large or (printing is not None and printing.is_ready)
    can_be_made = is_large and not has_file and not (printing and printing.is_working)
    return PaperShown(
        kind=kind,
        name=_("Letters") if is_letter else _("Cards"),
        text=_("One letter of A4 for each card. Fold it in three.")
        if is_letter
        else _("Four cards of A6 on each A4, with their back sides. Print on both sides."),
        picture="envelope" if is_letter else "ticket",
        file_url=url_for(f"cards.download_{kind}_pdf", **of_batch) if has_file else "",
        make_url=url_for(f"cards.make_{kind}_pdf", **of_batch) if can_be_made else "",
        page_url=url_for(f"cards.show_{kind}_sheet", **of_batch),
        is_working=bool(printing and printing.is_working),
        has_failed=bool(printing and not printing.is_working and not printing.is_ready),
        done=printing.done if printing else 0,
        total=printing.total if printing else 0,
    )
