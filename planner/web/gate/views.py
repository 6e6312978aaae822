"""The gate's screens for a phone without script: count, check a card in, undo, look back."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from planner.core.admission import People, Status, usual_people
from planner.core.words import ScanKind
from planner.services import gate
from planner.services.gate_items import (
    MOST_AT_ONCE,
    ScanBatch,
    ScanItem,
    ScanResult,
)
from planner.services.gate_parties import PartyAtGate
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time
from planner.web.forms import EmptyForm, Form
from planner.web.gate.device import current_phone, settings
from planner.web.gate.sentences import Verdict, verdict
from planner.web.i18n import lazy_gettext as _l

bp = Blueprint("gate", __name__, url_prefix="/gate")

LONGEST_NUMBER = 5
LAST_SHOWN = 10


class CodeForm(Form):
    """A code or the number of a card, as somebody typed it or a hand scanner did."""

    code = StringField(
        _l("Code or number of the card"),
        validators=[
            InputRequired(_l("Type the code or the number of the card.")),
            Length(max=500, message=_l("This is too long for a code.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class PartyForm(Form):
    """How many of a party come in now."""

    code = HiddenField(validators=[InputRequired(), Length(max=500)])
    nonce = HiddenField(validators=[InputRequired(), Length(min=8, max=40)])
    heads = IntegerField(
        _l("How many come in now?"),
        validators=[
            InputRequired(_l("Type how many come in now.")),
            NumberRange(
                min=1, max=MOST_AT_ONCE, message=_l("Type a number from %(min)s to %(max)s.")
            ),
        ],
    )
    step = IntegerField(validators=[Optional()])


@bp.get("")
def show() -> ResponseReturnValue:
    """Show how many are inside, and the two big buttons."""
    return _counting(CodeForm())


@bp.post("/people")
def add_people() -> ResponseReturnValue:
    """Count one more person without a card: one tap."""
    form = EmptyForm()
    sort = request.form.get("add")
    if not form.is_posted_and_valid() or sort not in {"adult", "child"}:
        return redirect(url_for("gate.show"), code=303)
    people = People(adults=1) if sort == "adult" else People(children=1)
    # Two quick taps are two people: so each tap gets a nonce of its own.
    result = _take(_entry(uuid.uuid4().hex, people))
    session().commit()
    if result.status is not Status.OK:
        return _verdict(result)
    return redirect(url_for("gate.show"), code=303)


@bp.route("/check", methods=["GET"])
def check() -> ResponseReturnValue:
    """Show the party of a code: how many are expected, how many are inside."""
    form = CodeForm(request.args, meta={"csrf": False})
    if not form.validate():
        return _counting(form, 422)
    code = (form.code.data or "").strip()
    party, result = gate.look_up(
        reading_session(),
        current_phone(),
        _entry("", People(), code=code),
        code_key=settings().code_key,
        now=now(),
    )
    if party is None or result.status not in {Status.OK, Status.PARTIAL}:
        return _verdict(result)
    room = max(1, party.settled().room)
    return _party(PartyForm(data={"code": code, "nonce": uuid.uuid4().hex, "heads": room}), party)


@bp.post("/check")
def let_in() -> ResponseReturnValue:
    """Let some of a party in, or change how many it will be."""
    form = PartyForm()
    party = _party_of((form.code.data or "").strip())
    if party is None:
        return redirect(url_for("gate.show"), code=303)
    if form.step.data and form.heads.data is not None:
        form.heads.data = min(MOST_AT_ONCE, max(1, form.heads.data + form.step.data))
        return _party(form, party)
    if not form.is_posted_and_valid():
        return _party(form, party, 422)
    heads, room = form.heads.data or 1, party.settled().room
    code = form.code.data or ""
    of_party = usual_people(party.settled(), min(heads, room), party.answered)
    result = _take(_entry(form.nonce.data or "", of_party, code=code))
    extra = heads - room
    if extra > 0 and result.status is Status.OK and not result.replayed:
        # A cousin came along: welcome, and counted as people without a card.
        _take(_entry(uuid.uuid4().hex, People(adults=extra)))
    session().commit()
    return _verdict(result)


@bp.post("/undo")
def undo() -> ResponseReturnValue:
    """Undo a scan of this phone."""
    form = EmptyForm()
    target = request.form.get("nonce", "")
    if form.is_posted_and_valid() and 0 < len(target) <= 40:
        _take(
            ScanItem(nonce=f"undo-{target}"[:40], kind=ScanKind.VOID, phone_at=now(), voids=target)
        )
        session().commit()
    back = "gate.last" if request.form.get("from") == "last" else "gate.show"
    return redirect(url_for(back), code=303)


@bp.get("/last")
def last() -> ResponseReturnValue:
    """List the last scans of this phone."""
    phone = current_phone()
    scans = gate.last_scans(reading_session(), phone.event_id, device_id=phone.id, limit=LAST_SHOWN)
    return render_template("gate/last.html", phone=phone, scans=scans)


def _counting(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    phone = current_phone()
    counted = gate.head_count(reading_session(), phone.event_id)
    recent = gate.last_scans(reading_session(), phone.event_id, device_id=phone.id)
    mine = [scan for scan in recent if not scan.is_undone and scan.people.heads]
    page = render_template(
        "gate/counting.html",
        form=form,
        phone=phone,
        counted=counted,
        last=mine[0] if mine else None,
    )
    return page, status


def _party(form: PartyForm, party: PartyAtGate, status: int = 200) -> ResponseReturnValue:
    settled = party.settled()
    page = render_template(
        "gate/party.html",
        form=form,
        phone=current_phone(),
        size=party.size,
        inside=settled.inside.heads,
        extra=max(0, (form.heads.data or 0) - settled.room),
    )
    return page, status


def _verdict(result: ScanResult) -> ResponseReturnValue:
    phone = current_phone()
    shown: Verdict = verdict(
        result, zone=phone.zone, starts=day_and_time(phone.door.starts_at, phone.zone)
    )
    return render_template(
        "gate/verdict.html",
        phone=phone,
        verdict=shown,
        let_in=result.let_in if result.status is Status.OK else People(),
        nonce=result.nonce if result.status is Status.OK else None,
        may_enter=result.status is not Status.OK,
    )


def _party_of(code: str) -> PartyAtGate | None:
    party, _result = gate.look_up(
        reading_session(),
        current_phone(),
        _entry("", People(), code=code),
        code_key=settings().code_key,
        now=now(),
    )
    return party


def _take(item: ScanItem) -> ScanResult:
    batch: ScanBatch = ScanBatch([item])
    results = gate.take_scans(
        session(), current_phone(), batch, code_key=settings().code_key, now=now()
    )
    return results[0]


def _entry(nonce: str, people: People, *, code: str = "") -> ScanItem:
    """Make an entry; up to five digits are the number of a card, anything else is a code."""
    is_number = (
        code is not None and code.isascii() and code.isdigit() and len(code) <= LONGEST_NUMBER
    )
    return ScanItem(
        nonce=nonce,
        kind=ScanKind.ENTRY,
        phone_at=now(),
        people=people,
        code=None if is_number or not code else code,
        card_number=int(code) if is_number else None,
    )
