"""What somebody reads of one household, and what docs/access.md says that they may."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from planner.core.roles import AccountRole, Right, rights_of
from planner.web.access import Access, Guard, guards_of
from tests.support.crawler import Crawl
from tests.support.households import FACTS
from tests.support.roles import ACCOUNTS, STRANGER, RoleStage

ACCESS = Path(__file__).parents[2] / "docs" / "access.md"
HEAD = "Of one household"
WORD_ENDS = re.compile(r"[\s\"'<>]+")
LIKELY = ("/guests", "/tell/", "/gates", "/live", "/gate/list", "/hand-out")
"""Parts of the addresses of pages that tell of households one by one."""
BY_CODE = frozenset({"yes, maybe or no"})
"""What whoever has a code sees, whatever else they are."""


@cache
def table() -> dict[str, dict[str, bool]]:
    """Return what each role may read of one household, by the role's name."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\|.*\|$", ACCESS.read_text(encoding="utf-8"), re.M)
    ]
    first = next(place for place, cells in enumerate(lines) if cells[0] == HEAD)
    roles = lines[first][1:]
    found: dict[str, dict[str, bool]] = {role: {} for role in roles}
    for cells in lines[first + 2 :]:
        if len(cells) != len(roles) + 1 or cells[0] not in FACTS:
            break
        for role, cell in zip(roles, cells[1:], strict=True):
            found[role][cells[0]] = {"yes": True, "no": False}[cell]
    return found


def pages_of(stage: RoleStage, role: str) -> set[str]:
    """Return the names of the pages that are there for a role, and may be opened."""
    whose = ACCOUNTS.get(role)
    if whose is None or role == "partner":  # a partner's own event does not have every page
        access = {"contact person": Access.INTERMEDIARY, "gate phone": Access.GATE}.get(role)
        rights = None
    elif isinstance(whose, AccountRole):
        access, rights = Access.ORGANISER, rights_of(whose, None)
    else:
        access, rights = Access.ORGANISER, rights_of(AccountRole.MEMBER, whose)
    guards = guards_of(stage.app)
    return {
        rule.endpoint
        for rule in stage.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
        if guards[rule.endpoint].access is access
        if rights is None or _right_of(guards[rule.endpoint]) in rights
    }


def _right_of(guard: Guard) -> Right | None:
    return guard.needs.right if guard.needs else None


def told_too_much(stage: RoleStage, role: str, crawl: Crawl, facts: Sequence[str]) -> Iterator[str]:
    """Say which pages tell which of these things of one household."""
    pages = list(changed(stage, role, crawl, facts))
    for fact in facts if pages else ():
        for page in changed(stage, role, crawl, [fact], pages):
            yield f"{role}: {page} tells {fact}"


def told_nowhere(stage: RoleStage, role: str, crawl: Crawl, facts: Sequence[str]) -> Iterator[str]:
    """Say which of these things no page tells: then nobody needs the yes in the table."""
    if role == STRANGER:
        return  # knows no code here; what a code tells is tried beside this
    pages = sorted(known(stage, role, crawl), key=_is_unlikely)
    for fact in facts:
        some = (pages[first : first + 8] for first in range(0, len(pages), 8))
        if not any(any(changed(stage, role, crawl, [fact], chosen)) for chosen in some):
            yield f"{role}: nothing tells {fact}"


def _is_unlikely(page: str) -> bool:
    """Whether to look there last, for one of the others most often tells."""
    return not any(part in page for part in LIKELY)


def changed(
    stage: RoleStage,
    role: str,
    crawl: Crawl,
    facts: Sequence[str],
    pages: Sequence[str] | None = None,
) -> Iterator[str]:
    """Give the pages that are another when households change places in these things."""
    looks = stage.roles[role].looks
    before = known(stage, role, crawl)
    asked = list(before) if pages is None else pages
    stage.households.change_places(facts)
    try:
        after = {page: looks[page]() if page in looks else crawl.again(page) for page in asked}
    finally:
        stage.households.change_places(facts)
    for page in asked:
        if after[page] != before[page]:
            again = looks[page]() if page in looks else crawl.again(page)
            if not is_noise(before[page], after[page], again):
                yield page


def known(stage: RoleStage, role: str, crawl: Crawl) -> Mapping[str, str]:
    """Return all that somebody has read, by its address or name: each of it once."""
    if not crawl.within and not crawl.looked:
        crawl.looked.update({name: look() for name, look in stage.roles[role].looks.items()})
    return crawl.looked | crawl.seen


def is_noise(before: str, after: str, again: str) -> bool:
    """Whether a page differs only in words that are another each time, such as a form's key."""
    one, other, third = (WORD_ENDS.split(text) for text in (before, after, again))
    if len({len(one), len(other), len(third)}) > 1:
        return False
    pairs = enumerate(zip(one, other, strict=True))
    return all(one[place] != third[place] for place, (word, new) in pairs if word != new)
