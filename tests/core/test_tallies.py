"""What somebody wrote in the rain with cold fingers is read, or comes back with a reason."""

import pytest

from planner.core.tallies import MOST_LINES, LineFault, read_tally


@pytest.mark.parametrize(
    ("typed", "number", "heads"),
    [
        pytest.param("12 3", 12, 3, id="number and people"),
        pytest.param("12", 12, None, id="the whole party"),
        pytest.param("  #12 : 3 ", 12, 3, id="as people write it"),
        pytest.param("12\t3", 12, 3, id="out of a spreadsheet"),
        pytest.param("12 = 3", 12, 3, id="with an equals sign"),
        pytest.param("12 – 3", 12, 3, id="with a dash"),
        pytest.param("12x3", 12, 3, id="times"),
    ],
)
def test_a_line_names_a_card_and_how_many_came(typed: str, number: int, heads: int | None) -> None:
    (line,) = read_tally(f"\n{typed}\n\n")
    assert (line.number, line.heads, line.fault) == (number, heads, None)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        pytest.param("family Yilmaz", LineFault.NOT_UNDERSTOOD, id="a name"),
        pytest.param("12 3 4", LineFault.NOT_UNDERSTOOD, id="one number too many"),
        pytest.param("0 3", LineFault.NOT_UNDERSTOOD, id="no card has number 0"),
        pytest.param("12 501", LineFault.NOT_UNDERSTOOD, id="more than a bus"),
        pytest.param("١٢ ٣", LineFault.NOT_UNDERSTOOD, id="digits of another script"),
        pytest.param("12 0", LineFault.NOBODY, id="nobody"),
    ],
)
def test_a_line_that_makes_no_sense_comes_back_as_it_was(typed: str, fault: LineFault) -> None:
    (line,) = read_tally(typed)
    assert (line.text, line.fault) == (typed, fault)


def test_a_card_that_stands_there_twice_counts_once_and_is_shown() -> None:
    faults = [line.fault for line in read_tally("12 3\n7\n12 2")]
    assert faults == [None, None, LineFault.TWICE]


def test_a_list_without_end_is_read_up_to_a_point() -> None:
    lines = read_tally("\n".join(str(number) for number in range(1, MOST_LINES + 3)))
    assert [line.fault for line in lines].count(LineFault.TOO_MANY_LINES) == 2
