"""All cards of an event on one list: find, filter, act on several, take along; what guests said."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from planner.core.roles import Right
from planner.core.small_cells import LEAST_HOUSEHOLDS, Size, ToldCount
from planner.exports.tables import Cell, write_table
from planner.exports.tables_workbook import ODS, XLSX, write_ods, write_xlsx
from planner.services.answer import telling
from planner.services.answer.tally import said_at
from planner.services.guests import list_actions as actions
from planner.services.guests.guest_list import list_guests
from planner.services.guests.list_actions import Action
from planner.services.guests.list_values import MOST_ROWS, GuestPage, SortOrder
from planner.services.plan.slugs import in_latin, slug_of
from planner.services.residents import taking_over
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day, number
from planner.web.i18n import OWN_NAMES, ngettext
from planner.web.i18n import gettext as _
from planner.web.keeping import forget_on
from planner.web.lanes import is_large
from planner.web.numbers import whole_number
from planner.web.organiser.guests import bp
from planner.web.organiser.guests.presenter import (
    STATE_NAMES,
    heads_shown,
    outside_shown,
    position_shown,
    rows_shown,
)
from planner.web.organiser.guests.query import Query, read_query
from planner.web.organiser.labels import numbered_name
from planner.web.organiser.lookup import event_of_guests, event_to_change, event_to_show
from planner.web.said_words import (
    allergy_words,
    cell_words,
    help_offers_words,
    picture_words,
)

UNDO = "guests_undo"


@bp.get("/<int:event_id>/guests")
@needs(Right.GUESTS)
def show_guests(event_id: int) -> ResponseReturnValue:
    """List the cards that we hand out; of the others there are totals alone."""
    event = event_of_guests(event_id)
    query, path = read_query(), url_for("guests.show_guests", event_id=event_id)
    page = list_guests(reading_session(), event_id, query.wanted())
    return render_template(
        "organiser/guests/guests.html",
        event=event,
        query=query,
        rows=rows_shown(page, url_for("guests.show_card", event_id=event_id)),
        heads=heads_shown(query, path),
        position=position_shown(query, page.found, len(page.rows)),
        previous_url=query.url(path, page=query.page - 1) if query.page > 1 else None,
        next_url=_next(query, path, page.found),
        tick_url=query.url(path, is_ticked=not query.is_ticked),
        long_url=query.url(path, is_long=True, page=1)
        if page.found > query.rows and not query.is_long
        else None,
        most_rows=number(MOST_ROWS),
        latest_url=query.url(path, order=SortOrder.ANSWERED, page=1)
        if query.order is not SortOrder.ANSWERED
        else None,
        act_url=query.url(url_for("guests.change_cards", event_id=event_id), is_ticked=False),
        has_own_stacks=any(stack.is_ours for stack in page.stacks),
        states=[(state.value, _(name)) for state, name in STATE_NAMES.items()],
        stacks=[
            (stack.batch_id, numbered_name(stack.name)) for stack in page.stacks if stack.is_ours
        ],
        known_languages=OWN_NAMES.items(),
        outside=outside_shown(page.outside),
        undo=_take_undo(event_id),
    )


@bp.post("/<int:event_id>/guests/do")
@needs(Right.GUESTS, audited="guests.act")
def change_cards(event_id: int) -> ResponseReturnValue:
    """Do something with the cards that are ticked."""
    action = _action()
    numbers = request.form.getlist("number", type=whole_number)[:MOST_ROWS]
    event_to_change(event_id)
    changed = actions.apply(session(), event_id, numbers, action, now=now())
    session().commit()
    # In the cookie, for the way back is offered to who pressed: a colleague who opens the list
    # meanwhile has nothing to take back.
    cookie[UNDO] = {"event": event_id, "do": action.value, "n": actions.write_numbers(changed)}
    return redirect(read_query().url(url_for("guests.show_guests", event_id=event_id)), code=303)


@bp.post("/<int:event_id>/guests/undo")
@needs(Right.GUESTS, audited="guests.undo")
def undo_change(event_id: int) -> ResponseReturnValue:
    """Take back what was done with several cards."""
    action = _action()
    numbers = actions.read_numbers(request.form.get("numbers", ""))
    event_to_change(event_id)
    actions.undo(session(), event_id, numbers, action)
    session().commit()
    return redirect(url_for("guests.show_guests", event_id=event_id), code=303)


@bp.get("/<int:event_id>/guests/table.csv")
@needs(Right.GUESTS, fresh=True)
@is_large
def download_table(event_id: int) -> ResponseReturnValue:
    """Give what the list shows, on all its pages, as CSV."""
    return _file(event_id, write_table, "csv", "text/csv")


@bp.get("/<int:event_id>/guests/table.xlsx")
@needs(Right.GUESTS, fresh=True)
@is_large
def download_workbook(event_id: int) -> ResponseReturnValue:
    """Give the same as a workbook of Excel."""
    return _file(event_id, write_xlsx, "xlsx", XLSX)


@bp.get("/<int:event_id>/guests/table.ods")
@needs(Right.GUESTS, fresh=True)
@is_large
def download_open_document(event_id: int) -> ResponseReturnValue:
    """Give the same as an OpenDocument spreadsheet."""
    return _file(event_id, write_ods, "ods", ODS)


@bp.get("/<int:event_id>/said")
@needs(Right.GUESTS)
def show_remarks(event_id: int) -> ResponseReturnValue:
    """List it all, and never a card number beside any of it."""
    # "Bring a wheelchair" beside a number is a medical fact about a household that can be found;
    # to know how many there are is enough to put the ramp out.
    event = event_to_show(event_id)
    said = said_at(reading_session(), event.id)
    words = telling.words_read(reading_session(), event.id)
    counts = (
        (said.prams, _("bring a pram")),
        (said.wheelchairs, _("use a wheelchair")),
    )
    return render_template(
        "organiser/guests/said.html",
        event=event,
        erased_on=day(forget_on(event)),
        can_take_over=taking_over.has_enough(reading_session(), event.id),
        picture=picture_words(said, event.zone),
        is_known=said.as_of is not None,
        counts=[(cell_words(cell), words) for cell, words in counts if cell],
        help_offers=help_offers_words(event.help_offers),
        allergies=allergy_words(said),
        written=[
            (
                "access",
                _("What helps them to come in"),
                _few(said.access_words),
                words.access_words,
            ),
            (
                "prouds",
                _("What are you proud of in this neighbourhood?"),
                _few(said.prouds),
                words.prouds,
            ),
            ("remarks", _("What must get better here?"), _few(said.remarks), words.remarks),
        ],
    )


def _few(cell: ToldCount) -> str:
    """Say that words are not shown, where so few wrote some that they would give them away."""
    if cell.size is not Size.FEW:
        return ""
    return _(
        "A few households wrote something. You read it when %(n)s have.", n=number(LEAST_HOUSEHOLDS)
    )


def _file(
    event_id: int,
    write: Callable[[Sequence[str], Iterable[Sequence[Cell]]], bytes],
    ending: str,
    mimetype: str,
) -> Response:
    event = event_of_guests(event_id)
    page = list_guests(reading_session(), event_id, read_query().wanted(whole=True))
    word = slug_of(_("guests"), otherwise="guests")
    name = f"{slug_of(in_latin(event.title))}-{word}.{ending}"
    return Response(
        write(*table_of(page)),
        mimetype=mimetype,
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def table_of(page: GuestPage) -> tuple[list[str], list[Sequence[Cell]]]:
    """Return the heading and the rows; stacks of somebody else come last, as totals."""
    states = {state: _(name) for state, name in STATE_NAMES.items()}
    stacks = {stack.batch_id: numbered_name(stack.name) for stack in page.stacks}
    heading = [
        _("Card"),
        _("Name"),
        _("State"),
        _("Adults"),
        _("Children"),
        _("Stack"),
        _("Language"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            row.number,
            row.name,
            states[row.state],
            row.adults,
            row.children,
            stacks[row.batch_id],
            row.language,
        )
        for row in page.rows
    ]
    rows += [
        (None, None, words, None, None, name, None) for name, words in outside_shown(page.outside)
    ]
    return heading, rows


def _next(query: Query, path: str, found: int) -> str | None:
    return query.url(path, page=query.page + 1) if query.page * query.rows < found else None


def _action() -> Action:
    try:
        return Action(request.form.get("do", ""))
    except ValueError:
        abort(400)


def _take_undo(event_id: int) -> dict[str, str] | None:
    """Return what was just done in words, once, with what undoing needs."""
    done: Any = cookie.pop(UNDO, None)
    if not isinstance(done, dict) or done.get("event") != event_id:
        return None
    count = len(actions.read_numbers(done["n"]))
    words = (
        ngettext("%(num)s card is handed out.", "%(num)s cards are handed out.", count)
        if done["do"] == Action.HAND_OUT.value
        else ngettext(
            "%(num)s card does not work any more.", "%(num)s cards do not work any more.", count
        )
    )
    if not count:
        words = _("Nothing changed. Tick the cards that you mean.")
    return {"words": words, "do": done["do"], "numbers": done["n"]}
