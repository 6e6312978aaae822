"""The gate's JSON: a phone sends its scans and gets an answer to each of them."""

from dataclasses import replace

from flask import jsonify
from flask.typing import ResponseReturnValue

from planner.services.gate import scanning
from planner.services.gate.claims import ScanClaim
from planner.services.gate.items import NotUnderstood, ScanBatch, ScanItem, ScanResult
from planner.services.gate.phones import note_waiting
from planner.services.gate.placing import Place, refuse, split
from planner.store.prepared import PreparedConnection
from planner.web.clock import now
from planner.web.db import store
from planner.web.gate import bp
from planner.web.gate.app import OLDEST_APP
from planner.web.gate.device import counting, held_phones, note_contact
from planner.web.gate.items import read_batch
from planner.web.gate.posts import from_own_phone, read_posted
from planner.web.gate.sentences import short_text
from planner.web.installation import settings
from planner.web.watching import note_scans

LARGEST_BODY = 256 * 1024
"""Bytes: a hundred scans of the longest kind."""


@bp.post("/scans")
@from_own_phone
def take_scans() -> ResponseReturnValue:
    """Take a batch of scans."""
    batch, held = read_posted(read_batch, largest=LARGEST_BODY), counting(held_phones())
    answers: dict[int, dict[str, object]] = {}
    for place, positions in split(batch, held):
        items = [batch.items[position] for position in positions]
        results = _take(place, replace(batch, items=items)) if place else map(refuse, items)
        zone = (place.phone if place else held[0]).zone
        for position, item, result in zip(positions, items, results, strict=True):
            answers[position] = _shown(item, result, zone)
    return jsonify(
        server_now=now().isoformat(),
        needs_app=OLDEST_APP,
        results=[answers[position] for position in range(len(batch.items))],
    )


def _take(place: Place, batch: ScanBatch) -> list[ScanResult]:
    code_key, moment, phone = settings().code_key, now(), place.phone
    note_contact(phone)

    def take_them(connection: PreparedConnection) -> list[ScanResult]:
        taken = scanning.take_scans(
            connection,
            phone,
            batch,
            code_key=code_key,
            now=moment,
            is_place_assumed=place.is_assumed,
        )
        note_waiting(connection, phone, batch.waiting)
        return taken

    # May be done twice: a scan that is there already gets the answer that it got.
    claim = ScanClaim([(phone, batch)], code_key)
    results = store().commit_in_group(take_them, claim)
    note_scans(result.status for result in results if not result.replayed)
    return results


def _shown(item: ScanItem | NotUnderstood, result: ScanResult, zone: str) -> dict[str, object]:
    first = result.first_seen
    shown: dict[str, object] = {
        "nonce": result.nonce,
        "status": result.status.value,
        "reason": result.reason.value if result.reason else None,
        "admitted_total": result.admitted_total,
        "party_size": result.party_size,
        "first_seen": {"at": first.at.isoformat(), "gate": first.gate} if first else None,
        "text": short_text(result, kind=getattr(item, "kind", None), zone=zone),
    }
    if result.gate_words:
        shown["gate_words"] = result.gate_words
    return shown | {"replayed": True} if result.replayed else shown
