"""Pages for who hands cards out: cards by number, and nothing of the people behind them."""
