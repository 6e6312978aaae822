"""Which key seals a backup, and which one opens it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from planner.cli import Problem
from planner.cli.common import right_now
from planner.services.upkeep import sealing
from planner.services.upkeep.sealing import Seal, SealedFor, SealedWith
from planner.settings import Settings

IDENTITY = "backup-identity.txt"
KEEP_IT = (
    "The key that opens your backups is in {path}. Copy it to another place, such as a vault for "
    "passwords: without it nobody can open them."
)


@dataclass(frozen=True)
class Choice:
    """What was said on the command line about sealing."""

    recipients: tuple[str, ...] = ()
    asks_passphrase: bool = False
    passphrase_file: Path | None = None
    is_plain: bool = False

    def __post_init__(self) -> None:
        """Refuse more than one way.

        Raises:
            Problem: two ways were named.
        """
        ways = (
            bool(self.recipients),
            self.asks_passphrase or self.passphrase_file is not None,
            self.is_plain,
        )
        if sum(ways) > 1:
            raise Problem("Choose one: a recipient, a passphrase, or --plain.")


def new_key(settings: Settings) -> str:
    """Make a key pair; the secret half goes into the instance folder. Return the recipient.

    Raises:
        Problem: there is one already.
    """
    path = identity_file(settings)
    try:
        return sealing.new_identity(path, now=right_now())
    except FileExistsError:
        raise Problem(
            f"{path} is there already and opens older backups. Move it to another place first."
        ) from None


def seal_for(settings: Settings, choice: Choice) -> Seal | None:
    """Return how to seal: as told, else as set, else for a key of our own; None for plain."""
    if choice.is_plain:
        return None
    if choice.asks_passphrase or choice.passphrase_file is not None:
        return SealedWith(_new_passphrase(choice.passphrase_file))
    known = SealedFor(choice.recipients) if choice.recipients else standing_seal(settings)
    if known is None:
        known = SealedFor((new_key(settings),))
    return known


def standing_seal(settings: Settings) -> SealedFor | None:
    """Return for whom backups are sealed when nobody is asked; None where no key is known."""
    named = tuple(each for each in settings.backup_recipient.replace(",", " ").split() if each)
    if named:
        return SealedFor(named)
    path = identity_file(settings)
    return SealedFor(sealing.recipients_in(path)) if path.is_file() else None


def tell_where_the_key_is(settings: Settings, seal: Seal | None) -> None:
    """Say that a key on this machine alone is no help when the machine is lost."""
    path = identity_file(settings)
    if isinstance(seal, SealedFor) and path.is_file():
        click.echo(KEEP_IT.format(path=path), err=True)


def identity_file(settings: Settings) -> Path:
    """Return where the secret half of a key that we made is."""
    return settings.instance / IDENTITY


def identities_for(settings: Settings, named: Path | None) -> list[Any]:
    """Return the keys that may open a backup.

    Raises:
        NotAKey: the file that was named holds none.
        Problem: no key is known.
    """
    path = named or identity_file(settings)
    if not path.is_file():
        raise Problem(
            f"The backup is sealed, and its key is not in {path}. Say where it is: --identity FILE."
        )
    return sealing.read_identities(path)


def known_passphrase(file: Path | None) -> str:
    """Return the passphrase that opens a backup, from a file or by asking."""
    if file is not None:
        return _read_passphrase(file)
    return str(click.prompt("Passphrase of the backup", hide_input=True, err=True))


def _new_passphrase(file: Path | None) -> str:
    if file is not None:
        said = _read_passphrase(file)
    else:
        said = str(
            click.prompt("Passphrase", hide_input=True, confirmation_prompt="Once more", err=True)
        )
    if len(said) < sealing.SHORTEST_PASSPHRASE:
        raise Problem(
            f"That passphrase is easy to guess. Take at least {sealing.SHORTEST_PASSPHRASE} "
            "characters, for example five words."
        )
    return said


def _read_passphrase(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return lines[0].strip() if lines else ""
