"""Sort remarks: one on a screen, two taps, then the next; and change themes."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.core.residents.marks import pieces_of
from planner.core.residents.questions import ResidentQuestion
from planner.core.roles import Right
from planner.services.residents import sorting, themes
from planner.store.models import Remark, Theme
from planner.web.access import needs
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.marked_words import KINDS
from planner.web.organiser.fields import options
from planner.web.organiser.lookup import event_of_guests
from planner.web.organiser.residents import bp
from planner.web.organiser.residents.remark_forms import SortForm, ThemeForm, TogetherForm
from planner.web.organiser.residents.remark_words import QUESTIONS, first_calls
from planner.web.organiser.residents.remarks import heads_words, list_url, sort_url

THEMES_AT_ONCE = 10
"""The likely ones; the others are folded away."""
PROMISE = "promise"
"""The button that keeps what was decided and goes on to a promise."""


@bp.route(
    "/events/<int:event_id>/remarks/<key:remark_id>",
    methods=["GET", "POST"],
)
@needs(Right.RESIDENTS, audited="remarks.sort")
def sort_remark(event_id: int, remark_id: int) -> ResponseReturnValue:
    """Sort a remark of an event."""
    event_of_guests(event_id)
    return _sort(remark_id, event_id)


@bp.route("/remarks/<key:remark_id>", methods=["GET", "POST"])
@needs(Right.PLAN, audited="remarks.sort_anywhere")
def sort_any_remark(remark_id: int) -> ResponseReturnValue:
    """Sort any remark of the organisation."""
    return _sort(remark_id, None)


def _sort(remark_id: int, event_id: int | None) -> ResponseReturnValue:
    remark = _found(reading_session(), remark_id, event_id)
    found = sorting.likely_themes(reading_session(), remark)
    form = SortForm(remark, found).edits()
    if not form.is_posted_and_valid():
        return _page(form, remark, event_id)
    kept = _found(session(), remark_id, event_id)
    sorting.sort(session(), kept, form.answer())
    upcoming = sorting.next_to_sort(session(), event_id, after=remark_id)
    session().commit()
    if request.args.get("then") == PROMISE:
        return redirect(promise_url(event_id, remark_id), code=303)
    if upcoming is None or upcoming == remark_id:
        flash(_("Kept. All remarks are sorted."), "ok")
        return redirect(list_url(event_id), code=303)
    flash(_("Kept. This is the next one."), "ok")
    return redirect(sort_url(event_id, upcoming), code=303)


def promise_url(event_id: int | None, remark_id: int) -> str:
    """Return where a promise is made that answers a remark."""
    if event_id is None:
        return url_for("residents.make_promise", remark=remark_id)
    return url_for("residents.make_promise", event_id=event_id, remark=remark_id)


def _found(used: Session, remark_id: int, event_id: int | None) -> Remark:
    remark = sorting.get_remark(used, remark_id, event_id)
    if remark is None:
        abort(404)
    return remark


def _page(form: SortForm, remark: Remark, event_id: int | None) -> ResponseReturnValue:
    reading = reading_session()
    words = form.words.data or remark.words
    upcoming = sorting.next_to_sort(reading, event_id, after=remark.id)
    waiting = sorting.progress(reading, event_id).new
    pieces = pieces_of(words)
    page = render_template(
        "organiser/residents/sort.html",
        form=form,
        remark=remark,
        question=_(QUESTIONS[remark.question]),
        pieces=[(piece.words, _(KINDS[piece.kind]) if piece.kind else "") for piece in pieces],
        shown_at_once=THEMES_AT_ONCE,
        has_marks=any(piece.kind for piece in pieces),
        heads=heads_words(remark.heads),
        calls=first_calls(words, remark.summary),
        left=ngettext(
            "%(num)s remark still to be sorted.", "%(num)s remarks still to be sorted.", waiting
        )
        if waiting
        else "",
        later_url=sort_url(event_id, upcoming) if upcoming not in {None, remark.id} else "",
        list_url=list_url(event_id),
        promise_url=promise_url(event_id, remark.id)
        if remark.question is ResidentQuestion.BETTER
        else "",
    )
    return page, 422 if form.errors else 200


@bp.route("/themes/<int:theme_id>", methods=["GET", "POST"])
@needs(Right.PLAN, audited="themes.change")
def show_theme(theme_id: int) -> ResponseReturnValue:
    """Call a theme otherwise, or put it together with another one."""
    theme = _theme(reading_session(), theme_id)
    form = ThemeForm(data={"name": theme.name, "area": theme.area.value if theme.area else ""})
    form.prepare()
    form.edits()
    if not form.is_posted_and_valid():
        return _theme_page(theme, form)
    name, area = form.answer()
    changing = _theme(session(), theme_id)
    if themes.is_taken(session(), changing, name):
        form.name.errors = [_("Another theme is called so. Put the two together below.")]
        return _theme_page(theme, form)
    themes.change(changing, name=name, area=area)
    session().commit()
    flash(_("Saved."), "ok")
    return redirect(url_for("residents.show_theme", theme_id=theme_id), code=303)


@bp.post("/themes/<int:theme_id>/together")
@needs(Right.PLAN, audited="themes.together")
def put_together(theme_id: int) -> ResponseReturnValue:
    """Put a theme together with another one."""
    theme = _theme(session(), theme_id)
    form = _together_form(session(), theme)
    if not form.is_posted_and_valid():
        asked = ThemeForm(
            formdata=None, data={"name": theme.name, "area": theme.area.value if theme.area else ""}
        )
        asked.prepare()
        return _theme_page(theme, asked.edits(), form)
    into = _theme(session(), int(form.into.data))
    themes.put_together(session(), theme, into)
    session().commit()
    flash(_("They are one theme now."), "ok")
    return redirect(url_for("residents.show_theme", theme_id=into.id), code=303)


def _theme(used: Session, theme_id: int) -> Theme:
    theme = used.get(Theme, theme_id)
    if theme is None:
        abort(404)
    return theme


def _together_form(used: Session, theme: Theme, **sent: Any) -> TogetherForm:
    form = TogetherForm(**sent)
    others = themes.with_use(used, theme.organisation_id, None)
    form.into.choices = options(
        (each.theme.id, each.theme.name) for each in others if each.theme.id != theme.id
    )
    return form


def _theme_page(
    theme: Theme, form: ThemeForm, together: TogetherForm | None = None
) -> ResponseReturnValue:
    if together is None:
        together = _together_form(reading_session(), theme, formdata=None)
    used = themes.with_use(reading_session(), theme.organisation_id, None)
    heads = next(each.heads for each in used if each.theme.id == theme.id)
    page = render_template(
        "organiser/residents/theme.html",
        form=form,
        together=together,
        theme=theme,
        heads=heads_words(heads) if heads else "",
    )
    return page, 422 if form.errors or together.errors else 200
