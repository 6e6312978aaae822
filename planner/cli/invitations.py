"""`planner invitations`."""

import csv
import io
import sys
from pathlib import Path

import click
from sqlalchemy import select

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, pages, right_now
from planner.services.invite import issuing
from planner.services.invite.issuing import LARGEST_PARTY, MOST_CARDS
from planner.services.plan import planning
from planner.settings import Settings
from planner.store.models import Event

TO_SCREEN = "-"


@click.group()
def invitations() -> None:
    """Issue invitations with codes."""


@invitations.command()
@click.argument("event")
@click.option("--count", required=True, type=click.IntRange(1, MOST_CARDS), help="How many cards.")
@click.option("--batch", "name", required=True, help="Your own name for them; on no card.")
@click.option("--intermediary", metavar="NAME", help="Who hands them out, when that is not you.")
@click.option(
    "--largest-party",
    default=8,
    show_default=True,
    type=click.IntRange(1, LARGEST_PARTY),
    help="Most people that may come on one card.",
)
@click.option(
    "--csv",
    "csv_file",
    metavar="FILE",
    help="Write number, code and address of each card to FILE; - is standard output.",
)
@click.option("--print", "print_file", metavar="FILE", help="Write a PDF of the cards to print.")
def issue(
    event: str,
    count: int,
    name: str,
    intermediary: str | None,
    largest_party: int,
    csv_file: str | None,
    print_file: str | None,
) -> None:
    """Issue a batch of cards for EVENT, the end of its public address.

    A card bears a code and no name. Who holds the card can answer, so treat the files as the cards
    themselves.
    """
    _refuse_existing(csv_file, print_file)
    if print_file:
        _require_typesetter()
    settings = load_settings()
    with open_store(settings) as store, store.transaction() as session:
        found = planning.find_event(session, event)
        if found is None:
            slugs = session.scalars(
                select(Event.slug).order_by(Event.starts_at.desc()).limit(5)
            ).all()
            there = f" The latest are: {', '.join(slugs)}." if slugs else ""
            raise Problem(f"There is no event {event!r}.{there}")
        batch = issuing.issue_batch(
            session,
            found,
            issuing.BatchPlan(
                name=name,
                count=count,
                largest_party=largest_party,
                intermediary_name=intermediary,
            ),
            code_key=settings.code_key,
            now=right_now(),
        )
        cards = issuing.codes_of(
            session, batch, code_key=settings.code_key, base_url=settings.base_url
        )
        event_id, batch_id = found.id, batch.id
    first, last = cards[0].number, cards[-1].number
    click.echo(f"Issued {len(cards)} cards, numbers {first} to {last}.", err=True)
    if csv_file:
        _write(csv_file, _table(cards).encode())
    if print_file:
        _write(print_file, _cards(settings, event_id, batch_id))


def _refuse_existing(*files: str | None) -> None:
    """Find out before anything is issued whether the files can be written.

    Raises:
        Problem: one of them is there already, or its folder is not.
    """
    for file in files:
        if not file or file == TO_SCREEN:
            continue
        path = Path(file)
        if path.exists():
            raise Problem(f"{path} is there already. Choose another name.")
        if not path.parent.is_dir():
            raise Problem(f"The folder {path.parent} is not there. Make it first.")


def _table(cards: list[issuing.PrintableCard]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(["number", "code", "url"])
    writer.writerows([card.number, card.code, card.url] for card in cards)
    return text.getvalue()


def _require_typesetter() -> None:
    """Find out before anything is issued whether cards can be printed here.

    Raises:
        Problem: they can't.
    """
    from planner.exports import pdf  # late: only this option needs it

    if not pdf.is_available():
        raise Problem(
            "Cards can't be printed here: the Python package typst is missing. Leave out --print."
        )


def _cards(settings: Settings, event_id: int, batch_id: int) -> bytes:
    """Give the cards as PDF."""
    from planner.exports import pdf  # late: only this option needs them
    from planner.web.card_papers import CardRange, cards_of
    from planner.web.card_pdfs import card_sheet
    from planner.web.organiser.lookup import batch_to_show

    with pages(settings):
        batch = batch_to_show(event_id, batch_id)
        return pdf.render_cards(card_sheet(batch.event, batch, cards_of(batch, CardRange())))


def _write(file: str, content: bytes) -> None:
    if file == TO_SCREEN:
        sys.stdout.buffer.write(content)
        return
    with Path(file).open("xb") as target:
        target.write(content)
    click.echo(f"{file} is written.", err=True)
