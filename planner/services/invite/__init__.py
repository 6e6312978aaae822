"""Inviting: cards in batches, who hands them out, and guests by name."""
