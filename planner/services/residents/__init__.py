"""What residents said, sorted, promised and told back."""
