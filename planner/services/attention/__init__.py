"""What waits for somebody, over all events of whoever looks; what they saw; the mail about it."""
