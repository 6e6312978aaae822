"""What is said of an event is one forecast: the same numbers on every page, before and after."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from planner.cli import housekeeping
from planner.core.enums import Reply
from planner.core.turnout import EventKind, Parts
from planner.services.forecast.learn import TurnoutRecord, record_turnout
from planner.services.forecast.said import HowKnown, Quoted
from planner.services.plan import closing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, SaidForecast
from planner.web.organiser.forecast.panel import reasons
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, add_summer
from tests.support.pages import PageClient

RANGE = r"([\d,]+) to ([\d,]+)"
EVENT = rf"([\d,]+) Probably {RANGE} people"
LIST = rf"([\d,]+) people probably {RANGE}"
SAID = rf"We said ([\d,]+)[.,] [Pp]robably {RANGE}"
TOGETHER = rf"BBQ Passart (?:Ordered on .*? people\. )?{RANGE} "
ROW = rf"BBQ Passart \w+day, [^:]*? ([\d,]+) {RANGE} "


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def quoted(desk: PageClient, path: str, pattern: str) -> tuple[str, ...]:
    """Return likely, low and high as a page says them."""
    words = desk.page(f"{path}?l=en").words
    found = re.search(pattern, words)
    assert found, f"{path}: {words}"
    return found.groups()


@pytest.mark.parametrize(
    ("unannounced", "still", "rest"),
    [
        pytest.param(
            5, 0, ["About 5 come without an answer. Together that is 45."], id="some walk in"
        ),
        pytest.param(
            0,
            3,
            ["About 3 have yet to answer, and come.", "Together that is 43."],
            id="some will answer",
        ),
        pytest.param(
            1, 0, ["About 1 comes without an answer. Together that is 41."], id="one walks in"
        ),
        pytest.param(
            0, 1, ["About 1 has yet to answer, and comes.", "Together that is 41."], id="one will"
        ),
        pytest.param(0, 0, [], id="nobody comes besides those who answered"),
    ],
)
def test_nobody_is_not_said_to_come_without_an_answer(
    app: Flask, unannounced: int, still: int, rest: list[str]
) -> None:
    parts = Parts(
        answered=44,
        come_as_answered=40,
        stay_away=4,
        still_to_answer=still,
        come_unannounced=unannounced,
    )
    heads = {0.1: 36, 0.25: 38, 0.5: parts.total, 0.75: 46, 0.9: 48}
    quoted = Quoted(at=MADE_AT, how=HowKnown.NOW, heads=tuple(heads.items()), parts=parts, past=2)
    with app.test_request_context("/?l=en"):
        first, *others = reasons(quoted)
    assert first == "44 people said yes or maybe, about 40 of them come."
    assert others == [*rest, "This takes 2 earlier events into account."]


def learn_more(store: Store) -> None:
    """Remember other numbers of years ago than were known until now."""
    with store.transaction() as session:
        for week in range(4):
            record_turnout(
                session,
                TurnoutRecord(
                    title=f"Late {week}",
                    held_on=(SATURDAY - timedelta(days=700 + 7 * week)).date(),
                    came=300,
                    kind=EventKind.OPEN,
                    expected=30,
                    series_name="BBQ",
                ),
                now=MADE_AT,
            )


def test_every_page_quotes_one_forecast_before_during_and_after_an_event(
    app: Flask,
    desk: PageClient,
    store: Store,
    settings: Settings,
    organiser: Account,
    clock: FixedClock,
) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", title="BBQ Passart", expected=30, kind=EventKind.OPEN)
    add_answers(store, event_id, *(Said(Reply.YES, 3) for _ in range(9)), silent=4)
    add_event(store, title="The dinner inside", expected=12, parent_id=event_id)
    here = f"/events/{event_id}"

    def on_pages() -> set[tuple[str, ...]]:
        found = {quoted(desk, here, EVENT), quoted(desk, "/events", LIST)}
        found.add(quoted(desk, f"{here}/reckoning", rf"What we know now {EVENT}"))
        low_high = {quoted(desk, f"{here}/kitchen", f"Probably {RANGE} people")}
        low_high.add(
            quoted(
                desk,
                f"{here}/shopping-together",
                f"BBQ Passart (?:Ordered on .*? people\\. )?{RANGE} ",
            )
        )
        assert low_high == {one[1:] for one in found}
        return found

    assert len(on_pages()) == 1, "before it begins"
    assert "Said on" not in desk.page(f"{here}?l=en").words
    words = desk.page(f"{here}/reckoning?l=en").words
    (total,) = re.findall(r"What we know now (\d+)", words)
    (more,) = re.findall(r"About (\d+) come without an answer", words)
    assert f"Nobody comes without an answer {int(total) - int(more)} " in words
    assert desk.send(f"{here}/order", {}, form_on=here).status_code == 303
    add_answers(store, event_id, *(Said(Reply.YES, 4, days_before=1) for _ in range(5)), name="B")

    clock.now = SATURDAY + timedelta(minutes=10)
    desk = signed_in(app, organiser.email)
    assert housekeeping.keep_once(settings, now=clock()) == 2
    assert housekeeping.keep_once(settings, now=clock()) == 0, "it is kept once"
    (said,) = on_pages()
    learn_more(store)
    assert on_pages() == {said}, "what is learned later changes nothing of what was said"
    assert "Said on Saturday 12 June at" in desk.page(f"{here}?l=en").words
    assert "What would change it most?" not in desk.page(f"{here}/reckoning?l=en").words

    clock.now = SATURDAY + timedelta(hours=5)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, event_id), came=44, now=clock())
    after = {
        quoted(desk, here, SAID),
        quoted(desk, f"{here}/afterwards", SAID),
        quoted(desk, "/past-events/record", ROW),
    }
    assert after == {said}
    table = desk.page(f"{here}?l=en").words.rpartition("If busy")[2]
    assert re.findall(r"\d+ (\d+) (\d+) (\d+)", table)[-1] == said, "the chart ends with it too"
    assert "Said on Saturday 12 June at" in desk.page(f"{here}/afterwards?l=en").words
    assert "as said on Saturday 12 June at" in desk.page("/past-events/record?l=en").words


def test_what_was_not_kept_is_reckoned_afterwards_and_called_so(
    app: Flask, store: Store, settings: Settings, organiser: Account, clock: FixedClock
) -> None:
    event_id = add_event(store, expected=30)
    nothing = add_event(store, title="Nobody knew")
    clock.now = SATURDAY + timedelta(days=3)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, event_id), came=44, now=clock())
    desk = signed_in(app, organiser.email)
    reckoned = "Reckoned afterwards, as it would have been on Saturday 12 June"
    assert reckoned in desk.page(f"/events/{event_id}?l=en").words
    assert housekeeping.keep_once(settings, now=clock()) == 2
    assert reckoned in desk.page(f"/events/{event_id}/afterwards?l=en").words
    assert "reckoned afterwards" in desk.page("/past-events/record?l=en").words
    with store.transaction() as session:
        session.get_one(Event, nothing).expected = 500
        assert session.get_one(SaidForecast, nothing).quantiles == {}
    assert "500" not in desk.page(f"/events/{nothing}?l=en").words, "a guess comes too late"
