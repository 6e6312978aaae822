"""The way in for who hands cards out: a link and a code, hashed, slowed down, and ended on time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.retention import FORGET_AFTER_DAYS, Retention
from planner.services.invite import intermediaries
from planner.services.invite import requests as card_requests
from planner.services.people.throttle import TooOften
from planner.services.privacy.purge import purge
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import (
    Batch,
    IntermediaryLink,
    IntermediaryRequest,
    IntermediarySignIn,
)
from tests.support.cards import MADE_AT, SATURDAY, World, make_world


class Hands:
    """A batch of cards with its link and code, and a browser that may come in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.batch_id = world.batch_of(world.cards(3, intermediary_name="Karin")[0])
        self.now = MADE_AT
        self.secret = self.make_link()
        self.code = self.make_code()

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Batch]]:
        with self.world.store.transaction() as session:
            yield session, session.get_one(Batch, self.batch_id)

    def make_link(self) -> str:
        key = self.world.settings.code_key
        with self.writing() as (session, batch):
            return intermediaries.make_link(session, batch, code_key=key, now=self.now)

    def make_code(self) -> str:
        with self.writing() as (session, batch):
            link = intermediaries.link_of(session, batch)
            assert link is not None
            return intermediaries.make_code(
                session, link, secret_key=self.world.settings.secret_key
            )

    def find(self, secret: str | None = None) -> IntermediaryLink | None:
        with self.world.store.reading() as session:
            return intermediaries.find_link(
                session,
                secret or self.secret,
                code_key=self.world.settings.code_key,
                keep=Retention(),
                now=self.now,
            )

    def wait(self) -> int:
        link = self.find()
        assert link is not None
        try:
            with self.world.store.transaction() as session:
                intermediaries.take_try(
                    session, link, secret_key=self.world.settings.secret_key, now=self.now
                )
        except TooOften as refused:
            return refused.wait_seconds
        return 0

    def come_in(self) -> str | None:
        link = self.find()
        assert link is not None
        with self.world.store.transaction() as session:
            return intermediaries.begin(
                session,
                link,
                code_key=self.world.settings.code_key,
                secret_key=self.world.settings.secret_key,
                now=self.now,
            )

    def is_in(self, token: str) -> bool:
        with self.world.store.reading() as session:
            link = session.scalars(select(IntermediaryLink)).first()
            found = link and intermediaries.find_sign_in(
                session,
                link.id,
                token,
                code_key=self.world.settings.code_key,
                keep=Retention(),
                now=self.now,
            )
            return found is not None


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def hands(world: World) -> Hands:
    return Hands(world)


def rows(session: Session, *tables: type[Base]) -> list[int]:
    return [session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]


def test_a_link_and_its_six_digits_let_somebody_in(hands: Hands) -> None:
    link = hands.find()
    assert link is not None
    assert len(hands.code) == 6
    assert hands.code.isdecimal()
    spoken = f"{hands.code[:3]} {hands.code[3:]}"
    assert intermediaries.is_code_of(link, spoken)
    token = hands.come_in()
    assert token is not None
    assert hands.is_in(token)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٠٠٠٠٠٠٠", "  "])
def test_other_digits_do_not(hands: Hands, typed: str) -> None:
    link = hands.find()
    assert link is not None
    assert not intermediaries.is_code_of(link, typed)


def test_a_link_without_a_code_opens_nothing(hands: Hands) -> None:
    hands.secret = hands.make_link()
    link = hands.find()
    assert link is not None
    assert link.code_hash is None
    for typed in ("", "None", "000000"):
        assert not intermediaries.is_code_of(link, typed)


def test_neither_the_secret_nor_the_digits_stand_in_the_database(hands: Hands) -> None:
    token = hands.come_in()
    assert token is not None
    with hands.world.store.reading() as session:
        link = session.scalars(select(IntermediaryLink)).one()
        sign_in = session.scalars(select(IntermediarySignIn)).one()
        stored = repr([vars(link), vars(sign_in)])
    assert hands.secret not in stored
    assert token not in stored
    assert f"'{hands.code}'" not in stored
    assert "$argon2id$" in stored


def test_a_new_link_ends_the_old_one_and_whoever_was_in(hands: Hands) -> None:
    token = hands.come_in()
    old = hands.secret
    hands.secret = hands.make_link()
    assert hands.find(old) is None
    assert token is not None
    assert not hands.is_in(token)


def test_a_new_code_lets_everybody_out(hands: Hands) -> None:
    token = hands.come_in()
    hands.make_code()
    assert token is not None
    assert not hands.is_in(token)
    assert hands.find() is not None


def test_a_link_that_was_taken_away_is_gone_wherever_it_was_open(hands: Hands) -> None:
    token = hands.come_in()
    with hands.writing() as (session, batch):
        assert intermediaries.remove_link(session, batch)
        assert not intermediaries.remove_link(session, batch)
    assert hands.find() is None
    assert token is not None
    assert not hands.is_in(token)


def test_a_code_that_is_made_anew_while_somebody_types_lets_nobody_in(hands: Hands) -> None:
    link = hands.find()
    assert link is not None
    hands.make_code()
    with hands.world.store.transaction() as session:
        settings = hands.world.settings
        let_in = intermediaries.begin(
            session,
            link,
            code_key=settings.code_key,
            secret_key=settings.secret_key,
            now=hands.now,
        )
    assert let_in is None


def test_six_wrong_tries_and_then_waiting(hands: Hands) -> None:
    assert [hands.wait() for _ in range(6)] == [0] * 6
    wait = hands.wait()
    assert wait > 0
    hands.now += timedelta(seconds=wait)
    assert hands.wait() == 0
    assert hands.wait() > 0, "one more try, not six"


def test_who_gets_in_starts_with_a_clean_slate(hands: Hands) -> None:
    for _ in range(5):
        hands.wait()
    hands.come_in()
    assert [hands.wait() for _ in range(6)] == [0] * 6


def test_the_link_of_another_stack_does_not_wait_for_it(hands: Hands) -> None:
    other = Hands(hands.world)
    while not hands.wait():
        pass
    assert other.wait() == 0


def test_a_browser_stays_in_for_thirty_days_at_most(hands: Hands, world: World) -> None:
    world.change(starts_at=SATURDAY + timedelta(days=60), ends_at=SATURDAY + timedelta(days=61))
    token = hands.come_in()
    assert token is not None
    hands.now += timedelta(days=29)
    assert hands.is_in(token)
    hands.now += timedelta(days=2)
    assert not hands.is_in(token)


def test_everything_ends_when_the_answers_are_forgotten(hands: Hands) -> None:
    hands.now = SATURDAY + timedelta(days=FORGET_AFTER_DAYS - 1)
    token = hands.come_in()
    assert token is not None
    assert hands.is_in(token)
    hands.now += timedelta(days=1)
    assert not hands.is_in(token)
    assert hands.find() is None


def test_what_is_over_is_erased(hands: Hands) -> None:
    hands.come_in()
    with hands.writing() as (session, batch):
        card_requests.ask(session, batch, "Two more cards", now=hands.now)
    due = SATURDAY + timedelta(days=FORGET_AFTER_DAYS)
    with hands.world.store.transaction() as session:
        erased = purge(session, keep=Retention(), now=due)
    assert (erased.accesses, erased.requests) == (1, 1)
    with hands.world.store.reading() as session:
        found = rows(session, IntermediaryLink, IntermediarySignIn, IntermediaryRequest)
        assert found == [0, 0, 0]


def test_the_oldest_browser_goes_when_there_are_too_many(hands: Hands) -> None:
    tokens = [hands.come_in() for _ in range(intermediaries.MOST_SIGN_INS + 1)]
    assert not hands.is_in(tokens[0] or "")
    assert all(hands.is_in(token or "") for token in tokens[1:])


def test_one_browser_can_be_closed_and_the_others_stay(hands: Hands) -> None:
    first, second = hands.come_in(), hands.come_in()
    with hands.world.store.transaction() as session:
        sign_in = session.scalars(
            select(IntermediarySignIn).order_by(IntermediarySignIn.id)
        ).first()
        assert sign_in is not None
        intermediaries.end(session, sign_in.id)
    assert not hands.is_in(first or "")
    assert hands.is_in(second or "")


def test_the_token_of_one_stack_opens_no_other(hands: Hands) -> None:
    token = hands.come_in()
    other = Hands(hands.world)
    with hands.world.store.reading() as session:
        theirs = session.scalars(
            select(IntermediaryLink).where(IntermediaryLink.batch_id == other.batch_id)
        ).one()
        found = intermediaries.find_sign_in(
            session,
            theirs.id,
            token or "",
            code_key=hands.world.settings.code_key,
            keep=Retention(),
            now=hands.now,
        )
    assert found is None


def test_a_request_waits_until_it_is_done(hands: Hands) -> None:
    event_id = hands.world.event_id
    with hands.writing() as (session, batch):
        assert card_requests.ask(session, batch, "Twee kaarten erbij", now=hands.now)
        assert card_requests.ask(session, batch, "Twee kaarten erbij", now=hands.now)
        (waiting,) = card_requests.list_waiting(session, event_id)
        assert not card_requests.mark_done(session, event_id + 1, waiting.id, now=hands.now)
        assert card_requests.mark_done(session, event_id, waiting.id, now=hands.now)
        assert card_requests.list_waiting(session, event_id) == []


def test_who_asks_too_much_is_told(hands: Hands) -> None:
    with hands.writing() as (session, batch):
        asked = [
            card_requests.ask(session, batch, f"Kaart {number}", now=hands.now)
            for number in range(card_requests.MOST_OPEN + 1)
        ]
    assert asked == [True] * card_requests.MOST_OPEN + [False]
