"""What a partner hears, and when: once for each of three moments of a day that was named."""

from datetime import date, timedelta

import pytest

from planner.core.residents.changes import PartnerMail, mail_now
from planner.core.residents.record import by_month
from planner.core.residents.undertakings import PromiseState, Undertaking

DUE = date(2027, 6, 14)


@pytest.mark.parametrize(
    ("days", "told", "expected"),
    [
        pytest.param(-8, None, None, id="eight days before"),
        pytest.param(-7, None, PartnerMail.WEEK, id="a week before"),
        pytest.param(-3, None, PartnerMail.WEEK, id="nothing left for some days"),
        pytest.param(-3, PartnerMail.WEEK, None, id="told already"),
        pytest.param(0, PartnerMail.WEEK, PartnerMail.DAY, id="on the day"),
        pytest.param(0, PartnerMail.DAY, None, id="on the day, told already"),
        pytest.param(1, PartnerMail.DAY, PartnerMail.LATE, id="late since midnight"),
        pytest.param(1, None, PartnerMail.LATE, id="late, and never told"),
        pytest.param(90, PartnerMail.LATE, None, id="late is told once"),
    ],
)
def test_a_partner_hears_a_week_before_on_the_day_and_once_when_it_is_late(
    days: int, told: PartnerMail | None, expected: PartnerMail | None
) -> None:
    today = DUE + timedelta(days=days)
    for state in (PromiseState.OPEN, PromiseState.BUSY):
        assert mail_now(DUE, state, told=told, told_for=DUE, today=today) is expected
    for state in (PromiseState.DONE, PromiseState.CANNOT):
        assert mail_now(DUE, state, told=told, told_for=DUE, today=today) is None


def test_for_another_day_it_begins_anew() -> None:
    later, before = DUE + timedelta(days=7), DUE
    assert (
        mail_now(later, PromiseState.OPEN, told=PartnerMail.LATE, told_for=before, today=DUE)
        is PartnerMail.WEEK
    )
    assert mail_now(None, PromiseState.OPEN, told=None, told_for=None, today=DUE) is None


def test_each_month_counts_what_was_made_and_what_was_kept_of_what_fell_due() -> None:
    promises = [
        (date(2027, 4, 3), Undertaking(PromiseState.DONE, date(2027, 5, 1), date(2027, 4, 30))),
        (date(2027, 4, 9), Undertaking(PromiseState.DONE, date(2027, 5, 1), date(2027, 5, 2))),
        (date(2027, 5, 9), Undertaking(PromiseState.CANNOT, date(2027, 5, 30), date(2027, 5, 9))),
        (date(2027, 5, 9), Undertaking(PromiseState.OPEN, date(2027, 6, 30))),
        (date(2027, 1, 1), Undertaking(PromiseState.OPEN, None)),
    ]
    months = by_month(promises, today=DUE, months=3)
    assert [(one.month.month, one.made, one.kept, one.not_kept) for one in months] == [
        (4, 2, 0, 0),
        (5, 2, 1, 2),
        (6, 0, 0, 0),
    ]
