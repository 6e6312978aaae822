"""The own pages of who cooks and who only reads; crew works on the page of the day.

Each is made of panels, as the whole page of an event is, and leaves out what its reader can't do.
Source: docs/decisions/0052-own-views.md.
"""

from collections.abc import Callable, Sequence

from flask import url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.roles import Right, TeamRole
from planner.services.day.kitchen_desk import KitchenDesk
from planner.store.models import Event
from planner.web.access import needs
from planner.web.i18n import gettext as _
from planner.web.looking_again import render_again
from planner.web.organiser.desk.called_off import called_off_panel
from planner.web.organiser.desk.event_head import chips, todo_panel
from planner.web.organiser.desk.own_times import own_times_panel, whom_to_call_panel
from planner.web.organiser.desk.panels import Panel, desk_of, drawn_columns
from planner.web.organiser.forecast.answers_panel import answers_panel, diets_panel
from planner.web.organiser.forecast.panel import forecast_panel
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.own import bp
from planner.web.organiser.own.cooking import cook_now_panel, cooking_panel
from planner.web.organiser.own_views import is_own_view, whole_url
from planner.web.organiser.shopping.panel import shopping_panel
from planner.web.parts import attempt

Columns = Sequence[Sequence[Panel[KitchenDesk]]]


def _while_on(values: Callable[[KitchenDesk], object]) -> Callable[[KitchenDesk], object]:
    return lambda desk: None if desk.event.state is EventState.CANCELLED else values(desk)


COOK: Columns = (
    (
        Panel("called_off", called_off_panel),
        Panel("cook_now", _while_on(cook_now_panel)),
        Panel("cooking", _while_on(cooking_panel)),
    ),
    (
        Panel("no_menu", _while_on(lambda desk: desk.is_known and not desk.event.dishes)),
        Panel("shopping", _while_on(shopping_panel)),
    ),
    (
        Panel("todo", _while_on(todo_panel)),
        Panel("own_times", own_times_panel),
        Panel("whom_to_call", whom_to_call_panel),
    ),
)
"""First what looks again by itself while guests come in, then the rest of the wide column."""
TOTALS: Columns = (
    (),
    (
        Panel("called_off", called_off_panel),
        Panel("forecast", _while_on(forecast_panel)),
    ),
    (
        Panel("own_times", own_times_panel),
        Panel("answers", answers_panel),
        Panel("diets", _while_on(diets_panel)),
        Panel("whom_to_call", whom_to_call_panel),
    ),
)


@bp.get("/<int:event_id>/cook")
@needs(Right.FOOD)
def show_cook(event_id: int) -> ResponseReturnValue:
    """Show what the cook needs: for how many, who eats what, what to prepare, what is left."""
    event = event_to_show(event_id)
    desk = desk_of(event, KitchenDesk)
    return _page(event, desk, COOK, TeamRole.KITCHEN)


@bp.get("/<int:event_id>/totals")
@needs(Right.LOOK)
def show_totals(event_id: int) -> ResponseReturnValue:
    """Show how many said yes, how many are expected, when and where; nothing to press."""
    event = event_to_show(event_id)
    return _page(event, desk_of(event, KitchenDesk), TOTALS, TeamRole.READER)


def _page(
    event: Event,
    desk: KitchenDesk,
    columns: Columns,
    role: TeamRole,
) -> ResponseReturnValue:
    is_own = is_own_view(role)
    return render_again(
        "organiser/events/own.html",
        event=event,
        kind=_("Kitchen") if role is TeamRole.KITCHEN else _("Totals"),
        chips=attempt("chips", lambda: chips(desk.standing, now=desk.now)),
        columns=drawn_columns(desk, columns),
        is_cook=role is TeamRole.KITCHEN,
        is_own=is_own,
        whole_url=whole_url(event.id) if is_own else url_for("desk.show_event", event_id=event.id),
    )
