"""A helper's calendar: the shifts they took, and nothing of anybody else."""

from dataclasses import replace
from datetime import timedelta

import icalendar

from planner.services.calendars.blocks import Town
from planner.services.calendars.shifts import HelperShift, shifts_calendar
from tests.support.cards import MADE_AT, SATURDAY

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord")
BUILDING = HelperShift(
    uid="3f0f2d3c-6a0e-4f34-9a3e-0f6f3a3c1b52",
    task="Opbouwen",
    event_title="Buurt-BBQ",
    starts_at=SATURDAY - timedelta(hours=2),
    ends_at=SATURDAY,
    zone="Europe/Amsterdam",
    created_at=MADE_AT,
    updated_at=MADE_AT,
    location="Speelveld, Passartweg 1, Heerlen",
    note="Meld je bij de tent.",
)
CLEARING = replace(
    BUILDING,
    uid="4f0f2d3c-6a0e-4f34-9a3e-0f6f3a3c1b52",
    task="Opruimen",
    starts_at=SATURDAY + timedelta(hours=4),
    ends_at=SATURDAY + timedelta(hours=5),
    cancelled=True,
    reason="Het regent.",
    sequence=1,
)


def test_shifts_stand_in_order_and_a_cancelled_one_says_so() -> None:
    body = shifts_calendar([CLEARING, BUILDING], TOWN)
    first, last = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(first["SUMMARY"]) == "Opbouwen · Buurt-BBQ"
    assert str(first["DESCRIPTION"]) == "Meld je bij de tent."
    assert str(last["SUMMARY"]) == "AFGELAST: Opruimen · Buurt-BBQ"
    assert str(last["DESCRIPTION"]).startswith("Het regent.")
    assert body == shifts_calendar([BUILDING, CLEARING], TOWN)


def test_the_address_of_a_private_calendar_stands_in_no_copy_of_it() -> None:
    body = shifts_calendar([BUILDING], TOWN)
    for word in (b"SOURCE", b"ATTENDEE", b"ORGANIZER", b"METHOD"):
        assert word not in body
