"""Letters to helpers from texts, each with the helper's own link, in their language.

They are written one by one: an event has dozens of helpers, and what each does differs. Links are
made from the number of the row with our key, so that none is kept anywhere.
"""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.services.helpers.readers import (
    Readers,
    letter_key,
    stop_mail_url,
    without_no_more,
    without_resting,
)
from planner.services.outbox.posting import Letter
from planner.store.models import Event, Helper
from planner.translations.reading import guest_languages
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.helper_links import own_page_url, stop_asking_url
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_letters import envelope_of, shown_name, write
from planner.web.mail_texts import MailTexts
from planner.web.who_runs import runner_of

Texts = Callable[[], MailTexts]


def letter_to(
    helper: Helper, event: Event, texts: Texts, *, key: str, asks_again: bool = False
) -> Letter:
    """Write to one helper.

    Args:
        helper: who has an address.
        event: what it is about.
        texts: gives the texts in the language that is set when it is called.
        key: of services/helpers/readers.py.
        asks_again: whether it asks who helped before; then the way out of it is another one.
    """
    here = settings()
    stop = (
        stop_asking_url(helper.id)
        if asks_again
        else stop_mail_url(
            helper.address, event_id=event.id, base_url=here.base_url, code_key=here.code_key
        )
    )
    language = language_of(helper)
    runs = runner_of(event)
    with in_language(language):
        written = write(
            texts(),
            runs,
            link=own_page_url(helper.id),
            name=shown_name(helper.name, language),
            stop=stop,
        )
    return Letter(
        kind=MailKind.HELPER,
        to=helper.address,
        language=language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        key=key,
        event_id=event.id,
        unsubscribe_url=stop,
        **envelope_of(runs),
    )


def letters_to(
    session: Session,
    helpers: Sequence[Helper],
    event: Event,
    texts: Callable[[Helper], Texts],
    *,
    what: str,
    occasion: object,
    is_necessary: bool = False,
    asks_again: bool = False,
) -> list[Letter]:
    """Write the same thing to several helpers.

    Args:
        session: reads.
        helpers: with an address.
        event: what it is about.
        texts: of one helper's letter.
        what: the letter is, for its key.
        occasion: for which it is written once.
        is_necessary: whether it also goes to who wants no more mail about the event: it says that
            it is off, or that what they do is at another time.
        asks_again: see `letter_to`.
    """
    code_key = settings().code_key
    wanted: Iterable[Helper] = helpers
    if not is_necessary:
        wanted = without_no_more(session, helpers, event_id=event.id, code_key=code_key)
    return [
        letter_to(
            one,
            event,
            texts(one),
            key=letter_key(what, event.id, one.id, occasion, code_key=code_key),
            asks_again=asks_again,
        )
        for one in wanted
    ]


def reached_now(readers: Readers) -> Readers:
    """Return readers by the way in which they are told: no mail goes where it comes back from."""
    return without_resting(reading_session(), readers, code_key=settings().code_key, now=now())


def language_of(helper: Helper) -> str:
    """Return the language to write in: theirs where it is whole, else the town's."""
    if helper.language in guest_languages():
        return helper.language
    town: str = settings().language
    return town
