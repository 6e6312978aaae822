"""First and later events of neighbourhoods that answer weeks ahead, simulated from published rates.

No public counts hold how answers come in by the day, so events are drawn from what sources say:
of those who said yes to free events 57 to 72 % come, 40 to 70 % by newer benchmarks (less the
longer ago they answered); 1 to 25 % come besides; a household comes or stays away as a whole; half
of the answers come in the last week, more or less. Guesses are off by a half on most events, and
a good deal too low on some.

    python -m bench.community [--series 150]
"""

import argparse
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.scoring import LEVELS, Judged, summary
from planner.core.turnout import Ahead, Answers, EventKind, Forecast, PastTurnout, forecast_turnout

SEED = 20270612
DAYS_AHEAD = (21, 14, 7, 3, 1, 0)
EVENTS_OF_A_SERIES = 4


@dataclass(frozen=True)
class Household:
    """One that says yes, so many days ahead, and comes or does not."""

    size: int
    days_ahead: float
    comes: bool


@dataclass(frozen=True)
class Held:
    """One event as it went.

    Args:
        households: that said yes in the end.
        cards: that were handed out.
        walked_in: people who came without an answer.
        guess: of the organiser, beforehand.
    """

    households: Sequence[Household]
    cards: int
    walked_in: int
    guess: int
    came: int = field(init=False)

    def __post_init__(self) -> None:
        shown = sum(each.size for each in self.households if each.comes)
        object.__setattr__(self, "came", shown + self.walked_in)

    def sizes(self, days: float) -> list[int]:
        """Of the households that had said yes so many days ahead."""
        return [each.size for each in self.households if each.days_ahead >= days]


def run(series: int = 150) -> None:
    """Print how the forecasts do so many days ahead, next to what people do without them."""
    judged: dict[tuple[str, int], list[Judged]] = defaultdict(list)
    for events in _drawn(series):
        for place, event in enumerate(events):
            for days in DAYS_AHEAD:
                which = "first event" if place == 0 else "2nd to 4th"
                judged[which, days].append(_judge(event, events[:place], days, guesses=True))
                if place == 0:
                    judged["first, no guess", days].append(_judge(event, (), days, guesses=False))
    for which in ("first, no guess", "first event", "2nd to 4th"):
        for days in DAYS_AHEAD:
            print("  " + summary(f"{which}, {days} days", judged[which, days]))


def _judge(event: Held, past: Sequence[Held], days: int, *, guesses: bool) -> Judged:
    sizes = event.sizes(days)
    unanswered = event.cards - len(sizes)
    forecast = forecast_turnout(
        Answers.of_households(yes=sizes),
        [
            PastTurnout(
                came=each.came,
                yes_heads=sum(each.sizes(days)),
                expected=each.guess if guesses else None,
                yes_in_the_end=sum(each.sizes(0)),
            )
            for each in past
        ],
        kind=EventKind.REGISTERED,
        expected=event.guess if guesses else None,
        cards=event.cards,
        ahead=Ahead(days=days, cards_unanswered=unanswered, cards_yes=len(sizes)),
    )
    assert isinstance(forecast, Forecast)
    yes = sum(sizes)
    rules: dict[str, float] = {"yes": yes, "yes x 0.7": round(0.7 * yes), "guess": event.guess}
    if past:
        more = sum(each.came - sum(each.sizes(days)) for each in past) / len(past)
        rules["last time"] = past[-1].came
        rules["mean"] = sum(each.came for each in past) / len(past)
        rules["yes + past difference"] = max(0, round(yes + more))
    return Judged({level: forecast.quantile(level) for level in LEVELS}, event.came, rules)


def _drawn(series: int) -> Iterator[list[Held]]:
    """Draw series of events, each with ways of its own."""
    dice = random.Random(SEED)
    for _ in range(series):
        households = math.exp(dice.gauss(math.log(16), 0.5))
        show_up = min(0.95, max(0.3, dice.gauss(0.64, 0.11)))
        walk_ins = math.exp(dice.gauss(math.log(0.06), 1.0))
        over_days = math.exp(dice.gauss(math.log(9), 0.4))
        boldness = math.exp(dice.gauss(-0.1, 0.35))
        replies = min(0.9, max(0.1, dice.gauss(0.45, 0.2)))
        yield [
            _held(dice, households, show_up, walk_ins, over_days, boldness, replies)
            for _ in range(EVENTS_OF_A_SERIES)
        ]


def _held(
    dice: random.Random,
    households: float,
    show_up: float,
    walk_ins: float,
    over_days: float,
    boldness: float,
    replies: float,
) -> Held:
    count = max(1, round(households * math.exp(dice.gauss(0, 0.25))))
    tonight = min(0.98, max(0.1, show_up + dice.gauss(0, 0.06)))
    answered = []
    for _ in range(count):
        days = dice.expovariate(1 / over_days)
        # The logit falls by as much for each factor e in days as it does at clinics.
        logit = math.log(tonight / (1 - tonight)) + 0.17 * (math.log(over_days) - math.log1p(days))
        comes = dice.random() < 1 / (1 + math.exp(-logit))
        size = dice.choices((1, 2, 3, 4, 5, 6), (30, 30, 13, 17, 7, 3))[0]
        answered.append(Household(size, days, comes))
    heads = sum(each.size for each in answered)
    usual = walk_ins * heads * math.exp(dice.gauss(0, 0.5))
    walked_in = sum(dice.random() < usual / (10 * heads) for _ in range(10 * heads))
    came = sum(each.size for each in answered if each.comes) + walked_in
    guess = max(4, round(came * boldness * math.exp(dice.gauss(0, 0.35))))
    return Held(answered, max(count, round(count / replies)), walked_in, guess)


def main() -> None:
    """Draw as many series as the command says."""
    parser = argparse.ArgumentParser(description="Simulated events that answer weeks ahead.")
    parser.add_argument("--series", type=int, default=150)
    run(parser.parse_args().series)


if __name__ == "__main__":
    main()
