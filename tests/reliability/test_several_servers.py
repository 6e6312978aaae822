"""Two servers on one PostgreSQL behind a balancer: any of them serves anybody, and one at a time
keeps house. Then the database is restarted under load."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.browser import Browser
from bench.faults import PHONES, Crowd, kept_nonces, survive
from bench.gate_site import GateSite, Phone, gate_site, start, stop, wait_until_up
from planner.services.people import signing_in
from planner.store.base import Store
from tests.support import postgres
from tests.support.application import MAY_SKIP, PASSWORD
from tests.support.proxy import RoundRobin
from tests.support.serving import free_port

pytestmark = pytest.mark.postgres
DOWN_SECONDS = 1.5
BACK_WITHIN_SECONDS = 2.0
MACHINE_IS_BUSY = 3.0


@dataclass(frozen=True)
class Town:
    """Two servers and what stands before and behind them; `site` is reached through the proxy."""

    database: postgres.Server
    proxy: RoundRobin
    site: GateSite
    codes: Iterator[str]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("second")
    with postgres.own_server() as database:
        if database is None:
            if not MAY_SKIP:
                pytest.fail(postgres.HOW_TO_GET)
            pytest.skip(postgres.HOW_TO_GET)
        with gate_site(cards=600, phones=PHONES, workers=1, database_url=database.url) as site:
            store = Store(database.url)
            with store.transaction() as session:
                signing_in.add_account(
                    session,
                    email="noor@feest.example",
                    name="Noor",
                    password=PASSWORD,
                    now=datetime.now(UTC),
                )
            store.close()
            port = free_port()
            told = {"PLANNER_DATABASE_URL": database.url}
            second = start(folder, port, workers=1, environment=told)
            wait_until_up(port)
            proxy = RoundRobin([site.port, port])
            yield Town(database, proxy, replace(site, port=proxy.port), iter(site.codes))
            proxy.close()
            stop(second)


def test_who_signed_in_at_one_server_is_known_at_the_other(town: Town) -> None:
    desk = Browser(town.proxy.port)
    assert desk.sign_in("noor@feest.example", PASSWORD) == 303
    # The first page of a server makes all that the others find made: on a busy machine it may be
    # told to wait a moment.
    assert [desk.ask_until_served("/events") for _server in range(4)] == [200] * 4
    token = desk.token_on(f"/events/{town.site.event_id}")
    status, _page = desk.ask(f"/events/{town.site.event_id}/guess", expected="40", csrf_token=token)
    assert status == 303
    for _server in range(2):
        assert 'value="40"' in desk.ask(f"/events/{town.site.event_id}/edit")[1]
    assert min(town.proxy.seen.values()) >= 3


def test_what_a_guest_answers_at_one_server_is_shown_by_the_other(town: Town) -> None:
    guest, card = Browser(town.proxy.port), f"/{next(town.codes)}"
    assert guest.ask(card, answer="no")[0] == 303
    pages = {guest.ask(f"{card}?l=en")[1] for _server in range(2)}
    assert len(pages) == 1


def test_a_scan_that_is_sent_to_both_servers_is_taken_once(town: Town) -> None:
    results = []
    for code in [next(town.codes) for _card in range(10)]:
        for _server in range(2):
            with closing(Phone(town.proxy.port, town.site.tokens[0])) as phone:
                results.append(phone.scan(f"both-{code}", code))
    assert {result["status"] for result in results} == {"ok"}
    assert [bool(result.get("replayed")) for result in results] == [False, True] * 10
    kept = kept_nonces(town.site.url)
    assert {kept[str(result["nonce"])] for result in results} == {1}


def test_one_card_on_phones_at_both_servers_lets_each_person_in_once(town: Town) -> None:
    code = next(town.codes)
    let_in = []
    for place in range(4):
        with closing(Phone(town.proxy.port, town.site.tokens[place])) as phone:
            let_in.append(phone.scan(f"once-{place}", code)["status"])
    assert let_in == ["ok", "refused", "refused", "refused"], json.dumps(let_in)


def test_a_database_that_is_restarted_under_load_loses_nothing(town: Town) -> None:
    @contextmanager
    def restart(_site: GateSite) -> Iterator[None]:
        town.database.stop()
        yield
        town.database.start()

    survive(town.site, town.codes, restart, seconds=0.2)  # twice: no connection may be left lying
    report = survive(town.site, town.codes, restart, seconds=DOWN_SECONDS)
    assert report.statuses[503] > 0, "the cause was not felt"
    assert report.others == set(), report
    assert report.unkind == 0, report
    assert (report.lost, report.doubled) == (0, 0), report
    assert len(report.back_after) == PHONES
    assert max(report.back_after) < BACK_WITHIN_SECONDS + MACHINE_IS_BUSY, report


def test_a_server_that_dies_is_passed_over(town: Town) -> None:
    with Crowd(town.site, town.codes) as crowd:
        crowd.wait_for(15)
        workers = town.site.workers()
        for pid in (town.site.process.pid, *workers):
            os.kill(pid, signal.SIGKILL)
        crowd.wait_until_back()
    kept = kept_nonces(town.site.url)
    assert crowd.report.others == set()
    assert len(crowd.report.back_after) == PHONES
    assert all(kept[nonce] == 1 for nonce in crowd.report.answered)
