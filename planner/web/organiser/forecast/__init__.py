"""How many will come, how we reckon, and how good it was."""
