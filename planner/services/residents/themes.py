"""Themes: remarks that say the same, put together, and taken apart again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from planner.core.residents.questions import Area
from planner.store.models import Remark, Theme

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class UsedTheme:
    """A theme with how many people said it, everywhere that one may see."""

    theme: Theme
    heads: int


def with_use(
    session: Session, organisation_id: int, neighbourhood_id: int | None
) -> Sequence[UsedTheme]:
    """List the themes of an organisation; those of a neighbourhood first, then what most said."""
    here = func.coalesce(
        func.sum(Remark.heads).filter(Remark.neighbourhood_id == neighbourhood_id), 0
    )
    heads = func.coalesce(func.sum(Remark.heads), 0)
    rows = session.execute(
        select(Theme, heads)
        .join(Remark, Remark.theme_id == Theme.id, isouter=True)
        .where(Theme.organisation_id == organisation_id)
        .group_by(Theme.id)
        .order_by(here.desc(), heads.desc(), Theme.name, Theme.id)
    )
    return [UsedTheme(theme, int(count)) for theme, count in rows]


def named(session: Session, organisation_id: int, name: str) -> Theme:
    """Return the theme of this name, made where there is none; capitals make no other theme."""
    wanted = name.strip()[:LONGEST_NAME]
    for theme in session.scalars(
        select(Theme).where(Theme.organisation_id == organisation_id).order_by(Theme.id)
    ):
        if theme.name.casefold() == wanted.casefold():
            return theme
    made = Theme(organisation_id=organisation_id, name=wanted)
    session.add(made)
    session.flush()
    return made


def own_id(session: Session, organisation_id: int, theme_id: int | None) -> int | None:
    """Return the number of a theme of the organisation; None for what is none of its own."""
    return session.scalar(
        select(Theme.id).where(Theme.id == theme_id, Theme.organisation_id == organisation_id)
    )


def change(theme: Theme, *, name: str, area: Area | None) -> None:
    """Call a theme otherwise, or say of which of the programme's themes it is a part."""
    theme.name, theme.area = name, area


def is_taken(session: Session, theme: Theme, name: str) -> bool:
    """Say whether another theme of the organisation is called so."""
    others = select(Theme.name).where(
        Theme.organisation_id == theme.organisation_id, Theme.id != theme.id
    )
    return any(each.casefold() == name.casefold() for each in session.scalars(others))


def put_together(session: Session, theme: Theme, into: Theme) -> None:
    """Put two themes together: all that was said in the one is said in the other."""
    session.execute(
        update(Remark)
        .where(Remark.theme_id == theme.id)
        .values(theme_id=into.id)
        .execution_options(synchronize_session="fetch")
    )
    session.execute(delete(Theme).where(Theme.id == theme.id))


def take_apart(remark: Remark) -> None:
    """Take a remark out of its theme: it stands alone again, with its own heads."""
    remark.theme = None
