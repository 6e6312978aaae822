"""A chance in words that one can picture: one in three, nine in ten."""

from fractions import Fraction

from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

FINEST = Fraction(1, 20)
"""A forecast of people says nothing of what is rarer: less than that is said as such."""
_SAID = tuple(
    Fraction(part, whole)
    for part, whole in (
        *((1, 20), (1, 10), (1, 7), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2)),
        *((3, 5), (2, 3), (3, 4), (4, 5), (6, 7), (9, 10), (19, 20)),
    )
)


def chance_words(chance: float) -> str:
    """Return '1 chance in 3' and the like: the nearest that people say.

    Args:
        chance: from 0 to 1. None is ever called impossible, or certain.
    """
    if chance < FINEST:
        return _("less than 1 chance in %(whole)s", whole=number(FINEST.denominator))
    if chance > 1 - FINEST:
        return _(
            "more than %(part)s chances in %(whole)s",
            part=number(FINEST.denominator - 1),
            whole=number(FINEST.denominator),
        )
    said = min(_SAID, key=lambda one: abs(chance - one))
    return ngettext(
        "%(num)s chance in %(whole)s",
        "%(num)s chances in %(whole)s",
        said.numerator,
        whole=number(said.denominator),
    )
