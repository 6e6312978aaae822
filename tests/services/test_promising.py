"""A promise keeps its first day and all that was said of it; of two changes at once one is kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.residents.changes import PromiseNews, UpdateFault
from planner.core.residents.undertakings import (
    PartnerKind,
    PromiseKind,
    PromiseState,
    is_late,
)
from planner.services.residents import partners, promising
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Speaker, Undertaken
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Organisation, Partner, Promise, PromiseUpdate
from planner.store.scoping import Scope, host_id, narrow
from tests.support.canaries import left_in
from tests.support.meeting import meet

TODAY = date(2027, 6, 14)
NOW = datetime(2027, 6, 14, 9, 0, tzinfo=UTC)
US = Speaker()
BENCH = Undertaken(what="Een bank bij de speeltuin", kind=PromiseKind.ASKED)


@pytest.fixture
def ours(store: Store) -> int:
    with store.transaction() as session:
        return host_id(session)


def make(store: Store, ours: int, **wishes: object) -> int:
    fields = {"what": BENCH.what, "kind": BENCH.kind} | wishes
    with store.transaction() as session:
        made = promising.make_promise(
            session,
            Undertaken(**fields),  # type: ignore[arg-type]
            organisation_id=ours,
            today=TODAY,
        )
        assert isinstance(made, Promise)
        return made.id


def partner(store: Store, ours: int, name: str = "Gemeente", **fields: object) -> int:
    details = {"name": name, "kind": PartnerKind.MUNICIPALITY} | fields
    with store.transaction() as session:
        made = partners.add_partner(
            session,
            PartnerDetails(**details),  # type: ignore[arg-type]
            organisation_id=ours,
        )
        assert made is not None
        return made.id


def say(
    store: Store, promise_id: int, news: PromiseNews, *, today: date = TODAY
) -> UpdateFault | None:
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        return promising.add_news(
            session, promise, news, version=promise.version, by=US, now=NOW, today=today
        )


def saying(promise_id: int, state: PromiseState, version: int = 1) -> Callable[[Session], object]:
    def press(session: Session) -> None:
        heard.append(
            promising.add_news(
                session,
                session.get_one(Promise, promise_id),
                PromiseNews(state, "Zo is het gegaan."),
                version=version,
                by=US,
                now=NOW,
                today=TODAY,
            )
        )

    heard: list[UpdateFault | None] = []
    press.heard = heard  # type: ignore[attr-defined]
    return press


def test_two_who_settle_one_promise_at_once_one_is_kept_and_the_other_is_told(
    store: Store, ours: int
) -> None:
    promise_id = make(store, ours)
    done, cannot = (saying(promise_id, state) for state in (PromiseState.DONE, PromiseState.CANNOT))
    meet(store, done, cannot)
    assert done.heard == [None]  # type: ignore[attr-defined]
    assert cannot.heard == [UpdateFault.MEANWHILE]  # type: ignore[attr-defined]
    with store.reading() as session:
        promise = session.get_one(Promise, promise_id)
        assert (promise.state, promise.version) == (PromiseState.DONE, 2)
        assert [line.state for line in promise.updates] == [PromiseState.DONE]


def test_two_promises_at_once_get_a_number_each(store: Store, ours: int) -> None:
    def one(session: Session) -> object:
        return promising.make_promise(session, BENCH, organisation_id=ours, today=TODAY)

    meet(store, one, one)
    with store.reading() as session:
        assert sorted(session.scalars(select(Promise.number))) == [1, 2]


def test_each_organisation_counts_its_own_promises(store: Store, ours: int) -> None:
    make(store, ours)
    with store.transaction() as session:
        other = Organisation(name="De Brug", is_host=False, created_at=NOW)
        session.add(other)
        session.flush()
        made = promising.make_promise(session, BENCH, organisation_id=other.id, today=TODAY)
        assert isinstance(made, Promise)
        assert made.number == 1


def test_a_day_that_was_moved_twice_leaves_the_first_day_and_both_reasons(
    store: Store, ours: int
) -> None:
    first = TODAY + timedelta(days=7)
    promise_id = make(store, ours, due_on=first)
    reasons = ["De bank is nog niet geleverd.", "Nu is de aannemer ziek."]
    for weeks, reason in enumerate(reasons, start=2):
        later = TODAY + timedelta(weeks=weeks)
        news = PromiseNews(PromiseState.OPEN, reason, later)
        assert say(store, promise_id, news) is None
    with store.reading() as session:
        promise = session.get_one(Promise, promise_id)
        assert promise.first_due_on == first
        assert promise.due_on == TODAY + timedelta(weeks=3)
        assert [line.words for line in promise.updates] == reasons
        assert [line.due_on for line in promise.updates] == [
            TODAY + timedelta(weeks=2),
            TODAY + timedelta(weeks=3),
        ]


@pytest.mark.parametrize(
    ("news", "fault"),
    [
        pytest.param(PromiseNews(PromiseState.DONE), UpdateFault.NO_WORDS, id="done, no sentence"),
        pytest.param(
            PromiseNews(PromiseState.CANNOT), UpdateFault.NO_REASON, id="can't be done, no reason"
        ),
        pytest.param(
            PromiseNews(PromiseState.BUSY, "", TODAY + timedelta(days=30)),
            UpdateFault.NO_REASON_FOR_DAY,
            id="another day, no reason",
        ),
        pytest.param(
            PromiseNews(PromiseState.BUSY, "Druk", TODAY - timedelta(days=1)),
            UpdateFault.PAST_DAY,
            id="a day that is past",
        ),
        pytest.param(
            PromiseNews(PromiseState.OPEN, "", TODAY + timedelta(days=7)),
            UpdateFault.NOTHING_NEW,
            id="nothing",
        ),
    ],
)
def test_what_says_too_little_is_refused_and_changes_nothing(
    store: Store, ours: int, news: PromiseNews, fault: UpdateFault
) -> None:
    promise_id = make(store, ours, due_on=TODAY + timedelta(days=7))
    assert say(store, promise_id, news) is fault
    with store.reading() as session:
        promise = session.get_one(Promise, promise_id)
        assert (promise.version, promise.updates) == (1, [])


def test_a_late_promise_can_be_worked_on_without_naming_a_new_day(store: Store, ours: int) -> None:
    due_on = TODAY + timedelta(days=7)
    promise_id = make(store, ours, due_on=due_on)
    late = due_on + timedelta(days=1)
    assert is_late(due_on, PromiseState.OPEN, today=late)
    assert say(store, promise_id, PromiseNews(PromiseState.BUSY, "", due_on), today=late) is None


def test_what_was_settled_and_is_not_better_is_busy_again(store: Store, ours: int) -> None:
    due_on = TODAY + timedelta(days=7)
    promise_id = make(store, ours, due_on=due_on)
    assert say(store, promise_id, PromiseNews(PromiseState.DONE, "De bank staat er.")) is None
    assert say(store, promise_id, PromiseNews(PromiseState.BUSY, "Hij is stuk.", due_on)) is None
    with store.reading() as session:
        promise = session.get_one(Promise, promise_id)
        assert (promise.state, promise.settled_on) == (PromiseState.BUSY, None)


def test_a_promise_that_is_due_in_the_past_is_refused(store: Store, ours: int) -> None:
    with store.transaction() as session:
        past = Undertaken(what="Bank", kind=PromiseKind.ASKED, due_on=TODAY - timedelta(days=1))
        made = promising.make_promise(session, past, organisation_id=ours, today=TODAY)
        assert made is UpdateFault.PAST_DAY


def test_passed_on_another_partner_is_asked_anew_and_the_history_stays(
    store: Store, ours: int
) -> None:
    town, housing = partner(store, ours), partner(store, ours, "Wonen", kind=PartnerKind.HOUSING)
    promise_id = make(
        store, ours, partner_id=town, kind=PromiseKind.PROMISED, due_on=TODAY + timedelta(days=9)
    )
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        assert promising.agree(session, promise, agreed_on=TODAY, version=1, today=TODAY) is None
    assert say(store, promise_id, PromiseNews(PromiseState.DONE, "Klaar.")) is None
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        to = session.get_one(Partner, housing)
        same = session.get_one(Partner, town)
        again = promising.pass_on(session, promise, same, "Nee", version=3, by=US, now=NOW)
        assert again is UpdateFault.SAME_PARTNER
        wordless = promising.pass_on(session, promise, to, "", version=3, by=US, now=NOW)
        assert wordless is UpdateFault.NO_REASON
        words = "De stoep is van de verhuurder."
        assert promising.pass_on(session, promise, to, words, version=3, by=US, now=NOW) is None
    with store.reading() as session:
        promise = session.get_one(Promise, promise_id)
        assert (promise.partner_id, promise.kind) == (housing, PromiseKind.ASKED)
        assert (promise.agreed_on, promise.state) == (None, PromiseState.OPEN)
        assert [(line.state, line.partner_id) for line in promise.updates] == [
            (PromiseState.DONE, None),
            (PromiseState.PASSED_ON, housing),
        ]


def test_nobody_reads_a_promise_without_partner_or_day_or_before_the_partner_agreed(
    store: Store, ours: int
) -> None:
    town = partner(store, ours)
    due_on = TODAY + timedelta(days=9)
    for wishes in (
        {"due_on": due_on},
        {"partner_id": town},
        {"partner_id": town, "due_on": due_on, "kind": PromiseKind.PROMISED},
    ):
        promise_id = make(store, ours, **wishes)
        with store.transaction() as session:
            promise = session.get_one(Promise, promise_id)
            shown = promising.set_public(session, promise, is_public=True, version=1)
            assert shown is UpdateFault.NOT_FIT_TO_SHOW
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        assert promising.agree(session, promise, agreed_on=TODAY, version=1, today=TODAY) is None
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        assert promising.set_public(session, promise, is_public=True, version=2) is None
        assert promise.is_public


def test_what_we_promise_ourselves_needs_nobodys_yes(store: Store, ours: int) -> None:
    us = partner(store, ours, "Wij", kind=PartnerKind.US)
    promise_id = make(store, ours, partner_id=us, kind=PromiseKind.PROMISED)
    with store.reading() as session:
        assert session.get_one(Promise, promise_id).agreed_on == TODAY


def test_two_organisations_in_one_neighbourhood_change_their_own_promises_only(
    store: Store, ours: int
) -> None:
    promise_id = make(store, ours)
    with store.transaction() as session:
        other = Organisation(name="De Brug", is_host=False, created_at=NOW)
        session.add(other)
        session.flush()
        other_id = other.id
    with store.transaction() as session:
        narrow(session, Scope(other_id))
        assert session.get(Promise, promise_id) is None
        assert session.scalars(select(Promise)).all() == []


def test_who_said_it_stands_with_each_line(store: Store, ours: int) -> None:
    promise_id = make(store, ours)
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        promising.add_news(
            session,
            promise,
            PromiseNews(PromiseState.BUSY, "We zijn begonnen."),
            version=1,
            by=Speaker(is_partner=True),
            now=NOW,
            today=TODAY,
        )
    with store.reading() as session:
        line = session.scalars(select(PromiseUpdate)).one()
        assert (line.is_by_partner, line.account_id) == (True, None)


def test_the_link_of_a_partner_opens_until_it_is_made_anew(
    store: Store, settings: Settings, ours: int
) -> None:
    key = settings.code_key
    town = partner(store, ours)
    with store.transaction() as session:
        first = partners.make_link(session, session.get_one(Partner, town), code_key=key)
    with store.transaction() as session:
        found = partners.find_by_link(session, first, code_key=key)
        assert found is not None
        assert found.id == town
        assert partners.secret_of(found, code_key=key) == first
        second = partners.make_link(session, found, code_key=key)
        assert partners.find_by_link(session, first, code_key=key) is None
        assert partners.find_by_link(session, second, code_key=key) is found


def test_a_partner_that_a_promise_names_stays(store: Store, ours: int) -> None:
    town, unused = partner(store, ours), partner(store, ours, "Politie")
    make(store, ours, partner_id=town)
    with store.transaction() as session:
        assert not partners.delete_partner(session, session.get_one(Partner, town), now=NOW)
        assert partners.delete_partner(session, session.get_one(Partner, unused), now=NOW)


def test_who_answered_for_a_partner_is_in_no_row_when_somebody_else_does_or_it_is_deleted(
    store: Store, ours: int
) -> None:
    names = {"contact": "Contactwoord", "address": "adreswoord@gemeente.example"}
    town = partner(store, ours, **names)
    with store.reading() as session:
        assert left_in(session, names) == set(names)
    with store.transaction() as session:
        details = PartnerDetails(name="Gemeente", kind=PartnerKind.MUNICIPALITY, contact="Nieuw")
        found = session.get_one(Partner, town)
        assert partners.change_partner(session, found, details, now=NOW)
    with store.reading() as session:
        assert left_in(session, names) == set()
        assert left_in(session, {"contact": "Nieuw"}) == {"contact"}
    with store.transaction() as session:
        assert partners.delete_partner(session, session.get_one(Partner, town), now=NOW)
    with store.reading() as session:
        assert left_in(session, {"contact": "Nieuw"}) == set()
