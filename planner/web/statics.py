"""Static files: an address that changes with the content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

ONE_YEAR_SECONDS = 31_536_000


def init_statics(app: Flask) -> None:
    """Add a version to the address of every static file and let browsers keep it for a year."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR_SECONDS
    folder = Path(app.static_folder or "")

    @cache
    def version(filename: str) -> str:
        path = folder / filename
        if not path.is_file():
            raise FileNotFoundError(f"No static file {filename!r}.")
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10]

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["v"] = version(values["filename"])
