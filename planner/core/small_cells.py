"""What guests said is told as a number from five households on, and as 'a few' below that.

Who knows with how many a family comes, and when it answered, must not be able to reckon out what
it eats. So three things hold, on every page but the kitchen's sheet:

- what fewer than five households said is 'a few';
- what all but four of them said or more is 'five households or more': else what the rest said
  would be a small number too, by taking away;
- the numbers come from a picture, which is made anew only when five households answered since: so
  whoever looks twice sees what five of them said together, and of no single one.

Source: docs/decisions/0029-small-cells.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

LEAST_HOUSEHOLDS = 5
"""So many households speak with one voice; of fewer no number is told."""


class Size(StrEnum):
    """How much is told of what some households said."""

    NOBODY = "nobody"
    FEW = "few"
    """Fewer than five households."""
    TOLD = "told"
    """A number."""
    MANY = "many"
    """Five households or more, and the others are too few to tell how many these are."""


@dataclass(frozen=True, slots=True)
class ToldCount:
    """What may be told of what some households said.

    Attributes:
        amount: people or households; 0 unless the size is TOLD.
    """

    size: Size = Size.NOBODY
    amount: int = 0

    def __bool__(self) -> bool:
        return self.size is not Size.NOBODY

    @property
    def kept(self) -> int | str:
        """The same, to be kept as JSON and to be read by other programs."""
        return self.amount if self.size is Size.TOLD else self.size.value

    @classmethod
    def read(cls, kept: int | str) -> Self:
        """Read a cell back."""
        return cls(Size.TOLD, kept) if isinstance(kept, int) else cls(Size(kept))


NOBODY = ToldCount()


def cell_of(amount: int, *, households: int, others: int) -> ToldCount:
    """Say what may be told.

    Args:
        amount: the number that it is about: people or households.
        households: that said it.
        others: households that said something else, or nothing, for one of them at least; the
            amount and all people together give away what these said.
    """
    if not households:
        return NOBODY
    if households < LEAST_HOUSEHOLDS:
        return ToldCount(Size.FEW)
    if others < LEAST_HOUSEHOLDS:
        return ToldCount(Size.MANY)
    return ToldCount(Size.TOLD, amount)


def told_often(times: int) -> ToldCount:
    """Say what may be told of how often something was said of which nobody knows by whom.

    From five on it goes up by fives, as pictures do: who looks before and after a neighbour came
    by does not see what that one said.

    Args:
        times: how often; one household may have said it more than once.
    """
    if not times:
        return NOBODY
    if times < LEAST_HOUSEHOLDS:
        return ToldCount(Size.FEW)
    return ToldCount(Size.TOLD, times - times % LEAST_HOUSEHOLDS)


def is_time(*, own: int, typed: int) -> bool:
    """Say whether the picture is made anew.

    Whoever typed an answer in for somebody knows it and can take it away, so such answers alone
    make a new picture when there are enough of them, and never together with those of a few.

    Args:
        own: households that said something themselves since the last picture.
        typed: households whose answer somebody else filled in since.
    """
    return own >= LEAST_HOUSEHOLDS or (not own and typed >= LEAST_HOUSEHOLDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSaid:
    """What one household said.

    Attributes:
        comes: whether it said yes; else it said maybe, or no.
        perhaps: whether it said yes or maybe: then its allergies count.
        diets: people by diet.
        access_words: whether it wrote what helps to come in; `remark`: what must get better;
            `proud`: what it is proud of.
    """

    comes: bool
    perhaps: bool
    adults: int
    children: int
    diets: Mapping[str, int] = field(default_factory=dict)
    allergies: frozenset[str] = frozenset()
    brings_pram: bool = False
    brings_wheelchair: bool = False
    access_words: bool = False
    remark: bool = False
    proud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The picture of what the households of an event said, as it may be told.

    Attributes:
        as_of: when it was made; None while too few households have answered.
        households: that said yes by then; `adults` and `children` in them.
        diets: people by diet, of households that said yes.
        allergies: households by allergen, of those that said yes or maybe.
        access_words: households that wrote what helps to come in; `remarks`: what must get better;
            `prouds`: what they are proud of.
    """

    as_of: datetime | None = None
    households: int = 0
    adults: int = 0
    children: int = 0
    diets: Mapping[str, ToldCount] = field(default_factory=dict)
    allergies: Mapping[str, ToldCount] = field(default_factory=dict)
    prams: ToldCount = NOBODY
    wheelchairs: ToldCount = NOBODY
    access_words: ToldCount = NOBODY
    remarks: ToldCount = NOBODY
    prouds: ToldCount = NOBODY

    @property
    def heads(self) -> int:
        """Everybody of whom the picture is."""
        return self.adults + self.children

    def reckoned(self, diet: str) -> tuple[int, int]:
        """Return how many people to reckon with, at least and at most.

        Where no number may be told they are as many as there are in four usual households, so
        that the same is bought whatever those said.
        """
        cell = self.diets.get(diet, NOBODY)
        if cell.size is Size.TOLD:
            return cell.amount, cell.amount
        few = self._people_in_few
        if cell.size is Size.FEW:
            return 0, few
        return (self.heads - few, self.heads) if cell.size is Size.MANY else (0, 0)

    @property
    def _people_in_few(self) -> int:
        if not self.households:
            return 0
        usual = (LEAST_HOUSEHOLDS - 1) * self.heads / self.households
        return min(self.heads, math.ceil(usual))


NOTHING_SAID = Said()


def picture_of(households: Iterable[HouseholdSaid], *, as_of: datetime) -> Said:
    """Make the picture of what households said."""
    all_of_them = list(households)
    perhaps = [each for each in all_of_them if each.perhaps]
    coming = [each for each in all_of_them if each.comes]

    def count(which: Iterable[bool], among: int) -> ToldCount:
        saying = sum(which)
        return cell_of(saying, households=saying, others=among - saying)

    def written(which: Iterable[bool]) -> ToldCount:
        # Whoever wrote nothing told nothing by it.
        saying = sum(which)
        return cell_of(saying, households=saying, others=LEAST_HOUSEHOLDS)

    diets = sorted({diet for each in coming for diet, heads in each.diets.items() if heads})
    allergies = sorted({one for each in perhaps for one in each.allergies})

    return Said(
        as_of=as_of,
        households=len(coming),
        adults=sum(each.adults for each in coming),
        children=sum(each.children for each in coming),
        diets=_with_others({diet: _eaters(diet, coming) for diet in diets}, coming),
        allergies={
            one: count((one in each.allergies for each in perhaps), len(perhaps))
            for one in allergies
        },
        prams=count((each.brings_pram for each in perhaps), len(perhaps)),
        wheelchairs=count((each.brings_wheelchair for each in perhaps), len(perhaps)),
        access_words=written(each.access_words for each in perhaps),
        remarks=written(each.remark for each in all_of_them),
        prouds=written(each.proud for each in all_of_them),
    )


def _eaters(diet: str, coming: Iterable[HouseholdSaid]) -> ToldCount:
    heads = [(each.diets.get(diet, 0), each.adults + each.children) for each in coming]
    return cell_of(
        sum(eating for eating, _all in heads),
        households=sum(eating > 0 for eating, _all in heads),
        others=sum(eating < everybody for eating, everybody in heads),
    )


def _with_others(
    cells: Mapping[str, ToldCount], coming: Iterable[HouseholdSaid]
) -> dict[str, ToldCount]:
    """Tell of fewer diets where all numbers together would give away what the others eat."""
    told = dict(cells)
    while numbers := {diet: one.amount for diet, one in told.items() if one.size is Size.TOLD}:
        others = sum(
            sum(each.diets.get(diet, 0) for diet in numbers) < each.adults + each.children
            for each in coming
        )
        if others >= LEAST_HOUSEHOLDS:
            break
        smallest = min(numbers, key=lambda diet: (numbers[diet], diet))
        told[smallest] = ToldCount(Size.MANY)
    return told
