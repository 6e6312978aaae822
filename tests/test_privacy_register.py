"""Every column is classified: whoever adds one says what it holds, of whom, and for how long."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from planner.core.retention import Retention
from planner.services.privacy import register as privacy_register
from planner.store import models
from planner.store.base import Base
from planner.store.personal_data import ANSWER
from planner.store.register import PLAIN, LegalGround, Purpose, Seen, Term, Whose, entries, faults
from planner.translations.reading import texts_in

assert models, "loads all tables"


def test_every_column_is_in_the_register() -> None:
    found = faults(Base.metadata)
    assert not found, "\n".join(found)


def test_a_new_column_is_told_where_to_write_what() -> None:
    metadata = MetaData()
    Table(
        "shoe",
        metadata,
        Column("id", Integer),
        Column("colour", Integer, info=PLAIN),
        Column("wearer", Integer, info=ANSWER),
        Column("size", Integer),
    )
    (fault,) = faults(metadata)
    assert "shoe.size" in fault
    assert "info=PLAIN" in fault
    assert "planner/store/personal_data.py" in fault
    assert "services/privacy/purge.py" in fault


def test_only_a_reference_to_a_person_has_to_say_what_it_is() -> None:
    metadata = MetaData()
    for name in ("event", "account", "intermediary"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    Table(
        "shoe",
        metadata,
        Column("event_id", ForeignKey("event.id")),
        Column("found_by_id", ForeignKey("account.id")),
        Column("given_by_id", ForeignKey("intermediary.id")),
    )
    assert [fault.partition(" ")[0] for fault in faults(metadata)] == [
        "shoe.found_by_id",
        "shoe.given_by_id",
    ]


def test_what_one_eats_and_cannot_eat_rests_on_consent_alone() -> None:
    for entry in entries(Base.metadata):
        is_food = entry.table == "answer_diet" or "allergies" in entry.column
        if is_food and entry.facts is not None:
            assert entry.facts.ground is LegalGround.CONSENT, entry.name


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_terms_are_those_of_the_installation(language: str) -> None:
    say = texts_in(language).gettext
    rows = list(privacy_register.rows(keep=Retention(keep_days=7), say=say))
    assert len(rows) == sum(len(table.columns) for table in Base.metadata.sorted_tables)
    kept = {f"{row[0]}.{row[1]}": row[5] for row in rows}
    assert kept["answer.remark"].startswith("7 da")
    assert kept["venue.name"] == ""
    assert not [row for row in rows if "%" in "".join(row)]


def test_the_record_of_processing_names_every_personal_column_once() -> None:
    named = [
        column
        for one in privacy_register.activities(keep=Retention(), say=texts_in("nl").gettext)
        for column in one.data
    ]
    wanted = {entry.name for entry in entries(Base.metadata) if entry.facts}
    assert len(named) == len(set(named))
    assert set(named) == wanted
    assert len(wanted) > 100


def test_words_are_there_in_both_languages() -> None:
    dutch = texts_in("nl").gettext
    for words in (*Whose, *Purpose, *LegalGround, *Term, *Seen):
        assert dutch(words.value) != words.value
        assert texts_in("en").gettext(words.value) == words.value
