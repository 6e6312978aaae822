"""What residents said at an event, or to the whole organisation: put together by theme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.roles import Right
from planner.services.plan.places import list_neighbourhoods
from planner.services.residents import sorting, themes
from planner.services.residents.sorting import SortProgress, ThemeGroup
from planner.store.models import Event, Promise, Remark
from planner.web.access import may_open, my_rights, needs
from planner.web.db import reading_session, session
from planner.web.i18n import OWN_NAMES, ngettext
from planner.web.i18n import gettext as _
from planner.web.numbers import whole_number
from planner.web.organiser.lookup import event_of_guests, event_to_change
from planner.web.organiser.residents import bp
from planner.web.organiser.residents.reach import address_of
from planner.web.organiser.residents.remark_words import AREAS, QUESTIONS, WAYS

AT_FIRST = 5
"""Remarks of each theme on the page of all themes."""


@dataclass(frozen=True)
class RemarkLine:
    """A remark as its organisers read it.

    Attributes:
        facts: how many said it, where, how it came in; never who.
        answer: why nothing can be promised; empty otherwise.
        promise_url: of the promise that answers it; empty where there is none.
        waits: whether it waits for an answer.
    """

    id: int
    words: str
    summary: str
    language: str
    facts: str
    answer: str
    promise_url: str
    promise: str
    waits: bool
    is_new: bool
    is_hidden: bool
    url: str


@dataclass(frozen=True)
class SaidByTheme:
    """What says the same; `name` is empty for what stands alone.

    Attributes:
        all_url: where all of it stands; empty where it does here.
    """

    id: int
    name: str
    area: str
    heads: str
    url: str
    lines: list[RemarkLine]
    all_url: str
    all_words: str


@dataclass(frozen=True)
class QuestionShown:
    """One of the two questions with what was said."""

    key: str
    heading: str
    groups: list[SaidByTheme]


@bp.get("/events/<int:event_id>/remarks")
@needs(Right.LOOK)
def show_remarks(event_id: int) -> ResponseReturnValue:
    """Show what was said at an event; who does not sort reads what is fit to show."""
    event = event_of_guests(event_id)
    may_sort = Right.RESIDENTS in my_rights()
    return _page(event, Remark.event_id == event.id, *_of_theme(), may_sort=may_sort)


@bp.get("/remarks")
@needs(Right.PLAN)
def show_all_remarks() -> ResponseReturnValue:
    """Show what was said to the organisation, in a neighbourhood where one is chosen."""
    places = list_neighbourhoods(reading_session())
    chosen = _chosen({each.id for each in places})
    where = [] if chosen is None else [Remark.neighbourhood_id == chosen]
    return _page(None, *where, *_of_theme(), may_sort=True, places=places, chosen=chosen)


@bp.post("/events/<int:event_id>/remarks/<key:remark_id>/apart")
@needs(Right.RESIDENTS, audited="remarks.apart")
def take_apart(event_id: int, remark_id: int) -> ResponseReturnValue:
    """Take a remark of an event out of its theme."""
    event_to_change(event_id)
    return _apart(remark_id, event_id)


@bp.post("/remarks/<key:remark_id>/apart")
@needs(Right.PLAN, audited="remarks.apart_anywhere")
def take_apart_anywhere(remark_id: int) -> ResponseReturnValue:
    """Take any remark of the organisation out of its theme."""
    return _apart(remark_id, None)


def _apart(remark_id: int, event_id: int | None) -> ResponseReturnValue:
    remark = sorting.get_remark(session(), remark_id, event_id)
    if remark is None:
        abort(404)
    themes.take_apart(remark)
    session().commit()
    flash(_("It stands on its own again."), "ok")
    return redirect(list_url(event_id), code=303)


def list_url(event_id: int | None) -> str:
    """Return where the remarks of an event stand, or all of them."""
    if event_id is None:
        return url_for("residents.show_all_remarks")
    return url_for("residents.show_remarks", event_id=event_id)


def sort_url(event_id: int | None, remark_id: int) -> str:
    """Return where a remark is sorted."""
    if event_id is None:
        return url_for("residents.sort_any_remark", remark_id=remark_id)
    return url_for("residents.sort_remark", event_id=event_id, remark_id=remark_id)


def _chosen(known: set[int]) -> int | None:
    try:
        number = whole_number(request.args.get("neighbourhood", ""))
    except ValueError:
        return None
    return number if number in known else None


def _of_theme() -> list[ColumnElement[bool]]:
    """Return that only one theme is asked for; 0 is what stands alone."""
    try:
        number = whole_number(request.args.get("theme", ""))
    except ValueError:
        return []
    return [Remark.theme_id == number if number else Remark.theme_id.is_(None)]


def _page(
    event: Event | None,
    *where: ColumnElement[bool],
    may_sort: bool,
    places: Sequence[object] = (),
    chosen: int | None = None,
) -> str:
    reading, event_id = reading_session(), event.id if event else None
    is_whole = bool(_of_theme())
    found = {
        question: sorting.groups_of(
            reading, question, *where, may_sort=may_sort, most=None if is_whole else AT_FIRST
        )
        for question in ResidentQuestion
    }
    listed = [each for groups in found.values() for group in groups for each in group.remarks]
    promised = sorting.promised_in(reading, listed) if may_sort else {}
    progress = sorting.progress(reading, event_id) if may_sort else None
    first = sorting.next_to_sort(reading, event_id) if progress and progress.new else None
    return render_template(
        "organiser/residents/remarks.html",
        event=event,
        may_sort=may_sort,
        places=places,
        chosen=chosen,
        questions=[
            QuestionShown(
                question.value,
                _(QUESTIONS[question]),
                [_group(group, event_id, promised, may_sort=may_sort) for group in groups],
            )
            for question, groups in found.items()
        ],
        is_empty=not listed,
        is_whole=is_whole,
        list_url=list_url(event_id),
        progress=_progress_words(progress) if progress else [],
        sort_url=sort_url(event_id, first) if first else "",
        note_url=url_for("residents.note_remark", event_id=event_id)
        if event_id
        else url_for("residents.note_anywhere"),
        guests_url=_guests_url(event),
    )


def _guests_url(event: Event | None) -> str:
    url = url_for("guests.show_remarks", event_id=event.id) if event else ""
    return url if url and may_open(url) else ""


def _progress_words(progress: SortProgress) -> list[str]:
    said = []
    if progress.new:
        said.append(
            ngettext(
                "Nobody looked at %(num)s remark yet.",
                "Nobody looked at %(num)s remarks yet.",
                progress.new,
            )
        )
    if progress.unanswered:
        said.append(
            ngettext(
                "%(num)s remark of what must get better waits for an answer.",
                "%(num)s remarks of what must get better wait for an answer.",
                progress.unanswered,
            )
        )
    elif progress.better:
        said.append(_("All that must get better has an answer."))
    return said


def _group(
    group: ThemeGroup, event_id: int | None, promised: Mapping[int, Promise], *, may_sort: bool
) -> SaidByTheme:
    theme = group.theme
    theme_url = url_for("residents.show_theme", theme_id=theme.id) if theme else ""
    return SaidByTheme(
        id=theme.id if theme else 0,
        name=theme.name if theme else "",
        area=_(AREAS[theme.area]) if theme and theme.area else "",
        heads=heads_words(group.heads),
        url=theme_url if theme_url and may_open(theme_url) else "",
        lines=[_line(each, event_id, promised, may_sort=may_sort) for each in group.remarks],
        all_url=_theme_url(group, event_id) if group.count > len(group.remarks) else "",
        all_words=ngettext("All %(num)s remark", "All %(num)s remarks", group.count),
    )


def _theme_url(group: ThemeGroup, event_id: int | None) -> str:
    stays = {name: value for name, value in request.args.items() if name == "neighbourhood"}
    theme_id = group.theme.id if group.theme else 0
    return f"{list_url(event_id)}?{urlencode({**stays, 'theme': theme_id})}"


def heads_words(heads: int) -> str:
    """Say how many people said it."""
    return ngettext("%(num)s person said it", "%(num)s people said it", heads)


def _line(
    remark: Remark, event_id: int | None, promised: Mapping[int, Promise], *, may_sort: bool
) -> RemarkLine:
    facts = [heads_words(remark.heads), _(WAYS[remark.heard_by])]
    if remark.stop is not None:
        facts.append(remark.stop.title)
    if remark.street:
        facts.append(remark.street)
    promise = promised.get(remark.id)
    is_better = remark.question is ResidentQuestion.BETTER
    return RemarkLine(
        id=remark.id,
        words=remark.words if may_sort else remark.summary or remark.words,
        summary=remark.summary if may_sort else "",
        language=OWN_NAMES.get(remark.language, ""),
        facts=" · ".join(facts),
        answer=remark.why_not if may_sort else "",
        promise=_("Promise %(number)s", number=promise.number) if promise else "",
        promise_url=url_for("residents.show_promise", **address_of(promise)) if promise else "",
        waits=may_sort
        and is_better
        and not (promise or remark.why_not or remark.state is RemarkState.HIDDEN),
        is_new=remark.state is RemarkState.NEW,
        is_hidden=remark.state is RemarkState.HIDDEN,
        url=sort_url(event_id, remark.id) if may_sort else "",
    )
