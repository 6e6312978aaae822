"""What was promised for her initiative, on her own page: a sentence, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.local_time import day_of
from planner.services.residents import overview
from planner.store.models import Batch
from planner.web import promise_words
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.installation import settings


@dataclass(frozen=True)
class HerPromise:
    """A promise for somebody's initiative.

    Attributes:
        said: what was last said of it; empty before anything was.
    """

    sentence: str
    state: str
    said: str


def promises_for(batch: Batch) -> Sequence[HerPromise]:
    """List what was promised for the initiative of who hands these cards out."""
    today = day_of(now(), settings().zone)
    return [
        HerPromise(
            promise_words.sentence(one),
            promise_words.state_words(one, today=today),
            one.updates[-1].words if one.updates else "",
        )
        for one in overview.promises_for(reading_session(), batch.intermediary_id)
    ]
