"""Signing in, and an organiser's own account."""
