"""Whatever takes something away stands in docs/undo.md, with its way back or that there is none."""

import re
from pathlib import Path

from flask import Flask

from planner.services.deleted import BELONGS
from planner.web.organiser.events.deleted import SORTS
from tests.support.application import ON_SQLITE

LISTED = re.compile(r"^\| `(/[^`]+)` \|", re.MULTILINE)
TAKES_AWAY = re.compile(
    r"(^|[/-])(remove|delete|erase|forget|revoke|renew|withdraw|stop|disable|reset|end|cancel|close"
    r"|give-up|lost|replace|merge|untick|undo|wait-no-longer)($|[/-])"
)
GIVES_BACK = {
    "/events/<int:event_id>/conflicts/undo": "opens arrivals again that needed a look",
    "/events/<int:event_id>/gates/paper/undo": "its own way back: the paper is there to be typed",
    "/events/<int:event_id>/guests/undo": "the way back itself",
}


def listed() -> set[str]:
    page = Path(__file__).parent.parent / "docs" / "undo.md"
    return set(LISTED.findall(page.read_text(encoding="utf-8")))


@ON_SQLITE
def test_every_address_that_takes_something_away_says_how_it_comes_back(app: Flask) -> None:
    sent = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    taking = {path for path in sent if TAKES_AWAY.search(re.sub(r"<[^>]*>", "", path))}
    assert taking - listed() - set(GIVES_BACK) == set()
    assert listed() <= sent, "an address that is not there any more"


def test_each_kind_that_can_be_put_back_says_who_may() -> None:
    assert set(SORTS) == set(BELONGS)
