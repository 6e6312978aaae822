"""Colours are found in the design tokens of a house style, and nothing else is taken from them."""

from planner.core.design_tokens import read_tokens


def test_css_of_a_theme_gives_its_two_colours_through_references() -> None:
    found = read_tokens(
        """.town-theme {
          --town-color-blue: #1F4E8C;
          --utrecht-button-primary-action-background-color: var(--town-color-blue);
          --utrecht-heading-1-color: #7A3B69;
          --utrecht-button-border-radius: 4px;
        }"""
    )
    assert (found.main, found.second) == ("#1f4e8c", "#7a3b69")
    assert found.used == (
        "utrecht-button-primary-action-background-color",
        "utrecht-heading-1-color",
    )
    assert found.left == 2


def test_json_of_tokens_is_read_with_values_of_either_spelling() -> None:
    found = read_tokens(
        """{"town": {"blue": {"$value": "#1f4e8c", "$type": "color"}},
        "utrecht": {"link": {"color": {"value": "{town.blue}"}}, "button": {"radius": 4}}}"""
    )
    assert (found.main, found.second, found.used) == ("#1f4e8c", "", ("utrecht-link-color",))


def test_the_first_name_that_is_known_counts() -> None:
    found = read_tokens(
        "--utrecht-link-color: #111111; --basis-color-action-1-inverse-bg-default: #222222"
    )
    assert found.main == "#222222"


def test_what_is_none_of_ours_gives_nothing_and_breaks_nothing() -> None:
    circle = "--utrecht-link-color: var(--a); --a: var(--utrecht-link-color)"
    deep = "[" * 100_000
    for pasted in ("", "hello", "{}", "[1, 2]", '"x"', circle, deep, "--utrecht-link-color: red"):
        found = read_tokens(pasted)
        assert (found.main, found.second, found.used) == ("", "", ())
