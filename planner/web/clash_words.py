"""What is said of a change that somebody else made meanwhile, to guests too: never who."""

from planner.web.i18n import gettext as _


def somebody_changed_this() -> str:
    """Say so, of a field."""
    return _("Somebody changed this meanwhile.")


def choose() -> str:
    """Say what to do about a field that two changed."""
    return _("Choose at the top of the form what stays.")


def ticked(is_ticked: object) -> str:
    """Say how a tick box stands."""
    return _("Yes") if is_ticked else _("No")


def nothing() -> str:
    """Name an empty field."""
    return _("nothing filled in")
