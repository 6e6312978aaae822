"""Helpers and their shifts: when they are, who may take one, how many to ask, and who is next."""
