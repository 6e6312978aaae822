"""The gate's screens for a phone without script: count, check a card in, undo, look back."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.admission import NOBODY, People, Reason, Status
from planner.core.enums import AccessNeed, ScanKind, UnknownCards
from planner.services.gate import journal, scanning
from planner.services.gate.event_scans import read_event
from planner.services.gate.food_and_room import read_room
from planner.services.gate.items import ScanBatch, ScanItem, ScanResult
from planner.services.gate.letting import BEYOND, answer_given, let_party_in, undo_scan
from planner.services.gate.parties import PartyAtGate
from planner.services.gate.recounts import count_now, last_recount
from planner.services.logistics.sheet_on_phones import may_know_sheet
from planner.store.models import Event
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.app import address_of
from planner.web.gate.device import current_phone, held_phones
from planner.web.gate.errands import on_the_page
from planner.web.gate.forms import AdmitPartyForm, CardLookupForm, OthersForm, entry, new_nonce
from planner.web.gate.presenter import chips, fullness_words, lines, room_words
from planner.web.gate.sentences import closed_text, verdict
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.scan_words import heads_words
from planner.web.watching import note_scans

LAST_SHOWN = 10
MOST_HEAD_KEYS = 9
ONE_MORE = {"adult": People(adults=1), "child": People(children=1)}
ONE_LESS = {"adult-out": People(adults=1), "child-out": People(children=1)}


@bp.get("")
def show_gate() -> ResponseReturnValue:
    """Show how many are inside, a field for a card, and the two big keys."""
    return _counting(CardLookupForm(formdata=None))


@bp.post("/people")
def add_people() -> ResponseReturnValue:
    """Count one person without a card, in or out: one tap."""
    form, pressed = EmptyForm(), request.form.get("add", "")
    people = (ONE_MORE | ONE_LESS).get(pressed)
    back = redirect(url_for("gate.show_out" if pressed in ONE_LESS else "gate.show_gate"), code=303)
    if not form.is_posted_and_valid() or people is None:
        return back
    # Two quick taps are two people: so each tap gets a nonce of its own.
    item = entry(new_nonce(), people)
    result = _take(replace(item, kind=ScanKind.EXIT) if pressed in ONE_LESS else item)
    session().commit()
    return back if result.status is Status.OK else _to_verdict(result)


@bp.get("/out")
def show_out() -> ResponseReturnValue:
    """Count people who leave."""
    form = CardLookupForm(formdata=None)
    return render_template("gate/out.html", form=form, phone=current_phone(), **_counter("out"))


@bp.route("/others", methods=["GET", "POST"])
def count_others() -> ResponseReturnValue:
    """Count a whole family without a card at once."""
    form = OthersForm()
    if not form.is_posted_and_valid():
        form.nonce.data = form.nonce.data or new_nonce()
        page = render_template("gate/others.html", form=form, phone=current_phone())
        return page, 422 if form.errors else 200
    result = _take(entry(form.nonce.data or "", form.answer()))
    session().commit()
    return _to_verdict(result)


@bp.get("/check")
def check_card() -> ResponseReturnValue:
    """Show the party of a code: how many are expected, how many are inside."""
    form = CardLookupForm(request.args)
    if not form.validate():
        return _counting(form, 422)
    typed = form.code.data or ""
    party, result = _look_up(typed)
    if party is None or result.status is not Status.OK:
        return _verdict(result)
    known = party.known_heads or party.expected_heads
    if "more" in request.args:
        known = _most_keys(party) + 1
    asked = {"code": typed, "nonce": new_nonce(), "heads": known}
    return _party(AdmitPartyForm(formdata=None, data=asked), party, result)


@bp.post("/check")
def let_in() -> ResponseReturnValue:
    """Let some of a party in, or change how many it will be."""
    form = AdmitPartyForm()
    typed = form.code.data or ""
    party, result = _look_up(typed)
    if party is None:
        return redirect(url_for("gate.check_card", code=typed or None), code=303)
    if form.wants_step:
        form.take_step()
        return _party(form, party, result)
    if not form.is_posted_and_valid():
        return _party(form, party, result, 422)
    wish = form.answer()
    result = let_party_in(
        session(),
        current_phone(),
        entry(wish.nonce, typed=typed),
        party=party,
        heads=wish.heads,
        code_key=settings().code_key,
        now=now(),
    )
    session().commit()
    return _to_verdict(result)


@bp.get("/done/<nonce>")
def show_verdict(nonce: str) -> ResponseReturnValue:
    """Fill the screen with what became of a scan."""
    given = answer_given(reading_session(), current_phone(), nonce)
    if given is None:
        abort(404)
    return _verdict(given.result, beyond=given.beyond, needs=given.needs)


@bp.post("/undo")
def take_scan_back() -> ResponseReturnValue:
    """Undo a scan of this gate."""
    form, target = EmptyForm(), request.form.get("nonce", "")
    if form.is_posted_and_valid() and 0 < len(target) <= 40 and target.isprintable():
        result = undo_scan(
            session(), current_phone(), target, code_key=settings().code_key, now=now()
        )
        session().commit()
        if result.status is Status.OK:
            flash(_("Undone."), "ok")
    back = {"last": "gate.show_last", "out": "gate.show_out"}.get(
        request.form.get("from", ""), "gate.show_gate"
    )
    return redirect(url_for(back), code=303)


@bp.get("/last")
def show_last() -> ResponseReturnValue:
    """List the last scans of this gate."""
    phone = current_phone()
    scans = journal.last_scans(
        reading_session(), phone.event_id, gate_id=phone.gate_id, limit=LAST_SHOWN
    )
    return render_template("gate/last.html", phone=phone, lines=lines(scans, zone=phone.zone))


def _counting(form: CardLookupForm, status: int = 200) -> ResponseReturnValue:
    phone = current_phone()
    page = render_template(
        "gate/counting.html",
        enter=address_of("enter.js"),
        form=form,
        phone=phone,
        obstacle=closed_text(phone.door.obstacle(now())),
        is_practice=phone.door.is_practice(now()),
        works_elsewhere=len(held_phones()) > 1,
        do_now=on_the_page(),
        **_counter("show"),
    )
    return page, status


def _counter(here: str) -> dict[str, Any]:
    """Give what gate/counter.html shows; `here` is the screen that it stands on."""
    phone, reading = current_phone(), reading_session()
    recent = journal.last_scans(reading, phone.event_id, device_id=phone.id, limit=5)
    mine = [scan for scan in recent if not scan.is_undone and scan.people.heads]
    base = mine[0].nonce.removesuffix(BEYOND) if mine else ""
    together = [scan.people.heads for scan in mine if scan.nonce in {base, base + BEYOND}]
    scans, room = read_event(reading, phone.event_id), read_room(reading, phone.event_id)
    counted = count_now(scans, last_recount(reading, phone.event_id), now=now())
    return {
        "counted": counted,
        "room_words": room_words(room, counted.by_gates.walk_ins),
        "fullness": fullness_words(room, counted.inside),
        "here": here,
        "last": base,
        "last_words": heads_words(sum(together)),
        "has_food": room.serves_food,
        "has_sheet": room.has_sheet and may_know_sheet(phone, now=now()),
    }


def _party(
    form: AdmitPartyForm, party: PartyAtGate, result: ScanResult, status: int = 200
) -> ResponseReturnValue:
    phone, settled = current_phone(), party.settled()
    page = render_template(
        "gate/party.html",
        form=form,
        phone=phone,
        size=party.size,
        inside=settled.inside.heads,
        extra=max(0, (form.heads.data or 0) - settled.room),
        remark=verdict(result, zone=phone.zone, starts=_starts()).sentence if result.reason else "",
        card_number=party.number,
        chips=chips(party.answered or NOBODY, party.needs),
        is_told=party.known_heads is not None,
        perhaps=party.expected_heads,
        most=_most_keys(party),
        part=party.part,
        gets=party.gate_words,
    )
    return page, status


def _most_keys(party: PartyAtGate) -> int:
    """Say up to which number there is a key: as many as may still come in, nine at most."""
    return min(max(1, party.settled().room), MOST_HEAD_KEYS)


def _verdict(
    result: ScanResult, *, beyond: People = NOBODY, needs: Iterable[AccessNeed] = ()
) -> ResponseReturnValue:
    phone = current_phone()
    is_in = result.status is not Status.REFUSED and bool(result.let_in.heads)
    return render_template(
        "gate/verdict.html",
        phone=phone,
        verdict=verdict(
            result,
            zone=phone.zone,
            starts=_starts(),
            asks_about_unknown=result.reason is Reason.UNKNOWN and _asks_about_unknown(),
        ),
        chips=chips(result.let_in + beyond, needs) if is_in else [],
        nonce=result.nonce if is_in else None,
        may_enter=result.status is not Status.OK and phone.door.obstacle(now()) is None,
        may_be_back=result.reason is Reason.FULL_PARTY_ALREADY_IN,
    )


def _to_verdict(result: ScanResult) -> ResponseReturnValue:
    return redirect(url_for("gate.show_verdict", nonce=result.nonce), code=303)


def _look_up(typed: str) -> tuple[PartyAtGate | None, ScanResult]:
    return scanning.look_up(
        reading_session(),
        current_phone(),
        entry("", typed=typed),
        code_key=settings().code_key,
        now=now(),
    )


def _take(item: ScanItem) -> ScanResult:
    batch = ScanBatch([item])
    (result,) = scanning.take_scans(
        session(), current_phone(), batch, code_key=settings().code_key, now=now()
    )
    note_scans([result.status])
    return result


def _asks_about_unknown() -> bool:
    event = reading_session().get_one(Event, current_phone().event_id)
    return event.unknown_cards is UnknownCards.ASK


def _starts() -> str:
    phone = current_phone()
    return day_and_time(phone.door.starts_at, phone.zone)
