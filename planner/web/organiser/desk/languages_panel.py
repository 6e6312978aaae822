"""What lacks of the texts of an event in languages that its guests read; nothing for the others."""

from planner.services.day.agenda import EventDesk
from planner.services.plan import translating
from planner.services.plan.translating import own_texts
from planner.web.db import reading_session
from planner.web.event_words import own_language
from planner.web.language_words import language_name, progress_words, readers_words


def languages_panel(desk: EventDesk) -> list[tuple[str, str, str]]:
    """Return what lacks in languages that guests of an event read: name, how far, who reads it."""
    event = desk.event
    if not desk.is_coming:
        return []
    readers = translating.readers_of(reading_session(), event.id)
    own = own_language(event)
    texts = own_texts(event) if readers.keys() - {own} else []
    found = [(code, translating.progress(texts, code)) for code in readers if code != own]
    return [
        (language_name(code), progress_words(done), readers_words(readers[code]))
        for code, done in found
        if not done.is_whole
    ]
