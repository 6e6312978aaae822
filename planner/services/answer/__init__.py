"""Answers: from households on their own page, without a card, and by whom they were added up."""
