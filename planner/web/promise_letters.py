"""Letters of what became of a promise, to who follows its neighbourhood, in their language.

Written once in each language; only the link to say 'no more' differs from one reader to the next.
"""

import secrets
from collections.abc import Sequence
from itertools import groupby

from planner.core.enums import MailKind
from planner.services.outbox.posting import Letter
from planner.services.residents import follower_secrets, mailing_back
from planner.services.residents.telling_back import ToldPromise
from planner.store.models import Neighbourhood, PromiseFollower
from planner.translations.reading import guest_languages
from planner.web import mail_texts, told_back
from planner.web.i18n import in_language
from planner.web.installation import settings
from planner.web.mail_letters import Written, envelope_of, write
from planner.web.who_runs import Runner, runner_by_id


def letters_about(
    told: ToldPromise,
    place: Neighbourhood,
    followers: Sequence[PromiseFollower],
    *,
    update_id: int | None,
) -> list[Letter]:
    """Write a letter to each follower."""
    by_language = sorted(followers, key=_language)
    return [
        letter
        for language, group in groupby(by_language, key=_language)
        for letter in _in_one_language(told, place, language, list(group), update_id)
    ]


def _in_one_language(
    told: ToldPromise,
    place: Neighbourhood,
    language: str,
    group: Sequence[PromiseFollower],
    update_id: int | None,
) -> list[Letter]:
    code_key: str = settings().code_key
    base_url: str = settings().base_url
    # Nobody can guess this mark, so no word of an organiser holds it.
    mark = f"mark{secrets.token_hex(12)}"
    with in_language(language):
        pattern = _written(told, place, language, stop=mark)
    letters = []
    for one in group:
        stop = follower_secrets.stop_url(one.id, base_url=base_url, code_key=code_key)
        letters.append(
            Letter(
                kind=MailKind.FOLLOW,
                to=one.address,
                language=language,
                subject=pattern.subject,
                text=pattern.text.replace(mark, stop),
                html=pattern.html.replace(mark, stop),
                key=mailing_back.key_of(told.promise, update_id, one.id, code_key=code_key),
                unsubscribe_url=stop,
                **envelope_of(_runner(told)),
            )
        )
    return letters


def _written(told: ToldPromise, place: Neighbourhood, language: str, *, stop: str) -> Written:
    (card,) = told_back.cards_of([told])
    words = f"{card.words_by} {card.words}".strip() if card.words else ""
    news = (card.sentence, card.street, card.state, words, card.passed_on, card.first, *card.moves)
    texts = mail_texts.what_became(
        place.name,
        told_back.told_by(told),
        said=card.said,
        news=[line for line in news if line],
    )
    address = settings().base_url + told_back.promises_url(place, l=language)
    return write(texts, _runner(told), link=f"{address}#{card.mark}", stop=stop)


def _runner(told: ToldPromise) -> Runner:
    return runner_by_id(told.promise.organisation_id)


def _language(follower: PromiseFollower) -> str:
    """Return the language to write in: theirs where it is whole, else the town's."""
    if follower.language in guest_languages():
        return follower.language
    town: str = settings().language
    return town
