"""What was read from a file, kept for a day until the organiser says what to do with it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.exports.ics_leaving import Leave, LeftOut
from planner.exports.ics_reading import CalendarEntry, Reading
from planner.services.calendars.reading import entry_of
from planner.store.models import CalendarUpload, ImportedEvent


def keep_reading(
    session: Session, reading: Reading, *, source: str, account_id: int, now: datetime
) -> int:
    """Keep what was read for one organiser, instead of what that one had open; return its id."""
    session.execute(delete(CalendarUpload).where(CalendarUpload.account_id == account_id))
    found: list[dict[str, Any]] = [
        {
            **asdict(one),
            "starts_at": one.starts_at.isoformat(),
            "ends_at": one.ends_at.isoformat() if one.ends_at else None,
        }
        for one in reading.entries
    ]
    found += [{"title": one.title, "left_out": one.reason.name} for one in reading.left_out]
    upload = CalendarUpload(account_id=account_id, source=source, found=found, created_at=now)
    session.add(upload)
    session.flush()
    return upload.id


def find_upload(session: Session, upload_id: int, *, account_id: int) -> CalendarUpload | None:
    """Return what an organiser has open; None when it is somebody else's or done."""
    upload = session.get(CalendarUpload, upload_id)
    return upload if upload is not None and upload.account_id == account_id else None


def entries_of(upload: CalendarUpload) -> list[CalendarEntry]:
    """Return the entries that can be taken, by start."""
    return [entry_of(one) for one in upload.found if "left_out" not in one]


def left_out_of(upload: CalendarUpload) -> list[LeftOut]:
    """Return what was left out, and why."""
    return [
        LeftOut(one["title"], Leave[one["left_out"]]) for one in upload.found if "left_out" in one
    ]


def known_sources(session: Session) -> list[str]:
    """List the names of the calendars that events came from, to choose from while typing."""
    return list(session.scalars(select(ImportedEvent.source).distinct().order_by("source")))
