"""Make a run sheet in one press: from the last event of the series, or of its sort, or a set."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from planner.core.roles import Right
from planner.services.logistics import sheet_making
from planner.services.logistics.sheet_making import (
    FROM_SET,
    LinePlan,
    ProposedSheetLine,
    SheetProposal,
)
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.sheet import bp
from planner.web.organiser.sheet.shown import hours_between


@dataclass(frozen=True)
class SheetMakeLine:
    """A line that can be made: the name of its field, what it is, when, where and by whom."""

    keep: str
    title: str
    when: str
    about: str


@dataclass(frozen=True)
class SheetMakePanel:
    """What a run sheet can begin with, ready to show.

    Attributes:
        send_url: where the form goes.
        from_words: where these lines come from.
        other_url: the same from the starting set; empty where this is it.
    """

    form: "SheetMakeForm"
    lines: list[SheetMakeLine]
    send_url: str
    from_words: str
    other_url: str


class SheetMakeForm(Form):
    """Which lines to make; the field of each is added by `make_form`."""

    proposed: tuple[ProposedSheetLine, ...] = ()

    def validate(self, extra_validators: object = None) -> bool:
        """Check that something is left to make."""
        is_valid = bool(super().validate(extra_validators))
        if not self.answer():
            self.form_errors.append(_("Keep at least one line."))
            return False
        return is_valid

    def answer(self) -> list[LinePlan]:
        """Return the lines to make."""
        return [one.plan for one in self.proposed if self[_keep(one)].data]


def make_form(proposed: tuple[ProposedSheetLine, ...]) -> SheetMakeForm:
    """Return the form of what is proposed, with a field for each line."""
    fields: dict[str, object] = {"proposed": proposed}
    for one in proposed:
        fields[_keep(one)] = BooleanField(_l("Make this line"), default=True)
    made: SheetMakeForm = type("SheetMakeFormOfLines", (SheetMakeForm,), fields)()
    return made


def make_panel(event: Event, like_id: int | None = None) -> SheetMakePanel:
    """Return the form of what a run sheet can begin with, as it was sent or as it is proposed.

    Args:
        event: whose sheet it will be.
        like_id: what it is taken from; see `sheet_making.propose`.
    """
    proposal = sheet_making.propose(reading_session(), event, words=_, like_id=like_id)
    like = proposal.like
    # What was looked at is what is made, whichever event has become the last one meanwhile.
    send_to = like.id if like is not None else FROM_SET
    return SheetMakePanel(
        form=make_form(proposal.lines),
        lines=[
            SheetMakeLine(_keep(one), one.plan.title, _when(one, event), _who(one))
            for one in proposal.lines
        ],
        send_url=url_for("sheet.make_sheet", event_id=event.id, like=send_to),
        from_words=_from_words(proposal),
        other_url=url_for("sheet.make_sheet", event_id=event.id, like=FROM_SET) if like else "",
    )


@bp.route("/events/<int:event_id>/sheet/make", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="sheet.make")
def make_sheet(event_id: int) -> ResponseReturnValue:
    """Show with which lines a sheet can begin, or make them all."""
    event = event_to_show(event_id)
    panel = make_panel(event, request.args.get("like", type=int))
    if not panel.form.is_posted_and_valid():
        page = render_template(
            "organiser/sheet/make.html", event=event, make=panel, form=panel.form
        )
        return page, 422 if panel.form.errors else 200
    event_to_change(event_id)
    made = sheet_making.make_lines(session(), event_id, panel.form.answer(), now=now())
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


def _from_words(proposal: SheetProposal) -> str:
    like = proposal.like
    if like is None:
        return _("What an event like this usually takes. Change what you like.")
    return _(
        "The same as at %(title)s, %(day)s. Nothing of it is done yet.",
        title=like.title,
        day=day(like.starts_at, like.zone),
    )


def _when(one: ProposedSheetLine, event: Event) -> str:
    ends_at = one.starts_at + one.plan.length * sheet_making.MINUTE
    return hours_between(one.starts_at, ends_at, event.zone)


def _who(one: ProposedSheetLine) -> str:
    return " · ".join(filter(None, (one.plan.place, one.plan.who)))


def _keep(one: ProposedSheetLine) -> str:
    return f"keep-{one.number}"
