"""Make a large document in a process of its own, and tell how far it is in a file beside it.

    python -m planner.exports.pdf.making  < task

The task is JSON: the folder, the name of the document, which paper, and what stands on it. While
the process lives it holds a lock on NAME.lock that it was given; whoever finds that lock free and
the document unfinished knows that the process died.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from planner.core.enums import EventType
from planner.exports.pdf.cards import write_cards
from planner.exports.pdf.letters import write_letters
from planner.exports.pdf.paper import (
    CardSheet,
    CardTexts,
    LetterSheet,
    LetterTexts,
    PrintedCard,
    PrintedFact,
    PrintedLine,
    SpokenLanguage,
)
from planner.exports.pdf.sheets import Progress
from planner.exports.pdf.typesetting import PdfFailed, PdfNotInstalled

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there two documents may be made
    fcntl = None  # type: ignore[assignment]

WORKING, READY, FAILED = "working", "ready", "failed"
LANE = "lane.lock"


def as_task(folder: Path, name: str, sheet: CardSheet | LetterSheet) -> bytes:
    """Write a task down."""
    kind = "cards" if isinstance(sheet, CardSheet) else "letters"
    task = {"folder": str(folder), "name": name, "kind": kind, "sheet": asdict(sheet)}
    return json.dumps(task, ensure_ascii=False).encode()


def write_state(folder: Path, name: str, state: str, *, done: int, total: int) -> None:
    """Tell how far a document is; who reads it meanwhile sees the old state or the new one."""
    target, fresh = folder / f"{name}.json", folder / f"{name}.json.new"
    fresh.write_text(json.dumps({"state": state, "done": done, "total": total}))
    fresh.replace(target)


def make(task: Mapping[str, Any]) -> None:
    """Do one task; one document at a time, so that the people at the gate keep a processor."""
    folder, name, sheet = Path(task["folder"]), str(task["name"]), dict(task["sheet"])
    total = sum(len(one["cards"]) for one in (sheet, *sheet["also"]))

    def tell(done: int) -> None:
        write_state(folder, name, WORKING, done=done, total=total)

    with (folder / LANE).open("ab") as lane:
        if fcntl is not None:
            fcntl.flock(lane, fcntl.LOCK_EX)
        fresh = folder / f"{name}.pdf.new"
        try:
            with fresh.open("wb") as out:
                _PAPERS[task["kind"]](sheet, out, tell)
        except (PdfFailed, PdfNotInstalled, ValueError):
            fresh.unlink()
            write_state(folder, name, FAILED, done=0, total=total)
            return
    fresh.replace(folder / f"{name}.pdf")
    write_state(folder, name, READY, done=total, total=total)


def _cards(sheet: dict[str, Any], out: BinaryIO, tell: Progress) -> None:
    write_cards(_card_sheet(sheet), out, progress=tell)


def _card_sheet(sheet: dict[str, Any]) -> CardSheet:
    texts = tuple(
        CardTexts(**{**one, "facts": _facts(one), "steps": tuple(one["steps"])})
        for one in sheet["texts"]
    )
    tongues = tuple(SpokenLanguage(**one) for one in sheet["tongues"])
    also = tuple(map(_card_sheet, sheet["also"]))
    filled = {**sheet, **_common(sheet), "texts": texts, "tongues": tongues, "also": also}
    return CardSheet(**filled)


def _letters(sheet: dict[str, Any], out: BinaryIO, tell: Progress) -> None:
    write_letters(_letter_sheet(sheet), out, progress=tell)


def _letter_sheet(sheet: dict[str, Any]) -> LetterSheet:
    texts, also = map(_letter, sheet["texts"]), map(_letter_sheet, sheet["also"])
    filled = {**sheet, **_common(sheet), "texts": tuple(texts), "also": tuple(also)}
    return LetterSheet(**filled)


def _letter(texts: dict[str, Any]) -> LetterTexts:
    rows = {name: tuple(texts[name]) for name in ("steps", "paragraphs", "closing")}
    return LetterTexts(**{**texts, **rows, "facts": _facts(texts)})


def _facts(texts: dict[str, Any]) -> tuple[PrintedFact, ...]:
    return tuple(PrintedFact(**one) for one in texts["facts"])


def _common(sheet: dict[str, Any]) -> dict[str, Any]:
    return {
        "cover": EventType(sheet["cover"]),
        "cards": tuple(PrintedCard(**one) for one in sheet["cards"]),
        "line": PrintedLine(**sheet["line"]) if sheet["line"] else None,
    }


_PAPERS: dict[str, Callable[[dict[str, Any], BinaryIO, Progress], None]] = {
    "cards": _cards,
    "letters": _letters,
}


def main() -> None:
    """Do the task of the standard input and end."""
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(10)  # the people at the gate go first
    os.umask(0o077)  # the codes on the paper open families' pages
    make(json.load(sys.stdin.buffer))


if __name__ == "__main__":
    main()
