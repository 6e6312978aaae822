"""'Is it better now?' adds up answers of nobody, and tells of them in steps of five."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from planner.core.residents.undertakings import PromiseKind, PromiseState
from planner.services.residents import voting
from planner.services.residents.voting import VotesTold
from planner.store.base import Store
from planner.store.models import Neighbourhood, Promise, PromiseVotes
from planner.store.scoping import host_id

DAY = date(2027, 6, 1)


@pytest.fixture
def place_id(store: Store) -> int:
    with store.transaction() as session:
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        return place.id


def promise(store: Store, place_id: int, number: int = 1, **values: object) -> int:
    made = {
        "state": PromiseState.DONE,
        "settled_on": DAY + timedelta(days=number),
        "is_public": True,
        **values,
    }
    with store.transaction() as session:
        row = Promise(
            organisation_id=host_id(session),
            number=number,
            neighbourhood_id=place_id,
            what=f"A bench {number}",
            kind=PromiseKind.PROMISED,
            made_on=DAY,
            **made,
        )
        session.add(row)
        session.flush()
        return row.id


def votes(store: Store, promise_id: int) -> PromiseVotes | None:
    with store.reading() as session:
        return session.get(PromiseVotes, promise_id)


def say(store: Store, promise_id: int, *, better: int = 0, not_yet: int = 0) -> None:
    for is_better in [True] * better + [False] * not_yet:
        with store.transaction() as session:
            voting.vote(session, promise_id, is_better)


def test_answers_are_added_up(store: Store, place_id: int) -> None:
    promise_id = promise(store, place_id)
    assert votes(store, promise_id) is None
    say(store, promise_id, better=6, not_yet=5)
    kept = votes(store, promise_id)
    assert kept is not None
    assert (kept.better, kept.not_yet) == (6, 5)


def test_answers_at_the_same_moment_all_count(store: Store, place_id: int) -> None:
    promise_id = promise(store, place_id)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _turn: say(store, promise_id, not_yet=3), range(4)))
    kept = votes(store, promise_id)
    assert kept is not None
    assert (kept.better, kept.not_yet) == (0, 12)


@pytest.mark.parametrize(
    ("better", "not_yet", "told"),
    [
        pytest.param(2, 1, None, id="of three answers nothing is shown"),
        pytest.param(4, 4, None, id="nor of four and four: each is a few"),
        pytest.param(6, 5, VotesTold(5, 5), id="of six and five it is"),
        pytest.param(9, 0, VotesTold(5, 0), id="the same for nine as for five"),
        pytest.param(10, 4, VotesTold(10, 0), id="and never how few the others are"),
    ],
)
def test_little_is_told_of_few(better: int, not_yet: int, told: VotesTold | None) -> None:
    assert voting.told(better, not_yet) == told


def test_five_who_say_not_yet_ask_to_look_again_until_somebody_did(
    store: Store, place_id: int
) -> None:
    promise_id = promise(store, place_id)
    say(store, promise_id, better=6, not_yet=4)
    assert not voting.asks_to_look_again(votes(store, promise_id))
    say(store, promise_id, not_yet=1)
    assert voting.asks_to_look_again(votes(store, promise_id))
    with store.transaction() as session:
        voting.note_looked_again(session, promise_id, not_yet=5)
    assert not voting.asks_to_look_again(votes(store, promise_id))
    say(store, promise_id, not_yet=4)
    assert not voting.asks_to_look_again(votes(store, promise_id))
    say(store, promise_id, not_yet=1)
    assert voting.asks_to_look_again(votes(store, promise_id))


def test_two_that_are_done_and_public_are_asked_about_newest_first(
    store: Store, place_id: int
) -> None:
    done = [promise(store, place_id, number) for number in (1, 2, 3)]
    promise(store, place_id, 4, state=PromiseState.BUSY, settled_on=None)
    promise(store, place_id, 5, is_public=False)
    say(store, done[2], better=5)
    with store.reading() as session:
        asked = voting.asked_about(session, place_id)
        assert [one.promise_id for one in asked] == [done[2], done[1]]
        assert [one.told for one in asked] == [VotesTold(5, 0), None]
        assert voting.asked_about(session, None) == ()
        assert voting.promise_to_vote_on(session, done[0]) is not None
        assert voting.promise_to_vote_on(session, done[2] + 1) is None
