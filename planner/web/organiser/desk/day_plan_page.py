"""The plan of the day: on a page that a browser prints on one A4, and as a PDF."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.roles import Right
from planner.exports import pdf
from planner.exports.qr import qr_svg
from planner.services.day.kitchen_desk import KitchenDesk
from planner.web import card_papers
from planner.web.access import needs
from planner.web.organiser.desk import bp
from planner.web.organiser.desk.day_plan import day_plan, may_print_codes
from planner.web.organiser.desk.panels import desk_of
from planner.web.organiser.lookup import event_to_show

WITHOUT_CODES = "no"


@bp.get("/<int:event_id>/day-plan")
@needs(Right.LOOK)
def show_day_plan(event_id: int) -> ResponseReturnValue:
    """Show the plan of the day ready to print; codes stand on it for who may give them away."""
    event = event_to_show(event_id)
    desk = desk_of(event, KitchenDesk)
    plan = day_plan(desk, with_codes=_with_codes())
    return render_template(
        "organiser/events/day_plan.html",
        event=event,
        plan=plan,
        codes=[(one, Markup(qr_svg(one.url, title=one.title))) for one in plan.codes],  # noqa: S704 - drawn by us
        may_have_codes=may_print_codes(event, now=desk.now),
        with_codes=_with_codes(),
        has_pdf=pdf.is_available(),
        pdf_url=url_for(
            "desk.download_day_plan",
            event_id=event_id,
            codes=None if _with_codes() else WITHOUT_CODES,
        ),
    )


@bp.get("/<int:event_id>/day-plan.pdf")
@needs(Right.LOOK)
def download_day_plan(event_id: int) -> ResponseReturnValue:
    """Give the plan of the day as a PDF of one page."""
    event = event_to_show(event_id)
    if not pdf.is_available():
        abort(404)
    plan = day_plan(desk_of(event, KitchenDesk), with_codes=_with_codes())
    return card_papers.give_pdf(
        lambda: pdf.render_day_plan(plan),
        f"{event.slug}-day.pdf",
        sorry_url=url_for("desk.show_day_plan", event_id=event_id),
    )


def _with_codes() -> bool:
    return request.args.get("codes") != WITHOUT_CODES
