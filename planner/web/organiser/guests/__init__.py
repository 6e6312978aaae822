"""The list of guests, card by card."""
