"""Put templates and static files into the wheel; a checkout uses its own and needs no copy."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BesideThePackage(BuildHookInterface):
    """The folders that stand beside `planner` in a checkout, and in it where it is installed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add them to a wheel that is to be used without the checkout."""
        if version == "standard":
            for folder in ("templates", "static"):
                build_data["force_include"][folder] = f"planner/{folder}"
