"""All promises of the organisation: what is late, what was kept on the first day, and over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.residents.record import by_month
from planner.core.residents.undertakings import (
    SETTLED,
    KeptShare,
    PromiseState,
    is_late,
    kept_share,
)
from planner.core.roles import Right
from planner.services.residents import overview
from planner.services.residents.overview import PromiseChoices, PromiseFacts, ProudOf
from planner.web.access import needs
from planner.web.db import reading_session
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.numbers import whole_number
from planner.web.organiser.residents import bp
from planner.web.organiser.residents.charts import MONTHS, promise_charts
from planner.web.organiser.residents.promise_presenter import promise_line, today
from planner.web.paging import asked_page_of, turning

ROWS = 25
"""Promises on a page."""
FEW = 5
"""Below so many heads it says 'a few'."""


class PromiseStage(StrEnum):
    """By what the list can be narrowed."""

    LATE = "late"
    OPEN = "open"
    DONE = "done"
    CANNOT = "cannot"


STAGES: Mapping[PromiseStage, str] = {
    PromiseStage.LATE: _l("Late"),
    PromiseStage.OPEN: _l("Not settled yet"),
    PromiseStage.DONE: _l("Done"),
    PromiseStage.CANNOT: _l("Can't be done"),
}


@dataclass(frozen=True)
class PromiseSelect:
    """One list to choose from: values, words, and whether each is chosen."""

    name: str
    label: str
    all_words: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class PromiseFilter:
    """What the list is narrowed to; None for all."""

    neighbourhood: int | None
    theme: int | None
    partner: int | None
    how_far: PromiseStage | None

    def holds(self, one: PromiseFacts, *, on: date) -> bool:
        """Say whether a promise is shown."""
        return (
            self.neighbourhood in {None, one.neighbourhood_id}
            and self.partner in {None, one.partner_id}
            and (self.theme is None or self.theme in one.themes)
            and (self.how_far is None or _is(self.how_far, one, on))
        )

    def url(self, **other: object) -> str:
        """Return the address of the list that is narrowed like this."""
        return url_for(
            "residents.list_promises",
            neighbourhood=self.neighbourhood,
            theme=self.theme,
            partner=self.partner,
            how_far=self.how_far.value if self.how_far else None,
            **other,  # type: ignore[arg-type]
        )

    @property
    def count(self) -> int:
        """How many filters are on."""
        chosen = (self.neighbourhood, self.theme, self.partner, self.how_far)
        return sum(one is not None for one in chosen)


@dataclass(frozen=True)
class PartnerRow:
    """What came of what a partner undertook."""

    name: str
    url: str
    words: str
    late: str


@dataclass(frozen=True)
class ProudBlock:
    """What people are proud of in one neighbourhood."""

    name: str
    heads: str
    words: list[str]


@bp.get("/promises")
@needs(Right.PLAN)
def list_promises() -> ResponseReturnValue:
    """Show what was promised and what came of it; the same numbers on every page of the list."""
    reading, on = reading_session(), today()
    every, names, chosen = overview.facts_of_all(reading), overview.choices(reading), _chosen()
    found = [one for one in every if chosen.holds(one, on=on)]
    page = asked_page_of(len(found), rows=ROWS)
    ids = [one.id for one in found[(page - 1) * ROWS : page * ROWS]]
    shown = overview.promises_by_id(reading, ids)
    share = kept_share((one.undertaking for one in found), today=on)
    records = by_month(((one.made_on, one.undertaking) for one in found), today=on, months=MONTHS)
    return render_template(
        "organiser/residents/promises.html",
        lines=[promise_line(one) for one in shown],
        counts=_counts(found, on),
        kept=kept_words(share),
        partners=_partner_rows(found, names, on),
        proud=[_proud(one) for one in _proud_of(chosen)],
        charts=promise_charts(records),
        selects=_selects(chosen, names),
        chosen=ngettext("%(num)s filter is on", "%(num)s filters are on", chosen.count)
        if chosen.count
        else "",
        is_empty=not every,
        turning=turning(
            page,
            rows=ROWS,
            shown=len(shown),
            found=len(found),
            url=lambda other: chosen.url(page=other),
        ),
    )


def kept_words(share: KeptShare) -> str:
    """Say how many were kept on the day that was named first; a percentage would say nothing."""
    if not share.due:
        return _("None has come due yet.")
    words = ngettext(
        "Kept on the first day: %(kept)s of the %(num)s that came due.",
        "Kept on the first day: %(kept)s of the %(num)s that came due.",
        share.due,
        kept=number(share.kept),
    )
    later = ngettext("%(num)s was done later.", "%(num)s were done later.", share.later)
    cannot = ngettext("%(num)s can't be done.", "%(num)s can't be done.", share.cannot)
    parts = [words, later if share.later else "", cannot if share.cannot else ""]
    return " ".join(filter(None, parts))


def _is(how_far: PromiseStage, one: PromiseFacts, on: date) -> bool:
    if how_far is PromiseStage.LATE:
        return is_late(one.due_on, one.state, today=on)
    if how_far is PromiseStage.OPEN:
        return one.state not in SETTLED
    return one.state is PromiseState(how_far.value)


def _counts(found: Sequence[PromiseFacts], on: date) -> list[tuple[str, str]]:
    """Count what the list holds, all pages of it."""
    counted = {
        how_far: sum(_is(how_far, one, on) for one in found)
        for how_far in (
            PromiseStage.OPEN,
            PromiseStage.LATE,
            PromiseStage.DONE,
            PromiseStage.CANNOT,
        )
    }
    return [
        (number(len(found)), _("in all")),
        (number(counted[PromiseStage.OPEN]), _("not settled yet")),
        (number(counted[PromiseStage.LATE]), _("of those late")),
        (number(counted[PromiseStage.DONE]), _("done")),
        (number(counted[PromiseStage.CANNOT]), _("can't be done")),
    ]


def _partner_rows(
    found: Sequence[PromiseFacts], names: PromiseChoices, on: date
) -> list[PartnerRow]:
    of: dict[int, list[PromiseFacts]] = {}
    for one in found:
        if one.partner_id is not None:
            of.setdefault(one.partner_id, []).append(one)
    rows = []
    for partner_id, name in names.partners.items():
        theirs = of.get(partner_id)
        if not theirs:
            continue
        late = sum(is_late(one.due_on, one.state, today=on) for one in theirs)
        rows.append(
            PartnerRow(
                name=name,
                url=url_for("residents.show_partner", partner_id=partner_id),
                words=kept_words(kept_share((one.undertaking for one in theirs), today=on)),
                late=ngettext("%(num)s is late", "%(num)s are late", late) if late else "",
            )
        )
    return rows


def _proud_of(chosen: PromiseFilter) -> list[ProudOf]:
    return overview.proud_of(reading_session(), neighbourhood_id=chosen.neighbourhood)


def _proud(one: ProudOf) -> ProudBlock:
    heads = (
        ngettext("%(num)s person", "%(num)s people", one.heads)
        if one.heads >= FEW
        else _("a few people")
    )
    return ProudBlock(one.neighbourhood or _("No neighbourhood"), heads, one.words)


def _chosen() -> PromiseFilter:
    far = request.args.get("how_far", "")
    return PromiseFilter(
        neighbourhood=request.args.get("neighbourhood", type=whole_number),
        theme=request.args.get("theme", type=whole_number),
        partner=request.args.get("partner", type=whole_number),
        how_far=PromiseStage(far) if far in set(PromiseStage) else None,
    )


def _selects(chosen: PromiseFilter, names: PromiseChoices) -> list[PromiseSelect]:
    def of(pairs: Mapping[int, str], key: int | None) -> list[tuple[str, str, bool]]:
        return [(str(one), name, one == key) for one, name in pairs.items()]

    return [
        PromiseSelect(
            "neighbourhood",
            _("Neighbourhood"),
            _("All neighbourhoods"),
            of(names.neighbourhoods, chosen.neighbourhood),
        ),
        PromiseSelect("theme", _("Theme"), _("All themes"), of(names.themes, chosen.theme)),
        PromiseSelect(
            "partner", _("Partner"), _("All partners"), of(names.partners, chosen.partner)
        ),
        PromiseSelect(
            "how_far",
            _("How far it is"),
            _("All"),
            [(one.value, str(words), one is chosen.how_far) for one, words in STAGES.items()],
        ),
    ]
