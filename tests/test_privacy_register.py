"""Every column is classified: whoever adds one says what it holds, of whom, and for how long."""

from dataclasses import replace

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from planner.core.retention import Retention
from planner.services.privacy import register as privacy_register
from planner.store import models
from planner.store.base import Base
from planner.store.personal_data import REGISTER
from planner.store.register import Ground, Personal, Seen, Term, Whose, Why, entries, faults
from planner.store.register import Table as Facts

assert models, "loads all tables"


def test_every_column_is_in_the_register() -> None:
    found = faults(REGISTER, Base.metadata)
    assert not found, "\n".join(found)


def test_a_new_column_is_told_where_to_write_what() -> None:
    metadata = MetaData()
    Table("shoe", metadata, Column("id", Integer), Column("size", Integer))
    (fault,) = faults({"shoe": Facts(other="id")}, metadata)
    assert "shoe.size" in fault
    assert "planner/store/personal_data.py" in fault
    assert "services/privacy/purge.py" in fault
    missing = faults({}, metadata)
    assert len(missing) == 2


def test_a_column_that_went_or_stands_twice_is_noticed() -> None:
    metadata = MetaData()
    Table("shoe", metadata, Column("id", Integer))
    facts = Personal("id", Whose.GUEST, Why.FOOD, Ground.TASK, Term.DAY, Seen.NOBODY)
    found = faults({"shoe": Facts((facts,), other="id lace"), "hat": Facts()}, metadata)
    assert len(found) == 4
    assert "There is no table hat." in found


def test_what_one_eats_and_cannot_eat_rests_on_consent_alone() -> None:
    for entry in entries(REGISTER):
        is_food = entry.table == "answer_diet" or "allergies" in entry.column
        if is_food and entry.facts is not None:
            assert entry.facts.ground is Ground.CONSENT, entry.name


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_terms_are_those_of_the_installation(language: str) -> None:
    rows = list(privacy_register.rows(keep=Retention(keep_days=7), language=language))
    assert len(rows) == sum(len(table.columns) for table in Base.metadata.sorted_tables)
    kept = {f"{row[0]}.{row[1]}": row[5] for row in rows}
    assert kept["answer.remark"].startswith("7 da")
    assert kept["venue.name"] == ""
    assert not [row for row in rows if "{" in "".join(row)]


def test_the_record_of_processing_names_every_personal_column_once() -> None:
    named = [
        column
        for one in privacy_register.activities(keep=Retention(), language="nl")
        for column in one.data
    ]
    wanted = {entry.name for entry in entries(REGISTER) if entry.facts}
    assert len(named) == len(set(named))
    assert set(named) == wanted


def test_words_are_there_in_both_languages() -> None:
    for words in (*Whose, *Why, *Ground, *Term, *Seen):
        assert words.en != words.nl
        assert words.en
        assert words.nl
    assert replace(Personal("a", Whose.GUEST, Why.FOOD, Ground.TASK, Term.DAY, Seen.NOBODY))
