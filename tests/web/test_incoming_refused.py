"""What comes in and does not count: what is off, another event or card, a machine, a person."""

from dataclasses import replace

import pytest

from planner.core.enums import EventState, IncomingOutcome, InvitationState
from planner.services.invite.issuing import PrintableCard
from planner.store.models import Invitation
from planner.web.mail_incoming import take_in
from tests.support import replies
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.messages import Town
from tests.web.test_incoming import (
    COUNTED,
    HOUR,
    MINUTE,
    address_of,
    answer_of,
    app,
    card,
    hear,
    outcomes,
    said,
    town,
)

__all__ = ["app", "card", "town"]


@pytest.mark.parametrize("fields", [{"state": EventState.CANCELLED}, {"state": EventState.DRAFT}])
def test_what_is_off_takes_no_answer_and_no_letter_leaves(
    town: Town, card: PrintableCard, fields: dict[str, object]
) -> None:
    town.world.change(**fields)
    hear(town, replies.gmail(said(town, card)))
    assert outcomes(town) == [IncomingOutcome.CLOSED]
    assert (answer_of(town, card), town.outbox()) == (None, [])


def test_what_has_begun_takes_no_answer(town: Town, card: PrintableCard) -> None:
    one = said(town, card, at=SATURDAY + HOUR)
    assert take_in(town.app, replies.gmail(one), now=SATURDAY + HOUR)
    assert (outcomes(town), answer_of(town, card)) == ([IncomingOutcome.CLOSED], None)


def test_after_the_last_day_to_answer_they_hear_that_it_is_over(
    town: Town, card: PrintableCard
) -> None:
    town.world.change(answers_close_at=MADE_AT + MINUTE)
    hear(town, replies.gmail(said(town, card)))
    assert (outcomes(town), answer_of(town, card)) == ([IncomingOutcome.CLOSED], None)
    assert "De laatste dag om te antwoorden is voorbij." in town.outbox()[-1].text


def test_another_time_that_is_asked_for_is_answered_in_words(
    town: Town, card: PrintableCard
) -> None:
    hear(town, replies.outlook(said(town, card, method="COUNTER")))
    assert outcomes(town) == [IncomingOutcome.COUNTER]


def test_an_answer_about_another_event_does_not_count(town: Town, card: PrintableCard) -> None:
    hear(town, replies.gmail(said(town, card, uid="another")))
    assert outcomes(town) == [IncomingOutcome.OTHER_EVENT]


def test_a_card_that_was_taken_back_takes_no_answer(town: Town, card: PrintableCard) -> None:
    one = said(town, card)
    key = town.world.invitation(card).id
    with town.world.store.transaction() as session:
        session.get_one(Invitation, key).state = InvitationState.REVOKED
    assert hear(town, replies.gmail(one))
    assert (outcomes(town), town.outbox()) == ([], [])


def test_who_only_seems_to_be_the_guest_is_nobody(town: Town, card: PrintableCard) -> None:
    one = said(town, card, to="post@feest.example")
    assert not hear(town, replies.gmail(one))
    forged = address_of(town, card)
    forged = forged[:7] + ("a" if forged[7] != "a" else "b") + forged[8:]
    assert not hear(town, replies.gmail(replace(one, to=forged)))
    assert outcomes(town) == []


def test_the_mail_server_may_say_whom_it_is_for(town: Town, card: PrintableCard) -> None:
    one = said(town, card, to="verborgen@feest.example")
    assert hear(town, replies.gmail(one), to=address_of(town, card).upper())
    assert outcomes(town) == [COUNTED]


def test_letters_of_people_are_left_to_people_and_machines_get_no_answer(
    town: Town, card: PrintableCard
) -> None:
    address = address_of(town, card)
    assert not hear(town, replies.person(address))
    assert hear(town, replies.on_holiday(address))
    assert outcomes(town) == [IncomingOutcome.AUTOMATIC]
    assert town.outbox() == []
