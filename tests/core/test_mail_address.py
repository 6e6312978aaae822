"""One rule says what an e-mail address is, keeps it as it is sent, and asks about slips."""

import pytest

from planner.core.mail_address import (
    AddressFault,
    as_stored,
    can_be_written_to,
    can_send_from,
    clean_email,
    meant_by,
    read_address,
    readable,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Noor@Example.ORG ", "noor@example.org"),
        ("", ""),
        ("jan+feest@buurt.example", "jan+feest@buurt.example"),
        ("jan@bücher.example", "jan@xn--bcher-kva.example"),
        ("jan@BÜCHER.example", "jan@xn--bcher-kva.example"),
        ("jan@xn--bcher-kva.example", "jan@xn--bcher-kva.example"),
        ("noor", AddressFault.NONE_AT_ALL),
        ("noor@example", AddressFault.NONE_AT_ALL),
        ("a@b", AddressFault.NONE_AT_ALL),
        ("jan@x..nl", AddressFault.NONE_AT_ALL),
        (".jan@x.nl", AddressFault.NONE_AT_ALL),
        ("jan@-x.nl", AddressFault.NONE_AT_ALL),
        ("jan@[192.0.2.1]", AddressFault.NONE_AT_ALL),
        ('"jan de vries"@x.nl', AddressFault.NONE_AT_ALL),
        ("a@b.nl, c@d.nl", AddressFault.NONE_AT_ALL),
        ("Noor <noor@example.org>", AddressFault.NONE_AT_ALL),
        ("x\r\nBcc: y@z.nl", AddressFault.NONE_AT_ALL),
        ("a" * 65 + "@example.org", AddressFault.NONE_AT_ALL),
        ("a@" + "b." * 130 + "org", AddressFault.NONE_AT_ALL),
        ("josé@example.org", AddressFault.SIGNS),
        ("أحمد@example.org", AddressFault.SIGNS),
        ("josé <jose@example.org>", AddressFault.NONE_AT_ALL),
    ],
)
def test_an_address_is_one_address(typed: str, stored: str) -> None:
    assert read_address(typed) == stored
    assert clean_email(typed) == (None if isinstance(stored, AddressFault) else stored)
    if stored and not isinstance(stored, AddressFault):
        assert can_be_written_to(stored)
        assert as_stored(typed) == stored


@pytest.mark.parametrize("address", ["", " a@b.nl", "a@b.nl\n", "jan@bücher.example", "a@b"])
def test_what_a_mail_server_would_not_take_can_not_be_written_to(address: str) -> None:
    assert not can_be_written_to(address)


def test_a_domain_is_shown_in_its_own_letters() -> None:
    assert readable("jan@xn--bcher-kva.example") == "jan@bücher.example"
    assert readable("jan@buurt.example") == "jan@buurt.example"
    assert readable("") == ""
    assert readable("jan@xn--a.example") == "jan@xn--a.example"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jan@gmial.com", "jan@gmail.com"),
        ("jan@gmial.con", "jan@gmail.com"),
        ("jan@hotmial.com", "jan@hotmail.com"),
        ("jan@hotmai.nl", "jan@hotmail.nl"),
        ("jan@outlok.com", "jan@outlook.com"),
        ("jan@zigo.nl", "jan@ziggo.nl"),
        ("jan@buurt.con", "jan@buurt.com"),
        *((f"jan@{host}", "") for host in ("gmail.com", "mail.com", "email.com", "ymail.com")),
        *((f"jan@{host}", "") for host in ("hotmail.be", "life.nl", "live.nl", "feest.example")),
    ],
)
def test_a_slip_is_known(typed: str, meant: str) -> None:
    assert meant_by(typed) == meant


@pytest.mark.parametrize("address", ["planner@localhost", "planner@127.0.0.1", "post@feest.local"])
def test_mail_may_come_from_a_machine_that_only_we_know(address: str) -> None:
    assert can_send_from(address)
    assert not can_be_written_to(address)


@pytest.mark.parametrize("address", ["", "planner", "a@b\r\nBcc: x", "a@b, c@d", "é@feest.nl"])
def test_not_everything_is_an_address_to_send_from(address: str) -> None:
    assert not can_send_from(address)
