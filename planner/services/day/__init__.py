"""The day itself, and looking back on it."""
