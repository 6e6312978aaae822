"""What Alembic runs; always on the connection that planner.store.migrate gives it."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

from planner.store import models
from planner.store.base import UtcDateTime
from planner.store.rebuilding import read_one_table_at_a_time


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write plain column types, so that a migration never imports our models."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


def compare_type(
    ctx: Any, inspected: Any, meta: Any, inspected_type: Any, wanted: Any
) -> bool | None:
    """Leave our own column types alone: the database only knows text and timestamps."""
    if isinstance(wanted, UtcDateTime | Enum):
        return False
    return None


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=models.Account.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=compare_type,
    transaction_per_migration=False,
)
read_one_table_at_a_time()
context.run_migrations()
