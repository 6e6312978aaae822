"""Messages to guests: which are due, to whom, and what they hear of changes."""
