"""Shifts and who helps: places taken in the event's turn, the line, presence, hours and totals."""
