"""A chance in words that one can picture: one in three, nine in ten."""

from planner.web.i18n import gettext as _

_STEPS = (
    (1, 20),
    (1, 10),
    (1, 5),
    (1, 4),
    (1, 3),
    (1, 2),
    (2, 3),
    (3, 4),
    (4, 5),
    (9, 10),
    (19, 20),
)


def chance_words(chance: float) -> str:
    """Return 'one chance in three' and the like: the nearest that people say.

    Args:
        chance: from 0 to 1. What is as good as none, or as certain, says so.
    """
    if chance < 1 / 40:
        return _("hardly any chance")
    if chance > 39 / 40:
        return _("almost certainly")
    part, whole = min(_STEPS, key=lambda one: abs(chance - one[0] / one[1]))
    return _("a chance of %(part)s in %(whole)s", part=part, whole=whole)
