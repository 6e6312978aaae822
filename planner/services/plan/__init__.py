"""Planning: events, series, their places and programme, and closing them."""
