"""Who is invited by name: the list, its files, duplicates, and cards handed to somebody."""
