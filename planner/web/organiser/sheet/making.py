"""Make a run sheet in one press: from the last event of the series, or of its sort, or a set."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.logistics import sheet_making
from planner.services.logistics.earlier import FROM_SET
from planner.services.logistics.sheet_making import ProposedSheetLine, SheetProposal
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.first_lines import FirstLine, FirstLines, first_lines_form
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.sheet import bp
from planner.web.organiser.sheet.shown import hours_between


def make_panel(event: Event) -> FirstLines:
    """Return the form of what a run sheet can begin with."""
    return _panel(event, sheet_making.propose(reading_session(), event, words=_))


@bp.route("/events/<int:event_id>/sheet/make", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="sheet.make")
def make_sheet(event_id: int) -> ResponseReturnValue:
    """Show with which lines a sheet can begin, or make them all."""
    event = event_to_show(event_id)
    like_id = request.args.get("like", type=int)
    proposal = sheet_making.propose(reading_session(), event, words=_, like_id=like_id)
    make = _panel(event, proposal)
    if not make.form.is_posted_and_valid():
        title = _("Make the run sheet of %(title)s", title=event.title)
        return make.page(event, title=title, heading=_("Make the run sheet"), back=_("Run sheet"))
    kept = make.form.kept()
    event_to_change(event_id)
    plans = [one.plan for one in proposal.lines if one.number in kept]
    made = sheet_making.make_lines(session(), event_id, plans, now=now())
    session().commit()
    if made:
        flash(
            ngettext(
                "The run sheet has %(num)s line. Add who does it.",
                "The run sheet has %(num)s lines. Add who does what.",
                made,
            )
        )
    else:
        flash(_("There is a run sheet already: somebody made it meanwhile."), "warn")
    return redirect(url_for("sheet.show_sheet", event_id=event_id), code=303)


def _panel(event: Event, proposal: SheetProposal) -> FirstLines:
    like = proposal.like
    # What was looked at is what is made, whichever event has become the last one meanwhile.
    send_to = like.id if like is not None else FROM_SET
    return FirstLines(
        form=first_lines_form(
            [_line(one, event) for one in proposal.lines], nothing_kept=_("Keep at least one line.")
        ),
        send_url=url_for("sheet.make_sheet", event_id=event.id, like=send_to),
        send_words=_("Make the run sheet"),
        from_words=_from_words(proposal),
        other_url=url_for("sheet.make_sheet", event_id=event.id, like=FROM_SET) if like else "",
    )


def _line(one: ProposedSheetLine, event: Event) -> FirstLine:
    ends_at = one.starts_at + one.plan.length * sheet_making.MINUTE
    return FirstLine(
        one.number,
        one.plan.title,
        when=hours_between(one.starts_at, ends_at, event.zone),
        about=" · ".join(filter(None, (one.plan.place, one.plan.who))),
    )


def _from_words(proposal: SheetProposal) -> str:
    like = proposal.like
    if like is None:
        return _("What an event like this usually takes. Change what you like.")
    return _(
        "The same as at %(title)s, %(day)s. Nothing of it is done yet.",
        title=like.title,
        day=day(like.starts_at, like.zone),
    )
