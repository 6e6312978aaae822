"""The gate's JSON: a phone sends its scans and gets an answer to each of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from flask import Response
from flask.typing import ResponseReturnValue

from planner.services.gate import scanning
from planner.services.gate.claims import ScanClaim
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
    delivery = ScanDelivery(read_posted(read_batch, largest=LARGEST_BODY), counting(held_phones()))
    take_all([delivery])
    return Response(delivery.answer(), mimetype="application/json")


class ScanDelivery:
    """What a phone sends at once, and what becomes of it.

    Args:
        batch: its scans.
        held: what the phone is at each gate where it counts, where it works now first; not empty.
    """

    def __init__(self, batch: ScanBatch, held: Sequence[Phone]) -> None:
        self._batch, self._zone = batch, held[0].zone
        self.parts = [
            _Booking(place, positions, replace(batch, items=[batch.items[at] for at in positions]))
            for place, positions in split(batch, held)
        ]

    def answer(self) -> bytes:
        """Write the answer in the reader's language, once everything is taken."""
        shown: dict[int, dict[str, object]] = {}
        for part in self.parts:
            zone = part.place.phone.zone if part.place else self._zone
            for at, item, result in zip(
                part.positions, part.batch.items, part.results, strict=True
            ):
                shown[at] = _shown(item, result, zone)
        answer = {
            "server_now": now().isoformat(),
            "needs_app": OLDEST_APP,
            "results": [shown[at] for at in range(len(self._batch.items))],
        }
        return f"{_written(answer)}\n".encode()


class _Booking:
    """The scans of a delivery that belong to one place.

    Args:
        place: where they are booked; None where they belong to no gate of the phone.
        positions: of its scans in the delivery.
        batch: the scans.
    """

    def __init__(self, place: Place | None, positions: Sequence[int], batch: ScanBatch) -> None:
        self.place, self.positions, self.batch = place, positions, batch
        self.results: Sequence[ScanResult] = [] if place else [refuse(each) for each in batch.items]

    def take(self, connection: PreparedConnection, *, code_key: str, moment: datetime) -> None:
        """Book them; may be done twice: a scan that is there already has the answer that it got."""
        if self.place is None:
            return
        self.results = scanning.take_scans(
            connection,
            self.place.phone,
            self.batch,
            code_key=code_key,
            now=moment,
            is_place_assumed=self.place.is_assumed,
        )
        note_waiting(connection, self.place.phone, self.batch.waiting)


def take_all(deliveries: Sequence[ScanDelivery], *, may_wait: bool = True) -> None:
    """Take what phones sent, each scan once, of each place by itself.

    Args:
        deliveries: of one phone or of several.
        may_wait: for cards that somebody holds. Else all is committed together, or nothing of it:
            then it may be taken again, and be it each by itself.
    """
    parts = [part for each in deliveries for part in each.parts if part.place]
    groups = [[part] for part in parts] if may_wait else [parts]
    code_key, moment = settings().code_key, now()
    for group in groups:
        sent = [(part.place.phone, part.batch) for part in group if part.place]
        if not sent:
            continue
        for phone, _batch in sent:
            note_contact(phone)
        take = partial(_take, group, code_key=code_key, moment=moment)
        store().commit_in_group(take, ScanClaim(sent, code_key, may_wait=may_wait))
    note_scans(result.status for part in parts for result in part.results if not result.replayed)


def _take(
    parts: Sequence[_Booking], connection: PreparedConnection, *, code_key: str, moment: datetime
) -> None:
    for part in parts:
        part.take(connection, code_key=code_key, moment=moment)


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
