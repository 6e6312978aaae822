"""Pages of promises and remarks with 500 remarks and 100 promises: CPU time, next to a limit.

python -m bench.promises
"""

import sys
import tempfile
from pathlib import Path

from bench.desk import sign_in
from bench.pages import print_page
from bench.sites import NOW, make_site
from planner.services.residents import partners
from planner.store.base import Store
from planner.store.models import Partner
from tests.support.promises import fill_promises

PROMISES = 100
REMARKS = 500
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
            print_page(desk, name, address)
        print_page(partner_phone, "a partner's page", f"/p/{secret}")


if __name__ == "__main__":
    main()
