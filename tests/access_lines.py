"""Print the lines that access_table.csv lacks, as the planner answers now: read, then add them.

Run it as `python -m tests.access_lines`.
"""

import csv
import sys
import tempfile
from pathlib import Path

from planner.app import create_app
from planner.store import migrate
from planner.store.base import Store
from tests.support.actors import ACTORS, give_factor, set_up
from tests.support.application import test_settings as settings_of
from tests.support.clock import FixedClock
from tests.test_access_table import ask, pages, table


def main() -> None:
    """Ask every page that has no line yet, as everybody."""
    with tempfile.TemporaryDirectory() as folder:
        clock, settings = FixedClock(), settings_of(f"sqlite:///{folder}/planner.db", Path(folder))
        store = Store(settings.database_url)
        migrate.upgrade(store)
        store.close()
        app = create_app(settings, clock=clock)
        app.config["SERVER_NAME"] = settings.host
        store = app.extensions["store"]
        stage = set_up(app, store, settings, clock)
        give_factor(store, "administrator@feest.example", clock)
        app.config["WTF_CSRF_CHECK_DEFAULT"] = False
        lines = csv.writer(sys.stdout, lineterminator="\n")
        for rule, method in pages(app):
            if (rule.rule, method) not in table():
                cells = [ask(stage, rule, method, one) for one in ACTORS]
                lines.writerow([rule.rule, method, *cells])
        store.close()


if __name__ == "__main__":
    main()
