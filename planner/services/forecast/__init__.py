"""How many will come: what is remembered, what is learned, and how good it was."""
