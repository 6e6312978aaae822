"""Commands."""

import click


@click.group()
def main() -> None:
    """Plan neighbourhood events."""
