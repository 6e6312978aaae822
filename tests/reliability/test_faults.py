"""The real server with something wrong: only "try again", nothing lost, back by itself.

`python -m bench.faults` does the same for longer, and says after how many seconds they are back.
"""

import signal
import subprocess
from collections.abc import Iterator

import pytest

from bench.faults import (
    PHONES,
    Cause,
    Crowd,
    Report,
    disk_full,
    kept_nonces,
    locked,
    refusing_writes,
    survive,
)
from bench.gate_site import GateSite, gate_site, start, stop, wait_until_up


@pytest.fixture(scope="module")
def site() -> Iterator[GateSite]:
    with gate_site(cards=800, phones=PHONES) as site:
        yield site


@pytest.fixture(scope="module")
def codes(site: GateSite) -> Iterator[str]:
    return iter(site.codes)


def check(report: Report) -> None:
    assert report.others == set(), report
    assert report.unkind == 0, report
    assert (report.lost, report.doubled) == (0, 0), report
    assert len(report.back_after) == PHONES, "a phone was never answered again"


@pytest.mark.parametrize(
    ("cause", "seconds"),
    [
        pytest.param(disk_full, 1.5, id="the disk is full"),
        pytest.param(locked, 6.0, id="another program holds the database"),
        pytest.param(refusing_writes, 1.5, id="every second write fails"),
    ],
)
def test_phones_are_told_to_try_again_and_nothing_is_lost(
    site: GateSite, codes: Iterator[str], cause: Cause, seconds: float
) -> None:
    report = survive(site, codes, cause, seconds=seconds)
    assert report.statuses[503] > 0, "the cause was not felt"
    check(report)


def test_a_server_that_is_told_to_stop_finishes_what_is_under_way() -> None:
    # One of its own: the others go on with theirs, whichever runs first. A busy machine takes
    # seconds to stop, in which the phones go on.
    with gate_site(cards=4_000, phones=PHONES) as site:
        stop_and_start(site)


def stop_and_start(site: GateSite) -> None:
    with Crowd(site, iter(site.codes)) as crowd:
        crowd.wait_for(20)
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(timeout=60) == 0
        again: subprocess.Popen[bytes] = start(site.folder, site.port, workers=1, environment={})
        wait_until_up(site.port)
        crowd.wait_for(20)
    stop(again)
    kept = kept_nonces(site.url)
    assert crowd.report.others == set()
    assert not crowd.report.wrong, "what was sent again was let in twice"
    assert len(crowd.report.answered) >= 40
    assert all(kept[nonce] == 1 for nonce in crowd.report.answered)
