"""Answers that are still to come: how many, and how sure that is.

Far ahead the organiser's guess tells, or what came in at earlier events; the nearer the day on
which answers close, the more those that are in do. On that day nobody is awaited any more.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from planner.core.turnout.inputs import USUAL_HOUSEHOLD_RATIO
from planner.core.turnout.known import KnownSoFar
from planner.core.turnout.prior import PRIORS, mix_of

# The part of the answers that is in d days before they close is exp(-d / 10). Measured on bookings
# of restaurants: 55 % six days ahead and 78 % two days ahead, where this says 55 and 82; of the
# registrations for a career event 46 % came in the last six days.
ANSWERS_COME_OVER_DAYS = 10.0
# At least so much of them, however far ahead: who has answered by then was invited early, and does
# not promise that many times as many follow. An assumption.
LEAST_PART_ANSWERED = 0.1
# How far off that is, on the logarithm and for each day: events differ in how early they invite.
CURVE_DOUBT_A_DAY = 0.05
# Series differ more in it than the events of one: the usual curve weighs half of an own event.
CURVE_WEIGHT = 0.5

# How far off a guess is, on the logarithm: one in three is more than half as large again, or less
# than two thirds of it. An assumption, worth two own guesses.
GUESS_DOUBT = 0.5
GUESS_WEIGHT = 2.0
# Some walk in besides: twice their median, on average.
SKEWED = 2.0
# How the answers of one event differ from those of the next, worth two own events.
SERIES_DOUBT = 0.4
SERIES_WEIGHT = 2.0

# Households that a card brings to an answer of yes: 4 in 10, and anything from 1 to 9 in 10. A
# household has 2.1 people. An assumption, which the first answers overrule.
CARDS_THAT_SAY_YES = 0.4
CARDS_DOUBT = 0.7
HOUSEHOLD_HEADS = 2.1
HOUSEHOLDS_WEIGHT = 5.0

# Of the people who answer more than eight in ten say yes, worth so many people. An assumption.
SAY_YES = 0.85
SAY_YES_WEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Awaited:
    """People who will answer yes yet.

    Args:
        heads: how many, on average.
        variance: how sure that is, in people squared.
    """

    heads: float = 0.0
    variance: float = 0.0


@dataclass(frozen=True, slots=True)
class Likely:
    """A number of people, and how far off it may be on the logarithm."""

    heads: float
    doubt: float


def awaited(known: KnownSoFar) -> Awaited:
    """How many people will answer yes before answers close.

    What was expected beforehand and what the answers promise are weighed by how sure each is. More
    answers never make it fewer in all.

    Source: the credibility of own experience, Bühlmann 1967, ASTIN Bulletin 4:199; booking curves,
    Weatherford and Kimes 2003, International Journal of Forecasting 19:401.
    """
    if known.ahead.is_closed or (known.past and not known.knows_all_answers):
        return Awaited()
    answered, said_no = known.answers.counted_heads, known.answers.no_heads
    curve = _part_answered(known)
    expected = expected_answers(known)
    if expected is None:
        return _within_cards(_by_curve_alone(answered, curve), known)
    # Where many say no, fewer of the others will say yes; that nobody does promises no more.
    size = max(0.1, expected.heads * min(1.0, _say_yes(known) / SAY_YES))
    ratio = known.answers.household_size_ratio or USUAL_HOUSEHOLD_RATIO
    trust, promised = 0.0, 0.0
    if curve:
        part = curve.heads
        by_chance = ratio * (1 - part) / (part * size)
        trust = expected.doubt**2 / (expected.doubt**2 + by_chance + curve.doubt**2)
        promised = answered / part
    # Whoever has answered is one of those who were expected, and no longer awaited.
    beforehand = answered + size * math.exp(-(answered + said_no) / size)
    heads = max(0.0, (1 - trust) * beforehand + trust * promised - answered)
    # Less doubt as answers come in, and never so much less that more answers lower a busy end.
    doubt = expected.doubt * size * math.exp(-((answered / size) ** 2) / 2)
    return _within_cards(Awaited(heads, (1 - trust) * doubt**2), known)


def expected_answers(known: KnownSoFar) -> Likely | None:
    """How many people would say yes in all, by what was known before the first answered.

    Returns:
        None where nothing tells: neither earlier events, nor a guess, nor cards.
    """
    told = [*_by_series(known), *_by_guess(known)]
    if not told:
        if not known.cards or known.kind.is_walked_into:
            return None
        return Likely(known.cards * HOUSEHOLD_HEADS * CARDS_THAT_SAY_YES, CARDS_DOUBT)
    weights = [1 / each.doubt**2 for each in told]
    logs = sum(w * math.log(each.heads) for w, each in zip(weights, told, strict=True))
    return Likely(math.exp(logs / sum(weights)), 1 / math.sqrt(sum(weights)))


def _by_series(known: KnownSoFar) -> Iterator[Likely]:
    """What the earlier events of the series had in the end."""
    totals = [total for total in known.answered_then() if total > 0]
    if not totals or not known.knows_all_answers:
        return
    mean = sum(totals) / len(totals)
    squares = sum(math.log(total / mean) ** 2 for total in totals)
    between = (SERIES_WEIGHT * SERIES_DOUBT**2 + squares) / (SERIES_WEIGHT + len(totals))
    yield Likely(mean, math.sqrt(between * (1 + 1 / len(totals))))


def _by_guess(known: KnownSoFar) -> Iterator[Likely]:
    """The answers that belong to the guess, which is of people at the table.

    Whose guesses were half of what came is taken to guess half again. At an event that people walk
    into, a guess tells nothing of answers.
    """
    if not known.expected or known.kind.is_walked_into:
        return
    logs = [
        math.log(event.came / event.expected)
        for event in (*known.elsewhere, *known.past)
        if event.expected and event.came
    ]
    bias = sum(logs) / (GUESS_WEIGHT + len(logs))
    squares = sum((each - bias) ** 2 for each in logs)
    doubt = (GUESS_WEIGHT * GUESS_DOUBT**2 + squares) / (GUESS_WEIGHT + len(logs))
    come = sum(
        chance * (PRIORS[prior].show_up + SKEWED * PRIORS[prior].walk_ins)
        for prior, chance in mix_of(known.kind, days_ahead=known.ahead.days).items()
    )
    # The guess is the middle, and what follows is reckoned with the mean of a gamma around it.
    heads = known.expected * math.exp(bias) * (1 + doubt / 3)
    yield Likely(heads / come, math.sqrt(doubt))


def _part_answered(known: KnownSoFar) -> Likely | None:
    """The part of all answers that is in by now; None where nobody tells how far ahead we are."""
    until = known.ahead.until_closed
    if until is None:
        return None
    parts = [
        min(1.0, event.counted_heads / event.yes_in_the_end)
        for event in known.past
        if event.yes_in_the_end and not event.is_day_assumed
    ]
    usual = max(LEAST_PART_ANSWERED, part_answered_usually(until))
    part = (CURVE_WEIGHT * usual + sum(parts)) / (CURVE_WEIGHT + len(parts))
    return Likely(part, CURVE_DOUBT_A_DAY * until / math.sqrt(1 + len(parts) / CURVE_WEIGHT))


def _by_curve_alone(answered: float, curve: Likely | None) -> Awaited:
    """Halfway, on the logarithm, between nobody more and all whom the curve promises."""
    if curve is None or not answered:
        return Awaited()
    more = -math.log(curve.heads) / 2
    heads = answered * math.expm1(more)
    return Awaited(heads, (more * (answered + heads)) ** 2)


def _say_yes(known: KnownSoFar) -> float:
    """The part of the people who answer that says yes."""
    yes, no = known.answers.counted_heads, known.answers.no_heads
    return (SAY_YES_WEIGHT * SAY_YES + yes) / (SAY_YES_WEIGHT + yes + no)


def _within_cards(found: Awaited, known: KnownSoFar) -> Awaited:
    """No more than the households can be that hold a card and have not answered."""
    left = known.ahead.cards_unanswered
    if left is None or known.kind.is_walked_into:
        return found
    most = left * heads_of_a_card(known) * _say_yes(known)
    if found.heads <= most:
        return found
    return Awaited(most, min(found.variance, (most / 2) ** 2))


def heads_of_a_card(known: KnownSoFar) -> float:
    """People in a household that says yes, by those who did."""
    cards = known.ahead.cards_yes
    heads = HOUSEHOLDS_WEIGHT * HOUSEHOLD_HEADS
    return (heads + known.answers.yes_heads * bool(cards)) / (HOUSEHOLDS_WEIGHT + cards)


def part_answered_usually(days: float) -> float:
    """The part of all answers that is in so many days before they close, without any history."""
    return math.exp(-max(0.0, days) / ANSWERS_COME_OVER_DAYS)
