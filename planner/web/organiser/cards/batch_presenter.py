"""A stack of cards as the list shows it: counts, never names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from planner.core.enums import BatchKind
from planner.exports.charts_share import share_bar
from planner.services.answer.tally import AnswerTally, BatchTally
from planner.services.invite.batches import languages_of
from planner.services.invite.states import CardTotals
from planner.store.models import Batch, IntermediaryRequest
from planner.web.card_papers import sender_words
from planner.web.filters import number, short_day
from planner.web.i18n import current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.organiser.labels import numbered_name
from planner.web.request_words import request_words


@dataclass(frozen=True, kw_only=True)
class BatchShown:
    """A stack of cards with what became of it; `unused` are those that are printed at once."""

    batch_id: int
    name: str
    giver: str
    cards: int
    cards_words: str
    unused: int
    may_be_deleted: bool
    party_words: str
    bar: Markup
    rows: list[tuple[int, str, str]]
    totals: list[tuple[str, str]]
    has_giver: bool
    is_on_paper: bool
    languages: str
    sender: str
    gate_words: str
    printed: str
    handed_out: str
    gone_out_words: str
    revoked: str


@dataclass(frozen=True)
class RequestShown:
    """What somebody who hands cards out asked, and when."""

    request_id: int
    words: str
    asked: str


@dataclass(frozen=True)
class GiverShown:
    """All stacks of one person together."""

    name: str
    numbers: list[str]


def shown(batch: Batch, counts: BatchTally, totals: CardTotals, *, zone: str) -> BatchShown:
    """Return a stack ready to show."""
    return BatchShown(
        batch_id=batch.id,
        name=numbered_name(batch.name),
        giver=_giver(batch),
        has_giver=batch.intermediary is not None,
        is_on_paper=batch.kind is BatchKind.CARDS,
        cards=counts.cards,
        unused=max(0, counts.cards - totals.told),
        may_be_deleted=batch.handed_out_at is None and not (totals.told or totals.handed_out),
        cards_words=ngettext("%(n)s card", "%(n)s cards", counts.cards, n=number(counts.cards)),
        party_words=ngettext(
            "for 1 person each", "for %(num)s people at most each", batch.largest_party
        ),
        bar=_bar(counts, chart_id=f"bar-{batch.id}"),
        rows=_rows(counts),
        totals=_totals(totals, is_ticked=batch.intermediary is not None),
        languages=_languages(batch),
        sender=sender_words(batch),
        gate_words=batch.gate_words,
        printed=_("Printed %(day)s", day=short_day(batch.printed_at, zone))
        if batch.printed_at
        else "",
        handed_out=_handed_out(batch, zone),
        gone_out_words=_("%(name)s has them", name=batch.intermediary.name)
        if batch.intermediary
        else _("They are handed out"),
        revoked=ngettext(
            "%(num)s card does not work any more.",
            "%(num)s cards do not work any more.",
            counts.revoked,
        )
        if counts.revoked
        else "",
    )


def _languages(batch: Batch) -> str:
    """Name the languages of the cards in the reader's own."""
    known = current_locale().languages
    names = [known[code] for code in languages_of(batch)]
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])


def _handed_out(batch: Batch, zone: str) -> str:
    """Say since when the cards are with people, or with who hands them out for us."""
    if batch.handed_out_at is None:
        return ""
    day = short_day(batch.handed_out_at, zone)
    if batch.intermediary is None:
        return _("Handed out %(day)s", day=day)
    return _("With %(name)s since %(day)s", name=batch.intermediary.name, day=day)


def by_giver(found: Iterable[Batch], answers: AnswerTally) -> list[GiverShown]:
    """Return the counts by who hands the cards out; nothing where one person has them all."""
    names: Mapping[int | None, str] = {
        batch.intermediary_id: batch.intermediary.name if batch.intermediary else _("Ourselves")
        for batch in found
    }
    totals = answers.by_intermediary
    if len(totals) < 2:
        return []
    return [
        GiverShown(
            name,
            [number(each) for each in _columns(totals[giver_id])],
        )
        for giver_id, name in sorted(names.items(), key=lambda each: each[1].casefold())
        if giver_id in totals
    ]


def request_shown(request: IntermediaryRequest, *, zone: str) -> RequestShown:
    """Return a request ready to show, with whose it is."""
    giver = request.batch.intermediary
    day = short_day(request.created_at, zone)
    return RequestShown(
        request.id,
        request_words(request),
        _("%(name)s asked on %(day)s", name=giver.name, day=day)
        if giver
        else _("For %(name)s, on %(day)s", name=numbered_name(request.batch.name), day=day),
    )


def _totals(totals: CardTotals, *, is_ticked: bool) -> list[tuple[str, str]]:
    """Return how far the cards are; only who hands cards out for us ticks them one by one."""
    handed_out = [(number(totals.handed_out), _("handed out"))] if is_ticked else []
    return [
        *handed_out,
        (number(totals.answered), _("answered")),
        (number(totals.come), _("came")),
        *([(number(totals.set_aside), _("set aside"))] if totals.set_aside else []),
    ]


def _giver(batch: Batch) -> str:
    giver = batch.intermediary
    if giver is None:
        return ""
    if not giver.organisation:
        return _("Via %(name)s", name=giver.name)
    return _("Via %(name)s, %(organisation)s", name=giver.name, organisation=giver.organisation)


def _columns(counts: BatchTally) -> tuple[int, ...]:
    return counts.cards, counts.yes, counts.maybe, counts.no, counts.not_yet


def _rows(counts: BatchTally) -> list[tuple[int, str, str]]:
    """Return colour, words and number, as the list beside the bar shows them."""
    return [
        (1, _("Yes"), number(counts.yes)),
        (3, _("Maybe"), number(counts.maybe)),
        (4, _("No"), number(counts.no)),
        (0, _("Nothing yet"), number(counts.not_yet)),
    ]


def _bar(counts: BatchTally, *, chart_id: str) -> Markup:
    drawing = share_bar(
        yes=counts.yes,
        maybe=counts.maybe,
        no=counts.no,
        nothing=counts.not_yet,
        title=", ".join(f"{words}: {count}" for _colour, words, count in _rows(counts)),
        chart_id=chart_id,
    )
    return Markup(drawing)  # noqa: S704 - drawn by our own code, words escaped
