"""The row of an event in a list, where no more of it can be shown than that it is there."""

from dataclasses import dataclass
from typing import ClassVar

from flask import url_for

from planner.store.models import Event


@dataclass(frozen=True)
class BareRow:
    """An event that can't be shown in a list, with the way to look what is the matter."""

    url: str
    title: str
    is_bare: ClassVar[bool] = True


def bare_row(event: Event) -> BareRow:
    """Return the row of an event of which no more can be shown."""
    return BareRow(url_for("desk.show_event", event_id=event.id), event.title)
