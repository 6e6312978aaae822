"""Catalogues to spoil: a copy of all texts that the planner reads instead of its own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from planner.translations import reading
from planner.translations.reading import read_catalogue

MOST_KEPT = 40
_KEPT: dict[tuple[bytes, str | None], Catalog] = {}
GUESTS_OTHERS = ("ar", "pl", "uk", "tr", "de")
"""The languages that an organiser who writes Dutch can't fill in."""


@dataclass(frozen=True)
class Catalogues:
    """A copy of all texts, which the planner reads anew after each change."""

    folder: Path

    def lose(self, text: str, *languages: str) -> None:
        """Take the translation of a sentence out of some languages."""
        for language in languages:
            for path in (self.folder / language).rglob("*.po"):
                catalogue = read_catalogue(path)
                if message := catalogue.get(text):
                    message.string = "" if isinstance(message.id, str) else ("",)
                    self._write(path, catalogue)
                    break
            else:
                raise AssertionError(f"{language} has no {text!r}")

    def add(self, text: str, **words: str) -> None:
        """Collect a new sentence for guests, translated into the languages that are named."""
        for path in self.folder.rglob("guest.po*"):
            catalogue = read_catalogue(path)
            catalogue.add(text, words.get(path.parts[-3], ""))
            self._write(path, catalogue)

    def _write(self, path: Path, catalogue: Catalog) -> None:
        with path.open("wb") as target:
            write_po(target, catalogue)
        forget()


def use_copy(folder: Path, patch: pytest.MonkeyPatch) -> Catalogues:
    """Copy all texts and have the planner read them."""
    for path in reading.CATALOGUES.rglob("*.po*"):
        copy = folder / path.relative_to(reading.CATALOGUES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    patch.setattr(reading, "CATALOGUES", folder)
    patch.setattr(reading, "read_catalogue", _read_once)
    forget()
    return Catalogues(folder)


def _read_once(path: Path, language: str | None = None) -> Catalog:
    """Read a catalogue as the planner does, and what is the same to the letter only once."""
    key = path.read_bytes(), language
    if key not in _KEPT:
        if len(_KEPT) == MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        _KEPT[key] = read_catalogue(path, language)
    return _KEPT[key]


def forget() -> None:
    """Have all texts read anew."""
    for kept in (reading.texts_in, reading.guest_languages, reading.collected):
        kept.cache_clear()
