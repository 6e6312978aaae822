"""Calendars: files, feeds, private ones, and files from elsewhere."""
