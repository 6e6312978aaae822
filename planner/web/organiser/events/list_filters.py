"""The filters above the list of events and above the month, and the way from one to the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.core.local_time import day_of
from planner.core.texts import N_
from planner.services.day import event_listing
from planner.services.day.event_listing import ListChoice, Stage
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.events.list_query import ListQuery, may_ask_for_mine

STAGES: Mapping[Stage, str] = {
    Stage.DRAFT: N_("Draft"),
    Stage.PLAN: N_("Something is missing"),
    Stage.INVITE: N_("Inviting"),
    Stage.SHOP: N_("Time to shop"),
    Stage.DAY: N_("The day itself"),
    Stage.OVER: N_("Not closed yet"),
    Stage.CANCELLED: N_("Cancelled"),
}


@dataclass(frozen=True)
class Select:
    """One list to choose from."""

    name: str
    label: str
    all_words: str
    options: list[tuple[str, str, bool]]
    """Value, words, and whether it is chosen."""


@dataclass(frozen=True)
class ShownFilters:
    """What stands above the list.

    Attributes:
        chosen: how much is narrowed, in words; empty for all events.
        month: as the address has it; empty for the list.
        all_url: the same list with nothing left out.
    """

    selects: list[Select]
    has_mine: bool
    is_mine: bool
    chosen: str
    month: str
    all_url: str
    list_url: str
    month_url: str


def shown_filters(query: ListQuery) -> ShownFilters:
    """Return the filters with what is chosen; two queries, and one more for a place."""
    series, neighbourhoods = event_listing.choices(reading_session())
    today = day_of(now(), settings().zone)
    chosen = (query.series, query.neighbourhood, query.place, query.stage, query.is_mine or None)
    count = sum(one is not None for one in chosen)
    return ShownFilters(
        selects=[
            Select("series", _("Series"), _("All series"), _options(series, query.series)),
            Select(
                "neighbourhood",
                _("Neighbourhood"),
                _("All neighbourhoods"),
                _options(neighbourhoods, query.neighbourhood),
            ),
            Select(
                "phase",
                _("How far it is"),
                _("All"),
                [(stage.value, _(words), stage is query.stage) for stage, words in STAGES.items()],
            ),
            *_place(query),
        ],
        has_mine=may_ask_for_mine(),
        is_mine=query.is_mine,
        chosen=ngettext("%(num)s filter is on", "%(num)s filters are on", count) if count else "",
        month=f"{query.month:%Y-%m}" if query.month else "",
        all_url=query.all_url(),
        list_url=query.of_month(None).url(),
        month_url=query.of_month(query.month or first_of(today)).url(),
    )


def first_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def _options(choices: list[ListChoice], chosen: int | None) -> list[tuple[str, str, bool]]:
    return [(str(one.key), one.name, one.key == chosen) for one in choices]


def _place(query: ListQuery) -> list[Select]:
    """A place is found with the search box; here it can be let go again."""
    if query.place is None:
        return []
    name = event_listing.venue_name(reading_session(), query.place)
    options = [(str(query.place), name, True)] if name else []
    return [Select("place", _("Place"), _("All places"), options)]
