"""The mail to a partner with what is due: all of it in one, with the link to say how far it is.

The link is the partner's own, made again from its seed: a link that was mailed a month ago opens
the same page, until somebody stops it or makes another one.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time

from flask import Flask, url_for
from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.core.local_time import day_of, moment_at
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import unsubscribe_url
from planner.services.residents import partners, reminding
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Partner, Promise
from planner.web import promise_words
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language, ngettext
from planner.web.installation import settings
from planner.web.mail_letters import envelope_of, write
from planner.web.mail_texts import MailTexts
from planner.web.who_runs import runner_by_id

WRITES_FROM = time(8)
"""When people are at work; where the server was down then, as soon as it is up that day."""
log = logging.getLogger("planner")


def queue_partner_letters(app: Flask, *, now: datetime) -> int:
    """Queue the mail of today to every partner that has something due, and return how many."""
    store: Store = app.extensions["store"]
    here: Settings = app.extensions["settings"]
    today = day_of(now, here.zone)
    if not here.mail_leaves or now < moment_at(today, WRITES_FROM, here.zone):
        return 0
    with store.reading() as reading:
        found = reminding.partners_to_write(reading, today=today)
    new = 0
    for partner_id in found:
        try:
            # Addresses in letters are those of a request to the public address.
            with (
                app.test_request_context(base_url=here.base_url),
                store.transaction() as session,
            ):
                new += _queue_one(session, partner_id, today=today, now=now)
        except Exception:
            # It is tried again; nobody else's mail waits for it.
            log.exception("could not write to a partner what is due")
    return new


def partner_texts(
    partner: Partner, promises: Sequence[Promise], *, organisation: str, today: date
) -> MailTexts:
    """Say what is due, in the language that is set now; no resident is named, nor one of us."""
    heading = ngettext(
        "%(num)s promise of %(partner)s is due",
        "%(num)s promises of %(partner)s are due",
        len(promises),
        partner=partner.name,
    )
    return MailTexts(
        subject=heading,
        headings=(heading,),
        title=organisation,
        words=tuple(
            _(
                "%(sentence)s (%(state)s)",
                sentence=promise_words.sentence(one),
                state=promise_words.state_words(one, today=today),
            )
            for one in promises
        ),
        button=_("Say how far it is"),
        small=(
            _("A tap, one sentence, and a press to send it. You need no account."),
            _("Whoever has this address can say how far these promises are. Keep it to yourself."),
        ),
    )


def _queue_one(session: Session, partner_id: int, *, today: date, now: datetime) -> int:
    partner = session.get(Partner, partner_id, with_for_update=True)
    promises = reminding.promises_to_tell(session, partner_id, today=today)
    if partner is None or not promises:
        return 0
    here = settings()
    if partner.secret_seed is None:
        partners.make_link(session, partner, code_key=here.code_key)
    letter = _letter(session, partner, promises, today=today)
    new = posting.queue(session, [letter], now=now)
    # Also where they want no mail of us: else it would be written again every few seconds.
    reminding.note_told(session, promises, today=today)
    return new


def _letter(
    session: Session, partner: Partner, promises: Sequence[Promise], *, today: date
) -> Letter:
    here = settings()
    stop = unsubscribe_url(
        partner.address, event_id=None, base_url=here.base_url, code_key=here.code_key
    )
    secret = partners.secret_of(partner, code_key=here.code_key)
    link = here.base_url + url_for("partner.show_promises", secret=secret)
    runs = runner_by_id(partner.organisation_id, session)
    with in_language(here.language):
        texts = partner_texts(partner, promises, organisation=runs.name, today=today)
        written = write(texts, runs, link=link, stop=stop)
    return Letter(
        kind=MailKind.PROMISE,
        to=partner.address,
        language=here.language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        key=reminding.key_of(partner.id, today),
        unsubscribe_url=stop,
        **envelope_of(runs),
    )
