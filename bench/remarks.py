"""Six phones note 200 remarks each and lose half of their answers: exactly 1,200 are there.

    python -m bench.remarks [--each 200] [--url postgresql://…]

The database of `--url` is emptied. All phones send at the same time, through the whole application.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from planner.app import create_app
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Event, Remark, RemarkReceipt
from tests.support import postgres
from tests.support.application import test_settings
from tests.support.gate import CODE_KEY, STARTS, make_event, make_listener
from tests.support.pages import PageClient, enrolled_phone
from tests.support.remark_phones import deliver_all

PHONES = 6
EACH = 200
SEED = 15


def main() -> None:
    """Note them on SQLite, or on the database that the command names."""
    parser = argparse.ArgumentParser(description="Remarks whose answers are lost.")
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--url", help="an empty PostgreSQL database")
    told = parser.parse_args()
    run(each=told.each, url=told.url)


def run_on_both() -> None:
    """Do it on SQLite, and on a PostgreSQL where there is one."""
    run()
    with postgres.own_server() as server:
        if server is not None:
            run(url=server.url)


def run(*, each: int = EACH, url: str | None = None) -> None:
    """Print how many remarks there are.

    Raises:
        RuntimeError: one is missing, or is there twice.
    """
    with tempfile.TemporaryDirectory(prefix="planner-bench-") as folder:
        address = url or f"sqlite:///{Path(folder) / 'planner.db'}"
        settings = replace(test_settings(address, Path(folder)), code_key=CODE_KEY)
        app = create_app(settings, clock=lambda: STARTS)
        app.config["SERVER_NAME"] = settings.host
        store: Store = app.extensions["store"]
        if url:
            migrate.downgrade(store, revision="base")
        migrate.upgrade(store)
        with store.transaction() as session:
            event_id = make_event(session).id
        phones = [_phone(app, store, event_id) for _ in range(PHONES)]
        began = time.perf_counter()
        told = deliver_all(
            lambda number, batch: _send(phones[number], batch),
            phones=PHONES,
            remarks_each=each,
            seed=SEED,
        )
        took = time.perf_counter() - began
        with store.reading() as session:
            words = Counter(session.scalars(select(Remark.words)))
            receipts = session.scalar(select(func.count()).select_from(RemarkReceipt))
        store.close()
    kind = "PostgreSQL" if url else "SQLite"
    sys.stdout.write(
        f"  {kind}: {PHONES} phones x {each} remarks, {told.batches} batches of which {told.lost}"
        f" lost their answer: {words.total()} are there, {len(words)} different ones"
        f" ({told.batches / took:.0f} batches/s)\n"
    )
    if not words.total() == len(words) == receipts == PHONES * each:
        raise RuntimeError("remarks are missing, or there twice")


def _phone(app: Any, store: Store, event_id: int) -> PageClient:
    with store.transaction() as session:
        token = make_listener(session, session.get_one(Event, event_id)).token
    return enrolled_phone(app, token)


def _send(phone: PageClient, batch: list[dict[str, Any]]) -> list[str]:
    body = json.dumps({"remarks": batch})
    answer = phone.post("/gate/remarks", data=body, content_type="application/json")
    return [each["status"] for each in answer.get_json()["results"]]


if __name__ == "__main__":
    main()
