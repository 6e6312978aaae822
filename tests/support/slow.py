"""Questions that a database answers slowly, or never."""

from sqlalchemy import text

ENDLESS = text(
    "WITH RECURSIVE steps(step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps)"
    " SELECT count(*) FROM steps"
)
"""Ends only when it is stopped, on both databases."""
LONG = text(
    "WITH RECURSIVE steps(step) AS"
    " (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < 1000000)"
    " SELECT count(*) FROM steps"
)
"""Takes some tenths of a second."""
