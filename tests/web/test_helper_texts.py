"""Every letter to helpers in every language: whole, with the link, and nothing of it is fetched."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.anchors import EventAnchor
from planner.core.helpers.shifts import EntryState
from planner.core.helpers.starting_sets import TaskKind
from planner.core.notices import NoticeKind
from planner.store.models import Event, Shift, ShiftEntry
from planner.translations.reading import GUEST_LANGUAGES
from planner.web import helper_texts
from planner.web.i18n import in_language
from planner.web.mail_letters import write
from planner.web.mail_previews import Texts
from planner.web.who_runs import Runner
from tests.support.cards import SATURDAY
from tests.web.test_mail_texts import LINK, STOP, app, event, notice

BUREAU = Runner("Bureau Noord", "")

__all__ = ["app"]


def shift_of(event: Event, **fields: object) -> Shift:
    return Shift(
        event=event,
        task="Eten uitdelen",
        kind=TaskKind.SERVE,
        anchor=EventAnchor.START,
        minutes=0,
        length=120,
        place="",
        sequence=1,
        **fields,
    )


def letters() -> Mapping[str, Texts]:
    """Return the texts of each letter to helpers."""
    one, until = event(), SATURDAY - timedelta(days=1)
    shift, gone = shift_of(one), shift_of(one, removed_at=until)
    entries = [
        ShiftEntry(shift=shift, state=EntryState.STANDING),
        ShiftEntry(shift=gone, state=EntryState.STANDING),
        ShiftEntry(shift=shift, state=EntryState.TAKEN_OUT),
    ]
    return {
        "offer": lambda: helper_texts.offer(shift, until=until),
        "free place": lambda: helper_texts.free_place(shift),
        "reminder": lambda: helper_texts.reminder(one, [shift]),
        "changed": lambda: helper_texts.changed(one, entries, [shift]),
        "changed for all": lambda: helper_texts.changed_for_all(one, [shift, gone]),
        "message": lambda: helper_texts.message(one, "Neem een mes mee."),
        "thanks": lambda: helper_texts.thanks(one, "De bank komt er."),
        "ask again": lambda: helper_texts.ask_again(one, ""),
        **{
            kind.value: lambda kind=kind: helper_texts.notice(one, notice(kind), [shift])  # type: ignore[misc]
            for kind in NoticeKind
        },
    }


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
@pytest.mark.parametrize("name", list(letters()))
def test_a_letter_to_a_helper_is_whole_in_every_language(
    app: Flask, name: str, language: str
) -> None:
    with in_language(language):
        written = write(letters()[name](), BUREAU, link=LINK, stop=STOP)
    assert f'<html lang="{language}"' in written.html
    assert not {"<img", "<script", "<link", "@import", "url("} & set(written.html.split())
    assert STOP in written.text
    assert name == "cancelled" or LINK in written.text
    assert "%(" not in written.text
    if language == "nl":
        assert "You " not in written.text
