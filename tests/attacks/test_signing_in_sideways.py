"""Ways around the password and the second step, and around what slows guessing down."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from planner.core.enums import LinkPurpose
from planner.services.people import factors, links
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from planner.web.access import Access
from planner.web.networks import network_of
from planner.web.organiser.account.entering import is_path_of_ours
from tests.support.application import PASSWORD, signed_in
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client
from tests.support.totp import set_up_app
from tests.test_access import access_of, address, rows, rules
from tests.web.test_second_step import SPARE, half_in


def test_a_password_alone_opens_and_changes_nothing_at_any_address(
    app: Flask, store: Store, desk: PageClient, organiser: Account, clock: FixedClock
) -> None:
    set_up_app(desk, clock)
    browser = half_in(app, organiser)
    token = browser.page("/sign-in/second-step").token()
    before, tried = rows(store), 0
    for rule in rules(app):
        if access_of(app, rule) is not Access.ORGANISER:
            continue
        for method in {"GET", "POST", "HEAD"} & (rule.methods or set()):
            data = {"csrf_token": token, "secret": PASSWORD} if method == "POST" else None
            answer = browser.open(address(app, rule), method=method, data=data)
            assert answer.status_code == 303, (method, rule.rule)
            assert answer.location.startswith("/sign-in/second-step"), rule.rule
            tried += 1
    assert tried > 150
    assert rows(store) == before


def test_a_mailed_link_does_not_go_around_the_second_step(
    app: Flask,
    store: Store,
    settings: Settings,
    desk: PageClient,
    organiser: Account,
    clock: FixedClock,
) -> None:
    set_up_app(desk, clock)
    with store.transaction() as session:
        secret = links.make_link(
            session, organiser.id, LinkPurpose.PASSWORD, key=settings.secret_key, now=clock()
        )
    browser = page_client(app)
    path = f"/sign-in/new-password/{secret}"
    chosen = browser.send(path, {"password": "de fiets van oma"})
    assert chosen.location == "/sign-in/second-step", "it signs in by half"
    assert browser.get("/events").location.startswith("/sign-in/second-step")
    assert desk.get("/events").status_code == 303, "and whoever was in is out"
    entered = browser.send("/sign-in", {"email": organiser.email, "password": "de fiets van oma"})
    assert entered.location == "/sign-in/second-step"
    assert browser.get("/events").location.startswith("/sign-in/second-step")
    assert browser.get(path).status_code == 404, "it works once"


def test_one_code_typed_in_two_browsers_at_once_lets_one_in(
    app: Flask, desk: PageClient, organiser: Account, clock: FixedClock
) -> None:
    phone, _page = set_up_app(desk, clock)
    clock.forward(minutes=1)
    found = at_once(app, organiser, phone.code(), browsers=6)
    assert sorted(found) == [303] + [422] * 5


def test_one_spare_code_typed_in_many_browsers_at_once_lets_one_in(
    app: Flask, desk: PageClient, organiser: Account, clock: FixedClock
) -> None:
    _phone, page = set_up_app(desk, clock)
    found = at_once(app, organiser, SPARE.findall(page.words)[0], browsers=6)
    assert sorted(found) == [303] + [422] * 5


def at_once(app: Flask, account: Account, code: str, *, browsers: int) -> list[int]:
    made = [half_in(app, account) for _ in range(browsers)]
    tokens = [browser.page("/sign-in/second-step").token() for browser in made]

    def send(place: int) -> int:
        data = {"code": code, "csrf_token": tokens[place]}
        return made[place].post("/sign-in/second-step", data=data).status_code

    with ThreadPoolExecutor(browsers) as pool:
        return list(pool.map(send, range(browsers)))


def test_a_code_of_somebody_else_is_no_second_step(
    app: Flask,
    store: Store,
    settings: Settings,
    desk: PageClient,
    organiser: Account,
    other_organiser: Account,
    clock: FixedClock,
) -> None:
    set_up_app(desk, clock)
    theirs, page = set_up_app(signed_in(app, other_organiser.email), clock)
    clock.forward(minutes=1)
    browser = half_in(app, organiser)
    for code in (theirs.code(), SPARE.findall(page.words)[0]):
        assert browser.send("/sign-in/second-step", {"code": code}).status_code == 422
    with store.reading() as session:
        assert factors.count_spare_codes(session, other_organiser.id) == 10, "nor is it used up"


def test_guessing_the_old_password_in_an_open_browser_is_slowed(
    desk: PageClient, organiser: Account, clock: FixedClock
) -> None:
    typed = {"old": "a guess", "new": "de fiets van oma"}
    found = [
        desk.send("/account/password", typed, form_on="/account").status_code for _ in range(9)
    ]
    assert found == [422] * 8 + [429]
    right = {**typed, "old": PASSWORD}
    assert desk.send("/account/password", right, form_on="/account").status_code == 429
    clock.forward(minutes=5)
    assert desk.send("/account/password", right, form_on="/account").status_code == 303


@pytest.mark.parametrize(
    "spelled",
    [
        "NOOR@feest.example",
        "  noor@feest.example ",
        "\tnoor@feest.example\n",
        "noor@feest.example\u2003",
        "\u202enoor@feest.example",
        "noor@feest.example\x00",
    ],
)
def test_an_address_spelled_otherwise_is_no_new_account_to_guess_at(
    app: Flask, organiser: Account, spelled: str
) -> None:
    for _ in range(10):
        page_client(app).send("/sign-in", {"email": spelled, "password": "a guess"})
    again = page_client(app).send("/sign-in", {"email": organiser.email, "password": PASSWORD})
    assert again.status_code == 429


@pytest.mark.parametrize(
    "other",
    [
        "ｎｏｏｒ@feest.example",
        "noor@feest.example\u200f",
        "noor@feest.example,noor@feest.example",
        "noor@feest。example",
        "noor@f\u0435est.example",
        "noo\u0072\u0301@feest.example",
    ],
)
def test_an_address_that_only_looks_the_same_is_somebody_else(
    app: Flask, organiser: Account, other: str
) -> None:
    answer = page_client(app).send("/sign-in", {"email": other, "password": PASSWORD})
    assert answer.status_code == 422


def test_an_account_is_invited_once_however_its_address_is_spelled(
    store: Store, organiser: Account, clock: FixedClock
) -> None:
    from planner.services.people import signing_in

    for spelled in ("NOOR@FEEST.EXAMPLE", " noor@feest.example "):
        with pytest.raises(signing_in.EmailTaken), store.transaction() as session:
            signing_in.add_account(
                session, email=spelled, name="Noor", password=PASSWORD, now=clock()
            )


def test_guesses_from_all_addresses_of_one_connection_are_slowed_together(
    app: Flask, organiser: Account
) -> None:
    def guess(place: int, password: str) -> int:
        browser = page_client(app)
        browser.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{place:x}"
        return browser.send(
            "/sign-in", {"email": organiser.email, "password": password}
        ).status_code

    for place in range(10):
        guess(place, "a guess")
    assert guess(99, PASSWORD) == 429
    neighbour = page_client(app)
    neighbour.environ_base["REMOTE_ADDR"] = "2001:db8:1:3::1"
    typed = {"email": organiser.email, "password": PASSWORD}
    assert neighbour.send("/sign-in", typed).status_code == 303


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_what_a_connection_can_not_choose_is_counted(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    "evil",
    [
        "///evil.example",
        "////evil.example",
        "/\\/evil.example",
        "/\t/evil.example",
        "/\r\n/evil.example",
        "\u2028//evil.example",
        "\\\\evil.example",
        " //evil.example",
        "HTTPS://evil.example",
        "//evil.example\\@feest.example",
        "data:text/html,x",
        "http:/evil.example",
        "//[evil",
        "events",
        "",
        "/\u202e//evil.example",
        "//\u3002example",
        "?next=//evil.example",
        "#//evil.example",
    ],
)
def test_no_way_to_spell_another_site_is_a_path_of_ours(evil: str) -> None:
    assert not is_path_of_ours(evil)


@pytest.mark.parametrize("header", ["Origin", "Referer"])
@pytest.mark.parametrize(
    "site",
    [
        "https://evil.example",
        "null",
        "http://feest.example.evil.example",
        "http://evil@[",
        "https://feest.example",
    ],
)
def test_a_form_of_another_site_is_not_offered_again_by_an_older_browser(
    desk: PageClient, header: str, site: str
) -> None:
    """It does not say where a form comes from, but for its origin or the page it was on."""
    answer = desk.post(
        "/account/password", data={"new": "of somebody else"}, headers={header: site}
    )
    assert answer.status_code == 400
    assert "of somebody else" not in answer.get_data(as_text=True)
    assert "csrf_token" not in answer.get_data(as_text=True)
