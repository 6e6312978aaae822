"""Pages of promises and remarks with 500 remarks and 100 promises: CPU time, next to a limit.

python -m bench.promises
"""

import sys
import tempfile
from pathlib import Path

from flask.testing import FlaskClient

from bench.desk import sign_in
from bench.pages import cpu_ms
from bench.sites import NOW, make_site
from planner.services.residents import partners
from planner.store.base import Store
from planner.store.models import Partner
from tests.support.promises import fill_promises

PROMISES = 100
REMARKS = 500
ROUNDS = 15
PAGES = {
    "all promises": "/promises",
    "all promises, page 2": "/promises?page=2",
    "all promises, late": "/promises?how_far=late",
    "one promise": "/promises/1",
    "partners": "/partners",
    "all remarks": "/remarks",
    "remarks of one neighbourhood": "/remarks?neighbourhood=1",
}


def main() -> None:
    """Print what each page took, next to what it may take."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        store: Store = site.app.extensions["store"]
        fill_promises(store, NOW.date(), promises=PROMISES, remarks=REMARKS)
        with store.transaction() as session:
            code_key = site.app.extensions["settings"].code_key
            partner = session.get_one(Partner, 1)
            secret = partners.make_link(session, partner, code_key=code_key)
        desk, partner_phone = site.client(), site.client()
        sign_in(desk, site)
        sys.stdout.write(f"\n{REMARKS} remarks, {PROMISES} promises, CPU time (limit):\n")
        for name, address in PAGES.items():
            _print(desk, name, address)
        _print(partner_phone, "a partner's page", f"/p/{secret}")


def _print(client: FlaskClient, name: str, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    took = cpu_ms(lambda: client.get(address), rounds=ROUNDS)
    sys.stdout.write(f"  {name:<28} {took:7.1f} ms  (25 ms)\n")


if __name__ == "__main__":
    main()
