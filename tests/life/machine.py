"""Everything that can happen to an event, in any order, held against the plain model."""

import itertools
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from planner.core.admission import People, Status
from planner.core.capacity import HELD_FOR, USUAL_PARTY
from planner.core.enums import AnsweredBy, Reply, ScanKind
from planner.core.parties import PartyDetails
from planner.core.retention import Retention
from planner.services.answer import answering, waiting_list
from planner.services.answer.locking import lock_answers
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.room import heads_offered
from planner.services.gate import counting, phones, scanning
from planner.services.gate.items import ScanBatch, ScanItem, ScanResult
from planner.services.invite import batches, issuing
from planner.services.plan import closing, planning
from planner.services.privacy import erasing, purge
from planner.services.privacy.erasures import ErasureLog
from planner.services.upkeep.backups import write_backup
from planner.store.base import Store
from planner.store.models import Answer, Event, Invitation, Waiting
from tests.life.model import CardModel, Entry, EventModel
from tests.support.gate import CODE_KEY, ENDS, STARTS, make_event, make_gate, make_phone

LIMIT = 12
BEFORE = timedelta(days=12)


class LifeOfAnEvent(RuleBasedStateMachine):
    """Cards, answers, the line, the gate, closing and forgetting, with restarts in between."""

    empty_database: Path
    cards: Bundle[int] = Bundle("cards")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="planner-life-"))
        self.files = itertools.count(1)
        self.nonces = itertools.count(1)
        self.erasures = ErasureLog(self.folder, CODE_KEY)
        self.path = self._next_file()
        shutil.copy(self.empty_database, self.path)
        self.store = Store(f"sqlite:///{self.path}")
        self.now = STARTS - BEFORE
        self.model = EventModel(STARTS, ENDS, LIMIT)
        self.sent: list[tuple[ScanItem, ScanResult]] = []

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize()
    def plan_it(self) -> None:
        with self.store.transaction() as session:
            event = make_event(session, capacity=LIMIT)
            self.event_id = event.id
            self.tokens = [
                make_phone(session, make_gate(session, event, name)).token
                for name in ("Entrance", "Garden")
            ]

    # Cards.

    @rule(target=cards, count=st.integers(1, 3), party=st.integers(1, 6))
    def issue_cards(self, count: int, party: int):  # type: ignore[no-untyped-def]
        with self.store.transaction() as session:
            event = session.get_one(Event, self.event_id)
            batch = issuing.issue_batch(
                session,
                event,
                issuing.BatchPlan(name="Cards", count=count, largest_party=party),
                code_key=CODE_KEY,
                now=self.now,
            )
            made = issuing.codes_of(session, batch, code_key=CODE_KEY)
        for card in made:
            self.model.cards[card.number] = CardModel(card.number, card.code, party)
        return multiple(*(card.number for card in made))

    @rule(number=cards)
    def revoke_a_card(self, number: int) -> None:
        card = self.model.cards[number]
        with self.store.transaction() as session:
            assert batches.revoke_card(session, self.event_id, number) is card.works
        card.works = False

    @rule(target=cards, number=cards)
    def replace_a_card(self, number: int):  # type: ignore[no-untyped-def]
        card = self.model.cards[number]
        with self.store.transaction() as session:
            made = batches.replace_card(
                session, self.event_id, number, code_key=CODE_KEY, now=self.now
            )
            assert (made is not None) is card.works
            if made is None:
                return multiple()
            code = issuing.code_of(made, code_key=CODE_KEY)
        card.works = False
        self.model.cards[made.number] = CardModel(made.number, code, card.largest, instead_of=card)
        return made.number

    # Answers.

    @rule(number=cards, reply=st.sampled_from(list(Reply)), by=st.sampled_from(list(AnsweredBy)))
    def reply(self, number: int, reply: Reply, by: AnsweredBy) -> None:
        card = self.model.cards[number]
        heads = card.heads or 1
        is_detailed = card.is_detailed
        if reply is Reply.YES and card.waits_for and card.waits_for != heads:
            heads, is_detailed = card.waits_for, False
        outcome = self._answer(
            card,
            reply,
            heads,
            by,
            lambda session, invitation: answering.give_reply(
                session, invitation, reply, now=self.now, by=by
            ),
        )
        if outcome.verdict is AnswerVerdict.STORED:
            self._hold(card, reply, is_told=is_detailed or card.waits_for is not None)
            card.reply, card.heads, card.is_detailed = reply, heads, is_detailed
            if reply is Reply.NO:
                card.diets = {}
            card.waits_for = None

    @rule(
        number=cards,
        adults=st.integers(0, 5),
        children=st.integers(0, 3),
        halal=st.integers(0, 3),
        by=st.sampled_from(list(AnsweredBy)),
    )
    def tell_how_many(
        self, number: int, adults: int, children: int, halal: int, by: AnsweredBy
    ) -> None:
        card = self.model.cards[number]
        heads = adults + children
        party = PartyDetails(adults=adults, children=children, diets={"halal": halal})
        if not 1 <= heads <= card.largest or halal > heads:
            with self.store.transaction() as session:
                told = answering.give_details(
                    session, self._card(session, number), party, now=self.now, by=by
                )
            assert not told.is_kept
            return
        reply = Reply.MAYBE if card.reply is Reply.MAYBE else Reply.YES
        outcome = self._answer(
            card,
            reply,
            heads,
            by,
            lambda session, invitation: answering.give_details(
                session, invitation, party, now=self.now, by=by
            ),
        )
        if outcome.is_kept:
            card.reply, card.heads, card.is_detailed = reply, heads, True
            card.diets = {"halal": halal} if halal else {}
        if outcome.verdict is AnswerVerdict.STORED:
            card.waits_for = None
            card.held, card.held_until = 0, None

    @rule(number=cards, heads=st.integers(1, 6))
    def wait_for_a_place(self, number: int, heads: int) -> None:
        card = self.model.cards[number]
        with self.store.transaction() as session:
            waits = waiting_list.join_waiting_list(
                session, self._card(session, number), heads=heads, now=self.now
            )
        limit = self.model.limit
        may = self.model.takes_answers(self.now) and heads <= card.largest
        may = may and not (card.reply is Reply.YES and card.is_detailed)
        assert waits is (may and limit is not None and heads <= limit)
        if waits:
            if card.reply is Reply.YES:
                card.forget()
            card.waits_for = heads

    @rule(number=cards)
    def erase_what_we_told(self, number: int) -> None:
        with self.store.transaction() as session:
            erasing.erase_card(
                session, self._card(session, number), log=self.erasures, now=self.now
            )
        self.model.cards[number].forget_household()

    # What the organiser does.

    @precondition(lambda self: not self.model.is_cancelled)
    @rule(limit=st.one_of(st.none(), st.integers(1, 20)))
    def change_the_places(self, limit: int | None) -> None:
        with self.store.transaction() as session:
            event = lock_answers(session, self.event_id)
            event.capacity = limit
            session.flush()
            waiting_list.serve_waiting_list(session, event, now=self.now)
        self.model.limit = limit

    @precondition(lambda self: not self.model.is_closed and not self.model.is_forgotten)
    @rule()
    def cancel_or_resume(self) -> None:
        with self.store.transaction() as session:
            event = session.get_one(Event, self.event_id)
            if self.model.is_cancelled:
                planning.resume_event(session, event, now=self.now)
            else:
                planning.cancel_event(session, event, reason="Storm", now=self.now)
        self.model.is_cancelled = not self.model.is_cancelled

    @precondition(lambda self: self.now > ENDS and not self.model.is_forgotten)
    @rule()
    def close_it(self) -> None:
        with self.store.transaction() as session:
            event = session.get_one(Event, self.event_id)
            if not self.model.has_scans:
                assert closing.counted_at_gate(session, event) is None
                return
            turnout = closing.close_event(session, event, now=self.now)
            assert turnout.came == self.model.counts()[1]
            assert turnout.yes_heads == self.model.yes_heads()
        self.model.came_at_closing = self.model.counts()[1]
        self.model.is_closed, self.model.is_cancelled = True, False

    # The gate.

    @precondition(lambda self: not self.model.is_forgotten)
    @rule(number=cards, adults=st.integers(1, 4), children=st.integers(0, 2), at=st.integers(0, 1))
    def come_in(self, number: int, adults: int, children: int, at: int) -> None:
        card = self.model.cards[number]
        item = self._item(ScanKind.ENTRY, People(adults, children), code=card.code)
        room, size = card.room, card.party_size
        result = self._scan(item, at)
        asked = adults + children
        let_in = min(asked, room) if card.works and self._gates_are_open() else 0
        assert result.let_in.heads == let_in
        if let_in:
            assert result.status is (Status.OK if let_in == asked else Status.PARTIAL)
            card.scans.append(Entry(item.nonce, let_in, size))
            assert result.admitted_total == card.count()[1]
        else:
            assert result.status is Status.REFUSED

    @precondition(lambda self: not self.model.is_forgotten)
    @rule(heads=st.integers(1, 5), at=st.integers(0, 1))
    def come_without_a_card(self, heads: int, at: int) -> None:
        item = self._item(ScanKind.ENTRY, People(heads))
        result = self._scan(item, at)
        assert (result.status is Status.OK) is self._gates_are_open()
        if result.status is Status.OK:
            self.model.walk_ins[item.nonce] = heads

    @precondition(lambda self: not self.model.is_forgotten)
    @rule(number=cards, heads=st.integers(1, 3), at=st.integers(0, 1))
    def go_out(self, number: int, heads: int, at: int) -> None:
        card = self.model.cards[number]
        item = self._item(ScanKind.EXIT, People(heads), code=card.code)
        result = self._scan(item, at)
        if result.let_in.heads:
            card.scans.append(Entry(item.nonce, result.let_in.heads, 0, is_out=True))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def undo_a_scan(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.sent) - 1))
        undone, _ = self.sent[place]
        at = self.senders[undone.nonce]
        result = self._scan(self._item(ScanKind.VOID, People(0), voids=undone.nonce), at)
        assert result.status is Status.OK
        self.model.walk_ins.pop(undone.nonce, None)
        for card in self.model.cards.values():
            for scan in card.scans:
                scan.is_undone = scan.is_undone or scan.nonce == undone.nonce

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again_what_was_sent(self, data: st.DataObject) -> None:
        item, first = self.sent[data.draw(st.integers(0, len(self.sent) - 1))]
        again = self._send(item, self.senders[item.nonce])
        assert again.replayed
        assert (again.status, again.let_in) == (first.status, first.let_in)

    # Time, restarts, copies.

    @rule(hours=st.sampled_from((1, 7, 26, 60)))
    def time_passes(self, hours: int) -> None:
        if self.now + timedelta(hours=hours) < STARTS:
            self.now += timedelta(hours=hours)

    @rule(minutes=st.integers(0, 200))
    def the_day_comes(self, minutes: int) -> None:
        self.now = max(self.now, STARTS) + timedelta(minutes=minutes)

    @rule()
    def the_lines_are_served(self) -> None:
        with self.store.transaction() as session:
            waiting_list.serve_every_waiting_list(session, now=self.now)

    @precondition(lambda self: self.now > ENDS)
    @rule()
    def a_month_passes(self) -> None:
        self.now = max(self.now, ENDS + timedelta(days=31))
        came, had_scans = self.model.counts()[1], self.model.has_scans
        with self.store.transaction() as session:
            purge.purge(session, keep=Retention(), now=self.now)
        if had_scans and self.model.came_at_closing is None:
            self.model.came_at_closing = came
            self.model.is_closed, self.model.is_cancelled = True, False
        self.model.purge()
        self.sent.clear()

    @rule()
    def the_server_is_restarted(self) -> None:
        self.store.close()
        self.store = Store(f"sqlite:///{self.path}")

    @rule(chance=st.integers(0, 3))
    def a_copy_takes_its_place(self, chance: int) -> None:
        if chance:  # it takes as long as thirty answers
            return
        copy = self._next_file()
        write_backup(self.store, copy)
        self.store.close()
        self.path = copy
        self.store = Store(f"sqlite:///{self.path}")

    # What is always true.

    @invariant()
    def answers_are_those_of_the_model(self) -> None:
        if not self.model.cards:
            return
        with self.store.reading() as session:
            rows = session.query(
                Invitation.number, Answer.reply, Answer.adults + Answer.children
            ).outerjoin(Answer, Answer.invitation_id == Invitation.id)
            found = {number: (reply, heads or 0) for number, reply, heads in rows}
        assert found == {
            card.number: (card.reply, card.heads) for card in self.model.cards.values()
        }

    @invariant()
    def the_gates_count_what_the_model_counts(self) -> None:
        if not self.sent:
            return
        with self.store.reading() as session:
            head = counting.head_count(session, self.event_id)
        assert (head.inside, head.came) == self.model.counts()

    @invariant()
    def the_count_is_kept_when_all_else_is_forgotten(self) -> None:
        if not self.model.is_forgotten or not hasattr(self, "event_id"):
            return
        with self.store.reading() as session:
            turnout = closing.turnout_of(session, self.event_id)
            assert (turnout.came if turnout else None) == self.model.came_at_closing
            assert session.query(Answer).count() == session.query(Waiting).count() == 0

    # Helpers.

    def _next_file(self) -> Path:
        return self.folder / f"planner-{next(self.files)}.db"

    def _gates_are_open(self) -> bool:
        closed = self.model.is_cancelled or self.model.is_closed
        return not closed and self.now <= ENDS + timedelta(hours=2)

    def _card(self, session, number: int) -> Invitation:  # type: ignore[no-untyped-def]
        card = issuing.find_by_number(session, self.event_id, number)
        assert card is not None
        return card

    def _answer(
        self,
        card: CardModel,
        reply: Reply,
        heads: int,
        by: AnsweredBy,
        give: Callable[..., AnswerOutcome],
    ) -> AnswerOutcome:
        """Answer, and hold that it is refused only when it must be, and never taken when not."""
        with self.store.transaction() as session:
            invitation = self._card(session, card.number)
            lock_answers(session, self.event_id)
            waiting_list.serve_waiting_list(
                session, session.get_one(Event, self.event_id), now=self.now
            )
            offered = heads_offered(session, self.event_id, now=self.now, but=invitation.id)
            outcome = give(session, invitation)
        taken = self._taken = self.model.places(self.now, but=card.number) + offered
        may = self.model.takes_answers(self.now)
        if by not in (AnsweredBy.GUEST, AnsweredBy.CALENDAR):
            may = not (self.model.is_cancelled or self.model.is_closed or self.now >= ENDS)
        more = reply is Reply.YES and heads > card.yes_heads
        fits = self.model.limit is None or taken + heads <= self.model.limit or not more
        if not card.works:
            assert outcome.verdict is AnswerVerdict.CARD_ENDED
        elif not may:
            assert outcome.verdict is AnswerVerdict.CLOSED
        elif outcome.verdict is AnswerVerdict.FULL:
            assert not fits, "a place that was free was not given"
        else:
            assert outcome.is_kept
            assert fits or outcome.verdict is AnswerVerdict.UNCHANGED, "one too many"
        return outcome

    def _hold(self, card: CardModel, reply: Reply, *, is_told: bool) -> None:
        """Hold what a household on such a card usually needs, as far as it is there."""
        card.held, card.held_until = 0, None
        if reply is Reply.YES and not is_told and self.model.limit is not None:
            card.held = min(card.largest, USUAL_PARTY, self.model.limit - self._taken)
            card.held_until = self.now + HELD_FOR

    def _item(self, kind: ScanKind, people: People, **values: str) -> ScanItem:
        nonce = f"n{next(self.nonces)}"
        return ScanItem(nonce=nonce, kind=kind, phone_at=self.now, people=people, **values)  # type: ignore[arg-type]

    @property
    def senders(self) -> dict[str, int]:
        if not hasattr(self, "_senders"):
            self._senders: dict[str, int] = {}
        return self._senders

    def _scan(self, item: ScanItem, at: int) -> ScanResult:
        # Scans of the same moment have no order; a phone makes one after the other.
        self.now += timedelta(seconds=1)
        item = ScanItem(
            nonce=item.nonce,
            kind=item.kind,
            phone_at=self.now,
            people=item.people,
            code=item.code,
            voids=item.voids,
            is_vouched=True,  # the model knows of no doors
        )
        self.senders[item.nonce] = at
        result = self._send(item, at)
        if item.kind is not ScanKind.VOID:
            self.sent.append((item, result))
        self.model.has_scans = True
        return result

    def _send(self, item: ScanItem, at: int) -> ScanResult:
        with self.store.transaction() as session:
            phone = phones.find_phone(session, self.tokens[at], code_key=CODE_KEY, now=self.now)
            assert phone is not None
            return scanning.take_scans(
                session, phone, ScanBatch([item]), code_key=CODE_KEY, now=self.now
            )[0]


def run(*, empty_database: Path, lives: int, steps: int = 50, chance: int | None = None) -> None:
    """Let so many events live through so many steps each; other ones each time without `chance`.

    Raises:
        AssertionError: one of them was not what the model says; the steps to it are printed.
    """
    machine = type("Life", (LifeOfAnEvent,), {"empty_database": empty_database})
    run_state_machine_as_test(
        machine if chance is None else seed(chance)(machine),
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            # A failure prints its steps as they came: shrinking fifty of them takes very long.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
