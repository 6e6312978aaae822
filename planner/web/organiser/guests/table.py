"""The list of cards as a file for a spreadsheet: what the page shows, without phone or address."""

from collections.abc import Sequence

from planner.core.diets import DIET_NAMES
from planner.exports.tables import Cell
from planner.services.guests.list_values import GuestPage
from planner.web.i18n import gettext as _
from planner.web.organiser.guests.shown import STATE_NAMES, outside_shown


def table_of(page: GuestPage) -> tuple[list[str], list[Sequence[Cell]]]:
    """Return the heading and the rows; stacks of somebody else come last, as totals."""
    eaten = {diet for row in page.rows for diet in row.diets}
    diets = [diet for diet in DIET_NAMES if diet.value in eaten]
    states = {state: _(name) for state, name in STATE_NAMES.items()}
    stacks = {stack.batch_id: stack.name for stack in page.stacks}
    heading = [_("Card"), _("Name"), _("State"), _("Adults"), _("Children"), _("Stack")]
    rows: list[Sequence[Cell]] = [
        (
            row.number,
            row.name,
            states[row.state],
            row.adults,
            row.children,
            stacks[row.batch_id],
            *(row.diets.get(diet.value) for diet in diets),
        )
        for row in page.rows
    ]
    rows += [
        (None, None, words, None, None, name, *(None for _diet in diets))
        for name, words in outside_shown(page.outside)
    ]
    return heading + [_(DIET_NAMES[diet]) for diet in diets], rows
