"""What went wrong, in one sentence with its cure."""

import errno

from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)

from planner.services.upkeep.refusals import NoProgram, ProgramFailed
from planner.settings import UnsafeSettings
from planner.store.locks import WriterWaitedTooLong

SEE_WHERE = "Set PLANNER_TRACE=1 and try again to see where."


def explain(error: Exception) -> str:
    """Return a sentence for an error that no command foresaw."""
    if isinstance(error, UnsafeSettings):
        return "\n".join(error.faults)
    if isinstance(error, NoProgram):
        return (
            f"{error} is not installed, PostgreSQL's own program for this. On Debian or Ubuntu: "
            "apt install postgresql-client"
        )
    if isinstance(error, ProgramFailed):
        return f"PostgreSQL's own program did not do it: {error}. Nothing was written."
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs a driver. Run `make extras`, or pip install 'psycopg[binary]'."
    # What SQLAlchemy raises for an address it can't read, and for a database we know nothing of.
    if isinstance(error, ArgumentError | ModuleNotFoundError):
        return (
            "PLANNER_DATABASE_URL is no address of a database. Write it like "
            "sqlite:////srv/planner/planner.db or postgresql://planner@localhost/planner."
        )
    if isinstance(error, WriterWaitedTooLong):
        return "Somebody else is writing to the database. Wait a moment and try again."
    if isinstance(error, ProgrammingError) or _misses_tables(error):
        return "The tables of the database are too old. Run `planner db upgrade`."
    if isinstance(error, OperationalError | InterfaceError):
        return f"We can't use the database: {_first_line(error)}. Run `planner check`."
    if isinstance(error, DatabaseError):
        return f"The database is damaged: {_first_line(error)}. Run `planner check --deep`."
    if isinstance(error, OSError):
        return _explain_file(error)
    return f"We did not foresee this: {type(error).__name__}. {SEE_WHERE}"


def _misses_tables(error: Exception) -> bool:
    return isinstance(error, OperationalError) and "no such table" in str(error.orig)


def _first_line(error: DBAPIError) -> str:
    """Return what the driver said, without the statement: that may hold somebody's answer."""
    lines = str(error.orig).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error.orig).__name__


def _explain_file(error: OSError) -> str:
    where = error.filename or "a file"
    if error.errno == errno.ENOSPC:
        return "The disk is full. Make room and try again; nothing was lost."
    if isinstance(error, PermissionError):
        return f"We may not use {where}. Run the command as the user that owns the folder."
    if isinstance(error, FileNotFoundError):
        return f"{where} is not there. Check the name."
    return f"We can't use {where}: {error.strerror or error}."
