"""The answers as the organiser reads them: by what was said, by who handed out, what they eat."""

from dataclasses import dataclass

from markupsafe import Markup

from planner.exports.charts import share_bar
from planner.services.answer.tally import AnswerTally
from planner.services.day.agenda import EventDesk
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import numbered_name
from planner.web.said_words import aside_cards, diet_words, picture_words


@dataclass(frozen=True)
class AnswersPanel:
    """The answers; `set_aside` says how many are counted nowhere, if any are.

    Attributes:
        cards: how many cards there are: what the rows count. People are counted below them.
    """

    has_cards: bool
    cards: str
    bar: Markup
    rows: list[tuple[int, str, str]]
    people: str
    set_aside: str
    by_giver: list[tuple[str, str]]


@dataclass(frozen=True)
class DietsPanel:
    """What those who come eat, in people, as it may be told."""

    diets: list[tuple[str, str]]
    eaters: str
    picture: str
    has_picture: bool


def answers_panel(desk: EventDesk) -> AnswersPanel | None:
    """Write the answers down; None where nobody had a card and nobody will."""
    tally, has_cards = desk.tally, desk.has_cards
    if not has_cards and not desk.is_coming:
        return None
    rows = [
        (1, _("Yes"), tally.yes_households),
        (3, _("Maybe"), tally.maybe_households),
        (4, _("No"), tally.no_households),
        (0, _("Nothing yet"), tally.not_yet),
    ]
    all_cards = sum(count for _colour, _words, count in rows)
    cards = ngettext("%(n)s card:", "%(n)s cards:", all_cards, n=number(all_cards))
    said = ", ".join(f"{words}: {number(count)}" for _colour, words, count in rows)
    bar = share_bar(
        yes=tally.yes_households,
        maybe=tally.maybe_households,
        no=tally.no_households,
        nothing=tally.not_yet,
        title=f"{cards} {said}",
        chart_id="answers",
    )
    return AnswersPanel(
        has_cards=has_cards,
        cards=cards,
        bar=Markup(bar),  # noqa: S704 - drawn by our code, words escaped
        rows=[(colour, words, number(count)) for colour, words, count in rows],
        people=ngettext(
            "On these cards %(n)s person says yes.",
            "On these cards %(n)s people say yes.",
            tally.yes_heads,
            n=number(tally.yes_heads),
        ),
        set_aside=aside_words(tally),
        by_giver=_by_giver(tally),
    )


def aside_words(tally: AnswerTally) -> str:
    """Say beside a sum how many answers are not in it; empty where all are."""
    return aside_cards(tally.set_aside) if tally.set_aside else ""


def diets_panel(desk: EventDesk) -> DietsPanel | None:
    """Write down what those who come eat; None while nobody comes, or where there is no food."""
    said = desk.tally.said
    if not said.diets and not (desk.tally.yes_households and desk.event.dishes):
        return None
    return DietsPanel(
        diets=diet_words(said),
        eaters=ngettext("of %(n)s person", "of %(n)s people", said.heads, n=number(said.heads))
        if said.as_of
        else "",
        picture=picture_words(said, desk.event.zone),
        has_picture=said.as_of is not None,
    )


def _by_giver(tally: AnswerTally) -> list[tuple[str, str]]:
    totals: dict[str, tuple[int, int]] = {}
    for batch in tally.batches:
        found = tally.by_batch.get(batch.batch_id)
        name = _("Via %(name)s", name=batch.giver) if batch.giver else numbered_name(batch.name)
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
