"""Who finds a hole reads whom to tell, as RFC 9116 wants it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.app import create_app
from planner.settings import Settings
from tests.support.clock import FixedClock
from tests.support.pages import PageClient

PATH = "/.well-known/security.txt"
HOME = "https://feest.example"
FIELDS = {"Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"}
Read = Callable[..., list[tuple[str, str]] | None]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def read(settings: Settings, clock: FixedClock) -> Iterator[Read]:
    """Read the file of an installation with these settings: its fields, or None for a 404."""
    apps = []

    def go(**changes: str) -> list[tuple[str, str]] | None:
        town: Any = {"base_url": HOME, "insecure_http": False} | changes
        app = create_app(replace(settings, **town), clock=clock)
        apps.append(app)
        answer = app.test_client().get(PATH, base_url=HOME)
        if answer.status_code == 404:
            return None
        assert answer.content_type == "text/plain; charset=utf-8"
        lines = answer.get_data(as_text=True).splitlines()
        return [(name, value) for name, _colon, value in (line.partition(": ") for line in lines)]

    yield go
    for app in apps:
        app.extensions["store"].close()


def test_who_finds_a_hole_reads_whom_to_call(client: PageClient) -> None:
    lines = client.get(PATH).get_data(as_text=True).splitlines()
    assert "Contact: tel:+31450000000" in lines
    assert "Expires: 2027-11-30T08:00:00Z" in lines
    assert not [line for line in lines if "http:" in line], "an address without https is refused"


def test_mail_or_a_page_is_enough_and_comes_first(read: Read) -> None:
    for way in ("mailto:security@feest.example", "https://feest.example/report"):
        assert read(security_contact=way, contact_phone="") == [
            ("Contact", way),
            ("Expires", "2027-11-30T08:00:00Z"),
            ("Preferred-Languages", "nl, en"),
            ("Canonical", f"https://feest.example{PATH}"),
        ]
        both = read(security_contact=way, contact_phone="045 000 00 00")
        assert both is not None
        assert both[:2] == [("Contact", way), ("Contact", "tel:+31450000000")]


def test_every_field_is_one_of_the_standard_and_the_required_ones_are_there(read: Read) -> None:
    found = read(
        security_contact="mailto:security@feest.example", security_policy="https://feest.example/p"
    )
    assert found is not None
    names = [name for name, _value in found]
    assert set(names) == FIELDS
    assert names.count("Expires") == 1
    assert names.count("Preferred-Languages") == 1
    values = dict(found)
    left = datetime.fromisoformat(values["Expires"]) - FixedClock()()
    assert timedelta(0) < left < timedelta(days=365)
    for name in ("Contact", "Canonical", "Policy"):
        assert re.match(r"(https://|mailto:|tel:\+)", values[name]), name


@pytest.mark.parametrize("phone", ["", "112", "ask at the desk", "0900-12"])
def test_what_can_not_be_dialled_from_anywhere_is_no_contact(read: Read, phone: str) -> None:
    assert read(contact_phone=phone) is None
    found = read(contact_phone=phone, security_contact="mailto:security@feest.example")
    assert found is not None
    assert [value for name, value in found if name == "Contact"] == [
        "mailto:security@feest.example"
    ]
