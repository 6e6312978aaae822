"""Noting what a resident said, without script: which question, the words, save."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Regexp,
    ValidationError,
)

from planner.core.residents.marks import Piece, marks_in, pieces_of
from planner.core.residents.questions import (
    MOST_HEADS,
    MOST_STREET,
    MOST_WORDS,
    ResidentQuestion,
)
from planner.services.residents.listening import (
    RemarkItem,
    RemarkStatus,
    Stop,
    clean_words,
    list_stops,
    take_remark,
)
from planner.store.base import connection_of
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.gate import bp
from planner.web.gate.app import address_of
from planner.web.gate.device import current_phone, held_phones, require_listener
from planner.web.gate.forms import NONCE, new_nonce
from planner.web.gate.listening_texts import question_words
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

NO_STOP = ""
_BETWEEN = "\n"


class RemarkForm(Form):
    """What somebody said. The nonce makes a form that is sent twice one remark.

    What points at somebody is asked about once: `asked` holds what the page has shown of it.
    """

    nonce = HiddenField(validators=[InputRequired(), Regexp(f"^{NONCE}$")])
    question = HiddenField(validators=[AnyOf([each.value for each in ResidentQuestion])])
    asked = HiddenField()
    words = TextAreaField(
        _l("What did they say?"),
        description=_l("No names and no house numbers. You can also speak: press the microphone."),
        validators=[DataRequired(_l("Write down what they said."))],
        render_kw={"rows": 4, "maxlength": MOST_WORDS},
    )
    heads = IntegerField(
        _l("How many people said it?"),
        default=1,
        validators=[
            InputRequired(_l("Type how many people said it.")),
            NumberRange(1, MOST_HEADS, message=_l("Type a number from %(min)s to %(max)s.")),
        ],
        render_kw={"min": 1, "max": MOST_HEADS, "inputmode": "numeric"},
    )
    stop = SelectField(_l("Where are you?"), choices=[], validate_choice=False)
    street = StringField(
        _l("Street, without the number"),
        validators=[Length(max=MOST_STREET, message=_l("Make the street shorter."))],
        render_kw={"maxlength": MOST_STREET, "autocomplete": "off"},
    )

    def validate_words(self, field: TextAreaField) -> None:
        """Refuse what is too long; what was typed stays in the field."""
        if len(clean_words(field.data or "")) > MOST_WORDS:
            raise ValidationError(_("Make it shorter: 500 letters at most."))

    @property
    def marked(self) -> list[str]:
        """What points at somebody, in the order of the words."""
        words = self.words.data or ""
        return [words[mark.start : mark.end] for mark in marks_in(words)]

    @property
    def pieces(self) -> list[Piece]:
        """The words in pieces, those that point at somebody apart."""
        return pieces_of(self.words.data or "")

    def has_to_ask(self) -> bool:
        """Say whether something points at somebody that the page has not asked about."""
        known = set((self.asked.data or "").split(_BETWEEN))
        return not set(self.marked) <= known

    def answer(self) -> RemarkItem:
        """Return the remark."""
        chosen = self.stop.data or NO_STOP
        return RemarkItem(
            nonce=self.nonce.data or "",
            question=ResidentQuestion(self.question.data or ""),
            words=self.words.data or "",
            phone_at=now(),
            heads=self.heads.data or 1,
            street=self.street.data or "",
            stop_id=int(chosen)
            if chosen.isascii() and chosen.isdigit() and len(chosen) < 10
            else None,
        )


@bp.route("/remark", methods=["GET", "POST"])
@checked_by(require_listener)
def write_remark() -> ResponseReturnValue:
    """Note what somebody said: first which question, then the words."""
    phone = current_phone()
    stops = list_stops(reading_session(), phone.event_id)
    form = RemarkForm()
    form.stop.choices = [
        (NO_STOP, _("Somewhere else on the way")),
        *((str(each.id), each.title) for each in stops),
    ]
    if request.method == "GET":
        return _page(form, stops)
    if not form.is_posted_and_valid():
        return _page(form, stops, 422)
    if form.has_to_ask():
        form.asked.data = _BETWEEN.join(form.marked)
        return _page(form, stops, 422, asks=True)
    connection = connection_of(session())
    status = take_remark(connection, phone, form.answer(), device_now=None, now=now())
    session().commit()
    if status is RemarkStatus.KEPT:
        flash(_("Noted. Thank you for listening."), "ok")
    else:
        flash(_("There are too many remarks already. Call the organiser."), "warn")
    return redirect(url_for("gate.write_remark", stop=form.stop.data or None), code=303)


def _page(
    form: RemarkForm, stops: Sequence[Stop], status: int = 200, *, asks: bool = False
) -> ResponseReturnValue:
    phone, wanted = current_phone(), request.args.get("question", "")
    if request.method == "GET":
        form.process(
            formdata=None, nonce=new_nonce(), question=wanted, stop=request.args.get("stop")
        )
    question = next((each for each in ResidentQuestion if each.value == form.question.data), None)
    form.nonce.data = form.nonce.data or new_nonce()
    page = render_template(
        "gate/remark.html",
        phone=phone,
        questions=question_words(),
        asked=question_words()[question] if question else "",
        stop=form.stop.data,
        is_over=now() > phone.door.closes_at,
        pieces=form.pieces if asks else [],
        has_stops=bool(stops),
        enter=address_of("enter.js") if phone.only_listens else "",
        works_elsewhere=len(held_phones()) > 1,
        **({"form": form} if question else {}),
    )
    return page, status
