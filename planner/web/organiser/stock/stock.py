"""See and correct what is in stock; say what can be kept and what it brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import InputRequired

from planner.core.catering import KEEPING_NAMES, Keeping, Unit
from planner.core.roles import Right
from planner.services.shop import larder
from planner.store.models import Event
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.dish_words import amount
from planner.web.filters import day
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.meanwhile import ask_again
from planner.web.numbers import whole_number
from planner.web.organiser.fields import Between, WholeNumberField, options
from planner.web.organiser.labels import known_name
from planner.web.organiser.stock import bp

MOST = 10_000_000
YES, NO = "yes", "no"
NOT_SENT: Mapping[str, Any] = {"formdata": None}
"""For a form that stands on a page that another one was sent from."""
UNIT_WORDS = {Unit.PIECE: _l("pieces"), Unit.GRAM: _l("grams"), Unit.MILLILITRE: _l("millilitres")}


@dataclass(frozen=True)
class StockRow:
    """A dish in stock."""

    key: str
    unit: str
    shown: str
    since: str
    unit_words: str
    form: "StockForm"


class StockForm(Form):
    """How much there is of one dish."""

    amount = WholeNumberField(
        "",
        validators=[
            InputRequired(_l("Write how much there is. Is it gone? Then write 0.")),
            Between(0, MOST, _l("Write 0 or more.")),
        ],
        render_kw={"min": 0},
    )


def _percent(keeping: Keeping) -> WholeNumberField:
    return WholeNumberField(
        KEEPING_NAMES[keeping],
        validators=[
            InputRequired(_l("Write a percentage from 0 to 100.")),
            Between(0, 100, _l("Write a percentage from 0 to 100.")),
        ],
        render_kw={"min": 0, "max": 100},
    )


class KeepingForm(Form):
    """What comes back of the price of what is left, in percent."""

    has_freezer = RadioField(
        _l("Do you have a freezer?"), choices=options(((YES, _l("Yes")), (NO, _l("No"))))
    )
    freezable = _percent(Keeping.FREEZABLE)
    frozen = _percent(Keeping.FROZEN)
    dry = _percent(Keeping.DRY)
    returnable = _percent(Keeping.RETURNABLE)

    def prepare(self) -> None:
        """Write the kinds of keeping in the reader's language."""
        for keeping in larder.ASKED:
            self[keeping.value].label.text = _(KEEPING_NAMES[keeping])

    def answer(self) -> dict[Keeping, int]:
        """Return the percentages; only of a valid form."""
        percents = {each: int(self[each.value].data or 0) for each in larder.ASKED}
        if self.has_freezer.data == NO:
            percents.update(dict.fromkeys(larder.IN_A_FREEZER, 0))
        return percents


@bp.get("")
@needs(Right.PLAN)
def show_stock() -> ResponseReturnValue:
    """List what is in stock, and what can be kept."""
    return _page(_form())


@bp.post("/keeping")
@needs(Right.PLAN, audited="stock.set_keeping")
def set_keeping() -> ResponseReturnValue:
    """Keep what can be kept, and what it brings."""
    form = _form()
    if not form.is_posted_and_valid():
        return _page(form)
    larder.set_rules(session(), current_account().organisation_id, form.answer())
    session().commit()
    flash(_("Kept. The next shopping list reckons with it."))
    return redirect(url_for("stock.show_stock"), code=303)


@bp.post("/freezer")
@needs(Right.PLAN, audited="stock.say_freezer")
def say_freezer() -> ResponseReturnValue:
    """Answer the one question of the shopping list, and go back to it."""
    said = request.form.get("freezer")
    if said not in {YES, NO}:
        abort(400)
    organisation_id = current_account().organisation_id
    larder.say_freezer(session(), organisation_id, has_freezer=said == YES)
    session().commit()
    flash(_("Kept. The shopping list reckons with it."))
    try:
        event = reading_session().get(Event, whole_number(request.form.get("event", "")))
    except ValueError:
        event = None
    if event is None:
        return redirect(url_for("stock.show_stock"), code=303)
    return redirect(url_for("desk.show_event", event_id=event.id, _anchor="shopping"), code=303)


@bp.post("/correct")
@needs(Right.PLAN, audited="stock.correct")
def correct_stock() -> ResponseReturnValue:
    """Say how much there is of a dish."""
    organisation_id = current_account().organisation_id
    key = (request.form.get("name", ""), request.form.get("unit", ""))
    if key[1] not in set(Unit):
        abort(400)
    there = larder.stock_of(session(), organisation_id, key)
    if there == 0:
        abort(404)
    form = _stock_form(key, there)
    if not form.is_posted_and_valid():
        return ask_again(form) if form.has_clashes else _page(_form(sent=False), key, form)
    larder.correct_stock(session(), organisation_id, key, form.amount.data or 0, now=now())
    session().commit()
    flash(_("Kept. The next shopping list reckons with it."))
    return redirect(url_for("stock.show_stock"), code=303)


def _stock_form(key: larder.StockKey, there: int, **options: Any) -> StockForm:
    """Return the form of one dish, filled with what there is."""
    form = StockForm(data={"amount": there}, **options)
    form.amount.label.text = known_name(key[0])
    return form.edits(of=" ".join(key))


def _form(*, sent: bool = True) -> KeepingForm:
    rules = larder.rules_of(reading_session(), current_account().organisation_id)
    form = KeepingForm(
        **({} if sent else NOT_SENT),
        data={
            "has_freezer": YES if rules.has_freezer else NO,
            **{each.value: rules.percent_of(each) for each in larder.ASKED},
        },
    )
    form.prepare()
    form.edits()
    return form


def _page(
    keeping: KeepingForm, key: larder.StockKey | None = None, sent: StockForm | None = None
) -> ResponseReturnValue:
    """Show what is in stock; with the form of one dish as it was sent, where that is not right."""
    found = larder.in_stock(reading_session(), current_account().organisation_id)
    rows = [
        _row(place, each, sent if each.key == key else None) for place, each in enumerate(found)
    ]
    form = sent or keeping
    page = render_template("organiser/shopping/stock.html", form=form, keeping=keeping, rows=rows)
    return page, 422 if form.errors else 200


def _row(place: int, found: larder.Stocked, sent: StockForm | None) -> StockRow:
    unit = Unit(found.unit)
    form = sent or _stock_form(found.key, found.amount, **NOT_SENT)
    form.amount.id = f"amount-{place}"
    return StockRow(
        key=found.name,
        unit=found.unit,
        shown=amount(unit, found.amount),
        since=day(found.since, settings().zone),
        unit_words=str(UNIT_WORDS[unit]),
        form=form,
    )
