"""For which events of a series something is meant: this one, later ones too, or all to come."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from planner.services.plan.series_change import SeriesScope
from planner.web.i18n import gettext as _

NAME = "scope"


@dataclass(frozen=True)
class ScopeChoice:
    """One of the three: this event, this and later, all to come."""

    value: str
    words: str
    note: str
    is_chosen: bool


def scope_asked() -> SeriesScope:
    """Return for which events it was asked; for this one where nobody says."""
    try:
        return SeriesScope(request.form.get(NAME, ""))
    except ValueError:
        return SeriesScope.THIS


def choices_among(later: int, total: int, note: Callable[[int], str]) -> list[ScopeChoice]:
    """Return what there is to choose; only this one where no other event is to come.

    Args:
        later: other events later than this one.
        total: all others that are to come.
        note: says how many others there are.
    """
    chosen = scope_asked()
    counts = {SeriesScope.LATER: later, SeriesScope.ALL: total}
    words = {
        SeriesScope.THIS: _("Only this one"),
        SeriesScope.LATER: _("This one and later ones"),
        SeriesScope.ALL: _("All that are to come"),
    }
    return [
        ScopeChoice(
            scope.value,
            words[scope],
            note(counts[scope]) if scope in counts else "",
            scope is chosen,
        )
        for scope in SeriesScope
        if counts.get(scope, total)
    ]
