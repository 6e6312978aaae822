"""Organisers' accounts by command."""

import pytest

from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.web.clock import Clock
from tests.cli.conftest import Run
from tests.support.clock import FixedClock

GOOD = "vier gewone woorden samen"


def add(run: Run, email: str = "noor@feest.example") -> None:
    run("user", "add", email, "--name", "Noor", "--password-stdin", stdin=f"{GOOD}\n")


def may_sign_in(tables: Store, password: str, email: str = "noor@feest.example") -> bool:
    with tables.reading() as session:
        return signing_in.check_password(session, email=email, password=password) is not None


def test_an_organiser_who_was_added_can_sign_in(
    run: Run, installation: Settings, tables: Store
) -> None:
    add(run, "Noor@Feest.example")
    assert may_sign_in(tables, GOOD)
    assert run("user", "list").stdout == "noor@feest.example\tNoor\tactive\tadministrator\n"


def test_the_password_is_asked_for_twice_and_never_shown(
    run: Run, installation: Settings, tables: Store
) -> None:
    said = run("user", "add", "noor@feest.example", "--name", "Noor", stdin=f"{GOOD}\n{GOOD}\n")
    assert GOOD not in said.output
    assert may_sign_in(tables, GOOD)


@pytest.mark.parametrize(
    ("email", "name", "password", "advice"),
    [
        pytest.param("noor", "Noor", GOOD, "no e-mail address", id="not an address"),
        pytest.param("noor@feest.example", " ", GOOD, "name is empty", id="no name"),
        pytest.param("noor@feest.example", "Noor", "wachtwoord", "too easy", id="common password"),
        pytest.param("noor@feest.example", "Noor", "kort", "8 to 128", id="short password"),
    ],
)
def test_a_bad_account_is_refused_with_the_cure(
    run: Run, installation: Settings, email: str, name: str, password: str, advice: str
) -> None:
    said = run(
        "user", "add", email, "--name", name, "--password-stdin", stdin=f"{password}\n", status=1
    )
    assert advice in said.stderr
    assert run("user", "list").stdout == ""


def test_an_address_has_one_account(run: Run, installation: Settings) -> None:
    add(run)
    said = run(
        "user", "add", "NOOR@feest.example", "--name", "N", "--password-stdin",
        stdin=f"{GOOD}\n", status=1,
    )  # fmt: skip
    assert "planner user password" in said.stderr


def test_a_disabled_organiser_is_out_at_once_until_a_new_password(
    run: Run, installation: Settings, tables: Store
) -> None:
    add(run)
    clock: Clock = FixedClock()
    with tables.transaction() as session:
        token = signing_in.begin_sign_in(session, 1, browser="Firefox", key="k", now=clock())
    run("user", "disable", "noor@feest.example")
    assert not may_sign_in(tables, GOOD)
    with tables.reading() as session:
        assert signing_in.find_sign_in(session, token, key="k", now=clock()) is None
    assert "disabled" in run("user", "list").stdout
    new = "nog vier gewone woorden"
    run("user", "password", "noor@feest.example", "--password-stdin", stdin=f"{new}\n")
    assert may_sign_in(tables, new)
    assert not may_sign_in(tables, GOOD)


@pytest.mark.parametrize("verb", ["disable", "password"])
def test_somebody_without_an_account_is_named(run: Run, installation: Settings, verb: str) -> None:
    assert "planner user list" in run("user", verb, "wim@feest.example", status=1).stderr
