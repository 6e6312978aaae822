"""What holds for every forecast, whatever was counted."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.core.turnout import (
    Answers,
    EventKind,
    Forecast,
    Nowcast,
    PastTurnout,
    contributions,
    forecast_turnout,
    nowcast_turnout,
)

LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95)

kinds = st.sampled_from(EventKind)
pasts = st.lists(
    st.builds(
        PastTurnout,
        came=st.integers(0, 150),
        yes_heads=st.integers(0, 60),
        is_at_least=st.booleans(),
        is_estimate=st.booleans(),
    ),
    max_size=3,
)
ordinary_pasts = st.lists(
    st.builds(PastTurnout, came=st.integers(10, 150), yes_heads=st.integers(10, 60)), max_size=3
)
counts_only = st.lists(st.builds(PastTurnout, came=st.integers(0, 150)), min_size=1, max_size=3)
guesses = st.none() | st.integers(1, 120)
ordinary = settings(max_examples=20, deadline=None, derandomize=True)


def forecast(
    yes: int, past: list[PastTurnout], kind: EventKind, expected: int | None = None
) -> Forecast:
    found = forecast_turnout(Answers(yes_heads=yes), past, kind=kind, expected=expected)
    assume(isinstance(found, Forecast))
    assert isinstance(found, Forecast)
    return found


@ordinary
@given(yes=st.integers(0, 80), past=pasts, kind=kinds, expected=guesses)
def test_the_same_input_gives_the_same_rising_quantiles_and_reasons_that_add_up(
    yes: int, past: list[PastTurnout], kind: EventKind, expected: int | None
) -> None:
    found = forecast(yes, past, kind, expected)
    quantiles = found.quantiles(LEVELS)
    assert list(quantiles) == sorted(quantiles)
    assert quantiles[0] >= 0
    assert found.parts.total == found.likely
    assert 0 <= found.parts.come_as_answered <= yes
    assert found == forecast(yes, past, kind, expected)


@ordinary
@given(
    yes=st.integers(0, 80),
    household=st.integers(1, 6),
    past=ordinary_pasts,
    kind=kinds,
    expected=guesses,
)
def test_one_more_household_that_says_yes_never_lowers_the_forecast(
    yes: int, household: int, past: list[PastTurnout], kind: EventKind, expected: int | None
) -> None:
    before = forecast(yes, past, kind, expected).quantiles(LEVELS)
    after = forecast(yes + household, past, kind, expected).quantiles(LEVELS)
    assert all(more >= less - 1 for less, more in zip(before, after, strict=True))


@ordinary
@given(yes=st.integers(1, 80), past=counts_only, kind=kinds)
def test_answers_never_lower_a_forecast_that_was_made_without_any(
    yes: int, past: list[PastTurnout], kind: EventKind
) -> None:
    before = forecast(0, past, kind).quantiles(LEVELS)
    after = forecast(yes, past, kind).quantiles(LEVELS)
    assert all(more >= less for less, more in zip(before, after, strict=True))


@ordinary
@given(
    counts=st.lists(st.integers(15, 60), min_size=1, max_size=6),
    yes=st.integers(0, 40),
    kind=kinds,
)
def test_an_evening_with_four_times_as_many_never_lowers_the_busy_end(
    counts: list[int], yes: int, kind: EventKind
) -> None:
    past = [PastTurnout(came=came, yes_heads=yes) for came in counts]
    usual = sorted(counts)[len(counts) // 2]
    busy = PastTurnout(came=4 * usual, yes_heads=yes)
    before = forecast(yes, past, kind).quantile(0.9)
    assert forecast(yes, [*past, busy], kind).quantile(0.9) >= before


@ordinary
@given(
    shares=st.lists(st.floats(0.5, 1), max_size=4),
    yes=st.integers(20, 60),
    kind=kinds,
    has_guess=st.booleans(),
)
def test_twice_as_large_a_world_gives_twice_as_many_people(
    shares: list[float], yes: int, kind: EventKind, has_guess: bool
) -> None:
    def world(factor: int) -> tuple[int, ...]:
        counts = [factor * round(share * yes) for share in shares]
        past = [PastTurnout(came=came, yes_heads=factor * yes) for came in counts]
        guess = 40 * factor if has_guess else None
        return forecast(factor * yes, past, kind, guess).quantiles(LEVELS)

    # Until some were counted nobody knows who just walks into an open event, and where twice as
    # many answered they are hardly more.
    is_new = len(shares) < 3 and not has_guess and kind in {EventKind.OPEN, EventKind.UNSURE}
    least = 1.3 if is_new else 1.6
    for small, large in zip(world(1), world(2), strict=True):
        assert least * small - 1 <= large <= 2.6 * small + 1


@ordinary
@given(
    arrived=st.integers(0, 300),
    minute=st.floats(-30, 250),
    past=pasts,
    expected=st.integers(1, 200),
)
def test_a_forecast_during_the_event_is_never_below_the_heads_inside(
    arrived: int, minute: float, past: list[PastTurnout], expected: int
) -> None:
    found = nowcast_turnout(
        forecast(0, past, EventKind.OPEN, expected),
        arrived=arrived,
        minute=minute,
        length_minutes=180,
    )
    assert isinstance(found, Nowcast)
    quantiles = found.quantiles(LEVELS)
    assert quantiles[0] >= arrived
    assert list(quantiles) == sorted(quantiles)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(yes=st.integers(0, 80), past=pasts, kind=kinds)
def test_what_an_earlier_event_does_is_what_the_forecast_is_without_it(
    yes: int, past: list[PastTurnout], kind: EventKind
) -> None:
    found = contributions(Answers(yes_heads=yes), past, kind=kind)
    assert len(found) == len(past)
    assert all(0 <= each.chance_of_surprise <= 1 for each in found)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    came=st.lists(st.sampled_from([0, 1, 10_000_000]), max_size=3),
    yes=st.sampled_from([0, 1, 10_000_000]),
    expected=st.sampled_from([None, 1, 10_000_000]),
    kind=kinds,
)
def test_nobody_and_everybody_are_numbers_too(
    came: list[int], yes: int, expected: int | None, kind: EventKind
) -> None:
    found = forecast(yes, [PastTurnout(came=count) for count in came], kind, expected)
    assert all(0 <= heads < 10**11 for heads in found.quantiles(LEVELS))
    assert 0 <= found.chance_at_least(1) <= 1
