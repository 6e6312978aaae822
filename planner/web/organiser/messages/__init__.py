"""Messages to guests, and mail on its way."""
