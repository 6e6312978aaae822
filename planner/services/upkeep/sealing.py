"""Seal a copy of the database so that only who holds the key can read it.

The format is age's (https://age-encryption.org/v1), so that a sealed file can also be opened with
the program `age`, without the planner.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pyrage  # type: ignore[import-untyped]

HEADER = b"age-encryption.org/v1\n"
SEALED_BY_PASSPHRASE = HEADER + b"-> scrypt "
SHORTEST_PASSPHRASE = 12
"""Characters. Whoever finds a backup can try as often and as fast as they like."""
TOO_MUCH_WORK = "Excessive work"
TRIES_WHEN_BUSY = 5
"""How often a machine may find a passphrase too much work before that is said.

The work is measured in an instant. A machine that was busy just then takes itself for far slower
than it is, and refuses a file that it could open.
"""


class NotAKey(Exception):
    """What was given as a key is none; the message says which."""


class CannotOpen(Exception):
    """A sealed file stays closed; the message says why, as a sentence without its subject."""


@dataclass(frozen=True)
class SealedFor:
    """Readable for who has the identity of one of these recipients (`age1…`)."""

    recipients: tuple[str, ...]

    def seal(self, source: Path, target: Path) -> None:
        """Write a sealed copy; the file is for nobody else on this machine.

        Raises:
            NotAKey: a recipient can't be read.
        """
        keys = [read_recipient(each) for each in self.recipients]
        make_private(target)
        pyrage.encrypt_file(str(source), str(target), keys)


@dataclass(frozen=True, repr=False)
class SealedWith:
    """Readable for who knows a passphrase."""

    passphrase: str

    def seal(self, source: Path, target: Path) -> None:
        """Write a sealed copy; it is held in memory while it is made."""
        make_private(target)
        target.write_bytes(pyrage.passphrase.encrypt(source.read_bytes(), self.passphrase))


Seal = SealedFor | SealedWith


def new_identity(path: Path, *, now: datetime) -> str:
    """Make a key pair, write the secret half to `path`, and return the recipient.

    Raises:
        FileExistsError: a key is never replaced: older backups need it.
    """
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# created: {now:%Y-%m-%dT%H:%M:%SZ}\n# public key: {recipient}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return recipient


def read_recipient(text: str) -> Any:
    """Read the public half of a key pair.

    Raises:
        NotAKey: it is none.
    """
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise NotAKey(f"{text.strip()[:12]!r} is no recipient; one begins with age1.") from None


def read_identities(path: Path) -> list[Any]:
    """Read the secret halves in a file, one a line as `age-keygen` writes them.

    Raises:
        NotAKey: there is none in it.
    """
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    keys = [line.strip() for line in lines if line.strip().startswith("AGE-SECRET-KEY-")]
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise NotAKey(f"{path} holds no key; a line of one begins with AGE-SECRET-KEY-.")
    return found


def recipients_in(path: Path) -> tuple[str, ...]:
    """Return the public halves of the secret keys in a file."""
    return tuple(str(each.to_public()) for each in read_identities(path))


def is_sealed(path: Path) -> bool:
    """Say whether a file is sealed, by either way."""
    with path.open("rb") as file:
        return file.read(len(HEADER)) == HEADER


def needs_passphrase(path: Path) -> bool:
    """Say whether a sealed file wants a passphrase, not a key."""
    with path.open("rb") as file:
        return file.read(len(SEALED_BY_PASSPHRASE)) == SEALED_BY_PASSPHRASE


def unseal(source: Path, target: Path, *, identities: Sequence[Any] = (), passphrase: str) -> None:
    """Write the opened copy of a sealed file; all of it is authentic, or none of it is used.

    Raises:
        CannotOpen: wrong key, torn, changed by somebody, or too much work for this machine.
    """
    make_private(target)
    try:
        if needs_passphrase(source):
            target.write_bytes(_open_by_passphrase(source.read_bytes(), passphrase))
        else:
            pyrage.decrypt_file(str(source), str(target), list(identities))
    except pyrage.DecryptError as error:
        raise CannotOpen(_why(str(error), by_passphrase=needs_passphrase(source))) from None
    except OSError as error:
        if error.errno is not None:
            raise  # the disk, not the seal
        raise CannotOpen("is torn or was changed: its seal is broken.") from None


def make_private(path: Path) -> None:
    """Make an empty file for nobody else on this machine."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)


def _open_by_passphrase(sealed: bytes, passphrase: str) -> bytes:
    for _ in range(TRIES_WHEN_BUSY - 1):
        try:
            return cast(bytes, pyrage.passphrase.decrypt(sealed, passphrase))
        except pyrage.DecryptError as error:
            if TOO_MUCH_WORK not in str(error):
                raise
    return cast(bytes, pyrage.passphrase.decrypt(sealed, passphrase))


def _why(said: str, *, by_passphrase: bool) -> str:
    if "No matching keys" in said:
        return "was sealed for another key."
    if TOO_MUCH_WORK in said:
        return (
            "was sealed on a much faster machine than this one is now. Nothing need be wrong with"
            " it: try again when this machine is less busy, or open it on another one, with"
            " `age --decrypt`."
        )
    if by_passphrase and "Decryption failed" in said:
        return "was sealed with another passphrase."
    return "is torn or was changed: its seal is broken."
