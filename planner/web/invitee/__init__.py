"""Pages of the invitee."""
