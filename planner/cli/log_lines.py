"""The log as lines of JSON: one each, with the route and never the address."""

import json
import logging
from datetime import UTC, datetime

from planner.web.watching import request_id

TEXT_LINE = "[%(asctime)s] [%(process)d] %(levelname)s %(message)s"


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and what was noted besides."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record; a trace stays inside its line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        number = request_id()
        if number:
            line["request"] = number
        line |= getattr(record, "noted", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def use_json_lines() -> None:
    """Let everything that is logged be a line of JSON on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # else a line each time tables are read


def use_text_lines() -> None:
    """Let warnings of everything be lines of text on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(TEXT_LINE))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
