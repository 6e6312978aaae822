"""The texts that people read, in every language."""
