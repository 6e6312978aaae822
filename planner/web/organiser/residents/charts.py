"""Promises over time: the drawing for each screen, and the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton
from markupsafe import Markup

from planner.core.residents.record import MonthRecord
from planner.exports.charts import MonthOfPromises, promises_chart
from planner.web.filters import number, rules_now
from planner.web.i18n import gettext as _

MONTHS = 12
MONTHS_ON_A_PHONE = 6


@dataclass(frozen=True)
class MonthRow:
    """A month in the table."""

    name: str
    made: str
    kept: str
    not_kept: str


@dataclass(frozen=True)
class PromiseCharts:
    """The drawing for a laptop, the one for a phone, and the table."""

    wide: Markup
    narrow: Markup
    rows: list[MonthRow]


def promise_charts(records: Sequence[MonthRecord]) -> PromiseCharts | None:
    """Draw promises by month; None where there is nothing to draw yet."""
    if not any(one.made or one.kept or one.not_kept for one in records):
        return None
    months = [
        MonthOfPromises(
            format_skeleton("MMM", one.month, locale=rules_now()),
            one.made,
            one.kept,
            one.not_kept,
        )
        for one in records
    ]
    made = sum(one.made for one in records)
    kept = sum(one.kept for one in records)
    not_kept = sum(one.not_kept for one in records)
    title = _("Promises by month")
    said = _(
        "In these months %(made)s were made, %(kept)s kept on the first day, and %(not_kept)s not "
        "kept on it.",
        made=number(made),
        kept=number(kept),
        not_kept=number(not_kept),
    )
    wide, narrow = (
        promises_chart(
            shown,
            title=title,
            description=said,
            chart_id="promises",
            narrow=is_narrow,
            numbers=number,
        )
        for shown, is_narrow in ((months, False), (months[-MONTHS_ON_A_PHONE:], True))
    )
    rows = [
        MonthRow(
            format_skeleton("yMMMM", one.month, locale=rules_now()),
            number(one.made),
            number(one.kept),
            number(one.not_kept),
        )
        for one in records
    ]
    return PromiseCharts(Markup(wide), Markup(narrow), rows)  # noqa: S704 - drawn by our code
