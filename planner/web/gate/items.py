"""Reads what a phone sends. Whatever it is, nothing but a refusal may come of nonsense."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from planner.core.admission import NOBODY, People
from planner.core.diets import Diet
from planner.core.enums import ScanKind
from planner.services.gate.items import (
    MOST_AT_ONCE,
    MOST_ITEMS,
    NotUnderstood,
    ScanBatch,
    ScanItem,
)

LONGEST_CODE = 500
LARGEST_NUMBER = 999_999
LARGEST_ID = 2**31 - 1
_NONCE = re.compile(r"[A-Za-z0-9_.:-]{1,40}")


class NotABatch(Exception):
    """The body is not what it should be at all."""


class TooMany(Exception):
    """More of it than may come at once."""


class _Nonsense(Exception):
    """A part of an item is not what it should be."""


def read_batch(body: bytes) -> ScanBatch:
    """Read the body of a request.

    Raises:
        NotABatch: no JSON, or JSON that is not an object with a list of scans.
        TooMany: more than `MOST_ITEMS`.
    """
    values = read_object(body)
    if not isinstance(values.get("scans"), list):
        raise NotABatch
    if len(values["scans"]) > MOST_ITEMS:
        raise TooMany
    try:
        device_now = _moment(values["device_now"]) if "device_now" in values else None
    except _Nonsense:
        raise NotABatch from None
    items = [read_item(item) for item in values["scans"]]
    return ScanBatch(items, device_now, _waiting(values.get("waiting")))


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """What a phone asks about one card, by its code or its number.

    Args:
        gate_id: where it was shown.
        own: how the nonces of the scans begin that the phone holds itself, with commas between.
        code: as scanned or typed.
        card_number: the short number.
        part: the part of the event that the number belongs to.
    """

    gate_id: int
    own: str
    code: str | None = None
    card_number: int | None = None
    part: int | None = None


def read_question(body: bytes) -> CardQuestion:
    """Read a question about a card.

    Raises:
        NotABatch: it is none.
    """
    values = read_object(body)
    code, number = values.get("code"), values.get("card_number")
    try:
        if (code is None) == (number is None):
            raise _Nonsense
        return CardQuestion(
            gate_id=_whole(values.get("gate"), 1, LARGEST_ID),
            own=_code(values.get("own")),
            code=None if code is None else _code(code),
            card_number=None if number is None else _whole(number, 1, LARGEST_NUMBER),
            part=_number(values.get("part")),
        )
    except _Nonsense:
        raise NotABatch from None


def read_gate(body: bytes) -> int:
    """Read the number of the gate that a phone names.

    Raises:
        NotABatch: it names none.
    """
    try:
        return _whole(read_object(body).get("gate"), 1, LARGEST_ID)
    except _Nonsense:
        raise NotABatch from None


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody tells from a phone whether they go on an errand.

    Args:
        errand_id: of an event of the phone.
        is_going: or not any more.
        gate_id: where it was told; None is where the phone works now.
    """

    errand_id: int
    is_going: bool
    gate_id: int | None


def read_going(body: bytes) -> Going:
    """Read whether somebody goes on an errand.

    Raises:
        NotABatch: it does not say so.
    """
    values = read_object(body)
    try:
        if not isinstance(is_going := values.get("going"), bool):
            raise _Nonsense
        return Going(_whole(values.get("id"), 1, LARGEST_ID), is_going, _number(values.get("gate")))
    except _Nonsense:
        raise NotABatch from None


def read_listed(body: bytes, name: str, *, most: int) -> tuple[list[Any], datetime | None]:
    """Read what a phone sends under a name, unread each, and its clock; None where it says none.

    Raises:
        NotABatch: no JSON object with such a list.
        TooMany: more than may come at once.
    """
    values = read_object(body)
    listed = values.get(name)
    if not isinstance(listed, list):
        raise NotABatch
    if len(listed) > most:
        raise TooMany
    return listed, read_moment(values.get("device_now"))


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        NotABatch: it is none.
    """
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise NotABatch from None
    if not isinstance(values, dict):
        raise NotABatch
    return values


def _waiting(value: Any) -> int:
    # A number for the organiser's page: not worth refusing anybody's scans for.
    return min(value, LARGEST_NUMBER) if type(value) is int and value > 0 else 0


def read_item(values: Any) -> ScanItem | NotUnderstood:
    """Read one scan; what makes no sense becomes `NotUnderstood` with its nonce, if it has one."""
    if not isinstance(values, dict):
        return NotUnderstood()
    nonce = values.get("nonce")
    if not is_nonce(nonce):
        return NotUnderstood()
    try:
        return _scan(nonce, values)
    except _Nonsense:
        return NotUnderstood(nonce)


def _scan(nonce: str, values: Mapping[str, Any]) -> ScanItem:
    kind = _kind(values.get("kind", ScanKind.ENTRY.value))
    moved = kind is not ScanKind.VOID
    code, number = values.get("code"), values.get("card_number")
    walk_in = _truth(values.get("walk_in"))
    if moved and (code is not None) + (number is not None) + walk_in != 1:
        raise _Nonsense
    return ScanItem(
        nonce=nonce,
        kind=kind,
        phone_at=_moment(values.get("scanned_at")),
        people=_people(values.get("admit")) if moved else NOBODY,
        only_heads=moved and not walk_in and "heads" in values["admit"],
        code=_code(code) if moved and code is not None else None,
        card_number=_whole(number, 1, LARGEST_NUMBER) if moved and number is not None else None,
        card_event=_number(values.get("part")) if moved and number is not None else None,
        diet=_diet(values.get("diet")) if moved and walk_in else None,
        server_at=_moment(values["server_at"]) if "server_at" in values else None,
        offline=_truth(values.get("offline")),
        event_id=_number(values.get("event")),
        gate_id=_number(values.get("gate")),
        is_practice=_truth(values["practice"]) if "practice" in values else None,
        voids=None if moved else _other_nonce(values.get("voids")),
    )


def _number(value: Any) -> int | None:
    return None if value is None else _whole(value, 1, LARGEST_ID)


def _diet(value: Any) -> Diet | None:
    # A wish for the kitchen: not worth losing anybody for.
    return Diet(value) if isinstance(value, str) and value in set(Diet) else None


def _kind(value: Any) -> ScanKind:
    try:
        return ScanKind(value)
    except ValueError:
        raise _Nonsense from None


def _people(value: Any) -> People:
    if not isinstance(value, dict):
        raise _Nonsense
    people = People(
        _whole(value.get("adults", 0), 0, MOST_AT_ONCE),
        _whole(value.get("children", 0), 0, MOST_AT_ONCE),
    )
    if "heads" in value and _whole(value["heads"], 1, MOST_AT_ONCE) != people.heads:
        people = People(value["heads"])
    if not people.heads:
        raise _Nonsense
    return people


def _whole(value: Any, lowest: int, highest: int) -> int:
    # True is a whole number to Python, and 2.0 is not one to us.
    if type(value) is not int or not lowest <= value <= highest:
        raise _Nonsense
    return value


def _truth(value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise _Nonsense
    return bool(value)


def _code(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_CODE:
        raise _Nonsense
    return value


def is_nonce(value: Any) -> TypeGuard[str]:
    """Say whether a phone may call what it sends like this."""
    return isinstance(value, str) and _NONCE.fullmatch(value) is not None


def _other_nonce(value: Any) -> str:
    if not is_nonce(value):
        raise _Nonsense
    return value


def read_moment(value: Any) -> datetime | None:
    """Read an ISO moment with its zone; None for anything else."""
    try:
        return _moment(value)
    except _Nonsense:
        return None


def _moment(value: Any) -> datetime:
    """Read an ISO moment; without a time zone nobody could say when it was."""
    if not isinstance(value, str) or len(value) > 40:
        raise _Nonsense
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise _Nonsense from None
    # A phone with an empty battery begins in 1970; further off no sum of times could go wrong.
    if moment.tzinfo is None or not 1970 <= moment.year < 2200:
        raise _Nonsense
    return moment
