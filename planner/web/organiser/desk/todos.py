"""What to do at an event, ready to show: the most urgent first, the rest folded below."""

from dataclasses import dataclass, field

from planner.web.organiser.desk.logistic_steps import Beside


@dataclass(frozen=True)
class SeenPress:
    """That somebody saw it, as a form sends it."""

    matter: str
    mark: str
    url: str


@dataclass(frozen=True)
class Todo:
    """Something to do, where, and the press that settles it where seeing it is enough.

    Attributes:
        beside: a number to call, or a page elsewhere, that helps with it.
    """

    words: str
    note: str
    href: str
    seen: SeenPress | None = None
    beside: Beside | None = None


SHOWN_AT_ONCE = 6
"""Of a longer list nobody reads the end, and on a phone it pushes the forecast away."""


@dataclass(frozen=True)
class TodoPanel:
    """What to do; where that is nothing, words that say so.

    Attributes:
        later: what waits for nobody yet, folded away.
        undo: takes back that somebody saw something, right after they pressed it.
    """

    todos: list[Todo]
    all_done: str
    later: list[Todo] = field(default_factory=list)
    undo: SeenPress | None = None

    @property
    def first_todos(self) -> list[Todo]:
        """What is read at once: the most urgent ones; all where folding would hide but one."""
        return self.todos[:SHOWN_AT_ONCE] if len(self.todos) > SHOWN_AT_ONCE + 1 else self.todos

    @property
    def other_todos(self) -> list[Todo]:
        """What is folded below them."""
        return self.todos[len(self.first_todos) :]
