"""Whatever a household tells is kept, shown again and told to the organiser; nothing is lost.

The fields are those of the forms and of `ToldNeeds`, so a new one is tested as soon as it is
asked for.
"""

from dataclasses import fields as parts_of
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from planner.core.diets import Allergen, Diet
from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.core.small_cells import Size, ToldCount
from planner.services.answer import answering, telling
from planner.services.answer.tally import said_at
from planner.services.answer.telling import ToldNeeds
from planner.services.invite import issuing
from planner.services.invite.household import Opened
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Invitation
from planner.web.asking_back import SURE
from planner.web.invitee.more_form import MoreForm
from tests.support.cards import MADE_AT, World, make_world
from tests.support.made_up import ROUNDS, made_up
from tests.support.pages import PageClient


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def invitation_of(session: Session, world: World, card: PrintableCard) -> Invitation:
    found = issuing.find_invitation(session, card.code, code_key=world.settings.code_key)
    assert found is not None
    return found


def told(turn: int) -> ToldNeeds:
    """Return something of everything, by the type of each field."""
    ticks = count(1)
    values: dict[str, Any] = {}
    for part in parts_of(ToldNeeds):
        if part.type in {"bool", bool}:
            values[part.name] = bool(next(ticks) >> turn & 1)
        elif part.name == "allergies":
            values[part.name] = frozenset(list(Allergen)[turn : 2 * turn + 1])
        else:
            assert part.type in {"str", str}, f"say what to make up for {part.name}"
            values[part.name] = f"{part.name} {turn}"
    return ToldNeeds(**{**values, "agrees": bool(values["allergies"])})


@pytest.mark.parametrize("turn", ROUNDS)
def test_what_a_household_tells_is_stored_and_read_back(
    store: Store, world: World, turn: int
) -> None:
    card = world.cards(largest_party=8)[0]
    with store.transaction() as session:
        invitation = invitation_of(session, world, card)
        answering.give_reply(session, invitation, Reply.YES, now=MADE_AT)
        assert telling.tell(session, invitation, told(turn), now=MADE_AT)
    with store.transaction() as session:
        answer = session.query(Answer).one()
        assert telling.told_by(answer) == told(turn)
        for name in set(Answer.__table__.columns.keys()) & {
            part.name for part in parts_of(ToldNeeds)
        }:
            kept = getattr(answer, name)
            typed = getattr(told(turn), name)
            assert kept == (",".join(sorted(typed)) if name == "allergies" else typed), name
        answering.give_reply(session, invitation_of(session, world, card), Reply.NO, now=MADE_AT)
        left = {
            part.name: getattr(telling.told_by(answer), part.name) for part in parts_of(ToldNeeds)
        }
        assert left == {
            part.name: getattr(told(turn), part.name)
            if part.name in {"proud", "remark"}
            else getattr(ToldNeeds(), part.name)
            for part in parts_of(ToldNeeds)
        }, "who does not come is only asked about the neighbourhood"


@pytest.mark.parametrize("turn", ROUNDS)
def test_everything_that_five_households_tell_is_told_to_the_organiser(
    store: Store, world: World, turn: int
) -> None:
    one = told(turn)
    with store.transaction() as session:
        for place, card in enumerate(world.cards(10, largest_party=8)):
            invitation = invitation_of(session, world, card)
            party = PartyDetails(adults=1)
            answering.give_details(session, invitation, party, now=MADE_AT)
            telling.tell(session, invitation, one if place < 5 else ToldNeeds(), now=MADE_AT)
    with store.reading() as session:
        said = said_at(session, world.event_id)
        words = telling.words_read(session, world.event_id)
    five = ToldCount(Size.TOLD, 5)
    assert (said.prams, said.wheelchairs) == tuple(
        five if has else ToldCount() for has in (one.brings_pram, one.brings_wheelchair)
    )
    assert said.allergies == dict.fromkeys(map(str, one.allergies), five)
    assert (words.access_words, words.remarks) == ([one.access_words] * 5, [one.remark] * 5)
    assert words.prouds == [one.proud] * 5
    assert len(parts_of(ToldNeeds)) == 7, "a new one has to be in the picture too"


@pytest.mark.parametrize("turn", ROUNDS)
def test_what_a_household_types_is_shown_again(
    app: Flask, client: PageClient, world: World, turn: int
) -> None:
    card = world.cards(largest_party=8)[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    with app.test_request_context():
        stored = world.invitation(card).answer
        assert stored is not None
        form = MoreForm(answer=stored, opened=Opened(is_untold=True), has_food=True)
        sent = {**made_up(list(form), turn), "agrees": ["y"]}
    assert client.post(f"/{card.code}/more", data=sent).status_code == 303
    shown = client.page(f"/{card.code}/more").sends()
    assert {name: sorted(shown[name]) for name in sent} == {
        name: sorted(values) for name, values in sent.items()
    }
    answer = world.invitation(card).answer
    for name, values in sent.items():
        kept = getattr(answer, name, getattr(answer, f"brings_{name}", None))
        if name == "allergies":
            assert sorted(str(kept).split(",")) == sorted(values)
        elif name != "agrees":
            assert kept == (values[0] if isinstance(kept, str) else values == ["y"]), name


@pytest.mark.parametrize("turn", ROUNDS)
def test_who_comes_and_what_they_eat_is_shown_again(
    client: PageClient, world: World, turn: int
) -> None:
    card = world.cards(largest_party=40)[0]
    heads = {"adults": 20 + turn, "children": 5 + turn, "toddlers": 1 + turn}
    party = {
        **{name: ["more"] for name in heads},
        **{f"{name}_more": [str(number)] for name, number in heads.items()},
        "eat": ["everything", *(diet.value for diet in Diet)],
    }
    meant = {f"{SURE}adults_more": str(sum(heads.values()))}
    assert client.post(f"/{card.code}/party", data={**party, **meant}).status_code == 303
    shown = client.page(f"/{card.code}/party").sends()
    few = {"toddlers": [str(heads["toddlers"])], "toddlers_more": [""]}
    assert {name: sorted(shown[name]) for name in party} == {
        name: sorted(values) for name, values in {**party, **few}.items()
    }
    diets = {diet.value: [str(place + turn)] for place, diet in enumerate(Diet, start=1)}
    assert client.post(f"/{card.code}/food", data=diets).status_code == 303
    shown = client.page(f"/{card.code}/food").sends()
    assert {name: shown[name] for name in diets} == diets
    answer = world.invitation(card).answer
    assert answer is not None
    assert {row.diet: [str(row.heads)] for row in answer.diets} == diets
    assert (answer.adults, answer.toddlers) == (heads["adults"], heads["toddlers"])
    assert answer.children == heads["children"] + heads["toddlers"]
