"""A cancelled event: its pages invite nobody, let nobody in, and keep what is still needed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.core.enums import EventState
from planner.services.gate import gates
from planner.services.invite import batches
from planner.services.plan import planning
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Batch, Event, EventNotice, Gate, Invitation, OutboxMail
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient

SENTENCE = "This event is cancelled: nobody is invited or let in any more."


@pytest.fixture
def world(store: Store, settings: Settings, organiser: Account) -> World:
    """A barbecue with cards and a gate, that was called off."""
    made = make_world(store, settings)
    made.change(created_by_id=organiser.id)
    made.cards(4, intermediary_name="Karin")
    with store.transaction() as session:
        event = session.get_one(Event, made.event_id)
        gates.open_gate(session, event, "Hek", code_key=settings.code_key, now=MADE_AT)
        planning.cancel_event(session, event, reason="Storm", now=MADE_AT)
    return made


@pytest.fixture(autouse=True)
def _english(desk: PageClient) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def addresses(world: World) -> tuple[str, str, str]:
    """Return the pages of its cards, gates and messages."""
    base = f"/events/{world.event_id}"
    return f"{base}/invitations", f"{base}/gates", f"{base}/messages"


def sent_to(page: Page) -> set[str]:
    """Return the addresses of all forms and links on a page."""
    return {form.get("action") or "" for form in page.all("form")} | set(page.links())


def rows(world: World, table: type[Batch | Gate | Invitation | OutboxMail]) -> int:
    with world.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_its_pages_say_so_on_top_and_what_still_makes_sense(desk: PageClient, world: World) -> None:
    cards, doors, messages = (desk.page(one) for one in addresses(world))
    assert "It is cancelled. Whoever opens a card reads that it is off." in cards.words
    assert "It is cancelled. Nobody is let in any more." in doors.words
    assert "It is cancelled. No invitation and no reminder leaves any more." in messages.words
    assert f"/events/{world.event_id}/messages" in cards.links()
    for page in (cards, doors, messages):
        assert f"/events/{world.event_id}/resume" in sent_to(page)
    assert "Tell your guests: that it is cancelled" in messages.words


def test_they_offer_nothing_that_invites_or_lets_people_in(desk: PageClient, world: World) -> None:
    base, doors, messages = addresses(world)
    offered = {address for one in (base, doors, messages) for address in sent_to(desk.page(one))}
    words = " ".join(desk.page(one).words for one in (base, doors, messages))
    with world.store.reading() as session:
        batch_id = session.scalars(select(Batch.id)).one()
        gate_id = session.scalars(select(Gate.id)).one()
    batch, gate = f"{base}/{batch_id}", f"{doors}/{gate_id}"
    assert not offered & {
        *(f"{base}/{one}" for one in ("new", "answer", "poster")),
        *(f"{batch}/{one}" for one in ("print", "handed-out", "letters", "pdf", "renew")),
        *(f"{gate}/{one}" for one in ("renew", "sign", "phones")),
        *(f"{doors}/{one}" for one in ("doors", "unknown-cards", "practice-cards")),
        f"/events/{world.event_id}/mailings/invite",
    }
    assert doors not in {form.get("action") for form in desk.page(doors).all("form")}
    for one in ("Make cards", "Open another gate", "Print 4 cards", "/g/"):
        assert one not in words
    assert {f"{batch}/revoke", f"{batch}/access", f"{batch}/list", f"{gate}/close"} <= offered


@pytest.mark.parametrize(
    ("page", "address", "typed"),
    [
        pytest.param(0, "/new", {"name": "More", "count": "4", "largest_party": "4"}, id="make"),
        pytest.param(0, "/{batch}/print", {}, id="print"),
        pytest.param(0, "/{batch}/handed-out", {}, id="hand out"),
        pytest.param(0, "/{batch}/renew", {"do": "renew"}, id="new cards for these"),
        pytest.param(0, "/renew", {"do": "renew"}, id="new cards for all"),
        pytest.param(0, "/lost", {"number": "1"}, id="a new card for a lost one"),
        pytest.param(0, "/answer", {"number": "1", "reply": "yes"}, id="fill in"),
        pytest.param(0, "/{batch}/gate-words", {"gate_words": "Soep"}, id="gate words"),
        pytest.param(1, "", {"name": "Achterom"}, id="open a gate"),
        pytest.param(1, "/{gate}/renew", {}, id="a new link"),
        pytest.param(1, "/{gate}/phones", {"most_phones": "20"}, id="more phones"),
        pytest.param(1, "/doors", {}, id="open the doors"),
        pytest.param(2, "/confirmation/set", {"is_on": "y"}, id="switch a message on"),
    ],
)
def test_what_would_is_refused_with_a_sentence(
    desk: PageClient, world: World, page: int, address: str, typed: dict[str, str]
) -> None:
    with world.store.reading() as session:
        ids = {
            "batch": session.scalars(select(Batch.id)).one(),
            "gate": session.scalars(select(Gate.id)).one(),
        }
        seed = session.scalars(select(Gate.seed)).one()
    before = [rows(world, table) for table in (Batch, Gate, Invitation, OutboxMail)]
    home = addresses(world)[page]
    answer = desk.send(f"{home}{address.format(**ids)}", typed, form_on=f"/events/{world.event_id}")
    assert answer.status_code == 303
    assert SENTENCE in desk.page(answer.location).words
    assert [rows(world, table) for table in (Batch, Gate, Invitation, OutboxMail)] == before
    with world.store.reading() as session:
        batch = session.scalars(select(Batch)).one()
        assert (batch.printed_at, batch.handed_out_at, batch.gate_words) == (None, None, "")
        assert session.scalars(select(Gate.seed)).one() == seed
        assert session.get_one(Event, world.event_id).doors_opened_at is None


@pytest.mark.parametrize(
    "address",
    ["new", "{batch}/cards", "{batch}/letters", "{batch}/pdf", "{batch}/pdf/cards.pdf", "poster",
     "poster.pdf", "answer"],
)  # fmt: skip
def test_no_paper_that_invites_is_given(desk: PageClient, world: World, address: str) -> None:
    with world.store.reading() as session:
        batch_id = session.scalars(select(Batch.id)).one()
    base = addresses(world)[0]
    answer = desk.get(f"{base}/{address.format(batch=batch_id)}")
    assert (answer.status_code, answer.location) == (303, base)
    assert SENTENCE in desk.page(base).words


def test_what_is_needed_still_works(desk: PageClient, world: World) -> None:
    base, doors, _messages = addresses(world)
    with world.store.reading() as session:
        batch_id = session.scalars(select(Batch.id)).one()
        gate_id = session.scalars(select(Gate.id)).one()
        notice_id = session.scalars(select(EventNotice.id)).one()
    assert desk.send(f"{doors}/{gate_id}/close", form_on=doors).status_code == 303
    assert desk.page(f"/events/{world.event_id}/tell/{notice_id}").heading
    lost = desk.send(f"{base}/lost", {"number": "1", "do": "revoke"})
    assert "Card 1 does not work any more." in desk.page(lost.location).words
    assert "Make a new card" not in desk.page(lost.location).words
    desk.send(f"{base}/{batch_id}/revoke", form_on=base)
    assert "4 cards do not work any more." in desk.page(base).words
    desk.send(f"/events/{world.event_id}/resume", form_on=base)
    assert "It is cancelled." not in desk.page(base).words
    assert f"{base}/new" in desk.page(base).links()


def test_handed_out_by_mistake_can_still_be_taken_back(desk: PageClient, world: World) -> None:
    with world.store.transaction() as session:
        batch = session.scalars(select(Batch)).one()
        batches.mark_handed_out(session, batch, now=MADE_AT)
        batch_id = batch.id
    base = addresses(world)[0]
    assert f"{base}/{batch_id}/not-handed-out" in sent_to(desk.page(base))


@pytest.mark.parametrize("state", [EventState.PUBLISHED, EventState.CLOSED])
def test_for_what_is_over_no_cards_are_made(
    desk: PageClient, world: World, clock: FixedClock, state: EventState
) -> None:
    hour = timedelta(hours=1)
    world.change(state=state, starts_at=clock.now - 5 * hour, ends_at=clock.now - hour)
    base = addresses(world)[0]
    assert f"{base}/new" not in desk.page(base).links()
    typed = {"name": "More", "count": "4", "largest_party": "4"}
    answer = desk.send(f"{base}/new", typed, form_on=base)
    assert (answer.status_code, answer.location) == (303, base)
    sentence = "This event is over: nobody can answer with a new card any more."
    assert sentence in desk.page(base).words
    assert rows(world, Batch) == 1


def test_nobody_who_may_not_see_it_reads_that_it_is_cancelled(app: Flask, world: World) -> None:
    stranger = app.test_client()
    answer = stranger.get(f"{addresses(world)[0]}/new")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
