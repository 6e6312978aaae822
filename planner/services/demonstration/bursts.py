"""Answers that somebody made up in one second, so that one can see what becomes of them."""

from datetime import timedelta

from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering
from planner.services.answer.provenance import Origin, mark_of
from planner.services.demonstration.maker import Maker
from planner.services.invite import issuing, open_answers
from planner.store.models import Event

NAME = "Antwoorden zonder kaart"
SECRET = "demonstration"  # noqa: S105 - marks of connections that nobody has
NUMBER = 23
EACH = timedelta(milliseconds=43)
HOURS_AGO = 14
NEIGHBOURS = (PartyDetails(adults=2, children=2), PartyDetails(adults=1))
PRANK = PartyDetails(adults=8)


def add_burst(maker: Maker, event: Event) -> None:
    """Let two neighbours answer on the public page, and then a prankster."""
    for number, party in enumerate(NEIGHBOURS):
        _answer(maker, event, f"home {number}", party, hours_ago=40 - number)
    for number in range(NUMBER):
        _answer(maker, event, "prank", PRANK, hours_ago=HOURS_AGO, later=number * EACH)


def _answer(
    maker: Maker,
    event: Event,
    connection: str,
    party: PartyDetails,
    *,
    hours_ago: float,
    later: timedelta = timedelta(0),
) -> None:
    at = maker.days_ago(hours_ago / 24) + later
    made = open_answers.answer_openly(
        maker.session,
        event.id,
        Reply.YES,
        origin=Origin(
            network=mark_of(SECRET, "network", event.id, connection),
            form=mark_of(SECRET, "form", event.id, f"{connection} {later}"),
        ),
        batch_name=NAME,
        code_key=maker.code_key,
        now=at,
    )
    card = issuing.find_invitation(maker.session, made.code, code_key=maker.code_key)
    if card is None:
        raise LookupError("the card that was just made is gone")
    answering.give_details(maker.session, card, party, now=at)
