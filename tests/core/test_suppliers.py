"""Who can still bring more, and what takes a press back."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.core.logistics.suppliers import DeliveryState, OnCall, on_call_for, state_before

ELEVEN = datetime(2027, 6, 12, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BUTCHER = OnCall(delivery_id=1, name="Slager Élan", phone="045 222", until=ELEVEN)


@pytest.mark.parametrize(
    ("name", "minutes", "expected"),
    [
        pytest.param("Slager Élan", -20, BUTCHER, id="twenty minutes before"),
        pytest.param(" slager  élan", 0, BUTCHER, id="at the last minute, written otherwise"),
        pytest.param("Slager Élan", 1, None, id="a minute later there is the shop"),
        pytest.param("", -20, None, id="a dish that names no shop"),
        pytest.param("Bakker", -20, None, id="somebody else"),
    ],
)
def test_more_can_be_asked_for_until_the_last_minute(
    name: str, minutes: int, expected: OnCall | None
) -> None:
    assert on_call_for(name, [BUTCHER], now=ELEVEN + minutes * MINUTE) == expected


def test_who_was_called_brings_it_also_after_the_last_minute() -> None:
    called = OnCall(delivery_id=2, name=BUTCHER.name, phone="", until=ELEVEN, called_at=ELEVEN)
    later = ELEVEN + 5 * MINUTE
    assert on_call_for(BUTCHER.name, [called], now=later) == called
    assert on_call_for(BUTCHER.name, [called, BUTCHER], now=ELEVEN) == BUTCHER, "who can be called"


@pytest.mark.parametrize(
    ("state", "came", "called", "expected"),
    [
        (DeliveryState.PLANNED, False, False, None),
        (DeliveryState.ORDERED, False, False, DeliveryState.PLANNED),
        (DeliveryState.CONFIRMED, False, False, DeliveryState.ORDERED),
        (DeliveryState.CALLED_OFF, False, True, DeliveryState.CONFIRMED),
        (DeliveryState.CALLED_OFF, True, True, DeliveryState.DELIVERED),
        (DeliveryState.DELIVERED, True, False, DeliveryState.CONFIRMED),
        (DeliveryState.DELIVERED, True, True, DeliveryState.CALLED_OFF),
        (DeliveryState.WRONG, True, False, DeliveryState.DELIVERED),
        (DeliveryState.WRONG, True, True, DeliveryState.DELIVERED),
    ],
)
def test_a_press_is_taken_back_to_what_was_before_it(
    state: DeliveryState,
    came: bool,
    called: bool,
    expected: DeliveryState | None,
) -> None:
    moments = {"came_at": ELEVEN if came else None, "called_off_at": ELEVEN if called else None}
    assert state_before(state, **moments) == expected
