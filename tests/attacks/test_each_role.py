"""Nobody reads more of one household than its role's column in docs/access.md names.

As each of them, every address of every page is opened, and every code on it, as far as that leads.
Then two households change places in one thing, such as what they eat. Every total stays as it was;
so a page that is another afterwards tells that thing of one household.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask

from planner.settings import Settings
from tests.support.application import ON_SQLITE
from tests.support.busy_evening import NOW, STARTS
from tests.support.clock import FixedClock
from tests.support.crawler import Crawl
from tests.support.households import FACTS, MET, SIZE, TOLD, Household
from tests.support.roles import STRANGER, RoleStage, set_roles_up
from tests.support.telling import BY_CODE, pages_of, table, told_nowhere, told_too_much

AT_MOST = 1
"""Addresses of one page with one set of questions behind it; `make bench` opens all of them."""
LOST_MAIL = "of mail that came back: there is none"
OWN_MESSAGES = "words of an organiser, which are of no household; there is no message yet"
MAILBOX = "only where mail is put in a folder, to try the planner out"
NONE_YET = "of an event that has none yet: what it can begin with, and nothing of a guest"
HELPERS = "of who helps at an event with shifts; nothing leads from them to a household"
SHEETS = "what helpers do, from pages of help that have no event: nothing of it is a guest"
NOT_REACHED: Mapping[str, str] = {
    "account.ask_for_proof": "asked when it was long ago that somebody signed in",
    "desk.show_afterwards": "leads back as long as it goes on; opened by `make bench`",
    "events.preview_import": "a calendar file that was uploaded: nothing of it is a guest",
    "events.show_start": "where a team member begins: it leads others to the list of events",
    "events.show_watched": "a calendar of others: nothing of it is a guest",
    "events.publish_series": "of drafts, which no guest has to do with",
    "forecast.show_record_ahead": "counts of closed events: there are none as long as it goes on",
    "gate.show_places": "asked of a phone that has two places",
    "gate.show_verdict": "after a scan, which changes something",
    "helpers.make_shifts": "of an event that has no shifts yet, and so nobody in them",
    "helpers.show_message": HELPERS,
    "helpers.write_message": HELPERS,
    "intermediary.show_link": "leads to the list, once one is in",
    "messages.correct_address": LOST_MAIL,
    "messages.download_invite": MAILBOX,
    "messages.edit_own": OWN_MESSAGES,
    "messages.mail_invitations": "only where mail leaves",
    "messages.read_mail": MAILBOX,
    "messages.show_mail_html": MAILBOX,
    "messages.show_own": OWN_MESSAGES,
    "messages.show_own_mail": OWN_MESSAGES,
    "messages.show_own_programme": OWN_MESSAGES,
    "messages.show_mailbox": MAILBOX,
    "sheet.make_sheet": NONE_YET,
    "start.download_leaflet": SHEETS,
    "start.show_first_steps": "on the list while nothing is there yet: nothing of it is a guest",
    "start.show_leaflet": SHEETS,
    "tasks.make_tasks": NONE_YET,
    "things.make_uses": NONE_YET,
    "weather.go_inside": "of an event that has not begun: how likely more come than fit inside",
    "residents.show_promises_poster": "of promises that residents read: nothing of it is a guest",
    "residents.show_walk_list": "of a walk, which this event is none",
}
"""Pages that somebody may open and no page leads to, and why."""
OF_A_CARD = "invitee."
BEFORE = STARTS - timedelta(days=2)


@pytest.fixture
def stage(app: Flask, settings: Settings, clock: FixedClock) -> RoleStage:
    return set_roles_up(app, settings, clock)


def test_the_table_has_a_column_for_everybody_and_a_row_for_everything(stage: RoleStage) -> None:
    assert set(table()) == set(stage.roles)
    for role, rows in table().items():
        assert list(rows) == list(FACTS), role


@ON_SQLITE  # `make bench` reads on both databases
def test_no_page_tells_more_or_less_of_a_household_than_its_role_may_read(
    stage: RoleStage,
) -> None:
    wrong: list[str] = []
    for role, may in table().items():
        if role == "administrator":
            continue  # reads what an organiser reads; `make bench` reads as both
        crawl = stage.crawl(role, most=AT_MOST)
        wrong += told_too_much(stage, role, crawl, [fact for fact in FACTS if not may[fact]])
        wrong += told_nowhere(stage, role, crawl, [fact for fact in FACTS if may[fact]])
        missed = pages_of(stage, role) - crawl.pages - set(NOT_REACHED)
        wrong += [f"{role} never came to {page}" for page in sorted(missed)]
    assert not wrong, "\n".join(wrong)


@ON_SQLITE
@pytest.mark.parametrize(
    ("moment", "roles"),
    [
        pytest.param(BEFORE, list(table()), id="before the event"),
        pytest.param(NOW, ["lead", "contact person", STRANGER], id="at the event"),
    ],
)
def test_a_code_tells_no_more_than_the_card_whoever_has_it(
    stage: RoleStage, moment: datetime, roles: Sequence[str]
) -> None:
    """Also a code that somebody wrote down before there was an answer."""
    wrong: list[str] = []
    stage.clock.now = moment
    for role in roles:
        crawl = Crawl(stage.app, stage.roles[role].browser, most=1, within=OF_A_CARD)
        crawl.walk([f"/{one.code}" for one in some_households(stage)])
        shut = [fact for fact in FACTS if not table()[role][fact] and fact not in BY_CODE]
        wrong += told_too_much(stage, role, crawl, shut)
    assert not wrong, "\n".join(wrong)


def some_households(stage: RoleStage) -> Iterator[Household]:
    """Give one of some pairs, of stacks that we hand out and that somebody else does."""
    pairs = stage.households.pairs
    yield pairs["Named"][TOLD][0]
    yield from (pairs["School"][which][0] for which in (TOLD, SIZE, MET))
