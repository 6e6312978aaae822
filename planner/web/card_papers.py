"""Paper from the browser: a page that shows the first sheet and leads to the PDF.

The same for whoever prints. The picture and the PDF come from the address of the page itself, with
?give=picture and ?give=pdf, so whoever may not see the page sees neither.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from planner.exports import pdf
from planner.exports.pdf import (
    CardSheet,
    Leaflet,
    LetterSheet,
    PdfFailed,
    Poster,
    PromisePoster,
    TableList,
)
from planner.exports.qr import fits_version_3
from planner.services.invite import issuing, untold
from planner.services.invite.issuing import PrintableCard
from planner.store.models import Batch, Event
from planner.web.card_pdfs import card_sheet, letter_sheet
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language, ngettext
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.lanes import Lane, take_turn
from planner.web.numbers import whole_number
from planner.web.told_cards import ToldCards
from planner.web.who_runs import runner_of_batch

MOST_AT_ONCE = 400
"""Cards or letters that are made while somebody waits."""

log = logging.getLogger("planner")
Sheet = CardSheet | LetterSheet
MakeSheet = Callable[[Event, Batch, Sequence[PrintableCard]], Sheet]


@dataclass(frozen=True, kw_only=True)
class CardRange:
    """Which cards of a batch to print.

    Attributes:
        offset: how many cards to leave out at the beginning.
        number: print only this card.
        has_backs: whether each sheet has its back side behind it.
        with_told: print those too with which a household told something.
    """

    offset: int = 0
    number: int | None = None
    has_backs: bool = True
    with_told: bool = False


@dataclass(frozen=True, kw_only=True)
class PaperPage:
    """What the page of a paper shows.

    Attributes:
        title: its heading.
        lines: how much there is, and how to print it.
        warning: what is better known before anybody prints.
        picture_url: the first page.
        files: address and words of the PDFs, the usual one first.
        others: address and words of the same paper, otherwise.
        back: address and words of where one comes from.
        layout: the template around it.
        nothing: why there is nothing to print.
        left_out: that cards were used, and so are not among these.
        ask: address and words of the question whether to print them too.
    """

    title: str
    back: tuple[str, str]
    lines: Sequence[str] = ()
    warning: str = ""
    left_out: str = ""
    ask: tuple[str, str] | None = None
    picture_url: str = ""
    files: Sequence[tuple[str, str]] = ()
    others: Sequence[tuple[str, str]] = ()
    layout: str = "base.html"
    nothing: str = ""

    def answer(self) -> str:
        """Draw the page; where no PDF can be made it says so, and nothing else prints."""
        return render_template("print/paper.html", paper=self, has_pdf=pdf.is_available())


@dataclass(frozen=True, kw_only=True)
class PaperLinks:
    """Where the page of cards leads.

    Attributes:
        here: gives the address of this page with these questions behind it.
        back: address and words of where one comes from.
        whole: where a stack that is too large for one page is made; empty for nowhere.
        layout: the template around it.
        told: how cards with an answer are printed too; None where they never are.
    """

    here: Callable[..., str]
    back: tuple[str, str]
    whole: str = ""
    layout: str = "base.html"
    told: ToldCards | None = None


@dataclass(frozen=True)
class CardPaper:
    """A paper with one piece for each card.

    Attributes:
        name: in addresses and names of files.
        called: its name for people; `text` says what it is.
    """

    name: str
    called: str
    text: str
    make: MakeSheet
    title: Callable[[Event], str]
    lines: Callable[[int, CardRange], list[str]]
    has_backs: bool


def cards_of(batch: Batch, wanted: CardRange, *, limit: int | None = None) -> list[PrintableCard]:
    """Return the cards to print, with their codes."""
    return issuing.codes_of(
        reading_session(),
        batch,
        code_key=settings().code_key,
        base_url=settings().base_url,
        offset=wanted.offset,
        limit=limit,
        number=wanted.number,
        with_told=wanted.with_told,
    )


def answer_cards(
    paper: CardPaper, event: Event, batch: Batch, ways: PaperLinks
) -> ResponseReturnValue:
    """Answer with the page of cards or letters, their picture or their PDF; changes nothing."""
    wanted = CardRange(
        offset=max(0, request.args.get("offset", 0, type=whole_number)),
        number=request.args.get("number", type=whole_number),
        has_backs=request.args.get("backs") != "0",
        with_told=request.args.get("told") == "1",
    )
    if wanted.with_told and not (ways.told and ways.told.is_said(wanted.number)):
        return redirect(ways.told.ask(wanted.number) if ways.told else ways.here(), code=303)
    give = request.args.get("give")
    if give in {"picture", "pdf"} and pdf.is_available():
        found = cards_of(batch, wanted, limit=MOST_AT_ONCE if give == "pdf" else 4)
        sheet = paper.make(event, batch, found or abort(404))
        if isinstance(sheet, CardSheet):
            sheet = replace(sheet, with_back=wanted.has_backs)
        if give == "picture":
            return give_picture(sheet)
        name = f"{event.slug}-{paper.name}.pdf"
        take_turn(Lane.LARGE)
        return give_pdf(lambda: render(sheet), name, sorry_url=ways.here())
    return _page(paper, event, batch, ways, wanted).answer()


def _page(
    paper: CardPaper, event: Event, batch: Batch, ways: PaperLinks, wanted: CardRange
) -> PaperPage:
    numbers = issuing.numbers_of(reading_session(), batch, with_told=wanted.with_told)
    if wanted.number is not None:
        numbers = [number for number in numbers if number == wanted.number]
    told = 0
    if not wanted.with_told:
        told = untold.count_told(reading_session(), batch, number=wanted.number)
    later = wanted.offset + MOST_AT_ONCE
    count = len(numbers[wanted.offset : later])
    asked: dict[str, object] = {
        "offset": wanted.offset or None,
        "number": wanted.number,
        "backs": None if wanted.has_backs else "0",
        "told": "1" if wanted.with_told else None,
        **kept_language(),
    }

    def other(words: str, **changed: object) -> tuple[str, str]:
        return ways.here(**{**asked, **changed}), words

    others = []
    if paper.has_backs and wanted.has_backs:
        others.append(other(_("Without the back sides"), backs="0"))
    elif paper.has_backs:
        others.append(other(_("With the back sides"), backs=None))
    if wanted.offset:
        earlier = max(0, wanted.offset - MOST_AT_ONCE)
        others.append(other(_("Those before these"), offset=earlier))
    if len(numbers) > later:
        others.append(other(_("Those after these"), offset=later))
    if len(numbers) > count and ways.whole:
        others.append((ways.whole, _("All of them in one PDF")))
    return PaperPage(
        title=paper.title(event),
        back=ways.back,
        lines=[*paper.lines(count, wanted), sender_words(batch)] if count else [],
        warning=""
        if fits_version_3(settings().base_url)
        else _(
            "The web address of this planner is long, so the code on the cards is large and harder "
            "to scan. A shorter address helps."
        ),
        picture_url=ways.here(**asked, give="picture") if count else "",
        files=[(ways.here(**asked, give="pdf"), _("Fetch the PDF"))] if count else [],
        others=others if count else [],
        layout=ways.layout,
        nothing="" if count or told else nothing_works(),
        left_out=left_out_words(told, wanted.number) if told else "",
        ask=(ways.told.ask(wanted.number), _("Print them too")) if told and ways.told else None,
    )


def sender_words(batch: Batch) -> str:
    """Say to who prints whose name stands on the cards."""
    name = runner_of_batch(batch).name
    return _("On the cards: %(name)s", name=name) if name else _("Nobody’s name is on the cards.")


def left_out_words(told: int, number: int | None = None) -> str:
    """Say that cards were used, and so are not printed by themselves."""
    if number is not None:
        return _("Somebody has used this card already, so it is not printed again.")
    return ngettext(
        "%(num)s card is left out: somebody has used it already.",
        "%(num)s cards are left out: somebody has used them already.",
        told,
    )


def nothing_works() -> str:
    """Say why there is nothing to print."""
    return _("No card of this stack works any more, so there is nothing to print.")


def _card_lines(count: int, wanted: CardRange) -> list[str]:
    how_much = ngettext("%(num)s card, four on each A4.", "%(num)s cards, four on each A4.", count)
    if wanted.has_backs:
        how = _("Print them at full size on both sides, over the long edge. Cut along the dashes.")
    else:
        how = _("Print them at full size on one side. Cut along the dashes.")
    return [how_much, how]


def _letter_lines(count: int, _wanted: CardRange) -> list[str]:
    return [
        ngettext("%(num)s letter of A4.", "%(num)s letters of A4.", count),
        _("Print them at full size. Fold each letter in three: no fold meets the code."),
    ]


CARDS = CardPaper(
    "cards",
    _l("Cards"),
    _l("Four cards of A6 on each A4, with their back sides. Print on both sides."),
    card_sheet,
    lambda event: _("Cards for %(title)s", title=event.title),
    _card_lines,
    has_backs=True,
)
LETTERS = CardPaper(
    "letters",
    _l("Letters"),
    _l("One letter of A4 for each card. Fold it in three."),
    letter_sheet,
    lambda event: _("Letters for %(title)s", title=event.title),
    _letter_lines,
    has_backs=False,
)


def render(sheet: Sheet) -> bytes:
    """Give the PDF of cards or letters."""
    if isinstance(sheet, CardSheet):
        return pdf.render_cards(sheet)
    return pdf.render_letters(sheet)


def give_pdf(make: Callable[[], bytes], name: str, *, sorry_url: str) -> ResponseReturnValue:
    """Give a PDF to keep, or a sentence on another page when it could not be made.

    As a download, for a viewer inside the page would need a weaker policy.
    """
    try:
        made = make()
    except PdfFailed as error:
        log.error("no PDF %s: %s", name, error)
        flash(
            _("The PDF could not be made. Try again, or tell who looks after this planner."), "bad"
        )
        return redirect(sorry_url, code=303)
    response = Response(made, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def give_picture(paper: Sheet | TableList | Poster | PromisePoster | Leaflet) -> Response:
    """Give the first page as a picture."""
    try:
        return Response(pdf.draw_first_page(paper), mimetype="image/svg+xml")
    except PdfFailed as error:
        log.error("no picture of a paper: %s", error)
        abort(404)
