"""`planner privacy`: the register of what is kept, the record of processing, erasing again."""

import json
from collections.abc import Iterable, Sequence

import click

from planner.cli.common import load_settings, open_store
from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.core.texts import N_
from planner.exports.tables import write_table
from planner.services.privacy import register as privacy_register
from planner.services.privacy.erasing import reapply as erase_again
from planner.services.privacy.erasures import ErasureLog
from planner.services.privacy.unreadable import make_unreadable
from planner.translations.reading import texts_in

FORMATS = ("text", "csv", "json", "markdown")
MEASURES = N_(
    "Measures: TLS with HSTS; argon2id for passwords; only keyed hashes of codes, links and "
    "addresses; roles checked before each page; no third party, no tracker, for a guest one "
    "cookie of the own card; erasing overwrites; backups at most %(days)s days; a log of who did "
    "what. No transfer outside the EU by the planner itself."
)
TITLE = N_("Record of processing activities")
LABELS = (
    N_("People"), N_("Purpose"), N_("Ground"), N_("Kept"), N_("Recipients"), N_("Data")
)  # fmt: skip
language_option = click.option(
    "--language", type=click.Choice(("en", "nl")), default="en", help="English or Dutch."
)


@click.group()
def privacy() -> None:
    """Say what is kept, why and for how long; erase again after a restore."""


@privacy.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="text")
@language_option
def register(form: str, language: str) -> None:
    """List every column of every table: of whom, what for, ground, how long, who sees it."""
    say = texts_in(language).gettext
    rows = list(privacy_register.rows(keep=load_settings().retention, say=say))
    click.echo(_written([say(one) for one in privacy_register.HEADINGS], rows, form), nl=False)


@privacy.command()
@language_option
def record(language: str) -> None:
    """Write the record of processing activities (article 30) as Markdown."""
    settings, say = load_settings(), texts_in(language).gettext
    lines = [f"# {say(TITLE)}: {settings.organisation}", ""]
    if settings.contact_phone:
        lines += [settings.contact_phone, ""]
    labels = [say(label) for label in LABELS]
    for one in privacy_register.activities(keep=settings.retention, say=say):
        facts = (one.whose, one.why, one.ground, one.term, one.seen, ", ".join(one.data))
        lines += [f"## {one.whose}: {one.why}", ""]
        lines += [f"- {label}: {fact}" for label, fact in zip(labels, facts, strict=True)]
        lines.append("")
    lines.append(say(MEASURES) % {"days": BACKUPS_KEPT_FOR_DAYS})
    click.echo("\n".join(lines))


@privacy.command()
def reapply() -> None:
    """Erase again what somebody asked to erase and an older backup brought back.

    `planner restore` does it by itself; do it after `pg_restore`.
    """
    settings = load_settings()
    log = ErasureLog(settings.instance, settings.code_key)
    with open_store(settings) as store:
        with store.transaction() as session:
            gone = erase_again(session, log=log)
        make_unreadable(store)
    click.echo(f"{gone} rows were erased again.", err=True)


def _written(heading: Sequence[str], rows: Iterable[tuple[str, ...]], form: str) -> str:
    if form == "csv":
        return write_table(list(heading), list(rows)).decode("utf-8-sig")
    if form == "json":
        names = ("table", "column", "of_whom", "what_for", "ground", "kept", "seen_by")
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if form == "markdown":
        lines = [heading, ["---"] * len(heading), *rows]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)
    listed: list[str] = []
    table = ""
    for row in rows:
        if row[0] != table:
            table = row[0]
            listed.append(f"\n{table}")
        facts = "; ".join(fact for fact in row[2:] if fact)
        listed.append(f"  {row[1]:<24} {facts}")
    return "\n".join(listed).lstrip() + "\n"
