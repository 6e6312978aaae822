"""The gate's JSON: a phone sends its scans and gets an answer to each of them."""

import json
from collections.abc import Sequence
from dataclasses import replace

from flask import Response
from flask.typing import ResponseReturnValue

from planner.services.gate import scanning
from planner.services.gate.items import NotUnderstood, ScanBatch, ScanItem, ScanResult
from planner.services.gate.phones import Phone, note_waiting
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
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@bp.post("/scans")
@from_own_phone
def take_scans() -> ResponseReturnValue:
    """Take a batch of scans."""
    batch = read_posted(read_batch, largest=LARGEST_BODY)
    return Response(answer_to(batch, counting(held_phones())), mimetype="application/json")


def answer_to(batch: ScanBatch, held: Sequence[Phone]) -> bytes:
    """Take a batch of scans and write the answer.

    Args:
        batch: from a phone.
        held: what that is at each gate where it counts, where it works now first; not empty.
    """
    answers: dict[int, dict[str, object]] = {}
    for place, positions in split(batch, held):
        items = [batch.items[position] for position in positions]
        results = _take(place, replace(batch, items=items)) if place else map(refuse, items)
        zone = (place.phone if place else held[0]).zone
        for position, item, result in zip(positions, items, results, strict=True):
            answers[position] = _shown(item, result, zone)
    answer = {
        "server_now": now().isoformat(),
        "needs_app": OLDEST_APP,
        "results": [answers[position] for position in range(len(batch.items))],
    }
    return f"{_written(answer)}\n".encode()


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
    results = store().commit_in_group(take_them)
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
