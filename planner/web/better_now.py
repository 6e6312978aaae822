"""'Is it better now?': the question about what was promised and is done, for every public page.

Its form leads to one address for everybody. It carries a key of its own and nothing of the page
that it stands on, so no answer leads back to a card.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, url_for

from planner.services.residents import voting
from planner.services.residents.voting import VotesTold
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language

GOOD_FOR = timedelta(days=1)
"""How long a key serves: as long as is kept which ones were used."""
_NONCE_BYTES = 9


@dataclass(frozen=True)
class BetterNow:
    """One question: what it is about, where its answer goes, and what others said."""

    what: str
    action: str
    key: str
    told: tuple[str, ...] = ()


def better_now(
    neighbourhood_id: int | None, *, organisation_id: int | None = None
) -> list[BetterNow]:
    """Return what residents of a neighbourhood are asked, at most two, the latest first."""
    found = voting.asked_about(reading_session(), neighbourhood_id, organisation_id=organisation_id)
    return [question(one.promise_id, one.what, one.told) for one in found]


def question(promise_id: int, what: str, told: VotesTold | None) -> BetterNow:
    """Return the question about one promise."""
    return BetterNow(
        what=what,
        action=url_for("public.judge_promise", promise_id=promise_id, **kept_language()),
        key=_make_key(promise_id),
        told=tuple(told_words(told)),
    )


def told_words(told: VotesTold | None) -> Iterator[str]:
    """Say what others answered; nothing while they are few."""
    if told is not None and told.better:
        yield _("%(num)s people or more say: it is better now.", num=number(told.better))
    if told is not None and told.not_yet:
        yield _("%(num)s people or more say: not yet.", num=number(told.not_yet))


def mark_of_key(key: str, promise_id: int) -> bytes | None:
    """Return what tells a key from all others; None for one that is not ours, or too old."""
    seconds, _dot, rest = key.partition(".")
    nonce, _dot, signature = rest.partition(".")
    made = _sign(promise_id, seconds, nonce)
    if not hmac.compare_digest(made.encode(), signature.encode("utf-8", "surrogatepass")):
        return None
    if now() - datetime.fromtimestamp(int(seconds), UTC) > GOOD_FOR:
        return None
    return hashlib.sha256(f"better-now:{key}".encode()).digest()


def _make_key(promise_id: int) -> str:
    seconds, nonce = str(int(now().timestamp())), secrets.token_urlsafe(_NONCE_BYTES)
    return f"{seconds}.{nonce}.{_sign(promise_id, seconds, nonce)}"


def _sign(promise_id: int, seconds: str, nonce: str) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    text = f"better-now:{promise_id}:{seconds}:{nonce}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
