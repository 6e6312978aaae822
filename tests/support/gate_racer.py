"""A server process of its own that scans one card again and again: run by the race tests."""

import json
import sys
from datetime import timedelta

from planner.store.base import Store
from tests.support.gate import STARTS, entry, scan_with


def main(url: str, token: str, code: str, times: int) -> list[int]:
    """Give for each scan how many people it let in."""
    store = Store(url)
    let_in = []
    for turn in range(times):
        now = STARTS + timedelta(seconds=turn)
        item = entry(code, 1, phone_at=now, nonce=f"{token[:9]}-{turn}")
        result = scan_with(store, token, item, now=now)
        let_in.append(result.let_in.heads)
    store.close()
    return let_in


if __name__ == "__main__":
    _, address, phone_token, card, count = sys.argv
    sys.stdout.write(json.dumps(main(address, phone_token, card, int(count))))
