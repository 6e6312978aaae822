"""Documents made in the background: begun once, found again, and never mistaken for one another."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planner.exports.pdf import CardSheet
from planner.exports.pdf.making import FAILED, READY, WORKING, write_state
from planner.services.invite import printing
from planner.services.invite.printing import FOLDER, look, name_of, start
from planner.services.privacy import purge_files
from tests.exports.pdf_samples import DUTCH, cards, letters, sheet


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for path in (tmp_path / FOLDER).glob("*.lock"):
        _ended(path)


def _ended(path: Path) -> None:
    """Wait until nobody works on a document any more."""
    for _ in range(600):
        if not printing._is_alive(path):
            return
        time.sleep(0.05)


def finished(instance: Path, prefix: str, what: printing.Sheet) -> printing.Printing:
    for _ in range(600):
        found = look(instance, prefix, what)
        if found is not None and not found.is_working:
            return found
        time.sleep(0.05)
    raise AssertionError("never made")


@pytest.mark.parametrize("what", [sheet(5), letters(2)], ids=["cards", "letters"])
def test_a_document_is_made_and_found(instance: Path, what: printing.Sheet) -> None:
    assert look(instance, "1-x", what) is None
    start(instance, "1-x", what)
    found = finished(instance, "1-x", what)
    assert (found.state, found.done, found.total) == (READY, len(what.cards), len(what.cards))
    assert found.file is not None
    assert found.file.read_bytes().startswith(b"%PDF")
    assert (instance / FOLDER).stat().st_mode & 0o077 == 0


def test_another_text_or_another_card_is_another_document() -> None:
    same = [name_of("1-cards", sheet(3)) for _ in range(2)]
    others = [
        name_of("1-cards", sheet(2)),
        name_of("1-cards", sheet(3, title="Feest")),
        name_of("1-cards", sheet(3, replace(DUTCH, facts=DUTCH.facts[1:]))),
        name_of("2-cards", sheet(3)),
        name_of("1-cards", sheet(3, cards=cards(4)[1:])),
    ]
    assert len(set(same)) == 1
    assert len({*same, *others}) == 6


def test_a_new_document_of_a_stack_clears_the_old_one_and_no_other(instance: Path) -> None:
    old, other, new = sheet(1), sheet(2), sheet(1, title="Feest")
    start(instance, "1-cards", old)
    finished(instance, "1-cards", old)
    start(instance, "11-cards", other)
    finished(instance, "11-cards", other)
    start(instance, "1-cards", new)
    finished(instance, "1-cards", new)
    assert look(instance, "1-cards", old) is None
    assert look(instance, "11-cards", other) is not None


def test_asking_twice_makes_it_once(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    what = sheet(1)
    begun: list[object] = []
    real = subprocess.Popen

    def count(*args: object, **options: object) -> object:
        begun.append(args)
        return real(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", count)
    start(instance, "1-cards", what)
    start(instance, "1-cards", what)
    assert len(begun) == 1
    finished(instance, "1-cards", what)


def test_a_process_that_died_is_not_waited_for(instance: Path) -> None:
    what: CardSheet = sheet(3)
    folder = instance / FOLDER
    folder.mkdir()
    name = name_of("1-cards", what)
    write_state(folder, name, WORKING, done=1, total=3)
    (folder / f"{name}.lock").touch()
    found = look(instance, "1-cards", what)
    assert found is not None
    assert found.state == FAILED
    start(instance, "1-cards", what)
    assert finished(instance, "1-cards", what).is_ready


def test_what_can_not_be_typeset_says_so(instance: Path) -> None:
    card = replace(cards(1)[0], url="https://x.example/" + "geheim" * 600)
    what = sheet(1, cards=(card,))
    start(instance, "1-cards", what)
    assert finished(instance, "1-cards", what).state == FAILED


def test_papers_are_cleared_up_after_a_day(instance: Path) -> None:
    what = sheet(1)
    start(instance, "1-cards", what)
    finished(instance, "1-cards", what)
    made_at = datetime.now(UTC)
    assert purge_files.old_prints(instance, now=made_at + timedelta(hours=23)) == []
    old = purge_files.old_prints(instance, now=made_at + timedelta(hours=25))
    assert [path for path in old if path.suffix == ".pdf"]
