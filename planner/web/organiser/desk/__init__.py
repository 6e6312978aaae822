"""The page of one event: its head, what to do next, and what to look back on."""
