"""Letters that come back: noted once, by the address they came to; what people write is left."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from planner.core.enums import IncomingOutcome
from planner.services.incoming import sorting
from planner.services.outbox import bounces
from planner.services.outbox.bounces import Bounce, BounceKind
from planner.services.outbox.unsubscribing import hash_address
from planner.store.models import IncomingMail
from planner.web.mail_incoming import take_in
from tests.support import replies
from tests.support.cards import MADE_AT
from tests.support.messages import Town
from tests.support.replies import GUEST
from tests.web.test_incoming import app, town

__all__ = ["app", "town"]
MAIL_ID = 12


@pytest.fixture
def address(town: Town) -> str:
    """The address to which one letter comes back."""
    settings = town.world.settings
    assert settings.return_addresses is not None
    hashed = hash_address(GUEST, code_key=settings.code_key)
    return settings.return_addresses.for_letter(MAIL_ID, hashed)


def outcomes(town: Town) -> list[IncomingOutcome]:
    with town.world.store.reading() as session:
        return list(session.scalars(select(IncomingMail.outcome)))


def test_a_letter_that_came_back_is_noted_once(
    town: Town, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[int, bytes]] = []

    def note(session: object, *, mail_id: int, address_hash: bytes, **_rest: object) -> None:
        noted.append((mail_id, address_hash))

    monkeypatch.setattr(sorting, "read_bounce", lambda message: Bounce(BounceKind.CAME_BACK))
    monkeypatch.setattr(bounces, "note_bounce", note)
    raw = replies.on_holiday(address)
    for _turn in range(2):
        assert take_in(town.app, raw, now=MADE_AT)
    assert noted == [(MAIL_ID, hash_address(GUEST, code_key=town.world.settings.code_key))]
    assert outcomes(town) == [IncomingOutcome.BOUNCE]


def test_who_is_on_holiday_is_known_and_gets_no_answer(town: Town, address: str) -> None:
    assert take_in(town.app, replies.on_holiday(address), now=MADE_AT)
    assert outcomes(town) == [IncomingOutcome.AUTOMATIC]
    assert town.outbox() == []


def test_a_person_who_writes_there_is_left_to_people(town: Town, address: str) -> None:
    assert not take_in(town.app, replies.person(address), now=MADE_AT)
    assert outcomes(town) == []


def test_without_a_way_in_no_address_is_ours(town: Town, address: str) -> None:
    town.app.extensions["settings"] = replace(town.app.extensions["settings"], mail_in="")
    assert not take_in(town.app, replies.on_holiday(address), now=MADE_AT)
