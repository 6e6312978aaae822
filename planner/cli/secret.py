"""`planner secret`."""

import secrets

import click


@click.command()
def secret() -> None:
    """Make the two keys of an installation: two lines for instance/settings.env.

    PLANNER_SECRET_KEY signs cookies; a new one signs everybody out. PLANNER_CODE_KEY makes the
    codes on cards; a new one voids every card, so keep a copy of it with your backups.
    """
    for name, key in new_keys().items():
        click.echo(f"{name}={key}")


def new_keys() -> dict[str, str]:
    """Return both keys, 256 random bits each."""
    return {name: secrets.token_hex(32) for name in ("PLANNER_SECRET_KEY", "PLANNER_CODE_KEY")}
