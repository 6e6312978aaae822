"""Why a copy of a database is not made or not put back."""


class DamagedBackup(Exception):
    """The file can't be put back; the message says why."""


class PlannerIsRunning(Exception):
    """Somebody has the database open."""


class DatabaseIsFilled(Exception):
    """PostgreSQL's database has tables already; the message is its name."""


class NoProgram(Exception):
    """A program of PostgreSQL is not installed; the message is its name."""


class ProgramFailed(Exception):
    """A program of PostgreSQL ended badly; the message is what it said."""
