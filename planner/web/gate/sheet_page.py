"""The run sheet on the crew's phones: now and next, then every line, done in one tap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.logistics.runsheet import SheetLine, now_and_next
from planner.services.logistics.sheet_on_phones import lines_on_phone
from planner.services.logistics.sheet_rows import day_of_line, moment_of, sheet_line
from planner.services.logistics.ticking import Ticked, tick, untick
from planner.store.models import RunLine
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, time
from planner.web.forms import EmptyForm
from planner.web.gate import app_bp, bp
from planner.web.gate.app import address_of, language_choices
from planner.web.gate.crew import crew_settings, read_number
from planner.web.gate.device import current_phone
from planner.web.gate.rehearsal import Sentences
from planner.web.headers import use_gate_policy
from planner.web.i18n import gettext as _
from planner.web.run_sheet_words import hours_of, names_of

OTHER_DAY = timedelta(hours=12)
"""What begins so much later, or began so long ago, says its day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickLine:
    """A line on the page, ready to show.

    Attributes:
        facts: when it is; the day where that is another one.
        about: where it is, and who does it.
        done: when it was ticked; empty while it is open.
    """

    line_id: int
    title: str
    facts: Sequence[str]
    about: Sequence[str]
    done: str


@dataclass(frozen=True, slots=True)
class TickGroup:
    """Lines under one heading; `key` is `late`, `now` or `next`, or says which day it is."""

    key: str
    heading: str
    lines: Sequence[TickLine]


@app_bp.get("/sheet")
def open_sheet() -> ResponseReturnValue:
    """Show the run sheet's page that works without network: the same for everybody, no line."""
    use_gate_policy()
    return sheet_page()


@bp.get("/lines")
def show_lines() -> ResponseReturnValue:
    """Show the run sheet without script."""
    phone, moment = current_phone(), now()
    lines = lines_on_phone(reading_session(), phone, now=moment)
    return render_template(
        "gate/lines.html",
        phone=phone,
        groups=_groups(lines, now=moment),
        days=_days(lines),
        is_all_done=bool(lines) and all(line.done_at for line in lines),
        enter=address_of("enter.js"),
    )


@bp.post("/lines")
def tap_line() -> ResponseReturnValue:
    """Note in one tap that a line is done, or is not after all."""
    form, phone = EmptyForm(), current_phone()
    line_id = read_number(request.form.get("done") or request.form.get("open"))
    if form.is_posted_and_valid() and line_id is not None:
        moment = now()
        if "done" in request.form:
            stands = tick(
                session(), phone.event_id, line_id, at=moment, now=moment, device_id=phone.id
            )
        else:
            stands = untick(session(), phone.event_id, line_id, at=moment, now=moment)
        session().commit()
        if stands is Ticked.UNKNOWN:
            flash(_("That line is not on the run sheet any more."), "warn")
    return redirect(url_for("gate.show_lines"), code=303)


def sheet_page() -> str:
    """Return the page that is kept on the phone, in the reader's language."""
    return render_template(
        "gate/sheet.html",
        settings=crew_settings(sheet_texts(), simple=url_for("gate.show_lines")),
        script=address_of("sheet.js"),
        headings=_headings(),
        languages=language_choices("gate_app.open_sheet"),
    )


def sheet_texts() -> Sentences:
    """Give the page's own sentences in the reader's language, with their blanks: %(name)s."""
    return {
        "title": _("Run sheet"),
        "gate_title": _("Run sheet · %(event)s"),
        "no_sheet": _("There is no run sheet for this phone now."),
        "all_done": _("All that was on the sheet is done."),
        "done_at": _("done at %(time)s"),
        "gone_line": _("That line is not on the run sheet any more."),
    }


def _headings() -> dict[str, str]:
    return {
        "late": _("Should be done by now"),
        "now": _("Now"),
        "next": _("Comes next"),
    }


def _groups(lines: Sequence[RunLine], *, now: datetime) -> list[TickGroup]:
    by_id = {line.id: line for line in lines}
    found, headings = now_and_next(map(sheet_line, lines), now=now), _headings()

    def shown(those: Iterable[SheetLine]) -> list[TickLine]:
        return [_line(by_id[one.line_id], now=now) for one in those]

    groups = {"late": found.late, "now": found.now, "next": found.next}
    return [TickGroup(key, headings[key], shown(those)) for key, those in groups.items() if those]


def _days(lines: Sequence[RunLine]) -> list[TickGroup]:
    held = sorted({day_of_line(line) for line in lines})
    return [
        TickGroup(
            each.isoformat(),
            day(each) if len(held) > 1 else "",
            [_line(line) for line in lines if day_of_line(line) == each],
        )
        for each in held
    ]


def _line(line: RunLine, *, now: datetime | None = None) -> TickLine:
    is_other_day = now is not None and abs(moment_of(line) - now) > OTHER_DAY
    done = line.done_at and _("done at %(time)s", time=time(line.done_at, line.event.zone))
    return TickLine(
        line_id=line.id,
        title=line.title,
        facts=[*([day(day_of_line(line))] if is_other_day else []), hours_of(line)],
        about=list(filter(None, (line.place, *names_of(line)))),
        done=done or "",
    )
