"""Mail that comes in: answers of calendars, letters that come back, and what is for people."""
