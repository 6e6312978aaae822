"""Exact numbers of what guests said are read where this says so, and nowhere else."""

import re
from collections.abc import Mapping

from planner.paths import PACKAGE

SAID = re.compile(
    r"\b(AnswerDiet|allergies|brings_pram|brings_wheelchair|access_words|[Aa]nswer\.(?:remark|proud))\b"
)
PLACES: Mapping[str, str] = {
    "core/small_cells.py": "the rule",
    "core/household_words.py": "the words for parts of what a household tells",
    "services/invite/household.py": "whether a household told a part, for its own page",
    "store/said_pictures.py": "makes the picture",
    "store/models/__init__.py": "the tables",
    "store/models/invitations.py": "the tables",
    "services/answer/storing.py": "writes what one household said",
    "services/answer/telling.py": "writes what one household said, reads words as pictured",
    "services/shop/kitchen_totals.py": "the kitchen's sheet, exact",
    "web/organiser/shopping/papers_kitchen.py": "the kitchen's sheet, exact",
    "services/gate/parties.py": "a pram or a wheelchair, by card, at the gate",
    "services/gate/phone_list.py": "a pram or a wheelchair, by card, at the gate",
    "services/gate/statements.py": "a pram or a wheelchair, by card, at the gate",
    "services/privacy/own_data.py": "a household's own file",
    "services/privacy/purge.py": "erases",
    "services/privacy/erasing.py": "erases",
    "core/logistics/starting_sheets.py": "the title of a task to ask about; nothing of guests",
    "core/steps.py": "that the menu leaves something open; no number of households",
    "core/unsettled.py": "what the menu leaves open for what the picture tells",
    "services/day/unsettled.py": "reads the picture, and words that it let out",
    "services/demonstration/guests.py": "makes up what households say",
    "web/invitee/heard_presenter.py": "a household's own page",
    "web/invitee/more_form.py": "a household's own page",
    "web/invitee/own_presenter.py": "a household's own page",
    "web/invitee/telling.py": "a household's own page",
    "web/event_facts.py": "whether the place is accessible; nothing of guests",
    "web/organiser/events/publish_rows.py": "the same, as a promise; nothing of guests",
    "web/said_words.py": "words for the picture",
    "web/help_topics.py": "what a page of help is about; nothing of guests",
    "web/organiser/guests/guest_list.py": "shows the picture",
}
"""Modules that read or write what guests said besides their number; see decision 29."""
EXACT = "kitchen_totals"
MAY_READ_EXACT = {
    "services/shop/kitchen_totals.py",
    "services/shop/papers.py",
    "web/organiser/shopping/papers_kitchen.py",
}


def modules() -> dict[str, str]:
    found = {
        path.relative_to(PACKAGE).as_posix(): path.read_text() for path in PACKAGE.rglob("*.py")
    }
    return {name: text for name, text in found.items() if "/migrations/" not in name}


def test_what_guests_said_is_read_in_known_places() -> None:
    found = {name for name, text in modules().items() if SAID.search(text)}
    assert found == set(PLACES), "say in PLACES what holds there, and in docs/decisions/0029"


def test_only_the_kitchen_reads_exact_totals() -> None:
    found = {name for name, text in modules().items() if re.search(rf"\b{EXACT}\b", text)}
    assert found == MAY_READ_EXACT | {"services/answer/tally.py"}, "tally.py only points there"
