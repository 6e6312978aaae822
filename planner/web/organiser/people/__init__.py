"""Who works here, and the teams of events."""
