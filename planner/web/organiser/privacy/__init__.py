"""What we keep, who did what, and what to do when data got out."""
