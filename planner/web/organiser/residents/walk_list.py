"""The paper at the end of a walk: what was said, by who takes it up, with lines to sign on."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.residents.walk_list import WalkRemark, walk_list
from planner.web.access import needs
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.residents import bp
from planner.web.promise_words import sentence


@dataclass(frozen=True)
class WalkLine:
    """A row of the paper: what was said, and what is done about it or why not."""

    said: str
    street: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class WalkPart:
    """A table of the paper.

    Attributes:
        is_signed: whether a partner puts a name under it.
        is_answered: whether something is done about it; what people are proud of needs no answer.
    """

    heading: str
    lines: list[WalkLine]
    is_signed: bool = False
    is_answered: bool = True


@bp.get("/events/<int:event_id>/walk-list")
@needs(Right.RESIDENTS)
def show_walk_list(event_id: int) -> ResponseReturnValue:
    """Show what was said on a walk, ready to print and to sign."""
    event = event_to_show(event_id)
    found = walk_list(reading_session(), event_id)
    parts = [
        *(
            WalkPart(partner.name, [_line(one) for one in remarks], is_signed=True)
            for partner, remarks in found.partners
        ),
        WalkPart(_("Nobody can promise this"), [_line(one) for one in found.answered]),
        WalkPart(_("No answer yet"), [_line(one) for one in found.open]),
        WalkPart(
            _("What people are proud of"), [_line(one) for one in found.proud], is_answered=False
        ),
    ]
    return render_template(
        "organiser/residents/walk_list.html",
        event=event,
        parts=[part for part in parts if part.lines],
        unread=found.unread,
    )


def _line(remark: WalkRemark) -> WalkLine:
    answers = [
        _("%(what)s (by %(day)s)", what=sentence(one), day=day(one.due_on))
        if one.due_on
        else sentence(one)
        for one in remark.promises
    ]
    if remark.answer:
        answers.append(remark.answer)
    return WalkLine(remark.words, remark.street, tuple(answers))
