"""Where templates, static files and the instance folder are, in a checkout or in a wheel."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """Return the folder of templates or static files, in the wheel or beside the package."""
    packed = PACKAGE / name
    return packed if packed.is_dir() else PACKAGE.parent / name


def instance_dir() -> Path:
    """Return the folder for the database, settings and backups.

    PLANNER_INSTANCE names it. Otherwise it is `instance/` in the checkout, or, where the planner
    was installed as a wheel, `instance/` in the current folder: never inside the environment,
    where the next upgrade would remove it.
    """
    named = os.environ.get("PLANNER_INSTANCE")
    if named:
        return Path(named).expanduser().resolve()
    in_checkout = (PACKAGE.parent / "pyproject.toml").is_file()
    return (PACKAGE.parent if in_checkout else Path.cwd()) / "instance"
