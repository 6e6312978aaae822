"""A server process of its own that scans one card again and again: run by the race tests."""

import json
import sys
from datetime import timedelta

from planner.services.gate import phones, scanning
from planner.services.gate.items import ScanBatch
from planner.store.base import Store
from tests.support.gate import CODE_KEY, STARTS, entry


def main(url: str, token: str, code: str, times: int) -> list[int]:
    """Give for each scan how many people it let in."""
    store = Store(url)
    let_in = []
    for turn in range(times):
        now = STARTS + timedelta(seconds=turn)
        with store.transaction() as session:
            phone = phones.find_phone(session, token, code_key=CODE_KEY, now=now)
            assert phone is not None
            batch = ScanBatch([entry(code, 1, phone_at=now, nonce=f"{token[:9]}-{turn}")])
            (result,) = scanning.take_scans(session, phone, batch, code_key=CODE_KEY, now=now)
        let_in.append(result.let_in.heads)
    store.close()
    return let_in


if __name__ == "__main__":
    _, address, phone_token, card, count = sys.argv
    sys.stdout.write(json.dumps(main(address, phone_token, card, int(count))))
