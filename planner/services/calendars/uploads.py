"""What was read from a file, kept for a day until the organiser says what to do with it."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.exports.ics_found import Reading, as_rows, of_rows
from planner.store.models import CalendarUpload, ImportedEvent


def keep_reading(
    session: Session, reading: Reading, *, source: str, account_id: int, now: datetime
) -> int:
    """Keep what was read for one organiser, instead of what that one had open; return its id."""
    session.execute(delete(CalendarUpload).where(CalendarUpload.account_id == account_id))
    found = as_rows(reading)
    upload = CalendarUpload(account_id=account_id, source=source, found=found, created_at=now)
    session.add(upload)
    session.flush()
    return upload.id


def find_upload(session: Session, upload_id: int, *, account_id: int) -> CalendarUpload | None:
    """Return what an organiser has open; None when it is somebody else's or done."""
    upload = session.get(CalendarUpload, upload_id)
    return upload if upload is not None and upload.account_id == account_id else None


def reading_of(upload: CalendarUpload) -> Reading:
    """Return what was read: the entries that can be taken by start, and what was left out."""
    return of_rows(upload.found, name=upload.source)


def known_sources(session: Session) -> list[str]:
    """List the names of the calendars that events came from, to choose from while typing."""
    return list(session.scalars(select(ImportedEvent.source).distinct().order_by("source")))
