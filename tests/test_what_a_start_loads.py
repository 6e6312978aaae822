"""A start loads what every page needs, and nothing that only a few do: counts, not times."""

import subprocess
import sys

LATE = {
    *("alembic", "mako", "icalendar", "qrcode", "PIL", "typst", "python_calamine", "xlsxwriter"),
    *("phonenumbers", "email_validator", "flufl", "webauthn", "cryptography", "defusedxml"),
    *("pyrage", "waitress", "imaplib", "smtplib"),
}
MOST_MODULES = 1_000
"""Ours and others'; 930 when this was written."""


def _loaded_by(*words: str) -> set[str]:
    code = f"import sys; {'; '.join(words)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_application_loads_nothing_that_few_pages_need() -> None:
    loaded = _loaded_by("import planner.app")
    assert not LATE & {name.partition(".")[0] for name in loaded}
    assert len(loaded) < MOST_MODULES


def test_a_server_that_starts_loads_no_worker_before_its_first_page() -> None:
    loaded = _loaded_by("from planner.cli import server")
    late = LATE - {"waitress"}
    assert not late & {name.partition(".")[0] for name in loaded}
    assert not {name for name in loaded if name.startswith("planner.cli") and "worker" in name}


def test_loading_the_application_does_not_look_yet_at_how_tables_hang_together() -> None:
    """That is done once, when the application is put together, and by no command before."""
    code = (
        "import planner.services.people.signing_in;"
        "from planner.store.models import Account;"
        "print(Account.__mapper__.configured)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
