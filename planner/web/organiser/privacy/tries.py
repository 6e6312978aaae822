"""What was tried at an account, or at none, in an hour: one sentence for all of it."""

from collections.abc import Callable, Mapping

from planner.store.models import AuditEntry
from planner.web.i18n import ngettext

Sentence = Callable[[int, str], str]


def tries_in_words(entry: AuditEntry) -> str | None:
    """Return the sentence of a line that is a sum; None where it is none."""
    if entry.sum_of is None or entry.what not in AT_AN_ACCOUNT:
        return None
    who = entry.account.name if entry.account else None
    said = _at_nobody(entry.times) if who is None else AT_AN_ACCOUNT[entry.what](entry.times, who)
    return f"{said} {_from(entry.networks or 1)}"


def _wrong_password(times: int, who: str) -> str:
    return ngettext(
        "Somebody tried %(num)s time to sign in as %(who)s with a wrong password.",
        "Somebody tried %(num)s times to sign in as %(who)s with a wrong password.",
        times,
        who=who,
    )


def _wrong_factor(times: int, who: str) -> str:
    return ngettext(
        "Somebody gave the right password of %(who)s and failed %(num)s time at the second step.",
        "Somebody gave the right password of %(who)s and failed %(num)s times at the second step.",
        times,
        who=who,
    )


AT_AN_ACCOUNT: Mapping[str, Sentence] = {
    "sign_in.failed": _wrong_password,
    "second_factor.take_code": _wrong_factor,
}


def _at_nobody(times: int) -> str:
    return ngettext(
        "Somebody tried %(num)s time to sign in with an address that has no account.",
        "Somebody tried %(num)s times to sign in with addresses that have no account.",
        times,
    )


def _from(networks: int) -> str:
    return ngettext(
        "That came from %(num)s connection.", "That came from %(num)s connections.", networks
    )
