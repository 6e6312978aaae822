"""The colours of an organisation as style: for its pages, its guests' pages and its mail.

Colours are set as design tokens by the names of the NL Design System, and ours follow those: so a
house style and this product call the same thing the same.
"""

from functools import lru_cache

from planner.core.house_colours import HouseStyle, house_style
from planner.paths import resource_dir

Colours = tuple[str, str]
USUAL: Colours = ("", "")
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
    style = house_style(*colours)
    dark = _tokens(style, "dark")
    return (
        f":root{{{_tokens(style, 'light')}{_OURS}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )


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
    for usual, (part, light_or_dark) in _USUAL_IN_MAIL.items():
        css = css.replace(usual, getattr(getattr(style, part), light_or_dark))
    return css


def _tokens(style: HouseStyle, side: str) -> str:
    tokens = {
        "utrecht-button-primary-action-background-color": style.action,
        "utrecht-button-primary-action-color": style.on_action,
        "utrecht-button-primary-action-hover-background-color": style.hover,
        "utrecht-button-subtle-hover-background-color": style.tint,
        "utrecht-heading-1-color": style.festive,
    }
    return "".join(f"--{name}:{getattr(pair, side)};" for name, pair in tokens.items())


_OURS = (
    "--action:var(--utrecht-button-primary-action-background-color);"
    "--on-action:var(--utrecht-button-primary-action-color);"
    "--action-hover:var(--utrecht-button-primary-action-hover-background-color);"
    "--action-tint:var(--utrecht-button-subtle-hover-background-color);"
    "--tint:var(--action-tint);"
    "--ember:var(--utrecht-heading-1-color)"
)
