"""At which gate a scan was made: there it is booked, or nowhere.

A phone works at several gates, of several events, and sends what it counted when there is a
network. So each scan says where it was made, and the tokens of the phone say where it may deliver.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.admission import Reason, Status
from planner.services.gate.items import NotUnderstood, ScanBatch, ScanItem, ScanResult
from planner.services.gate.phones import Phone


@dataclass(frozen=True, slots=True)
class Place:
    """Where scans are booked.

    Args:
        phone: what the sender is at that gate.
        is_assumed: the scans did not say the gate themselves.
    """

    phone: Phone
    is_assumed: bool = False


def place_of(item: ScanItem, phones: Sequence[Phone]) -> Place | None:
    """Find where a scan belongs; None when this phone may not count there.

    Args:
        item: from the phone.
        phones: what it is at each gate, where it works now first; not empty.
    """
    at_work = [phone for phone in phones if not phone.is_revoked]
    if item.gate_id is not None:
        return next(
            (
                Place(phone)
                for phone in at_work
                if phone.gate_id == item.gate_id and item.event_id in {None, phone.event_id}
            ),
            None,
        )
    if item.event_id is not None:
        # Counted before the app knew gates by number: at the event, wherever it worked there last.
        return next(
            (Place(phone, True) for phone in at_work if phone.event_id == item.event_id), None
        )
    return None if phones[0].is_revoked else Place(phones[0], True)


def split(batch: ScanBatch, phones: Sequence[Phone]) -> list[tuple[Place | None, list[int]]]:
    """Part a batch by where its scans belong: the positions of the scans for each place."""
    parts: dict[Place | None, list[int]] = {}
    for position, item in enumerate(batch.items):
        place = place_of(item, phones) if isinstance(item, ScanItem) else None
        parts.setdefault(place, []).append(position)
    if not parts:  # how many wait is worth knowing though nothing comes with it
        parts = {Place(phone): [] for phone in phones if not phone.is_revoked}
        return list(parts.items())[:1]
    return list(parts.items())


def refuse(item: ScanItem | NotUnderstood) -> ScanResult:
    """Answer a scan that belongs to no gate of this phone; it is not stored."""
    reason = Reason.WRONG_GATE if isinstance(item, ScanItem) else Reason.NOT_UNDERSTOOD
    return ScanResult(nonce=item.nonce, status=Status.REFUSED, reason=reason)
