"""One line about a promise on the cards of an event: looked at on a card before it is printed.

It is the same on every stack of the event, so that no card tells through whom it came.
"""

import re
from base64 import b64encode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import HiddenField, StringField, ValidationError
from wtforms.validators import Length

from planner.core.residents.undertakings import MOST_LINE
from planner.core.roles import Right
from planner.exports import pdf
from planner.exports.pdf import PdfFailed
from planner.store.models import Batch, Event
from planner.web import told_back
from planner.web.access import needs
from planner.web.card_pdfs import card_with_line
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.numbers import whole_number
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.residents import bp
from planner.web.spoken_back import SpokenLine, proposals

_WHOLE_SHEET = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


class PromiseLineForm(Form):
    """The line, the promise that it is about, and the line that was looked at on a card."""

    event_columns = {"line": "promise_line"}  # noqa: RUF012 - as of every form

    line = StringField(
        _l("The line on the cards"),
        validators=[
            Length(max=MOST_LINE, message=_l("Write at most 90 signs: more does not fit a card."))
        ],
        render_kw={"maxlength": MOST_LINE, "dir": "auto"},
    )
    about = HiddenField()
    seen = HiddenField()

    def validate_line(self, field: StringField) -> None:
        """Refuse what can't be printed.

        Raises:
            ValidationError: a sign that no letter of ours is for.
        """
        odd = pdf.unprintable(field.data or "")
        if odd:
            raise ValidationError(
                _("These signs can't be printed: %(signs)s", signs=" ".join(odd[:10]))
            )

    @property
    def words(self) -> str:
        """The line as it will be printed: one line."""
        return " ".join((self.line.data or "").split())

    @property
    def is_seen(self) -> bool:
        """Whether this very line was looked at on a card; nothing has nothing to look at."""
        return not self.words or self.seen.data == self.words


@bp.route("/events/<int:event_id>/promise-line", methods=["GET", "POST"])
@needs(Right.RESIDENTS, audited="promises.line")
@while_it_goes_on("cards.list_batches")
def set_promise_line(event_id: int) -> ResponseReturnValue:
    """Choose what the cards of an event say of a promise, and look at it on a card."""
    event = event_to_show(event_id)
    choices = _choices(event)
    form = PromiseLineForm(
        data={"line": event.promise_line, "about": str(event.promise_line_number or "")}
    ).edits()
    if not form.is_posted_and_valid():
        if not form.is_sent:
            _propose(form, choices)
        return _page(event, form, choices)
    if "look" in request.form or not form.is_seen:
        return _page(event, form, choices, looks=True)
    changing = event_to_change(event_id)
    changing.promise_line = form.words
    changing.promise_line_number = _about(form, choices) if form.words else None
    session().commit()
    flash(_kept_words(event_id, form.words), "ok")
    return redirect(url_for("residents.set_promise_line", event_id=event_id), code=303)


def _choices(event: Event) -> list[SpokenLine]:
    place = event.neighbourhood
    return proposals(told_back.tell_back(place), event.organisation_id) if place else []


def _propose(form: PromiseLineForm, choices: list[SpokenLine]) -> None:
    """Fill in the line of the promise that was chosen, for who looks before it is kept."""
    asked = request.args.get("about", type=whole_number)
    chosen = next((one for one in choices if one.number == asked), None)
    if chosen is not None:
        form.line.data, form.about.data = chosen.words, str(chosen.number)


def _about(form: PromiseLineForm, choices: list[SpokenLine]) -> int | None:
    return next((one.number for one in choices if str(one.number) == form.about.data), None)


def _page(
    event: Event, form: PromiseLineForm, choices: list[SpokenLine], *, looks: bool = False
) -> ResponseReturnValue:
    picture = _picture(event, form.words) if looks and form.words else ""
    if looks:
        form.seen.data = form.words
        form.line.data = form.words
    page = render_template(
        "organiser/residents/promise_line.html",
        event=event,
        form=form,
        choices=choices,
        picture=picture,
        looks=looks,
        has_printed=_has_printed(event.id),
        most=MOST_LINE,
    )
    return page, 422 if form.errors else 200


def _picture(event: Event, words: str) -> str:
    """Draw one card with the line, as a picture that stands in the page; empty where it can't."""
    if not pdf.is_available():
        return ""
    first = select(Batch).where(Batch.event_id == event.id).order_by(Batch.id).limit(1)
    batch = reading_session().scalar(first) or Batch(languages=settings().language)
    try:
        drawn = pdf.draw_first_page(card_with_line(event, batch, words))
    except PdfFailed:
        return ""
    one_card = _WHOLE_SHEET.sub(_quarter, drawn.decode(), count=1)
    return f"data:image/svg+xml;base64,{b64encode(one_card.encode()).decode()}"


def _quarter(found: re.Match[str]) -> str:
    """Show the first of four cards of a sheet."""
    return 'viewBox="0 0 {:.2f} {:.2f}"'.format(*(float(side) / 2 for side in found.groups()))


def _has_printed(event_id: int) -> bool:
    printed = select(Batch.id).where(Batch.event_id == event_id, Batch.printed_at.is_not(None))
    return reading_session().scalar(printed.limit(1)) is not None


def _kept_words(event_id: int, words: str) -> str:
    if not words:
        return _("The cards say nothing of a promise any more.")
    if _has_printed(event_id):
        return _("Kept. Cards that are printed from now on have it; those printed before do not.")
    return _("Kept. All cards of this event have it from now on.")
