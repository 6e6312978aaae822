"""Everybody who looks at one evening, each in a browser of their own, and where they begin."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from flask import Flask
from sqlalchemy import select

from planner.core.roles import AccountRole, TeamRole
from planner.services.people import colleagues, signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Event,
    Helper,
    Organisation,
    Promise,
    Shift,
    ShiftEntry,
    Venue,
)
from tests.support.actors import add_promise_of_partner, enrol, give_factor, open_hand_out
from tests.support.application import PASSWORD, signed_in
from tests.support.busy_evening import NOW, BusyEvening, fill_evening
from tests.support.clock import FixedClock
from tests.support.crawler import Crawl, text_of
from tests.support.households import Households, settle
from tests.support.logistics import add_logistics, give_to
from tests.support.pages import PageClient, page_client
from tests.support.remarks import add_remark
from tests.support.shifts import add_shift_with_helper
from tests.test_scopes import add_event

GUESTS = 80
ACCOUNTS: Mapping[str, AccountRole | TeamRole] = {
    "administrator": AccountRole.ADMINISTRATOR,
    "organiser": AccountRole.ORGANISER,
    "lead": TeamRole.LEAD,
    "crew": TeamRole.CREW,
    "kitchen": TeamRole.KITCHEN,
    "reader": TeamRole.READER,
    "partner": AccountRole.ORGANISER,
}
"""`partner` organises for another organisation."""
STRANGER = "somebody else's code"
"""Whoever has the code of a card that is not theirs; without one, a passer-by."""
OWN = "0123456789ab"
"""How the nonces of a phone begin that has sent nothing yet."""


@dataclass(frozen=True)
class Role:
    """Somebody who looks.

    Attributes:
        begin: the addresses that they know.
        looks: what they read by a form or a program that changes nothing, by a name.
    """

    name: str
    browser: PageClient
    begin: Sequence[str]
    looks: Mapping[str, Callable[[], str]]


@dataclass(frozen=True)
class RoleStage:
    """An evening with pairs of households, and everybody who looks at it."""

    app: Flask
    clock: FixedClock
    households: Households
    roles: dict[str, Role]

    def crawl(self, role: str, *, most: int | None, begin: Sequence[str] = ()) -> Crawl:
        """Let somebody open everything that they can reach."""
        one = self.roles[role]
        crawl = Crawl(self.app, one.browser, self.words(), most)
        return crawl.walk([*one.begin, *begin])

    def sign_in_again(self) -> None:
        """Sign everybody in at another moment; the administrator would need a second step."""
        for name in set(ACCOUNTS) - {"administrator"}:
            browser = signed_in(self.app, f"{name}@feest.example")
            self.roles[name] = replace(self.roles[name], browser=browser)

    def words(self) -> list[str]:
        """What somebody may type who has met one of a pair: a number, a name."""
        of_pairs = [pairs[which][0] for pairs in self.households.pairs.values() for which in (0, 3)]
        names = [one.name.partition(" ")[0] for one in of_pairs if one.name]
        return [*(str(one.number) for one in of_pairs), *names]


def set_roles_up(app: Flask, settings: Settings, clock: FixedClock) -> RoleStage:
    """Fill an evening and let everybody come in."""
    clock.now = NOW
    store: Store = app.extensions["store"]
    evening = fill_evening(store, GUESTS, code_key=settings.code_key)
    households = settle(store, evening)
    _add_accounts(store, evening)
    # To the second nothing leads until something is set aside; the first has all the pages, and
    # comes before another event that something waits at; then the gates in use, and what leads
    # nowhere once an event goes on.
    begin = f"/events/{evening.event_id}"
    below = ("set-aside", "gates", "publish", "as-guests")
    here = (begin, *(f"{begin}/{page}" for page in below))
    roles = {name: _account(app, name, *here) for name in ACCOUNTS}
    for name in ("administrator", "organiser"):
        roles[name] = _with_search(roles[name], households)
    for name in ("organiser", "lead", "crew"):
        roles[name] = _with_search_box(roles[name], households)
    give_factor(store, "administrator@feest.example", clock)
    roles["partner"] = _partner(app, store, settings)
    phone, giver = page_client(app), page_client(app)
    enrol(store, settings, evening.event_id, phone)
    opened = open_hand_out(store, settings, evening.batches["School"], giver, clock)
    home = f"/hand-out/{opened['link_id']}"
    add_promise_of_partner(store, settings, evening.event_id, clock)
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        for words in ("The weeds stand high", "The lamp is broken"):
            add_remark(session, event, words, theme="Outside")
        add_shift_with_helper(session, event, code_key=settings.code_key)
        add_logistics(session, event)
    roles["contact person"] = Role("contact person", giver, ["/", home, f"{home}?show=all"], {})
    roles["gate phone"] = _phone(phone, households)
    stranger = page_client(app)
    roles[STRANGER] = Role(STRANGER, stranger, ["/"], {})
    return RoleStage(app, clock, households, roles)


def _add_accounts(store: Store, evening: BusyEvening) -> None:
    with store.transaction() as session:
        away = colleagues.add_organisation(session, "Partner", now=NOW)
        assert away is not None
        for name, role in ACCOUNTS.items():
            account = signing_in.add_account(
                session,
                email=f"{name}@feest.example",
                name=name.title(),
                password=PASSWORD,
                now=NOW,
                role=role if isinstance(role, AccountRole) else AccountRole.MEMBER,
                organisation_id=away.id if name == "partner" else None,
            )
            if isinstance(role, TeamRole):
                for event_id in (evening.event_id, evening.part_id):
                    event = session.get_one(Event, event_id)
                    colleagues.put_in_team(session, event, account, role, now=NOW)


def _account(app: Flask, name: str, *begin: str) -> Role:
    browser = signed_in(app, f"{name}@feest.example")
    return Role(name, browser, ["/", "/events", "/account", *begin], {})


def _with_search(role: Role, households: Households) -> Role:
    """Let somebody find what is kept of a household, as if it asked for that."""
    some = [pairs[0] for pairs in households.pairs.values()]
    begin = [f"/kept/erase?what=card&id={one.id}" for pair in some for one in pair]
    looks = {
        f"/kept/find, card {one.number}": _found(role.browser, one.number)
        for pair in some
        for one in pair
    }
    return replace(role, begin=[*role.begin, *begin], looks=looks)


def _with_search_box(role: Role, households: Households) -> Role:
    """Let somebody type the number and the name of a pair with names into the search box."""
    pair = next(pair for pairs in households.pairs.values() for pair in pairs if pair[0].name)
    typed = [words for one in pair for words in (str(one.number), one.name)]
    looks = {
        f"/search, word {place}": partial(_found_by, role.browser, words)
        for place, words in enumerate(typed)
    }
    return replace(role, looks={**role.looks, **looks})


def _found_by(browser: PageClient, words: str) -> str:
    return text_of(browser.send("/search", {"sought": words}))


def _found(browser: PageClient, number: int) -> Callable[[], str]:
    typed = {"words": str(number)}
    return lambda: text_of(browser.send("/kept/find", typed))


def _partner(app: Flask, store: Store, settings: Settings) -> Role:
    """Let the partner have an event of their own, so that there are pages to look at."""
    event_id = add_event(store, settings, "Partners own")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        away = session.query(Organisation).filter_by(name="Partner").one()
        give_to(session, event, away.id)
        for promise in session.scalars(select(Promise).where(Promise.event_id == event_id)):
            promise.organisation_id = away.id
        helped = select(ShiftEntry.helper_id).join(Shift).where(Shift.event_id == event_id)
        for helper in session.scalars(select(Helper).where(Helper.id.in_(helped))):
            helper.organisation_id = away.id
        # A place is of one organisation: theirs can't be at ours.
        event.venue = Venue(organisation_id=away.id, name="Partners' hall")
    return _account(app, "partner")


def _phone(phone: PageClient, households: Households) -> Role:
    """Give what the program on a phone asks, and what a helper types."""
    begin = ["/", "/gate", f"/gate/list?own={OWN}", "/gate/helpers"]
    looks: dict[str, Callable[[], str]] = {}
    for one in households.all:
        begin += [f"/gate/{page}?code={one.code}" for page in ("check", "out/card")]
        begin += [f"/gate/check?code={one.number}"]
        looks[f"/gate/ask about card {one.number}"] = _asked(phone, one.code)
    return Role("gate phone", phone, begin, looks)


def _asked(phone: PageClient, code: str) -> Callable[[], str]:
    told = {"own": OWN, "code": code}
    return lambda: phone.post("/gate/ask", json=told).get_data(as_text=True)
