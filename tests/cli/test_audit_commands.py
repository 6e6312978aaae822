"""Commands that change something are written down too."""

from sqlalchemy import select

from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, AuditEntry
from tests.cli.conftest import Run


def test_a_command_that_changes_something_is_written_down(
    run: Run, installation: Settings, store: Store, organiser: Account
) -> None:
    run("user", "disable", organiser.email)
    run("user", "list")
    with store.reading() as session:
        (entry,) = session.scalars(select(AuditEntry)).all()
    assert entry.what == "command user disable"
    assert (entry.actor.value, entry.account_id) == ("command", None)
