"""Whose the rows of a table are: shared by all organisations, or of one of them; no third way.

Each table says so where it is declared: `__owner__ = OWN`, `owned_through("event_id")` or
`shared("why")`. A test fails for a table that does not, follows every other one to its
organisation, and looks whether the database holds what was declared.
Source: docs/decisions/0033-owners.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shared:
    """Rows that all organisations see, or that say nothing of any; `why` says which."""

    why: str


@dataclass(frozen=True)
class Owned:
    """Rows of one organisation.

    Attributes:
        columns: references to what owns them; the first that is filled in counts.
        otherwise: what rows are that refer to no owner; they are the installation's, which its
            host sees to. Empty where each row has an owner, which the database holds.
    """

    columns: tuple[str, ...]
    otherwise: str = ""


Owner = Shared | Owned

OWN = Owned(("organisation_id",))
"""Rows that name their organisation; a session with a scope finds no others."""


def shared(why: str) -> Shared:
    """Declare a table whose rows are of no organisation."""
    return Shared(why)


def owned_through(*columns: str, otherwise: str = "") -> Owned:
    """Declare a table whose rows are of the organisation of what they refer to; see `Owned`."""
    return Owned(columns, otherwise)
