"""What the kitchen prepares: first, then for each next so many people, and what stays where it is.

What was bought says how far one can go, not what to make: a freezer is bought full because it
keeps. All amounts here follow from the people that are cooked for, by age and by diet.
"""

import math
from dataclasses import dataclass

from planner.core.catering.dishes import Dish, Unit
from planner.core.catering.plates import Plates
from planner.core.diets import AgeBand
from planner.core.turnout.ways import usual_share

# Food that stands out for two hours is thrown away, so the first batch is for who is there after
# one. An assumption.
FIRST_MINUTES = 60.0
# Nobody walks to the freezer for fewer than twenty people, or more often than so many times.
ROUNDS_OF = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
MOST_ROUNDS = 20
# Who needs a dish of their own can't take another: the first batch has it for one household.
ONE_HOUSEHOLD = 4
# Scales in a kitchen: ten grams, and a hundred from a kilo on.
KILO, FINE, COARSE = 1000, 10, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """In which portions so many guests are cooked for.

    Args:
        guests: all of them.
        first: for so many is cooked before anybody is there.
        size: guests of each next round.
        number: of next rounds; with the first they are all guests.
    """

    guests: int
    first: int
    size: int
    number: int

    @property
    def marks(self) -> tuple[int, ...]:
        """So many guests are inside when the next round is taken out."""
        return tuple(self.first + place * self.size for place in range(self.number))

    def taken_out(self, came: int) -> int:
        """So many next rounds are to be prepared once so many guests have come.

        Who left has eaten, so it goes by those who came; they were never fewer than are inside.
        """
        return sum(mark <= came for mark in self.marks)

    def enough_for(self, taken: int) -> int:
        """For so many guests there is food with the first batch and so many next rounds."""
        return self.first + min(max(taken, 0), self.number) * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Diners:
    """The people who eat a dish.

    Args:
        adults: guests of 12 and older; of a dish for a diet all, for nobody told how old they are.
        children: guests under 12.
        toddlers: of the children, those under 4.
        helpers: who eat like adults.
    """

    adults: int
    children: int = 0
    toddlers: int = 0
    helpers: int = 0

    @property
    def guests(self) -> int:
        """Guests of any age."""
        return self.adults + self.children

    @property
    def people(self) -> int:
        """Guests and helpers."""
        return self.guests + self.helpers


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What to make of a dish, in its unit.

    Args:
        diners: for whom.
        wanted: what they eat.
        first: make this before anybody is there.
        each: make this for each next round.
        total: of the first batch and all rounds; no more than there is.
        kept: what there is beyond it.
    """

    dish: Dish
    diners: Diners
    wanted: int
    first: int
    each: int
    total: int
    kept: int

    @property
    def missing(self) -> int:
        """What they eat and what is not there."""
        return self.wanted - self.total

    def by_now(self, taken: int, rounds: Rounds) -> int:
        """So much is to be prepared with the first batch and so many of the next rounds."""
        if taken >= rounds.number:
            return self.total
        return min(self.total, self.first + taken * self.each)


def sure_early(low: int, length_minutes: float, *, is_at_table: bool = False) -> int:
    """Say how many guests are there early also on a quiet day.

    Args:
        low: fewer come in one of ten such days.
        length_minutes: how long the event lasts.
        is_at_table: all of them eat at once.
    """
    share = 1.0 if is_at_table else usual_share(FIRST_MINUTES / max(length_minutes, FIRST_MINUTES))
    return round(low * share)


def rounds_for(guests: int, early: int) -> Rounds:
    """Part guests into a first batch, near to those who are sure to be early, and whole rounds.

    Raises:
        ValueError: a negative number of guests.
    """
    if guests < 0:
        raise ValueError(f"nobody cooks for {guests} guests")
    size = next((each for each in ROUNDS_OF if guests <= each * MOST_ROUNDS), guests)
    number = round((guests - min(max(early, 0), guests)) / size)
    # No first batch for a handful: whom there is too little for would wait for the first round.
    while number and guests - number * size < size / 2:
        number -= 1
    return Rounds(guests=guests, first=guests - number * size, size=size, number=number)


def who_eats(dish: Dish, plates: Plates, helpers: int) -> Diners:
    """Say who eats a dish: those for whom it is meant, or else all but who may not."""
    if dish.meant_for:
        return Diners(adults=sum(plates.diets.get(diet, 0) for diet in dish.meant_for))
    everybody = plates.adults + plates.children
    without = sum(heads for diet, heads in plates.diets.items() if diet not in dish.suits)
    eating = max(0, everybody - without)
    adults = round(eating * plates.adults / everybody) if everybody else 0
    children = eating - adults
    toddlers = round(children * plates.toddlers / plates.children) if plates.children else 0
    return Diners(adults=adults, children=children, toddlers=toddlers, helpers=helpers)


def prepare(dish: Dish, there: int, plates: Plates, helpers: int, rounds: Rounds) -> Preparation:
    """Say what to make of a dish.

    The first batch takes up what does not fit whole pieces, so it is never less than its share,
    and what is made in all is the first batch and all rounds to the piece.

    Args:
        dish: with the portions that people turned out to eat.
        there: what there is of it, in its unit.
        plates: the guests who eat, by age and by diet.
        helpers: who eat too; adults without a diet, before the guests.
        rounds: of the guests who come.
    """
    diners, portions = who_eats(dish, plates, helpers), dish.portions
    for_helpers = diners.helpers * portions[AgeBand.ADULT]
    for_guests = (
        diners.adults * portions[AgeBand.ADULT]
        + (diners.children - diners.toddlers) * portions[AgeBand.CHILD]
        + diners.toddlers * portions[AgeBand.TODDLER]
    )
    wanted = _up(for_guests + for_helpers, dish.unit)
    total = min(wanted, there)
    each = 0
    if rounds.number and for_guests > 0:
        later = total * for_guests / (for_guests + for_helpers) * rounds.size / rounds.guests
        each = _down(min(later, _beyond_one_household(dish, total, rounds)), total, dish.unit)
    return Preparation(
        dish=dish,
        diners=diners,
        wanted=wanted,
        first=total - rounds.number * each,
        each=each,
        total=total,
        kept=there - total,
    )


def _beyond_one_household(dish: Dish, total: int, rounds: Rounds) -> float:
    at_once = ONE_HOUSEHOLD * dish.per_adult if dish.meant_for else 0.0
    return max(0.0, total - at_once) / rounds.number


def _up(amount: float, unit: Unit) -> int:
    grain = _grain(amount, unit)
    return math.ceil(amount / grain - 1e-9) * grain


def _down(amount: float, total: int, unit: Unit) -> int:
    grain = _grain(total, unit)
    return math.floor(amount / grain + 1e-9) * grain


def _grain(amount: float, unit: Unit) -> int:
    if unit is Unit.PIECE:
        return 1
    return COARSE if amount >= KILO else FINE
