"""Plans neighbourhood events: who comes, what to buy, who is inside."""
