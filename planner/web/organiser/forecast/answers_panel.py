"""The answers as the organiser reads them: by what was said, by who handed out, what they eat."""

from dataclasses import dataclass

from markupsafe import Markup

from planner.core.diets import DIET_NAMES, Diet
from planner.core.next_steps import BatchFacts
from planner.exports.charts import share_bar
from planner.services.answer.tally import AnswerTally
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


@dataclass(frozen=True)
class AnswersPanel:
    """The answers, in cards; the diets, in people."""

    bar: Markup
    rows: list[tuple[int, str, str]]
    people: str
    by_giver: list[tuple[str, str]]
    diets: list[tuple[str, str]]
    eaters: str


def answers_panel(tally: AnswerTally, batches: tuple[BatchFacts, ...]) -> AnswersPanel:
    """Write the answers down."""
    rows = [
        (1, _("Yes"), tally.yes_households),
        (3, _("Maybe"), tally.maybe_households),
        (4, _("No"), tally.no_households),
        (0, _("Nothing yet"), tally.not_yet),
    ]
    bar = share_bar(
        yes=tally.yes_households,
        maybe=tally.maybe_households,
        no=tally.no_households,
        nothing=tally.not_yet,
        title=", ".join(f"{words}: {number(count)}" for _colour, words, count in rows),
        chart_id="answers",
    )
    return AnswersPanel(
        bar=Markup(bar),  # noqa: S704 - drawn by our code, words escaped
        rows=[(colour, words, number(count)) for colour, words, count in rows],
        people=ngettext(
            "%(n)s person says yes.",
            "%(n)s people say yes.",
            tally.yes_heads,
            n=number(tally.yes_heads),
        ),
        by_giver=_by_giver(tally, batches),
        diets=_diets(tally),
        eaters=ngettext(
            "of %(n)s person", "of %(n)s people", tally.yes_heads, n=number(tally.yes_heads)
        ),
    )


def _by_giver(tally: AnswerTally, batches: tuple[BatchFacts, ...]) -> list[tuple[str, str]]:
    totals: dict[str, tuple[int, int]] = {}
    for batch in batches:
        found = tally.by_batch.get(batch.batch_id)
        name = _("Via %(name)s", name=batch.giver) if batch.giver else batch.name
        answered, cards = totals.get(name, (0, 0))
        given = found.cards - found.not_yet if found else 0
        totals[name] = (answered + given, cards + batch.cards)
    return [
        (
            name,
            _(
                "%(answered)s of %(cards)s cards answered",
                answered=number(answered),
                cards=number(cards),
            ),
        )
        for name, (answered, cards) in totals.items()
    ]


def _diets(tally: AnswerTally) -> list[tuple[str, str]]:
    known = {diet.value: _(name) for diet, name in DIET_NAMES.items()}
    order = [diet.value for diet in Diet]
    return [
        (number(heads), known.get(diet, diet))
        for diet, heads in sorted(
            tally.diets.items(), key=lambda each: order.index(each[0]) if each[0] in order else 99
        )
        if heads
    ]
