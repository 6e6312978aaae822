"""Move all that follows when a part overruns, and say what came of it, with the way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.logistics.runsheet import MOST_LINES, STEPS_LATER
from planner.core.roles import Right
from planner.services.logistics import sheet_moving
from planner.services.logistics.sheet_moving import MovedLines, MovedMeanwhile, seen_move
from planner.services.logistics.sheet_rows import moment_of
from planner.store.models import RunLine
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import count_as_made, session
from planner.web.filters import time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change
from planner.web.organiser.sheet import bp

_APART = "-"
_STEPS = frozenset(sign * one for one in STEPS_LATER for sign in (1, -1))


@dataclass(frozen=True)
class MoveShown:
    """What became of a move, ready to show.

    Attributes:
        words: how many lines moved, and by how much.
        stayed: each fixed line that stayed, with its time.
        past_end: each line that goes on longer than is permitted.
        clashes: a sentence for each fixed line that another one runs into.
        undo_url: where the way back is sent, and
        undo: with which values.
    """

    words: str
    stayed: list[str]
    past_end: list[str]
    clashes: list[str]
    undo_url: str
    undo: dict[str, str]


@bp.post("/events/<int:event_id>/sheet/<int:line_id>/later")
@needs(Right.LOGISTICS, audited="sheet.later")
def move_later(event_id: int, line_id: int) -> ResponseReturnValue:
    """Move all that is open and not fixed, from one line on, or those lines that moved before."""
    minutes = request.form.get("minutes", type=int)
    if minutes not in _STEPS:
        abort(400)
    only = numbers_of(request.form.get("only", ""))
    event_to_change(event_id)
    found = sheet_moving.move_later(
        session(),
        event_id,
        line_id,
        minutes,
        now=now(),
        mark=request.form.get("mark", ""),
        only=only or None,
    )
    if found is None:
        abort(404)
    if isinstance(found, MovedMeanwhile):
        flash(
            _("Somebody gave lines another time meanwhile. Nothing moved now: look, then press."),
            "warn",
        )
        return _to(event_id, f"line-{line_id}")
    if not found.moved:
        flash(_("Nothing moved: all that follows is done or fixed."), "warn")
        return _to(event_id, f"line-{line_id}")
    # Nobody wants a half hour later who taps twice on a quarter.
    count_as_made()
    session().commit()
    moved = _APART.join(str(line.id) for line in found.moved)
    return _to(event_id, "moved", later=str(minutes), lines=moved, mark=found.mark)


def moves() -> list[list[tuple[int, str]]]:
    """Return the presses that move lines: minutes and their words, later ones and earlier ones."""
    return [
        [(one, _("%(minutes)s minutes later", minutes=one)) for one in STEPS_LATER],
        [(-one, _("%(minutes)s minutes earlier", minutes=one)) for one in STEPS_LATER],
    ]


def numbers_of(written: str) -> list[int]:
    """Read the numbers of lines, at most as many as an event has; nothing of what is none."""
    parts = written.split(_APART)[:MOST_LINES] if len(written) < 12 * MOST_LINES else []
    return [int(one) for one in parts if one.isdecimal() and len(one) < 10]


def move_shown(
    lines: Sequence[RunLine], until: datetime | None, *, event_id: int
) -> MoveShown | None:
    """Return what the move that led to this page did; None where times changed since.

    Args:
        lines: of the event.
        until: how long the event may go on.
        event_id: whose lines they are.
    """
    minutes = request.args.get("later", type=int)
    if minutes not in _STEPS:
        return None
    found = seen_move(lines, numbers_of(request.args.get("lines", "")), minutes, until)
    if not found.moved or found.mark != request.args.get("mark"):
        return None
    first = found.moved[0].id
    return MoveShown(
        words=_moved_words(found),
        stayed=[_at(line) for line in found.stayed],
        past_end=[_at(line) for line in found.past_end],
        clashes=list(_clash_words(found)),
        undo_url=url_for("sheet.move_later", event_id=event_id, line_id=first),
        undo={
            "minutes": str(-minutes),
            "only": _APART.join(str(line.id) for line in found.moved),
            "mark": found.mark,
        },
    )


def _moved_words(found: MovedLines) -> str:
    count = len(found.moved)
    if found.minutes < 0:
        return ngettext(
            "%(num)s line is %(minutes)s minutes earlier.",
            "%(num)s lines are %(minutes)s minutes earlier.",
            count,
            minutes=-found.minutes,
        )
    return ngettext(
        "%(num)s line is %(minutes)s minutes later.",
        "%(num)s lines are %(minutes)s minutes later.",
        count,
        minutes=found.minutes,
    )


def _clash_words(found: MovedLines) -> Iterable[str]:
    for keeps, moves in found.clashes:
        yield _(
            "%(fixed)s begins at %(time)s, and %(line)s is not over by then.",
            fixed=keeps.title,
            time=time(moment_of(keeps), keeps.event.zone),
            line=moves.title,
        )


def _at(line: RunLine) -> str:
    return _("%(time)s %(line)s", time=time(moment_of(line), line.event.zone), line=line.title)


def _to(event_id: int, anchor: str, **values: str) -> ResponseReturnValue:
    address = url_for("sheet.show_sheet", event_id=event_id, _anchor=anchor, **values)  # type: ignore[arg-type]
    return redirect(address, code=303)
