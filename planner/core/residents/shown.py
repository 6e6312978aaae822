"""How many said the same, as anybody may read it: never a number that leads to a few people.

The rules of `small_cells`, for what has no households: below five heads it is 'a few', and from
five on the number goes up in steps of five, 'five or more'. No total is told anywhere. So a number
says of five amounts that it may be any of them, and numbers taken from each other, of two pages or
of two days, still leave five: nobody learns that one person said something, or how few did.

Only remarks that somebody looked at and found fit to show count; see `counts`.
Source: docs/decisions/0029-small-cells.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.small_cells import LEAST_HOUSEHOLDS

STEP = LEAST_HOUSEHOLDS
"""Heads from one number that is told to the next one."""


@dataclass(frozen=True, slots=True)
class ToldHeads:
    """How many said it, as far as it is told.

    Attributes:
        at_least: a multiple of STEP; 0 for a few.
    """

    at_least: int = 0

    @property
    def is_few(self) -> bool:
        """Whether no number is told, nor anybody's words."""
        return self.at_least == 0


FEW = ToldHeads()


@dataclass(frozen=True, slots=True)
class RemarkSaid:
    """What was heard of one theme, in one place, to one of the two questions.

    Attributes:
        theme: its name; the same one of two organisations is one theme.
        heads: how many said it.
        summary: what residents read in place of the words; empty where nobody wrote any.
    """

    theme: str
    question: ResidentQuestion
    heads: int
    state: RemarkState
    summary: str = ""


@dataclass(frozen=True, slots=True)
class SaidTheme:
    """A theme as anybody may read it.

    Attributes:
        words: what was said, in the summaries' words; of five heads or more, else none.
    """

    name: str
    question: ResidentQuestion
    heads: ToldHeads
    words: tuple[str, ...] = ()


def counts(state: RemarkState) -> bool:
    """Say whether a remark is counted and shown: only once somebody found it fit to show."""
    return state is RemarkState.SHOWN


def heads_of(heads: int) -> ToldHeads:
    """Return what is told of an amount: 'a few', or the last step that it has reached."""
    return ToldHeads(max(0, heads) // STEP * STEP)


def themes_of(remarks: Iterable[RemarkSaid], *, most_words: int = 2) -> list[SaidTheme]:
    """Return the themes of one place as anybody may read them, those that most said first.

    Those of which the same is told stand in the order of their names: the true order would tell
    which of two has more.

    Args:
        remarks: all of the place, in any order; those not fit to show change nothing.
        most_words: how many summaries are shown of a theme.
    """
    found: dict[tuple[str, ResidentQuestion], list[RemarkSaid]] = {}
    for one in remarks:
        key = key_of(one.theme)
        if counts(one.state) and key:
            found.setdefault((key, one.question), []).append(one)
    themes = [_theme(said, most_words) for said in found.values()]
    return sorted(themes, key=lambda one: (-one.heads.at_least, one.name.casefold(), one.question))


def key_of(theme: str) -> str:
    """Return what two organisations' names of one theme have in common."""
    return theme.strip().casefold()


def _theme(said: list[RemarkSaid], most_words: int) -> SaidTheme:
    heads = heads_of(sum(one.heads for one in said))
    words: list[str] = []
    if not heads.is_few:
        # In the order of the alphabet: that of the rows would be one of time.
        words = sorted({one.summary.strip() for one in said if one.summary.strip()})[:most_words]
    names = sorted({one.theme.strip() for one in said})
    return SaidTheme(names[0], said[0].question, heads, tuple(words))
