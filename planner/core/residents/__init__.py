"""What residents say at an event, what is promised in response, and how it is told back."""
