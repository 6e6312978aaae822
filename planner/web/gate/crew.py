"""What the pages of the crew have in common: helpers of today, and the run sheet."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from planner.web.gate.app import SCOPE
from planner.web.gate.rehearsal import Sentences
from planner.web.i18n import all_forms, current_language
from planner.web.i18n import gettext as _

PICTURES = ("check", "cloud-check", "cloud-slash", "wifi-slash", "warning", "info")
MOST_DIGITS = 16


def crew_settings(
    texts: Sentences, *, simple: str, pictures: Sequence[str] = PICTURES
) -> dict[str, Any]:
    """Return what the script of such a page needs.

    Args:
        texts: its sentences, on top of those of all.
        simple: the address of the page that does the same without script.
        pictures: that it draws itself.
    """
    return {
        "language": current_language(),
        "texts": _texts() | texts,
        "pictures": pictures,
        "scope": SCOPE,
        "addresses": {
            "helpers": url_for("gate.send_helpers"),
            "app": url_for("gate_app.open_app"),
            "simple": simple + "#simple",
        },
        "files": {"serviceWorker": url_for("gate_app.send_service_worker")},
    }


def read_number(pressed: str | None) -> int | None:
    """Read the number on a pressed key; None for nonsense."""
    text = pressed or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _texts() -> Sentences:
    """Give the sentences of all such pages, with their blanks: %(name)s."""
    return {
        "waiting": all_forms("%(n)s waits", "%(n)s wait"),
        "kept": _("kept"),
        "offline_helpers": _("No internet. You can just go on tapping."),
        "failing_helpers": _("Our server does not answer. You can just go on tapping."),
        "memory_helpers": _("This phone can't keep the taps. Tap only with internet."),
        "not_yet": _("The list is not on this phone yet. Look for internet for a moment."),
        "signed_out": _("This phone does not count"),
        "not_sent": _("not sent yet"),
        "held_helpers": all_forms(
            "%(n)s tap can't be sent. Call the organiser.",
            "%(n)s taps can't be sent. Call the organiser.",
        ),
    }
