"""Whoever sends a form that edits takes a turn, and reads it where what they edit is gone.

Source: docs/decisions/0040-no-lost-update.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, render_template, request, url_for
from werkzeug.exceptions import NotFound
from wtforms import Form

from planner.services.privacy import audit
from planner.store.base import take_turn
from planner.store.models import Account
from planner.web.db import let_others_write, reading_session, session
from planner.web.field_values import NOT_TYPED, in_words, label_of, values_sent
from planner.web.meanwhile import NAME, OURS, is_for_organisers
from planner.web.who_changed import named

View = TypeVar("View", bound=Callable[..., Any])


def in_turn(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let who sends a form that edits wait for the others first: what is read then is the newest.

    Two who save at the same moment are so one after the other, and the second sees the first's.
    """

    @wraps(view)
    def press(**parts: Any) -> Any:
        if request.method != "POST" or NAME not in request.form:
            return view(**parts)
        writing = session()
        writing.connection()
        take_turn(writing, f"edit {_what_is_edited()}")
        reading_session().expire_all()
        try:
            return view(**parts)
        except NotFound:
            if not is_for_organisers():
                raise
            let_others_write()
            remover = audit.who_did_at(reading_session(), f"{request.path}/remove")
            return _gone(vars(view).get("anew"), remover)

    return press


def take_turns_at(event_ids: Iterable[int]) -> None:
    """Wait for whoever edits other events than that of the address; what is read then is newest.

    In the order of their numbers, so that two who change the same events wait once.
    """
    writing = session()
    for event_id in sorted(event_ids):
        take_turn(writing, f"edit event {event_id}")
    reading_session().expire_all()


def tell_event_is_gone() -> tuple[str, int] | None:
    """Say that somebody deleted the event of a form, with what was typed; None where nobody did.

    Who stands before the page has looked whether its event is there, and whose it is.
    """
    event_id = (request.view_args or {}).get("event_id")
    if request.method != "POST" or not request.form or not event_id or not is_for_organisers():
        return None
    deleter = audit.who_did_at(reading_session(), url_for("events.delete_draft", event_id=event_id))
    if deleter is None:
        return None
    again: Anew | None = vars(current_app.view_functions[request.endpoint or ""]).get("anew")
    return _gone(again, deleter, put_back=url_for("events.list_deleted"))


def anew(makes: str, form: Callable[[], Form]) -> Callable[[View], View]:
    """Let what was typed be made anew where the thing is gone that a view edits.

    Args:
        makes: the view that makes one, from the same fields.
        form: returns what was sent, with its choices; also where the event is gone too.
    """

    def write(view: View) -> View:
        vars(view)["anew"] = Anew(makes, form)
        return view

    return write


@dataclass(frozen=True)
class Anew:
    """How what is gone is made anew; see `anew`."""

    makes: str
    form: Callable[[], Form]


def _gone(again: Anew | None, remover: Account | None, *, put_back: str = "") -> tuple[str, int]:
    """Say kindly that somebody took away what a form edits, with what was typed.

    Args:
        again: how it is made anew, where it can be.
        remover: who took it away, if somebody here did.
        put_back: where its event can be put back, of which the form edits a part or all.
    """
    event_id = (request.view_args or {}).get("event_id")
    is_of_event = again and current_app.url_map.is_endpoint_expecting(again.makes, "event_id")
    form = again.form() if again else None
    if put_back and is_of_event:
        again = None  # nothing is made in an event that is gone
    fields = (one for one in form or () if not isinstance(one, NOT_TYPED))
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    said = [(label_of(one), in_words(one)) for one in fields if any(values_sent(one))]
    values = {"event_id": event_id} if is_of_event else {}
    page = render_template(
        "meanwhile/gone.html",
        who=named([remover]),
        said=said or [("", value) for name, value in typed if value.strip()],
        typed=typed,
        makes=url_for(again.makes, **values) if again else "",
        put_back=put_back,
    )
    return page, 404


def _what_is_edited() -> str:
    """Name what waits for one another: all of one event, else all of one kind of page."""
    event_id = (request.view_args or {}).get("event_id")
    if event_id is None and "card" in g:
        event_id = g.card.invitation.event_id
    if event_id is None and "hand_out" in g:
        event_id = g.hand_out.link.batch.event_id
    return f"event {event_id}" if event_id is not None else f"{request.blueprint}"
