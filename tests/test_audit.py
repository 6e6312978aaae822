"""Who did what is written down, in words, with nothing of a guest; and no route is forgotten."""

from collections.abc import Iterator
from datetime import timedelta

import click
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from planner.cli import COMMANDS, Commands
from planner.core.enums import Actor
from planner.services.invite import intermediaries
from planner.services.privacy import audit
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, AuditEntry, Batch, Event, IntermediaryLink
from planner.web.access import Access, guards_of
from planner.web.audit_kinds import KINDS
from planner.web.audit_words import FIELDS, SENTENCES, SILENT
from tests.support.application import PASSWORD
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client
from tests.support.totp import set_up_app

ENGLISH = {"Accept-Language": "en"}
GUESTS_AND_PHONES = {Access.INVITEE, Access.HELPER, Access.GATE}
"""Guests and neighbours who help are not watched; what phones at a gate do has its own journal."""
OPEN = {
    "helper.show_shift": "a neighbour takes a shift; a line with a moment would say when",
    "public.answer_without_card": "a guest's own answer",
    "public.ask_to_follow": "an address of nobody that is known, kept with a day alone",
    "public.judge_promise": "an answer of nobody, kept as a total",
    "public.set_following": "somebody's own wish",
    "public.unsubscribe": "somebody's own wish, kept without a name",
}
NOTED_BY_HAND = {"sign_in.failed", "second_factor.ask"}
"""What a view turned out to do, beside what stands above it."""


NOTED_BEFORE = {"menu.restore_dish"}
"""What is done in another way now, and stands in the list of who did what of before."""


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def entries(store: Store) -> list[AuditEntry]:
    with store.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def done(store: Store) -> list[str]:
    return [entry.what for entry in entries(store)]


def audited_as(app: Flask, rule: Rule) -> str:
    guard = guards_of(app).get(rule.endpoint)
    return guard.audited if guard else ""


def test_every_route_that_changes_something_has_a_sentence(app: Flask) -> None:
    guards = guards_of(app)
    missing = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or (
            guards[rule.endpoint].access in GUESTS_AND_PHONES
        ):
            continue
        if rule.endpoint not in OPEN and audited_as(app, rule) not in {*SENTENCES, *SILENT}:
            missing.append(rule.endpoint)
    assert not missing, (
        f'{missing}: write audited="a name" above it, and add a line to SENTENCES in '
        'planner/web/audit_words.py, such as "menu.edit_dish": N_("%(who)s changed a dish of '
        '%(event)s."), or to SILENT with the reason why nobody has to account for it'
    )


def test_no_sentence_is_left_of_a_route_or_command_that_went(app: Flask) -> None:
    names = {audited_as(app, rule) for rule in app.url_map.iter_rules()}
    known = names | set(commands()) | NOTED_BY_HAND | NOTED_BEFORE
    assert set(SENTENCES) | set(SILENT) <= known
    assert not set(SENTENCES) & set(SILENT)
    assert set(FIELDS) <= set(Event.__table__.columns.keys())


def test_every_command_that_writes_has_a_sentence() -> None:
    reading = {
        "command secret", "command check", "command db current", "command db check",
        "command user list", "command serve", "command forecast", "command nowcast",
        "command order", "command privacy register", "command privacy record",
    }  # fmt: skip
    missing = set(commands()) - set(SENTENCES) - set(SILENT) - reading
    assert not missing, f"{missing}: see planner/web/audit_words.py"


def commands() -> Iterator[str]:
    group = Commands()
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (f"command {name} {below}" for below in command.commands)
        else:
            yield f"command {name}"


def test_every_sentence_can_be_chosen_by_what_it_is_about() -> None:
    prefixes = tuple(prefix for _name, some in KINDS.values() for prefix in some)
    others = [what for what in SENTENCES if not what.startswith(prefixes)]
    assert others == ["command turnout import"]


def test_a_change_says_who_what_and_which_event_and_no_value(
    store: Store, desk: PageClient, organiser: Account, world: World
) -> None:
    guess = desk.send(
        f"/events/{world.event_id}/guess", {"expected": "77"}, form_on=f"/events/{world.event_id}"
    )
    assert guess.status_code == 303
    (entry,) = [one for one in entries(store) if one.what == "event_page.guess"]
    assert (entry.account_id, entry.event_id) == (organiser.id, world.event_id)
    assert entry.fields == ["expected"]
    page = desk.page(f"/events/{world.event_id}/audit", headers=ENGLISH)
    assert "Noor changed the own guess for Buurt-BBQ Passart." in page.words
    assert "77" not in page.words


def test_names_of_what_changed_are_kept_and_never_the_values(store: Store, world: World) -> None:
    doing = audit.Doing("planning.edit", Actor.ORGANISER, event_id=world.event_id)
    with store.writing() as session:
        session.watcher = audit.AuditWatch(lambda: doing, clock=lambda: MADE_AT)
        event = session.get_one(Event, world.event_id)
        event.starts_at -= timedelta(hours=1)
        event.description = "Secret words"
        event.title = str(event.title)
        session.commit()
    (entry,) = entries(store)
    assert (entry.event_id, entry.fields) == (world.event_id, ["description", "starts_at"])
    with store.writing() as session:
        session.watcher = audit.AuditWatch(lambda: doing, clock=lambda: MADE_AT)
        session.commit()
    assert len(entries(store)) == 1, "nothing was written"


def test_what_is_refused_or_changes_nothing_is_not_written_down(
    store: Store, desk: PageClient, world: World
) -> None:
    before = done(store)
    token = desk.page("/events/new").token()
    wrong = {"csrf_token": token, "expected": "many"}
    assert desk.post(f"/events/{world.event_id}/guess", data=wrong).status_code == 422
    assert desk.post("/account/sign-ins/99/end", data={"csrf_token": token}).status_code == 404
    assert [what for what in done(store) if what not in before] in ([], ["account.end_sign_in"])


def test_a_change_that_fails_leaves_no_trace_of_having_been_made(
    app: Flask, store: Store, desk: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kw: object) -> None:
        raise RuntimeError

    token = desk.page("/events/new").token()
    before = done(store)
    monkeypatch.setattr("planner.web.organiser.day.gates.gate.open_gate", fail)
    sent = {"csrf_token": token, "name": "North", "most_devices": "3"}
    assert desk.post(f"/events/{world.event_id}/gates", data=sent).status_code == 500
    assert done(store) == before


def test_signing_in_and_failing_to_are_written_down_without_the_address(
    app: Flask, store: Store, organiser: Account
) -> None:
    browser = page_client(app)
    browser.send("/sign-in", {"email": organiser.email, "password": "wrong words here"})
    browser.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    browser.send("/sign-out", form_on="/account")
    assert done(store) == ["sign_in.failed", "sign_in.sign_in", "sign_in.sign_out"]
    failed, signed_in, _out = entries(store)
    assert (failed.actor, failed.account_id) == (Actor.NOBODY, organiser.id)
    assert signed_in.account_id == organiser.id


def test_a_sign_in_is_written_down_once_its_second_step_is_given(
    app: Flask, store: Store, desk: PageClient, organiser: Account, clock: FixedClock
) -> None:
    phone, _page = set_up_app(desk, clock)
    assert done(store)[-1] == "factors.confirm_app"
    before = len(done(store))
    clock.forward(minutes=1)
    browser = page_client(app)
    browser.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert len(done(store)) == before, "half of it is nothing yet"
    assert browser.send("/sign-in/second-step", {"code": "000000"}).status_code == 422
    assert browser.send("/sign-in/second-step", {"code": phone.code()}).status_code == 303
    failed, signed_in = entries(store)[before:]
    assert (failed.what, failed.actor) == ("second_factor.take_code", Actor.NOBODY)
    assert (signed_in.what, signed_in.account_id) == ("sign_in.sign_in", organiser.id)
    words = desk.page("/audit", headers=ENGLISH).words
    assert "the right password of Noor and failed 1 time at the second step." in words


def test_the_name_goes_with_the_account(
    store: Store, desk: PageClient, organiser: Account, other_organiser: Account, world: World
) -> None:
    with store.transaction() as session:
        session.add(
            AuditEntry(
                at=MADE_AT, what="planning.edit", actor="organiser", account_id=other_organiser.id,
                event_id=world.event_id, fields=["starts_at", "ends_at", "uid"],
            )
        )  # fmt: skip

    def read() -> str:
        return desk.page("/audit", headers=ENGLISH).words

    assert "Wim changed details, the time of Buurt-BBQ Passart." in read()
    with store.transaction() as session:
        session.delete(session.get_one(Account, other_organiser.id))
    assert "Wim" not in read()
    assert "Somebody who has left changed details, the time of Buurt-BBQ Passart." in read()


def test_the_list_is_filtered_and_taken_along(
    store: Store, desk: PageClient, organiser: Account, world: World, clock: FixedClock
) -> None:
    desk.send(
        f"/events/{world.event_id}/guess", {"expected": "77"}, form_on=f"/events/{world.event_id}"
    )
    day = f"{clock():%Y-%m-%d}"
    assert "own guess" in desk.page(f"/audit?kind=plans&on={day}", headers=ENGLISH).words
    assert "own guess" not in desk.page("/audit?kind=gates", headers=ENGLISH).words
    assert "own guess" not in desk.page("/audit?on=2001-01-01", headers=ENGLISH).words
    assert "own guess" in desk.page(f"/audit?who={organiser.id}", headers=ENGLISH).words
    assert "own guess" not in desk.page("/audit?who=999&page=0", headers=ENGLISH).words
    assert desk.page("/audit?on=nonsense&kind=nonsense&who=nobody&page=x").status == 200
    taken = desk.get(f"/events/{world.event_id}/audit.csv", headers=ENGLISH)
    assert "Noor changed the own guess" in taken.get_data(as_text=True)
    assert desk.get("/audit.csv").mimetype == "text/csv"


def test_who_hands_cards_out_is_named_by_the_stack(
    app: Flask, store: Store, world: World, clock: FixedClock, settings: Settings
) -> None:
    card = world.cards(intermediary_name="Karin van de garage")[0]
    with store.transaction() as session:
        batch = session.get_one(Batch, world.batch_of(card))
        secret = intermediaries.make_link(session, batch, code_key=settings.code_key, now=clock())
        link = session.scalars(select(IntermediaryLink)).one()
        code = intermediaries.make_code(session, link, secret_key=settings.secret_key)
        link_id = link.id
    browser = page_client(app)
    browser.send(f"/hand-out/link/{secret}", {"code": code})
    browser.send(f"/hand-out/{link_id}/cards/{card.number}/tick", form_on=f"/hand-out/{link_id}")
    assert done(store) == ["hand_out_link.come_in", "hand_out_card.tick"]
    assert {entry.batch_id for entry in entries(store)} == {world.batch_of(card)}
    assert not [entry for entry in entries(store) if entry.account_id]


def test_what_guests_and_phones_do_is_nobodys_business(
    store: Store, client: PageClient, world: World
) -> None:
    card = world.cards()[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/erase")
    assert done(store) == []
