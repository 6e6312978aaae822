"""What a scan came to, in the same words for who is at the gate and who looks on."""

from planner.core.enums import ScanKind
from planner.services.gate.journal import PastScan
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def heads_words(heads: int) -> str:
    """Say how many people."""
    return ngettext("%(num)s person", "%(num)s people", heads)


def how_many(scan: PastScan) -> str:
    """Say how many people a scan let in or out; nobody where it did not, or was undone."""
    heads = scan.people.heads
    if scan.is_undone:
        return _("undone")
    if not heads:
        return _("not let in")
    if scan.kind is ScanKind.EXIT:
        return ngettext("%(num)s went out", "%(num)s went out", heads)
    return heads_words(heads)
