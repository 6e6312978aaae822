"""Pictures of shared links: made once, kept as files of the installation, and never very many.

A picture bears nothing that its public page does not say. Its name changes with every word on it,
so that nobody shows an old one, and it can be kept by others for as long as they like.
"""

import hashlib
import json
import threading
from dataclasses import asdict
from pathlib import Path

from planner.exports.pdf import SharePicture, draw_share_picture

FOLDER = "pictures"
MOST_KEPT = 400
"""Of all events together, some 40 MB; the ones made longest ago go first."""
DRAWN_LIKE = 1
"""Another number where the layout changes, so that every picture is made anew."""
_maker = threading.BoundedSemaphore(1)


class PictureBusy(Exception):
    """Another picture is being made by this process: who asks comes back in a moment."""


def mark_of(picture: SharePicture) -> str:
    """Return twelve characters that are others as soon as anything on the picture is."""
    words = json.dumps([DRAWN_LIKE, asdict(picture)], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def kept(instance: Path, event_id: int, picture: SharePicture) -> Path | None:
    """Return the file of a picture; None when it was never made, or cleared up."""
    path = _path(instance, event_id, picture)
    return path if path.is_file() else None


def make(instance: Path, event_id: int, picture: SharePicture) -> Path:
    """Draw a picture and keep it; the one of this event and language before it goes.

    Raises:
        PictureBusy: one is being made.
        PdfFailed: the typesetter gave none in time.
    """
    path = _path(instance, event_id, picture)
    if not _maker.acquire(blocking=False):
        raise PictureBusy
    try:
        drawn = draw_share_picture(picture)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(drawn)
        fresh.replace(path)
        _clear(path, f"{event_id}-{picture.language}-")
    finally:
        _maker.release()
    return path


def _path(instance: Path, event_id: int, picture: SharePicture) -> Path:
    return instance / FOLDER / f"{event_id}-{picture.language}-{mark_of(picture)}.png"


def _clear(made: Path, prefix: str) -> None:
    for path in made.parent.glob(f"{prefix}*.png"):
        if path != made:
            path.unlink(missing_ok=True)
    ages = sorted((path.stat().st_mtime, path) for path in made.parent.glob("*.png"))
    for _age, path in ages[:-MOST_KEPT]:
        path.unlink(missing_ok=True)
