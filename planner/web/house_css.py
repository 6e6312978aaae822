"""The colours of an organisation as style: for its pages, its guests' pages and its mail.

Colours are set as design tokens by the names of the NL Design System, and ours follow those: so a
house style and this product call the same thing the same.
"""

from collections.abc import Mapping
from functools import lru_cache

from planner.core.house_colours import HouseStyle, house_style
from planner.paths import resource_dir

Colours = tuple[str, str]
USUAL: Colours = ("", "")
Tokens = Mapping[str, tuple[str, tuple[str, ...]]]
_MAIN: Tokens = {
    "utrecht-button-primary-action-background-color": ("action", ("--action",)),
    "utrecht-button-primary-action-color": ("on_action", ("--on-action",)),
    "utrecht-button-primary-action-hover-background-color": ("hover", ("--action-hover",)),
    "utrecht-button-subtle-hover-background-color": ("tint", ("--action-tint", "--tint")),
}
"""Each name with what of the style it is, and which of our own properties follow it."""
_SECOND: Tokens = {"utrecht-heading-1-color": ("festive", ("--ember",))}
_USUAL_IN_MAIL = {
    "#0B5A5E": ("action", "light"),
    "#C8402A": ("festive", "light"),
    "#8FD3CC": ("action", "dark"),
    "#FF9B80": ("festive", "dark"),
    "#0B2426": ("on_action", "dark"),
}
"""Programs that show mail know no custom properties, so there the colours themselves change."""


@lru_cache(maxsize=200)
def theme_css(colours: Colours) -> str:
    """Return the sheet that sets the colours of an organisation; empty for the usual ones."""
    if colours == USUAL:
        return ""
    chosen = [part for part, colour in zip((_MAIN, _SECOND), colours, strict=True) if colour]
    names = {name: token for part in chosen for name, token in part.items()}
    style = house_style(*colours)
    ours = "".join(f"{one}:var(--{name});" for name, (_part, all_) in names.items() for one in all_)
    light, dark = (_set(names, style, side) for side in ("light", "dark"))
    return f":root{{{light}{ours}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


@lru_cache(maxsize=200)
def guest_css(colours: Colours) -> str:
    """Return the style that stands inside a guest's page."""
    path = resource_dir("static") / "css" / "guest.css"
    return path.read_text(encoding="utf-8").strip() + theme_css(colours)


@lru_cache(maxsize=200)
def mail_css(colours: Colours = USUAL) -> str:
    """Return the style sheet that stands in each mail."""
    path = resource_dir("static") / "css" / "mail.css"
    lines = path.read_text(encoding="utf-8").splitlines()
    css = "\n".join(line for line in lines if not line.startswith("/*"))
    if colours == USUAL:
        return css
    style = house_style(*colours)
    for usual, (part, side) in _USUAL_IN_MAIL.items():
        if colours[1] if part == "festive" else colours[0]:
            css = css.replace(usual, getattr(getattr(style, part), side))
    return css


def _set(names: Tokens, style: HouseStyle, side: str) -> str:
    return "".join(
        f"--{name}:{getattr(getattr(style, part), side)};" for name, (part, _ours) in names.items()
    )
