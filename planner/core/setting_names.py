"""Names of settings: which of those that were given nobody knows, and what was likely meant."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

PREFIX = "PLANNER_"
FROM_A_FILE = "_FILE"
ALIKE_ENOUGH = 0.75
OF_OTHER_USE = frozenset({"PLANNER_INSTANCE", "PLANNER_TRACE"})
OF_THE_TESTS = frozenset({"PLANNER_EVERY_PAIR", "PLANNER_TURNOUT_DATA"})
TESTS = "PLANNER_TEST_"


def unknown_names(given: Iterable[str], known: Collection[str]) -> list[str]:
    """Return a sentence for each name that begins as ours do and that nobody reads.

    Args:
        given: names in an environment or a file, of others too.
        known: those of all settings.
    """
    every = {*known, *(name + FROM_A_FILE for name in known), *OF_OTHER_USE, *OF_THE_TESTS}
    return [_sentence(name, every) for name in sorted(given) if _is_ours(name, every)]


def _is_ours(name: str, every: Collection[str]) -> bool:
    is_like_ours = name.upper().startswith(PREFIX) and not name.startswith(TESTS)
    return is_like_ours and name not in every


def _sentence(name: str, every: Collection[str]) -> str:
    ends = sorted(one.removeprefix(PREFIX) for one in every)  # what all begin with tells nothing
    end = name.upper().removeprefix(PREFIX)
    alike = get_close_matches(end, ends, n=1, cutoff=ALIKE_ENOUGH)
    if alike:
        return f"{name} is no setting. Did you mean {PREFIX}{alike[0]}?"
    return f"{name} is no setting. Take it out; docs/operate.md lists all there are."
